"""Payer by question: a mark in each cell, told apart by shape, never by color alone."""

from __future__ import annotations

from unlisted.documents.charts.svg import (
    ACCENT,
    INK,
    PAPER,
    RULE,
    Spec,
    base_spec,
    column_axis,
    order_of,
    row_height,
    rows_of,
)
from unlisted.report.blocks import Chart

_HALF_DISK = "M0,-1A1,1,0,0,0,0,1Z"
# mark: (word in the key, shape, fill, outline)
_LOOK = {
    "known": ("known", "circle", ACCENT, ACCENT),
    "partly": ("partly known", _HALF_DISK, ACCENT, ACCENT),
    "unavailable": ("unavailable", "circle", PAPER, RULE),
    "conflict": ("conflict", "diamond", INK, INK),
}
_SIZE = 120


def matrix(chart: Chart) -> Spec:
    """Draw filled, half-filled and empty circles, and a filled diamond where sources contradict."""
    values = [{**row, "mark": _LOOK[str(row["mark"])][0]} for row in rows_of(chart)]
    rows, columns = order_of(values, "row"), order_of(values, "column")
    above, padding = column_axis(len(columns))
    beside = {"title": None, "domain": False, "ticks": False, "grid": True, "labelLimit": 175}
    place = {
        "x": {"field": "column", "type": "nominal", "sort": columns, "axis": above},
        "y": {"field": "row", "type": "nominal", "sort": rows, "axis": beside},
    }
    spec = base_spec(values, height=row_height(len(rows)))
    spec["padding"] = padding
    spec["layer"] = [
        {
            "mark": _point(shape="circle", fill=PAPER, stroke=ACCENT),
            "transform": [{"filter": f"datum.mark === '{_LOOK['partly'][0]}'"}],
            "encoding": place,
        },
        {
            "mark": _point(),
            "encoding": place | {"shape": _look(1, key=True), "fill": _look(2), "stroke": _look(3)},
        },
    ]
    return spec


def _point(**more: object) -> Spec:
    return {"type": "point", "size": _SIZE, "filled": True, "opacity": 1, "strokeWidth": 1.2, **more}


def _look(place: int, *, key: bool = False) -> Spec:
    words = [look[0] for look in _LOOK.values()]
    legend = {"symbolSize": _SIZE, "columns": 2} if key else {}
    scale = {"domain": words, "range": [look[place] for look in _LOOK.values()]}
    return {"field": "mark", "type": "nominal", "scale": scale, "legend": legend}
