"""How each payer pays: one square for each payer, in the column of its mechanism."""

from __future__ import annotations

from unlisted.documents.charts.svg import ACCENT, Spec, base_spec, column_axis, order_of, row_height, rows_of
from unlisted.report.blocks import Chart


def mechanism(chart: Chart) -> Spec:
    """Draw payers as rows and mechanisms as columns; an empty row never occurs: unknown is a column."""
    values = rows_of(chart)
    payers, mechanisms = order_of(values, "payer"), order_of(values, "mechanism")
    above, padding = column_axis(len(mechanisms))
    beside = {"title": None, "domain": False, "ticks": False, "grid": True, "labelLimit": 175}
    spec = base_spec(values, height=row_height(len(payers)))
    spec["padding"] = padding
    spec["mark"] = {"type": "point", "shape": "square", "filled": True, "size": 120, "opacity": 1}
    spec["encoding"] = {
        "x": {"field": "mechanism", "type": "nominal", "sort": mechanisms, "axis": above | {"grid": True}},
        "y": {"field": "payer", "type": "nominal", "sort": payers, "axis": beside},
        "color": {"value": ACCENT},
    }
    return spec
