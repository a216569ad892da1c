"""The spread of amounts by group: every value as a tick, quartiles as a box, n in the label."""

from __future__ import annotations

from unlisted.documents.charts.svg import (
    ACCENT_SOFT,
    INK,
    RULE,
    Row,
    Spec,
    base_spec,
    order_of,
    rows_of,
    spread_is_wide,
    value_axis,
)
from unlisted.report.blocks import Chart


def distribution(chart: Chart) -> Spec:
    """Draw a box (quartiles, whiskers to the extremes) over ticks; a log scale where the span is wide."""
    values = [_labelled(row) for row in rows_of(chart)]
    log = spread_is_wide(values, ("value",))
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"type": "log" if log else "linear", "nice": True, "zero": not log},
        "axis": value_axis(chart.unit, log=log),
    }
    y = {
        "field": "group",
        "type": "nominal",
        "sort": order_of(values, "group"),
        "axis": {"title": None, "domain": False, "ticks": False},
    }
    spec = base_spec(values, numbers=("value",), height={"step": 30})
    spec["layer"] = [
        {
            "mark": {
                "type": "boxplot",
                "extent": "min-max",
                "size": 14,
                "box": {"fill": ACCENT_SOFT, "stroke": RULE},
                "median": {"color": INK, "stroke": INK, "strokeWidth": 2},
                "rule": {"color": RULE},
                "ticks": False,
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "tick", "color": INK, "opacity": 0.55, "thickness": 1, "size": 8, "yOffset": 11},
            "encoding": {"x": x, "y": y},
        },
    ]
    return spec


def _labelled(row: Row) -> Row:
    return {**row, "group": f"{row['group']} (n = {row['n']})"} if row.get("n") is not None else row
