"""Every kind of drawing: one self-contained, accessible SVG, the same text each time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from builders.sample_charts import sample_charts
from unlisted.documents.charts import DRAWERS, draw
from unlisted.documents.charts.svg import spread_is_wide, to_svg
from unlisted.documents.clean import shorten
from unlisted.documents.tokens import LIGHT
from unlisted.report.blocks import ChartKind

_SVG = "{http://www.w3.org/2000/svg}"
_CHARTS = {kind: chart for kind, (chart, _) in sample_charts(12).items()}


def test_every_kind_has_a_drawer() -> None:
    assert set(DRAWERS) == set(ChartKind) == set(_CHARTS)


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_drawing_is_one_accessible_scalable_svg(kind: ChartKind) -> None:
    root = ElementTree.fromstring(draw(_CHARTS[kind]))  # noqa: S314 - our own text
    assert root.tag == f"{_SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == _CHARTS[kind].alt
    assert root.get("width") is None
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].split())
    assert 400 <= width <= 520
    assert 40 <= height <= 1200


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_drawing_asks_for_nothing_and_holds_no_script(kind: ChartKind) -> None:
    drawn = draw(_CHARTS[kind])
    assert not re.search(r"<(script|image|foreignObject|style|a)\b", drawn)
    assert set(re.findall(r'https?://[^"\s]+', drawn)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_drawing_uses_only_the_tokens_and_one_readable_size(kind: ChartKind) -> None:
    drawn = draw(_CHARTS[kind])
    colors = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', drawn))
    assert colors <= set(LIGHT.values())
    assert set(re.findall(r'font-size="([^"]+)"', drawn)) == {"13px"}


def test_a_drawing_is_the_same_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from builders.sample_charts import sample_charts\n"
        "from unlisted.documents.charts import draw\n"
        "from hashlib import sha256\n"
        "print([sha256(draw(chart).encode()).hexdigest() for chart, _ in sample_charts(12).values()])"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


def test_hostile_text_stays_text() -> None:
    chart = _CHARTS[ChartKind.MECHANISM]
    evil = "<script>alert('x')</script> & \"q\""
    rows = ((("payer", evil), ("mechanism", "by report")),)
    drawn = draw(replace(chart, data=rows, alt=f'alt {evil}" onload="x'))
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    assert root.get("aria-label") == f'alt {evil}" onload="x'
    assert root.get("onload") is None
    assert "<script" not in drawn
    assert any("<script>" in (text.text or "") for text in root.iter(f"{_SVG}text"))


def test_marks_of_the_matrix_differ_in_shape_not_only_in_color() -> None:
    chart = _CHARTS[ChartKind.MATRIX]
    shapes = set()
    for mark in ("known", "partly", "unavailable", "conflict"):
        one = replace(chart, data=((("row", "a"), ("column", "b"), ("mark", mark), ("label", "")),))
        grey = re.sub(r"#[0-9a-f]{6}", lambda c: "open" if c[0] == LIGHT["paper"] else "filled", draw(one))
        shapes.add(grey)
    assert len(shapes) == 4


def test_long_amounts_with_a_wide_spread_use_a_log_scale() -> None:
    rows = [{"value": str(Decimal(10) ** power)} for power in range(2, 6)]
    assert spread_is_wide(rows, ("value",))
    assert not spread_is_wide(rows[:2], ("value",))
    assert not spread_is_wide([*rows, {"value": "0"}], ("value",))


@pytest.mark.parametrize("kind", list(ChartKind))
def test_no_data_still_gives_a_drawing(kind: ChartKind) -> None:
    ElementTree.fromstring(draw(replace(_CHARTS[kind], data=())))  # noqa: S314 - our own text


def test_text_is_shortened_with_an_ellipsis() -> None:
    assert shorten("contractor-priced", 8) == "contrac…"
    assert shorten("short", 8) == "short"


def test_data_from_elsewhere_is_never_fetched() -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"url": "https://example.org/data.json"},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    with pytest.raises(ValueError, match=r"example\.org"):
        to_svg(spec, alt="")
