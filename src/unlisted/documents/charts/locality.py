"""Medicare value of comparators by locality: one tick for each locality, its ends named."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.money import format_usd
from unlisted.documents.charts.svg import (
    ACCENT,
    MUTED,
    RULE,
    Row,
    Spec,
    base_spec,
    order_of,
    rows_of,
    value_axis,
)
from unlisted.documents.clean import shorten
from unlisted.report.blocks import Chart


def locality(chart: Chart) -> Spec:
    """Draw a lane for each code; lowest and highest locality are named."""
    values = rows_of(chart)
    codes = order_of(values, "code")
    ends = [_ends(code, [row for row in values if row["code"] == code], chart.unit) for code in codes]
    y = {
        "field": "code",
        "type": "nominal",
        "sort": codes,
        "axis": {"title": None, "domain": False, "ticks": False},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": value_axis(chart.unit, log=False),
    }
    spec = base_spec(values, numbers=("value",), height={"step": 44})
    spec["layer"] = [
        {
            "mark": {"type": "rule", "color": RULE},
            "encoding": {
                "y": y,
                "x": {"aggregate": "min", **x},
                "x2": {"aggregate": "max", "field": "value"},
            },
        },
        {
            "mark": {"type": "tick", "color": ACCENT, "thickness": 1.5, "size": 13, "opacity": 0.8},
            "encoding": {"y": y, "x": x},
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -8, "color": MUTED},
            "encoding": {"y": y, "x": {"value": 3}, "text": {"field": "shown", "type": "nominal"}},
        },
    ]
    return spec


def _ends(code: str, rows: list[Row], unit: str) -> Row:
    ordered = sorted(rows, key=lambda row: (Decimal(str(row["value"])), str(row["locality"])))
    low, high = ordered[0], ordered[-1]
    return {"code": code, "shown": f"{_named(low, unit)} to {_named(high, unit)}"}


def _named(row: Row, unit: str) -> str:
    value = Decimal(str(row["value"]))
    amount = format_usd(value) if unit == "USD" else f"{value:f} {unit}".rstrip()
    return f"{amount} {shorten(str(row['locality']), 22)}"
