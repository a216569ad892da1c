"""Payer by question: a mark in each cell, told apart by shape, never by color alone."""

from __future__ import annotations

from unlisted.documents.charts.diagram import Diagram, make_grid, mark, text
from unlisted.documents.charts.svg import WIDTH, order_of, rows_of
from unlisted.report.blocks import Chart

_WORDS = {"known": "known", "partly": "partly known", "unavailable": "unavailable", "conflict": "conflict"}
_KEY_HEIGHT = 24


def matrix(chart: Chart) -> Diagram:
    """Draw filled, half-filled and empty circles, and a filled diamond where sources contradict."""
    values = rows_of(chart)
    grid = make_grid(
        [str(row) for row in order_of(values, "row")],
        [str(column) for column in order_of(values, "column")],
        above=_KEY_HEIGHT,
        width=WIDTH,
    )
    present = [kind for kind in _WORDS if any(row["mark"] == kind for row in values)]
    key = "".join(
        mark(kind, 12 + place * 116, 10) + text(22 + place * 116, 10, _WORDS[kind])
        for place, kind in enumerate(present)
    )
    cells = "".join(mark(str(row["mark"]), *grid.at(str(row["row"]), str(row["column"]))) for row in values)
    return Diagram(WIDTH, grid.height, key + grid.labels() + cells)
