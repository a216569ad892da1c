"""A legacy file as rows of named cells, whether it is CSV below a preamble or JSON records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from unlisted.base.errors import BrokenFileError
from unlisted.formats.charges.mapping import MAX_HEADER_ROW, ChargeMapping, column_key
from unlisted.formats.container.text import TextReader
from unlisted.formats.csvrows import csv_rows, is_misaligned, pad
from unlisted.formats.jsonwalk import JsonCursor, records
from unlisted.formats.reading import Tally
from unlisted.formats.values import read_object, read_text

Cell = Callable[[str], str]
"""The text in the column of that name; empty where the row or the file has none."""


@dataclass(slots=True)
class Table:
    """Preamble rows, the column names as given, and the rows below with their locators."""

    preamble: list[list[str]]
    names: list[str]
    rows: Iterator[tuple[str, Cell]]


def matches_signature(names: list[str], mapping: ChargeMapping) -> bool:
    """Say whether a header has every column of the mapping's signature."""
    present = {column_key(name) for name in names}
    return all(column_key(name) in present for name in mapping.signature)


def first_rows(reader: TextReader, name: str) -> list[list[str]]:
    """Return the rows in which a header can stand, for recognising a layout."""
    found: list[list[str]] = []
    for line, row in csv_rows(reader, name):
        found.extend([] for _ in range(line - 1 - len(found)))
        found.append(row)
        if len(found) >= MAX_HEADER_ROW:
            break
    return found


def open_table(reader: TextReader, name: str, mapping: ChargeMapping, tally: Tally) -> Table:
    """Open a file by its mapping; raise ``BrokenFileError`` where the header is not the one described."""
    if mapping.layout == "json_records":
        return Table([], [], _json_rows(reader, name))
    rows = csv_rows(reader, name)
    preamble: list[list[str]] = []
    for line, row in rows:
        if line < mapping.header_row:
            preamble.extend([] for _ in range(line - 1 - len(preamble)))
            preamble.append(row)
            continue
        if not matches_signature(row, mapping):
            break
        return Table(preamble, row, _csv_rows(rows, row, tally))
    raise BrokenFileError(
        f"{name} does not have the columns that the mapping {mapping.mapping} describes",
        where=f"{name}, row {mapping.header_row}",
        why="columns that are not found cannot be read",
        fix=f"the header must hold {', '.join(mapping.signature[:4])}; correct header_row or signature",
    )


def _csv_rows(
    rows: Iterator[tuple[int, list[str]]], names: list[str], tally: Tally
) -> Iterator[tuple[str, Cell]]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(column_key(name), place)
    for line, row in rows:
        if is_misaligned(row, len(names)):
            tally.note(
                "row_misaligned",
                "a row has filled cells beyond the header; it is left out because its cells are shifted",
                f"row {line}",
            )
        elif row:
            yield f"row {line}", _csv_cell(pad(row, len(names)), places)


def _csv_cell(row: list[str], places: dict[str, int]) -> Cell:
    def cell(name: str) -> str:
        """Return the text of a column."""
        place = places.get(column_key(name))
        return "" if place is None else row[place].strip()

    return cell


def _json_rows(reader: TextReader, name: str) -> Iterator[tuple[str, Cell]]:
    for number, value in enumerate(records(JsonCursor(reader, name))):
        yield f"/{number}", _json_cell(read_object(value))


def _json_cell(fields: dict[str, Any]) -> Cell:
    by_key = {column_key(key): value for key, value in fields.items()}

    def cell(name: str) -> str:
        """Return the text of a key."""
        return read_text(by_key.get(column_key(name)))

    return cell
