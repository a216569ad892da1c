"""From a Vega-Lite specification to an SVG that scales, speaks and does not change from run to run."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import escape
from typing import Any

import vl_convert

from unlisted.documents.tokens import LIGHT
from unlisted.report.blocks import Chart, Scalar

Spec = dict[str, Any]
Row = dict[str, Any]

# At 390 px a drawing is shown at about three quarters of this width: 13 px text stays near 10 px.
WIDTH = 480
TEXT_SIZE = 13
CHARACTER_WIDTH = 6.6  # of 13 px Liberation Sans, on average; layout only

VEGA_LITE_VERSION = "5.21"
# Metrics of Arial, shipped inside vl-convert, so text is measured alike on every machine.
MEASURING_FONT = "Liberation Sans"
# None of these is wider than what was measured: the first is the font of the PDF.
SHOWN_FONTS = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

INK, MUTED, LINE, RULE = LIGHT["ink"], LIGHT["muted"], LIGHT["line"], LIGHT["rule"]
ACCENT, ACCENT_SOFT, PAPER = LIGHT["accent"], LIGHT["accent-soft"], LIGHT["paper"]

_CONFIG: Spec = {
    "font": MEASURING_FONT,
    "background": None,
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": TEXT_SIZE,
        "titleFontSize": TEXT_SIZE,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": MUTED,
        "gridColor": LINE,
        "domainColor": RULE,
        "tickColor": RULE,
        "labelLimit": 190,
        "labelPadding": 5,
        "labelFlush": False,
    },
    "legend": {
        "orient": "top",
        "direction": "horizontal",
        "title": None,
        "labelFontSize": TEXT_SIZE,
        "labelColor": INK,
        "labelLimit": 200,
        "symbolStrokeColor": INK,
        "columnPadding": 14,
    },
    "text": {"fontSize": TEXT_SIZE, "color": INK, "font": MEASURING_FONT},
}


def rows_of(chart: Chart) -> list[Row]:
    """Return the chart's data as objects; decimals stay text, so no binary float is made here."""
    return [{name: _plain(value) for name, value in row} for row in chart.data]


def base_spec(values: list[Row], *, numbers: tuple[str, ...] = (), height: Any = None) -> Spec:
    """Begin a specification of the common width; ``numbers`` names the fields read as numbers."""
    parse = dict.fromkeys(numbers, "number")
    spec: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _CONFIG,
        "data": {"values": values, "format": {"type": "json", "parse": parse}},
    }
    if height is not None:
        spec["height"] = height
    return spec


def order_of(values: list[Row], field: str) -> list[Any]:
    """Return the field's values in order of first appearance: the order of the report's table."""
    return list(dict.fromkeys(row[field] for row in values))


def spread_is_wide(values: list[Row], fields: tuple[str, ...]) -> bool:
    """Say whether positive values span more than a factor of 50, so that a log scale reads better."""
    numbers = [Decimal(str(row[name])) for row in values for name in fields if row.get(name) is not None]
    return bool(numbers) and min(numbers) > 0 and max(numbers) / min(numbers) > 50


def value_axis(unit: str, *, log: bool) -> Spec:
    """Return an axis for dollars, percentages or plain numbers; the unit is the title."""
    number_format = "$,.0f" if unit == "USD" else ",.4~f"
    axis: Spec = {"format": number_format, "title": _unit_title(unit, log=log), "tickCount": 5}
    if log:
        # Only 1, 2 and 5 times a power of ten get a label: the rest would touch.
        axis["values"] = [step * 10**power for power in range(8) for step in (1, 2, 5)]
        axis["labelOverlap"] = "greedy"
    return axis


def to_svg(spec: Spec, *, alt: str) -> str:
    """Compile, then make one self-contained, accessible, scalable ``svg`` element of it."""
    drawn = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE_VERSION, allowed_base_urls=[])
    box = re.search(r'viewBox="([0-9. -]+)"', drawn)
    inner = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    inner = re.sub(r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"', "", inner)
    inner = re.sub(r'<text(?=[^>]* opacity="0")[^>]*>[^<]*</text>', "", inner)
    inner = inner.replace(f'font-family="{MEASURING_FONT}"', f'font-family="{SHOWN_FONTS}"')
    inner = re.sub(r'<path d="(?:M0,0h0v0h0Z)?"[^>]*/>', "", inner)
    return one_svg(box.group(1) if box else "", inner, alt=alt)


def one_svg(view_box: str, inner: str, *, alt: str) -> str:
    """Wrap a drawing's body in one ``svg`` element that scales and says what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="{view_box}" '
        f'role="img" aria-label="{escape(alt, quote=True)}">{inner}</svg>'
    )


def _plain(value: Scalar) -> str | int | None:
    return format(value, "f") if isinstance(value, Decimal) else value


def _unit_title(unit: str, *, log: bool) -> str | None:
    words = {"USD": "US dollars", "%": "percent"}.get(unit, unit)
    return f"{words}, logarithmic scale" if log and words else words or None
