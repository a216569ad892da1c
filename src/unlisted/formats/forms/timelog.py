"""Read a time log: one CSV row for each piece of work of one person on one day."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date

from unlisted.base.errors import LimitExceededError
from unlisted.base.evidence import EnteredEvidence, Evidence, FileEvidence
from unlisted.episode.care import TimeEntry
from unlisted.episode.episode import Episode, SourceFile
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Role
from unlisted.formats.forms import scalars
from unlisted.formats.forms.problems import Problems
from unlisted.formats.forms.shape import STEPS

REQUIRED = ("date", "person", "role", "activity", "step", "minutes")
OPTIONAL = ("npi", "credentials", "entered_on", "note")
COLUMNS = (
    "date",
    "person",
    "role",
    "npi",
    "credentials",
    "activity",
    "step",
    "minutes",
    "entered_on",
    "note",
)
MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
MAX_MINUTES = 24 * 60
_NPI_DIGITS = 10


def read_time_log(name: str, data: bytes) -> Episode:
    """Return the part of an episode a time log holds; evidence is ``row 12``, counted as a spreadsheet does.

    ``entered_on`` is the day the row was written: a later day stays visible as a late entry. A filled
    ``note`` has no place in the episode and is listed as unmapped. Raises ``BrokenFileError`` with every
    problem by row and column, ``LimitExceededError`` beyond 5 MB or 20,000 rows.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceededError(
            f"{name} has {len(data):,} bytes; at most {MAX_BYTES:,} are read",
            why="a time log is small; a huge file is something else",
            fix="give the time log of one episode",
        )
    problems = Problems(name)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        at = data.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else 1
        problems.add(at, 1, "whole file", "no valid CSV in UTF-8", "save the sheet as CSV UTF-8")
        raise problems.as_error() from error
    if len(rows) > MAX_ROWS:
        raise LimitExceededError(
            f"{name} has more than {MAX_ROWS:,} rows", why="a time log is small", fix="split it by episode"
        )
    columns = _columns(problems, rows[0] if rows else [])
    problems.raise_if_any()
    entries, unmapped = [], []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(rows[0]):
            problems.add(
                line, 1, f"row {line}", f"{len(cells)} cells, the header has {len(rows[0])}", _QUOTES
            )
            continue
        entry = _Row(name, sha256, line, cells, columns, problems).read()
        if entry is not None:
            entries.append(entry)
        if "note" in columns and cells[columns["note"]].strip():
            unmapped.append(f"{name}: row {line}, note")
    problems.raise_if_any()
    return Episode(
        id=f"time-log-{sha256[:12]}",
        time_log=tuple(sorted(entries, key=lambda item: item.on)),
        sources=(SourceFile(name, sha256, "csv", used=True),),
        unmapped=tuple(unmapped),
    )


_QUOTES = "put a cell that holds a comma in quotes"


def _columns(problems: Problems, header: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for n, cell in enumerate(header):
        key = cell.strip().lower()
        if key in found:
            problems.add(1, n + 1, f"column {n + 1}", "the column stands twice", "keep one of the two")
        elif key not in COLUMNS:
            problems.add(1, n + 1, f"column {n + 1}", "no known column", f"use: {', '.join(COLUMNS)}")
        else:
            found[key] = n
    for key in REQUIRED:
        if key not in found:
            problems.add(1, 1, "header", f"the column {key} is missing", f"add the column `{key}`")
    return found


class _Row:
    """One row while it is read; the column of a problem counts cells from 1."""

    def __init__(
        self,
        name: str,
        sha256: str,
        line: int,
        cells: list[str],
        columns: Mapping[str, int],
        problems: Problems,
    ) -> None:
        self._name, self._sha256, self._line = name, sha256, line
        self._cells, self._columns, self._problems = cells, columns, problems

    def _cell(self, column: str) -> str:
        return self._cells[self._columns[column]].strip() if column in self._columns else ""

    def _wrong(self, column: str, what: str, fix: str) -> None:
        at = self._columns[column] + 1
        self._problems.add(self._line, at, f"row {self._line}, {column}", what, fix)

    def _day(self, column: str) -> date | None:
        text = self._cell(column)
        found = scalars.day(text)
        if found is None and (text or column in REQUIRED):
            self._wrong(column, "this is no day", "write YYYY-MM-DD, for example 2026-09-14")
        return found

    def read(self) -> TimeEntry | None:
        """Return the entry, or ``None`` with its problems noted."""
        before = len(self._problems.found)
        on, entered_on = self._day("date"), self._day("entered_on")
        minutes = scalars.whole(self._cell("minutes"))
        if minutes is None or not 0 < minutes <= MAX_MINUTES:
            self._wrong("minutes", "no minutes", f"write whole minutes from 1 to {MAX_MINUTES}")
        role, step, npi = self._cell("role"), self._cell("step"), self._cell("npi")
        if role not in list(Role):
            self._wrong("role", "no known role", f"use one of: {', '.join(Role)}")
        if step not in STEPS:
            self._wrong("step", "no known step", f"use one of: {', '.join(STEPS)}")
        if scalars.slug(self._cell("activity")) is None:
            self._wrong("activity", "no slug", "write it like `dose_summation`: small letters and _")
        if not self._cell("person") or scalars.text_of(self._cell("person")) is None:
            self._wrong("person", "no name", "write who did the work")
        if npi and not (npi.isascii() and npi.isdigit() and len(npi) == _NPI_DIGITS):
            self._wrong("npi", "an NPI has 10 digits", "write the 10 digits, or leave it empty")
        if on is not None and entered_on is not None and entered_on < on:
            self._wrong("entered_on", "entered before the work was done", "check both days")
        if len(self._problems.found) > before or on is None or minutes is None:
            return None
        person = Actor(self._cell("person"), Role(role), npi, self._cell("credentials"))
        return TimeEntry(
            person, self._cell("activity"), minutes, on, entered_on, step, self._evidence(person, entered_on)
        )

    def _evidence(self, person: Actor, entered_on: date | None) -> tuple[Evidence, ...]:
        place = FileEvidence(self._name, self._sha256, f"row {self._line}")
        if entered_on is None:
            return (place,)
        return (place, EnteredEvidence(person.name, person.role.value, entered_on, self._name))
