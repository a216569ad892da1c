"""Made-up charts through the real importer: every technique, every fault, the answer key met whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from builders.synthetic import put
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.synthetic.charts import FAULTS, KINDS, generate_chart, generate_charts
from unlisted.pipeline.synthetic.compare import differences

SEED = 77499
COUNT = 200
FIRST = 25


@pytest.mark.parametrize("index", range(COUNT))
def test_an_imported_chart_meets_its_truth(index: int, tmp_path: Path) -> None:
    chart = generate_chart(SEED, index)
    found = import_episode([put(tmp_path / "chart", chart.files)])
    assert differences(found, chart.truth) == ()


def test_the_first_charts_show_every_technique_and_every_fault() -> None:
    charts = [chart.truth for chart in generate_charts(SEED, FIRST)]
    assert {truth.technique for truth in charts} == {kind.value for kind in KINDS}
    assert {truth.fault for truth in charts} == {fault.value for fault in FAULTS}


def test_a_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert generate_chart(1, 3).files == generate_chart(1, 3).files
    assert generate_chart(1, 3).files != generate_chart(2, 3).files


def test_the_comparison_sees_what_differs(tmp_path: Path) -> None:
    """The answer key can fail: a wrong dose, a lost fraction, a wrong technique, a file nobody read."""
    chart = generate_chart(SEED, 1)
    (tmp_path / "chart").mkdir()
    found = import_episode([put(tmp_path / "chart", {**chart.files, "scan.pdf": b"%PDF-1.7"})])
    assert differences(found, chart.truth) == ("file scan.pdf was not used",)
    first = chart.truth.fractions[0]
    dose = replace(chart.truth, fractions=(replace(first, dose_gy=Decimal(1)), *chart.truth.fractions[1:]))
    assert any("dose" in told for told in differences(found, dose))
    lost = replace(found, fractions=found.fractions[1:])
    assert any("missing" in told for told in differences(lost, chart.truth))
    ill = replace(found, diagnoses=found.diagnoses * 2)
    assert "the diagnoses differ" in differences(ill, chart.truth)
    worse = replace(chart.truth, toxicity=(chart.truth.toxicity[0], 5))
    assert "the toxicities differ" in differences(found, worse)
    bare = replace(found, plans=tuple(replace(plan, beams=()) for plan in found.plans))
    assert any("techniques" in told for told in differences(bare, chart.truth))
