"""How each payer pays: one square for each payer, in the column of its mechanism."""

from __future__ import annotations

from unlisted.documents.charts.svg import ACCENT, ANGLED_LABEL_PADDING, Spec, base_spec, order_of, rows_of
from unlisted.report.blocks import Chart


def mechanism(chart: Chart) -> Spec:
    """Draw payers as rows and mechanisms as columns; an empty row never occurs: unknown is a column."""
    values = rows_of(chart)
    spec = base_spec(values, height={"step": 21})
    spec["padding"] = ANGLED_LABEL_PADDING
    spec["mark"] = {
        "type": "point",
        "shape": "square",
        "filled": True,
        "size": 120,
        "color": ACCENT,
        "opacity": 1,
    }
    spec["encoding"] = {
        "x": {
            "field": "mechanism",
            "type": "nominal",
            "sort": order_of(values, "mechanism"),
            "axis": {
                "orient": "top",
                "title": None,
                "labelAngle": -35,
                "domain": False,
                "ticks": False,
                "grid": True,
                "labelLimit": 150,
            },
        },
        "y": {
            "field": "payer",
            "type": "nominal",
            "sort": order_of(values, "payer"),
            "axis": {"title": None, "domain": False, "ticks": False, "grid": True},
        },
    }
    return spec
