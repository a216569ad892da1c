"""Drawings of a report: a chart value in, an SVG text out.

Each kind has one module with one function that returns a Vega-Lite specification, or a diagram of marks
at known places; ``draw`` turns it into SVG. The figures of every drawing also stand in a table of the report.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from unlisted.documents.charts.decision_path import decision_path
from unlisted.documents.charts.diagram import Diagram
from unlisted.documents.charts.distribution import distribution
from unlisted.documents.charts.locality import locality
from unlisted.documents.charts.matrix import matrix
from unlisted.documents.charts.mechanism import mechanism
from unlisted.documents.charts.quantiles import quantiles
from unlisted.documents.charts.status_steps import status_steps
from unlisted.documents.charts.svg import Spec, one_svg, to_svg
from unlisted.documents.charts.timeline import timeline
from unlisted.documents.charts.waterfall import waterfall
from unlisted.report.blocks import Chart, ChartKind

DRAWERS: dict[ChartKind, Callable[[Chart], Spec | Diagram]] = {
    ChartKind.STATUS_STEPS: status_steps,
    ChartKind.DECISION_PATH: decision_path,
    ChartKind.MATRIX: matrix,
    ChartKind.DISTRIBUTION: distribution,
    ChartKind.MECHANISM: mechanism,
    ChartKind.WATERFALL: waterfall,
    ChartKind.TIMELINE: timeline,
    ChartKind.LOCALITY: locality,
    ChartKind.QUANTILES: quantiles,
}


# The drawing library works on one drawing at a time; two threads that ask for the same one share it.
_DRAWING = Lock()


def draw(chart: Chart) -> str:
    """Return the chart as one SVG element; the same chart gives the same text.

    Remembered, because the HTML and the PDF of a report hold the same drawings.
    """
    with _DRAWING:
        return _draw(chart)


def warm_up() -> None:
    """Start the drawing library, which takes a moment; call it beside other work."""
    data = ((("year", 2026), ("track", "track"), ("status", "A"), ("label", "A")),)
    draw(Chart("warm-up", ChartKind.STATUS_STEPS, "warm-up", "nothing", data, "none"))


@lru_cache(maxsize=64)
def _draw(chart: Chart) -> str:
    drawn = DRAWERS[chart.kind](chart)
    if isinstance(drawn, Diagram):
        return one_svg(f"0 0 {drawn.width} {drawn.height}", drawn.body, alt=chart.alt)
    return to_svg(drawn, alt=chart.alt)
