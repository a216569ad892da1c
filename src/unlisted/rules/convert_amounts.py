"""Turn amount tables into values: a cell is text, a decimal or a day by its column's name."""

from __future__ import annotations

import re
from datetime import date

from unlisted.base.evidence import Confidence
from unlisted.base.money import parse_decimal
from unlisted.rules.convert import Names, check_unique, citations_of, sources_of
from unlisted.rules.parse import RuleFile
from unlisted.rules.problems import Loc
from unlisted.rules.schema import tables
from unlisted.rules.tables import AmountCell, AmountRow, AmountTable

_DECIMAL_COLUMN = re.compile(
    r"(_usd|_rvu|_value|_factor|_percent|_share|_units|_count|_services|_minutes)$|^gpci_"
    r"|^(value|number|n|count|units|percent|beneficiaries|minutes)$"
)
_DAY_COLUMN = re.compile(r"^(from|to)$|_(from|to|on)$")


def is_decimal_column(name: str) -> bool:
    """Say whether a column holds decimals by its name."""
    return bool(_DECIMAL_COLUMN.search(name))


def is_day_column(name: str) -> bool:
    """Say whether a column holds days by its name: ``from``, ``to``, ``release_from``, ``deleted_on``."""
    return bool(_DAY_COLUMN.search(name))


def convert_amounts(file: RuleFile, model: tables.AmountsModel, names: Names) -> AmountTable:
    """Return the table with typed cells; report rows of the wrong length and cells of the wrong kind."""
    sources = sources_of(model.sources)
    check_unique(file, ("columns",), model.columns)
    for name in model.decimals:
        if name not in model.columns:
            file.report(
                ("decimals",),
                "unknown_column",
                f"`{name}` is no column",
                why="it would type nothing",
                fix="use a name of `columns`",
            )
    rows: list[AmountRow] = []
    for index, cells in enumerate(model.rows):
        if len(cells) != len(model.columns):
            file.report(
                ("rows", index),
                "row_length",
                f"the row has {len(cells)} cells, the table has {len(model.columns)} columns",
                why="every later cell would stand under the wrong column",
                fix='add "" for an empty cell, or remove the extra one; put text that holds a comma in quotes',
            )
            continue
        rows.append(
            {
                name: _cell(file, ("rows", index, place), name, text, name in model.decimals)
                for place, (name, text) in enumerate(zip(model.columns, cells, strict=True))
            }
        )
    return AmountTable(
        id=model.amounts,
        title=model.title,
        subject=dict(model.subject),
        unit=model.unit,
        verified_through=model.verified_through,
        sources=tuple(sources.values()),
        columns=tuple(model.columns),
        rows=tuple(rows),
        citations=citations_of(file, ("cites",), model.cites, sources, Confidence.HIGH),
        note=model.note or "",
        path=file.path,
    )


def _cell(file: RuleFile, loc: Loc, column: str, text: str, declared: bool) -> AmountCell:
    if text == "":
        return None
    if is_day_column(column):
        try:
            return date.fromisoformat(text)
        except ValueError:
            _bad_cell(file, loc, column, text, "a day, YYYY-MM-DD")
            return None
    if declared or is_decimal_column(column):
        number = parse_decimal(text)
        if number is None:
            _bad_cell(file, loc, column, text, "a plain number")
        return number
    return text


def _bad_cell(file: RuleFile, loc: Loc, column: str, text: str, wanted: str) -> None:
    file.report(
        loc,
        "bad_cell",
        f"`{text}` in column {column} is not {wanted}",
        why="the column's name fixes what its cells are",
        fix=f'write {wanted}, or "" for an empty cell',
    )
