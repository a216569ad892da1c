"""Published quantiles by group: a line from the 10th to the 90th percentile, a box of quartiles, a median."""

from __future__ import annotations

from unlisted.documents.charts.svg import (
    ACCENT_SOFT,
    INK,
    RULE,
    Spec,
    base_spec,
    order_of,
    rows_of,
    spread_is_wide,
    value_axis,
)
from unlisted.report.blocks import Chart

_FIELDS = ("p10", "p25", "p50", "p75", "p90")


def quantiles(chart: Chart) -> Spec:
    """Draw the five percentiles; n stands in the label of the group."""
    values = [
        {**row, "group": f"{row['group']} (n = {row['n']})" if row.get("n") is not None else row["group"]}
        for row in rows_of(chart)
    ]
    log = spread_is_wide(values, _FIELDS)
    scale = {"type": "log" if log else "linear", "zero": not log, "nice": True}
    y = {
        "field": "group",
        "type": "nominal",
        "sort": order_of(values, "group"),
        "axis": {"title": None, "domain": False, "ticks": False},
    }

    def layer(mark: Spec, start: str, end: str | None = None) -> Spec:
        x = {"field": start, "type": "quantitative", "scale": scale, "axis": value_axis(chart.unit, log=log)}
        return {"mark": mark, "encoding": {"y": y, "x": x} | ({"x2": {"field": end}} if end else {})}

    spec = base_spec(values, numbers=_FIELDS, height={"step": 26})
    spec["layer"] = [
        layer({"type": "rule", "color": RULE, "strokeWidth": 1.5}, "p10", "p90"),
        layer({"type": "bar", "height": 13, "color": ACCENT_SOFT, "stroke": RULE}, "p25", "p75"),
        layer({"type": "tick", "color": INK, "thickness": 2, "size": 17}, "p50"),
    ]
    return spec
