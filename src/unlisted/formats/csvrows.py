"""Read CSV records with the physical line each starts on."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from unlisted.base.errors import BrokenFileError
from unlisted.formats.container.limits import MAX_CSV_FIELD_CHARACTERS
from unlisted.formats.container.text import TextReader


def csv_rows(reader: TextReader, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line, cells)``: the line counts from 1 and is where the record starts, blank lines included.

    Raises ``BrokenFileError`` for a quote that never closes, a cell beyond the limit, or lines that end
    in a bare carriage return.
    """
    csv.field_size_limit(MAX_CSV_FIELD_CHARACTERS)
    rows = csv.reader(reader.lines(), strict=False)
    line = 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        raise BrokenFileError(
            f"{name} is no valid CSV: {error}",
            where=f"{name}, row {line}",
            why="a quote that never closes, or foreign line ends, would join or shift cells",
            fix="download the file again; if it stays broken, tell the publisher this row",
        ) from error


def pad(row: list[str], width: int) -> list[str]:
    """Return the row with empty cells up to ``width``: some programs leave the last empty ones out."""
    return row if len(row) >= width else row + [""] * (width - len(row))


def is_misaligned(row: list[str], width: int) -> bool:
    """Say whether a row has filled cells beyond the header: a stray separator shifted what it holds."""
    return len(row) > width and any(cell.strip() for cell in row[width:])
