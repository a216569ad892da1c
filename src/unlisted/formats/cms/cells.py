"""Reading cells of Medicare's tables: where a header stands, numbers, days, codes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from unlisted.base.errors import BrokenFileError, UnsupportedFormatError
from unlisted.base.money import parse_decimal

HEADER_WITHIN = 40  # lines; the longest preamble seen is ten
MAX_LINE = 65_536
_CODE = re.compile(r"^[A-Z0-9][0-9]{3}[A-Z0-9]$")
_SPACE = re.compile(r"\s+")

Numbered = tuple[int, list[str]]


def is_code(text: str) -> bool:
    """Say whether ``text`` has the shape of a CPT or HCPCS code."""
    return bool(_CODE.match(text))


def fold(text: str) -> str:
    """Fold a header cell: lower case, one space, no line breaks or asterisks."""
    return _SPACE.sub(" ", text.replace("*", " ")).strip().lower()


def split_table(lines: Iterable[str], name: str) -> Iterator[Numbered]:
    """Yield (line number, cells) of a comma or tab separated table; the first line with a tab decides."""
    counted = _bounded(lines, name)
    buffered: list[str] = []
    for line in counted:
        buffered.append(line)
        if "\t" in line or len(buffered) >= HEADER_WITHIN:
            break
    tabbed = bool(buffered) and "\t" in buffered[-1]

    def all_lines() -> Iterator[str]:
        yield from buffered
        yield from counted

    reader = csv.reader(all_lines(), delimiter="\t" if tabbed else ",")
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise BrokenFileError(
            f"the table cannot be split into cells: {error}", where=f"{name}, line {reader.line_num}"
        ) from error


def _bounded(lines: Iterable[str], name: str) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            raise BrokenFileError(
                f"a line of more than {MAX_LINE} characters",
                where=f"{name}, line {number}",
                why="Medicare's tables have short lines; this is another kind of file",
                fix="give the table itself, taken out of its zip",
            )
        yield line


def find_header(rows: Iterator[Numbered], wanted: Sequence[str], name: str, kind: str) -> list[str]:
    """Move ``rows`` past the header that holds every cell of ``wanted`` (by its start); return it folded."""
    for number, cells in rows:
        folded = [fold(cell) for cell in cells]
        if all(any(cell.startswith(want) for cell in folded) for want in wanted):
            return folded
        if number > HEADER_WITHIN:
            break
    raise UnsupportedFormatError(
        f"no header of a {kind} table",
        where=f"{name}, first {HEADER_WITHIN} lines",
        why=f"the columns {', '.join(wanted)} tell which cell is which",
        fix="give the publisher's own file, unpacked and unchanged",
    )


def column(header: Sequence[str], *starts: str) -> int | None:
    """Return the place of the first header cell that begins with one of ``starts``, tried in order."""
    for start in starts:
        for place, cell in enumerate(header):
            if cell.startswith(start):
                return place
    return None


def number(text: str, *, name: str, line: int, what: str) -> Decimal:
    """Read a number that must be there."""
    value = parse_decimal(text)
    if value is None:
        raise BrokenFileError(
            f"{text!r} is no number for {what}",
            where=f"{name}, line {line}",
            why="a wrong figure would price claims wrongly",
            fix="load the publisher's file again; this copy was changed",
        )
    return value


def compact_day(text: str) -> date | None:
    """Read ``YYYYMMDD`` or ``YYYY-MM-DD``; anything else is no day."""
    digits = text.strip().replace("-", "")
    if len(digits) != 8 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
