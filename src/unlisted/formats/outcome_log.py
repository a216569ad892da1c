"""The outcome log as lines of JSON, and a practice's own table of outcomes as CSV.

The log is append-only: a first line with its kind and its salt, then one line an entry. Amounts are text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.base.dates import parse_day
from unlisted.base.errors import BrokenFileError, LimitExceededError, UnlistedError
from unlisted.base.money import parse_decimal
from unlisted.pricing.outcome_entry import OutcomeEntry
from unlisted.pricing.outcomes import Outcome

KIND = "unlisted.outcomes/1"
MAX_LINE_BYTES = 4_096
MAX_LINES = 1_000_000
_SALT = re.compile(r"^[0-9a-f]{32}$")
_NAMES = tuple(item.name for item in fields(Outcome))
_KEYS = {"key", "recorded_on", *_NAMES}
_OPTIONAL = ("comparator", "allowed", "paid", "days", "denial", "level")


@dataclass(frozen=True, slots=True)
class LogLines:
    """What a log holds: its salt, and the entries in the order they were written, by hashed key."""

    salt: str
    entries: tuple[OutcomeEntry, ...]

    def latest(self) -> dict[str, OutcomeEntry]:
        """Return the last entry of each key."""
        return {item.key: item for item in self.entries}


def write_head(salt: str) -> bytes:
    """Return the first line of a log."""
    return _line({"log": KIND, "salt": salt})


def write_entry(entry: OutcomeEntry) -> bytes:
    """Return one line; ``entry.key`` is written as it is, so it must be the hash already."""
    item = entry.outcome
    return _line(
        {
            "key": entry.key,
            "recorded_on": entry.recorded_on.isoformat(),
            "service": item.service,
            "code": item.code,
            "payer": item.payer,
            "comparator": item.comparator,
            "month": item.month,
            "asked": _amount(item.asked),
            "allowed": _amount(item.allowed),
            "paid": _amount(item.paid),
            "days": item.days,
            "denial": item.denial,
            "level": item.level,
        }
    )


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def whole_part(data: bytes) -> int:
    """Return the bytes up to the last line end: what stands after it was never finished."""
    return data.rfind(b"\n") + 1


def read_log(name: str, data: bytes) -> LogLines:
    """Read a log up to its last whole line; raise ``BrokenFileError`` with the line that is wrong."""
    lines = data[: whole_part(data)].splitlines()
    if not lines:
        return LogLines("", ())
    if len(lines) > MAX_LINES:
        raise LimitExceededError(
            f"{name} has more than {MAX_LINES:,} lines",
            where=name,
            why="it would not fit in memory",
            fix="start a new log",
        )
    head = _mapping(name, 1, lines[0], {"log", "salt"})
    if head["log"] != KIND or not isinstance(head["salt"], str) or not _SALT.match(head["salt"]):
        raise _broken(name, 1, f"the log is not of kind {KIND}")
    return LogLines(head["salt"], tuple(_entry(name, n, line) for n, line in enumerate(lines[1:], start=2)))


def _entry(name: str, number: int, line: bytes) -> OutcomeEntry:
    found = _mapping(name, number, line, _KEYS)
    return _checked(name, number, found, days=found["days"])


def _mapping(name: str, number: int, line: bytes, keys: set[str]) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise _broken(name, number, f"the line has more than {MAX_LINE_BYTES:,} bytes")
    try:
        pairs = json.loads(line, object_pairs_hook=list, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise _broken(name, number, "the line is no JSON") from error
    is_pairs = isinstance(pairs, list) and all(isinstance(pair, tuple) for pair in pairs)
    found = dict(pairs) if is_pairs else {}
    if not is_pairs or len(found) != len(pairs) or set(found) != keys:
        raise _broken(name, number, f"the line has not the keys {', '.join(sorted(keys))}, each once")
    return found


def read_table(name: str, data: bytes, on: date) -> tuple[OutcomeEntry, ...]:
    """Read a practice's own CSV: ``key`` and the fields of ``Outcome`` as columns, recorded ``on`` a day."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(name, 1, "the table is not in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise _broken(name, reader.line_num, "the table cannot be read as CSV") from error
    columns = reader.fieldnames or []
    missing = {"key", *_NAMES} - set(columns) - set(_OPTIONAL)
    extra = set(columns) - {"key", *_NAMES}
    if missing or extra or len(set(columns)) != len(columns):
        told = [f"missing: {', '.join(sorted(missing))}"] * bool(missing)
        told += [f"not known: {', '.join(sorted(extra))}"] * bool(extra)
        raise _broken(name, 1, "; ".join(told) or "a column stands twice")
    if len(rows) > MAX_LINES:
        raise LimitExceededError(
            f"{name} has more than {MAX_LINES:,} rows", where=name, fix="load it in parts"
        )
    return tuple(_row(name, n, row, on) for n, row in enumerate(rows, start=2))


def _row(name: str, number: int, row: Mapping[str, Any], on: date) -> OutcomeEntry:
    if None in row or any(value is None for value in row.values()):
        raise _broken(name, number, "the row has not as many cells as there are columns")
    cells: dict[str, Any] = {key: str(value).strip() or None for key, value in row.items()}
    days = cells.get("days")
    if days is not None and not (days.isascii() and days.isdigit() and len(days) < 6):
        raise _broken(name, number, "days is no whole number")
    found = {
        **cells,
        "comparator": cells.get("comparator") or "",
        "denial": cells.get("denial") or "",
        "level": cells.get("level") or "first",
        "recorded_on": on.isoformat(),
    }
    return _checked(name, number, found, days=None if days is None else int(days))


def _checked(name: str, number: int, found: Mapping[str, Any], *, days: object) -> OutcomeEntry:
    texts = ("key", "recorded_on", "service", "code", "payer", "comparator", "month", "denial", "level")
    if not all(isinstance(found.get(key), str) for key in texts):
        raise _broken(name, number, "a cell that has to hold text holds none")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int)):
        raise _broken(name, number, "days is no whole number")
    asked = _money(name, number, found.get("asked"))
    if asked is None:
        raise _broken(name, number, "the amount asked is missing")
    try:
        return OutcomeEntry(
            found["key"],
            Outcome(
                found["service"],
                found["code"],
                found["payer"],
                found["comparator"],
                found["month"],
                asked,
                _money(name, number, found.get("allowed")),
                _money(name, number, found.get("paid")),
                days,
                found["denial"],
                found["level"],
            ),
            parse_day(found["recorded_on"]),
        )
    except UnlistedError as error:
        raise _broken(name, number, error.what) from error


def _money(name: str, number: int, value: object) -> Decimal | None:
    if value is None:
        return None
    found = parse_decimal(value) if isinstance(value, str) else None
    if found is None:
        raise _broken(name, number, "an amount is no number in dollars and cents")
    return found


def _broken(name: str, number: int, what: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name}, line {number}: {what}",
        where=f"{name}, line {number}",
        why="an outcome that is misread would end in the next price",
        fix="correct the line, or leave it out",
    )
