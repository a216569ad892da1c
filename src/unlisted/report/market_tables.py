"""Figures that come with the package: the market tables of the rulebook, shown as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from unlisted.report.blocks import Block, Cell, Column, Table
from unlisted.report.draft import Draft, make_table
from unlisted.report.words import plain
from unlisted.rules.tables import AmountCell, AmountTable

CHARGES = "amounts.market.hospital_gross_charges"
_ELSEWHERE = frozenset({CHARGES, "amounts.market.hospital_unusable_rows"})
_UNITS = {"_usd": "USD", "_percent": "%", "_rvu": "RVU"}


def market_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return every market table that speaks of the code, of its comparators, or of no code at all."""
    names = sorted(
        name
        for name in draft.rulebook.amounts
        if name.startswith(("amounts.market.", "amounts.medicaid.")) and name not in _ELSEWHERE
    )
    tables = (amount_table(draft, draft.rulebook.amounts[name]) for name in names)
    return tuple(table for table in tables if table is not None)


def amount_table(draft: Draft, table: AmountTable) -> Table | None:
    """Turn a table of the rulebook into a table of the report; ``None`` when no row concerns the code."""
    wanted = {draft.code, *draft.comparators}
    subject = table.subject.get("code")
    if subject is not None and subject != draft.code:
        return None
    rows = [row for row in table.rows if "code" not in row or str(row["code"]) in wanted]
    if not rows or ("code" in table.columns and not any(str(row["code"]) == draft.code for row in rows)):
        return None
    marks = draft.citations.mark(table.citations)
    shown = []
    for row in rows:
        cells = [_cell(row[name]) for name in table.columns]
        shown.append([Cell(cells[0].text, cells[0].value, marks), *cells[1:]])
    return make_table(
        table.id.replace("amounts.", "").replace(".", "-").replace("_", "-"),
        f"{table.title} ({table.unit})",
        tuple(_column(name, table) for name in table.columns),
        shown,
        sort="as compiled",
        note=table.note,
    )


def _column(name: str, table: AmountTable) -> Column:
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
    title = plain(next((name.removesuffix(e) for e in _UNITS if name.endswith(e)), name))
    numeric = any(isinstance(row[name], Decimal) for row in table.rows)
    return Column(name, title.replace("percent of charge", "of charge"), unit, "right" if numeric else "left")


def _cell(value: AmountCell) -> Cell:
    if value is None:
        return Cell("", None)
    if isinstance(value, Decimal):
        return Cell(f"{value:,f}", value)
    if isinstance(value, date):
        return Cell(value.isoformat(), value.isoformat())
    return Cell(value, value)
