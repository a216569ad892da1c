"""Rows read to rows kept: after each gate a filled bar for what is left, an open one for what was dropped."""

from __future__ import annotations

from unlisted.documents.charts.svg import ACCENT, INK, MUTED, PAPER, Spec, base_spec, order_of, rows_of
from unlisted.report.blocks import Chart


def waterfall(chart: Chart) -> Spec:
    """Draw the gates from top to bottom; the counts stand over each bar."""
    values = [
        {
            **row,
            "reached": int(row["rows"] or 0) + int(row["dropped"] or 0),
            "shown": _counts(row["rows"], row["dropped"]),
        }
        for row in rows_of(chart)
    ]
    y = {
        "field": "label",
        "type": "nominal",
        "sort": order_of(values, "label"),
        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 170},
    }
    axis = {"title": "rows", "format": ",d", "tickCount": 4, "tickMinStep": 1}
    spec = base_spec(values, height={"step": 38})
    spec["layer"] = [
        {
            "mark": {"type": "bar", "height": 11, "yOffset": 8, "color": ACCENT},
            "encoding": {"y": y, "x": {"field": "rows", "type": "quantitative", "axis": axis}},
        },
        {
            "mark": {
                "type": "bar",
                "height": 11,
                "yOffset": 8,
                "fill": PAPER,
                "stroke": MUTED,
                "strokeDash": [3, 2],
            },
            "transform": [{"filter": "datum.dropped > 0"}],
            "encoding": {
                "y": y,
                "x": {"field": "rows", "type": "quantitative", "axis": axis},
                "x2": {"field": "reached"},
            },
        },
        {
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 2, "dy": 1, "color": INK},
            "encoding": {
                "y": y,
                "x": {"datum": 0, "type": "quantitative"},
                "text": {"field": "shown", "type": "nominal"},
            },
        },
    ]
    return spec


def _counts(rows: object, dropped: object) -> str:
    left, gone = int(str(rows or 0)), int(str(dropped or 0))
    return f"{left:,} left, {gone:,} dropped" if gone else f"{left:,}"
