"""How each payer pays: one square for each payer, in the column of its mechanism."""

from __future__ import annotations

from unlisted.documents.charts.diagram import Diagram, make_grid, square
from unlisted.documents.charts.svg import ACCENT, WIDTH, order_of, rows_of
from unlisted.report.blocks import Chart


def mechanism(chart: Chart) -> Diagram:
    """Draw payers as rows and mechanisms as columns, in the order of the report's table."""
    values = rows_of(chart)
    grid = make_grid(
        [str(payer) for payer in order_of(values, "payer")],
        [str(name) for name in order_of(values, "mechanism")],
        above=0,
        width=WIDTH,
    )
    squares = "".join(
        square(*grid.at(str(row["payer"]), str(row["mechanism"])), 5, fill=ACCENT, stroke=ACCENT)
        for row in values
    )
    return Diagram(WIDTH, grid.height, grid.labels() + squares)
