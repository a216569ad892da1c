"""Read a hospital's CSV file by proof: only lines that hold a code asked for are parsed.

``NotProvedError`` is raised where the records cannot be told apart without parsing; the slow path
(``csv_file.py``) then reads the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing

from unlisted.base.errors import InputError
from unlisted.formats.container.ahead import ReadAhead
from unlisted.formats.container.limits import MAX_CSV_FIELD_CHARACTERS
from unlisted.formats.container.members import Member
from unlisted.formats.hpt.columns import Columns
from unlisted.formats.hpt.csv_file import RowReader, fit, read_header_rows
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.scan.literals import Literals
from unlisted.formats.scan.records import Block, proved_blocks
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import NORMAL, Sizes, Window
from unlisted.market.observation import Observation

_HEADER_BYTES = 4 * 1024 * 1024


def scan_csv(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: HospitalHeader,
    sizes: Sizes = NORMAL,
) -> Iterator[Observation]:
    """Yield exactly what ``read_csv`` yields, in the same order, with the same findings.

    Prices of other rows are not counted (``tally.prices_read`` becomes ``None``), nor codes by type.
    Raises ``NotProvedError``; then ``tally`` and ``header`` must be thrown away.
    """
    csv.field_size_limit(MAX_CSV_FIELD_CHARACTERS)
    tally.prices_read = None
    literals = Literals(query.codes)
    with closing(ReadAhead(member.open())) as blocks:
        window = Window(blocks, sizes)
        line, found, columns = _header(window, member.name)
        header.take_over(found)
        header.check(tally)
        rows = RowReader(columns, identity, header, query, tally)
        scan = _Scan(columns.width, literals, rows, tally)
        for block in proved_blocks(window, line):
            yield from scan.block(block)


def _header(window: Window, name: str) -> tuple[int, HospitalHeader, Columns]:
    """Read the three header rows; the window then stands on the line returned."""
    window.fill(_HEADER_BYTES)
    text = window.text(_HEADER_BYTES)
    exhausted = False

    def lines() -> Iterator[str]:
        """Give the whole lines, and note when more are asked for."""
        nonlocal exhausted
        for each in text.split("\n")[:-1]:
            yield f"{each}\n"
        exhausted = True

    reader = csv.reader(lines(), strict=False)
    try:
        found, columns = read_header_rows(((reader.line_num, row) for row in reader), name)
    except (InputError, csv.Error):
        raise NotProvedError("the header rows cannot be read", window.offset) from None
    if exhausted:
        raise NotProvedError("the header rows do not end", window.offset)
    at = window.at
    for _ in range(reader.line_num):
        at = window.data.index(b"\n", at) + 1
    window.at = at
    return reader.line_num + 1, found, columns


class _Scan:
    def __init__(self, width: int, literals: Literals, rows: RowReader, tally: Tally) -> None:
        self._width = width
        self._literals = literals
        self._rows = rows
        self._tally = tally

    def block(self, block: Block) -> Iterator[Observation]:
        """Yield the observations of a block; count its rows."""
        if not block.plain:
            yield from self._parsed(block)
            return
        odd = self._count_rows(block)
        lines = {number: (start, end) for number, start, end in self._literals.lines(block.data)}
        if odd:
            lines |= _places(block.data, odd)
        for number in sorted(lines):
            start, end = lines[number]
            (row,) = csv.reader([block.data[start:end].decode()], strict=False)
            fitted = fit(row, block.line + number, self._width, self._tally)
            if fitted is not None:
                if number in odd:
                    self._tally.rows_read += 1
                yield from self._rows.see(fitted, block.line + number, block.offset + start)

    @staticmethod
    def _rows_of(reader: Iterator[list[str]], offset: int) -> Iterator[list[str]]:
        try:
            yield from reader
        except csv.Error:
            raise NotProvedError("a record cannot be parsed", offset) from None

    def _count_rows(self, block: Block) -> set[int]:
        """Count the rows as wide as the header; return the numbers of the other lines."""
        commas = self._width - 1
        lines = block.outside.split(b"\n")
        if not lines[-1] and not (block.data and block.data[-1:] != b"\n"):
            lines.pop()
        alike = set(lines) if len(block.outside) < len(block.data) // 4 else lines
        counts = [each.count(b",") for each in alike]
        odd: set[int] = set()
        if counts.count(commas) != len(counts):
            odd = {number for number, each in enumerate(lines) if each.count(b",") != commas}
        if not commas:
            odd |= {number for number, each in enumerate(lines) if not each.strip(b"\r")}
        self._tally.rows_read += len(lines) - len(odd)
        return odd

    def _parsed(self, block: Block) -> Iterator[Observation]:
        """Parse a block in which cells hold line ends."""
        lines = block.data.split(b"\n")
        starts = [0]
        for each in lines:
            starts.append(starts[-1] + len(each) + 1)
        texts = [each.decode() + "\n" for each in lines[:-1]]
        if lines[-1]:
            texts.append(lines[-1].decode())
        reader = csv.reader(texts, strict=False)
        line = 0
        for row in self._rows_of(reader, block.offset):
            number, line = line, reader.line_num
            fitted = fit(row, block.line + number, self._width, self._tally)
            if fitted is not None:
                self._tally.rows_read += 1
                yield from self._rows.see(fitted, block.line + number, block.offset + starts[number])


def _places(data: bytes, numbers: set[int]) -> dict[int, tuple[int, int]]:
    """Return start and end of some lines, by their number."""
    places = {}
    start = 0
    for number in range(max(numbers) + 1):
        end = data.find(b"\n", start) + 1 or len(data)
        if number in numbers:
            places[number] = (start, end)
        start = end
    return places
