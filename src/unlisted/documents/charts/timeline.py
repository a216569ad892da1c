"""Changes over time: one lane for each payer, one mark for each change, the shape tells the kind."""

from __future__ import annotations

import re

from unlisted.documents.charts.svg import ACCENT, PAPER, Spec, base_spec, order_of, rows_of
from unlisted.report.blocks import Chart

# (shape, filled): neighbors in the key differ in both.
_LOOKS = (
    ("circle", True),
    ("square", False),
    ("triangle-up", True),
    ("diamond", False),
    ("cross", True),
    ("triangle-down", False),
    ("square", True),
    ("circle", False),
    ("diamond", True),
    ("triangle-up", False),
    ("triangle-down", True),
    ("cross", False),
)
_PARTIAL_DAY = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def timeline(chart: Chart) -> Spec:
    """Draw the dated changes; a month or a year stands at its first day, undated ones only in the table."""
    values = [
        {**row, "day": day, "kind": str(row["kind"]).replace("_", " ")}
        for row in rows_of(chart)
        if (day := _first_day(str(row["date"])))
    ]
    kinds = order_of(values, "kind")
    looks = [_LOOKS[index % len(_LOOKS)] for index in range(len(kinds))]
    spec = base_spec(values, height={"step": 24})
    spec["data"]["format"]["parse"] = {"day": "utc:'%Y-%m-%d'"}
    spec["mark"] = {
        "type": "point",
        "filled": True,
        "size": 90,
        "opacity": 1,
        "strokeWidth": 1.5,
        "stroke": ACCENT,
    }
    spec["encoding"] = {
        "x": {
            "field": "day",
            "type": "temporal",
            "scale": {"type": "utc", "padding": 9},
            "axis": {"title": None, "format": "%Y", "tickCount": "year", "labelOverlap": "greedy"},
        },
        "y": {
            "field": "payer",
            "type": "nominal",
            "sort": order_of(values, "payer"),
            "axis": {"title": None, "domain": False, "ticks": False, "grid": True},
        },
        "shape": {
            "field": "kind",
            "type": "nominal",
            "scale": {"domain": kinds, "range": [shape for shape, _ in looks]},
            "legend": {"symbolFillColor": ACCENT, "symbolStrokeColor": ACCENT, "columns": 3},
        },
        "fill": {
            "field": "kind",
            "type": "nominal",
            "scale": {
                "domain": kinds,
                "range": [ACCENT if filled else PAPER for _, filled in looks],
            },
            "legend": None,
        },
    }
    return spec


def _first_day(text: str) -> str:
    found = _PARTIAL_DAY.match(text)
    return f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}" if found else ""
