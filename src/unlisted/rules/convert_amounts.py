"""Turn amount tables into values: a cell is text, a decimal or a day by its column's name."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from enum import StrEnum

from unlisted.base.evidence import Confidence
from unlisted.base.money import parse_decimal
from unlisted.rules.convert import Names, check_unique, citations_of, sources_of
from unlisted.rules.parse import RuleFile
from unlisted.rules.problems import Loc
from unlisted.rules.schema import tables
from unlisted.rules.tables import AmountCell, AmountRow, AmountTable

_DECIMAL_COLUMN = re.compile(
    r"(_usd|_rvu|_value|_factor|_percent|_ratio|_share|_units|_count|_minutes)$|^gpci_|^percent"
    r"|^(value|number|n|count|units|services|beneficiaries|years|minutes|rows|median|p[0-9]+)$"
)
_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_DAY_COLUMN = re.compile(r"^(from|to)$|_(from|to|on)$")


class ColumnType(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    DECIMAL = "decimal"
    DAY = "day"


_KEY_COLUMNS = frozenset(
    {"code", "modifier", "setting", "state", "mac", "locality", "track", "column_one", "column_two"}
)
"""Columns that tell rows apart; two rows with the same of these must not share a day."""


def column_type(name: str) -> ColumnType:
    """Return the type a column has by its name: ``from``, ``deleted_on`` days; ``total_rvu`` decimals."""
    if _DAY_COLUMN.search(name):
        return ColumnType.DAY
    return ColumnType.DECIMAL if _DECIMAL_COLUMN.search(name) else ColumnType.TEXT


def convert_amounts(file: RuleFile, model: tables.AmountsModel, names: Names) -> AmountTable:
    """Return the table with typed cells; report rows of the wrong length and cells of the wrong kind."""
    sources = sources_of(model.sources)
    check_unique(file, ("columns",), model.columns, "")
    return AmountTable(
        id=model.amounts,
        title=model.title,
        subject=dict(model.subject),
        unit=model.unit,
        verified_through=model.verified_through,
        sources=tuple(sources.values()),
        columns=tuple(model.columns),
        rows=tuple(_rows(file, model)),
        citations=citations_of(file, ("cites",), model.cites, sources, Confidence.HIGH),
        note=model.note or "",
        path=file.path,
    )


def _rows(file: RuleFile, model: tables.AmountsModel) -> list[AmountRow]:
    columns = [
        (name, ColumnType.DECIMAL if name in model.decimals else column_type(name)) for name in model.columns
    ]
    for index, name in enumerate(model.decimals):
        if name not in model.columns:
            file.report(
                ("decimals", index),
                "unknown_column",
                f"`{name}` is no column",
                why="it would type nothing",
                fix="use a name of `columns`",
            )
    rows: list[AmountRow] = []
    for index, cells in enumerate(model.rows):
        if len(cells) != len(columns):
            file.report(
                ("rows", index),
                "row_length",
                f"the row has {len(cells)} cells, the table has {len(columns)} columns",
                why="every later cell would stand under the wrong column",
                fix='add "" for an empty cell or remove the extra one; quote text that holds a comma',
            )
            continue
        row: dict[str, AmountCell] = {}
        for place, (name, kind) in enumerate(columns):
            text = cells[place]
            row[name] = text if kind is ColumnType.TEXT else _typed(file, ("rows", index, place), kind, text)
            if text == "":
                row[name] = None
        rows.append(row)
    if len(rows) == len(model.rows):
        _check_overlaps(file, model.columns, rows)
    return rows


def _typed(file: RuleFile, loc: Loc, kind: ColumnType, text: str) -> AmountCell:
    """Read a day or a decimal; report the cell when it is neither and not empty."""
    if text == "":
        return None
    value: AmountCell = None
    if kind is ColumnType.DECIMAL:
        value = parse_decimal(text)
    elif _DAY.match(text):
        with suppress(ValueError):
            value = date.fromisoformat(text)
    if value is None:
        wanted = "a plain number" if kind is ColumnType.DECIMAL else "a day, YYYY-MM-DD"
        file.report(
            loc,
            "bad_cell",
            f"`{text}` is not {wanted}",
            why="the column's name fixes what its cells are",
            fix=f'write {wanted}, or "" for an empty cell',
        )
    return value


def _check_overlaps(file: RuleFile, columns: list[str], rows: list[AmountRow]) -> None:
    """Report rows about the same thing that share a day."""
    if "from" not in columns or "to" not in columns:
        return
    keys = [name for name in columns if name in _KEY_COLUMNS]
    earlier: dict[tuple[AmountCell, ...], list[tuple[date, date]]] = {}
    for index, row in enumerate(rows):
        start, end = row["from"], row["to"]
        first = start if isinstance(start, date) else date.min
        last = end if isinstance(end, date) else date.max
        periods = earlier.setdefault(tuple(row[name] for name in keys), [])
        if last < first or any(first <= other[1] and other[0] <= last for other in periods):
            file.report(
                ("rows", index),
                "rows_overlap",
                "the row ends before it starts"
                if last < first
                else "the row shares a day with an earlier row",
                why="two rows would answer for the same day, or none",
                fix="correct `from` or `to`",
            )
        periods.append((first, last))
