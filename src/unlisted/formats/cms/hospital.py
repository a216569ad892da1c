"""Hospital outpatient Addendum B (comma or tab separated; the header row moves between quarters)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from unlisted.base.money import parse_decimal
from unlisted.formats.cms.cells import column, find_header, is_code, split_table
from unlisted.formats.cms.rows import OppsRow


def read_addendum_b(lines: Iterable[str], name: str, effective_from: date) -> Iterator[OppsRow]:
    """Read each code's status indicator, payment group, weight and rate."""
    rows = split_table(lines, name)
    header = find_header(rows, ("hcpcs", "si"), name, "Addendum B")
    code_at = column(header, "hcpcs") or 0
    status_at = next(n for n, cell in enumerate(header) if cell.startswith("si"))
    apc_at, weight_at = column(header, "apc"), column(header, "relative weight")
    rate_at = column(header, "payment rate")

    def cell(cells: list[str], place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    for _, cells in rows:
        code = cell(cells, code_at)
        if not is_code(code):
            continue
        yield OppsRow(
            code=code,
            status_indicator=cell(cells, status_at),
            apc=cell(cells, apc_at),
            relative_weight=parse_decimal(cell(cells, weight_at)),
            rate=parse_decimal(cell(cells, rate_at)),
            effective_from=effective_from,
        )
