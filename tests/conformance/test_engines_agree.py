"""The engines agree on real files, and the real files give the published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from unlisted.benchmarks.gates import Gate
from unlisted.benchmarks.strata import convert_percentage
from unlisted.benchmarks.values import BenchmarkRun, Weight
from unlisted.market.observation import AmountKind
from unlisted.pipeline.benchmarks import benchmark_dataset
from unlisted.pipeline.dataset import read_dataset
from unlisted.pipeline.dataset_build import build_dataset
from unlisted.rules.rulebook import Rulebook

pytestmark = pytest.mark.real_data

CODES = (
    "77299",
    "77399",
    "77499",
    "77799",
    "77427",
    "77263",
    "77301",
    "77402",
    "77412",
    "77385",
    "77470",
    "77387",
)
BY = [(), ("payer", "segment"), ("plan", "state", "setting", "negotiated_type")]


@pytest.fixture(scope="module")
def dataset(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extract the radiation slices of eight hospitals, one whole hospital file, and the charge rows."""
    folder = tmp_path_factory.mktemp("rates")
    paths = [
        *sorted((shared_data / "rates" / "hospital-v3-slices").glob("*.gz")),
        shared_data / "rates" / "hospital-v3-full" / "dmc-harper.json.gz",
        shared_data / "payers" / "hospital_unlisted_rt_prices_2026-01.csv",
    ]
    result = build_dataset(paths, CODES, folder)
    assert result.failed == []
    return folder


@pytest.mark.parametrize("by", BY)
def test_engines_agree_on_real_files(dataset: Path, rulebook: Rulebook, by: tuple[str, ...]) -> None:
    reference = benchmark_dataset(dataset, CODES, rulebook, by=by, engine="python")
    assert benchmark_dataset(dataset, CODES, rulebook, by=by, engine="duckdb") == reference
    assert sum(waterfall.rows_read for waterfall in reference.waterfalls) > 6_000


@pytest.fixture(scope="module")
def run(dataset: Path, rulebook: Rulebook) -> BenchmarkRun:
    return benchmark_dataset(dataset, CODES, rulebook, by=())


CHARGES = [
    # code, kind, n, p10, p25, median, p75, p90 as published from the same rows (payer facts, section 5b)
    ("77499", "gross_charge", Weight.HOSPITAL, 153, [171, 296, 478, 814, 1043]),
    ("77499", "gross_charge", Weight.STATE_AND_PRICE, 88, [None, 237, 480, 832, None]),
    ("77499", "discounted_cash", Weight.HOSPITAL, 82, [None, 151, 359, 498, None]),
    ("77499", "discounted_cash", Weight.STATE_AND_PRICE, 40, [None, 204, 427, 710, None]),
    ("77299", "gross_charge", Weight.HOSPITAL, 643, [108, 129, 209, 611, 1570]),
    ("77299", "discounted_cash", Weight.HOSPITAL, 326, [None, 130, 210, 496, None]),
    ("77399", "gross_charge", Weight.HOSPITAL, 893, [119, 152, 460, 925, 1345]),
    ("77399", "discounted_cash", Weight.HOSPITAL, 619, [None, 186, 348, 675, None]),
    ("77799", "gross_charge", Weight.HOSPITAL, 870, [106, 124, 480, 1996, 3776]),
    ("77799", "discounted_cash", Weight.HOSPITAL, 561, [None, 179, 523, 1395, None]),
]


@pytest.mark.parametrize(("code", "kind", "weight", "count", "published"), CHARGES)
def test_charge_rows_give_the_published_distribution(
    run: BenchmarkRun, code: str, kind: str, weight: Weight, count: int, published: list[int | None]
) -> None:
    (found,) = [
        entry
        for entry in run.benchmarks
        if (entry.stratum.code, entry.stratum.amount_kind, entry.stratum.source)
        == (code, kind, "hospital charge rows")
    ]
    distribution = found.by_weight(weight)
    assert distribution is not None
    assert distribution.count == count
    for percentile, figure in zip(distribution.percentiles, published, strict=True):
        assert figure is None or round(percentile.amount) == figure


def test_multipliers_written_as_dollars_are_never_a_rate(run: BenchmarkRun) -> None:
    """One hospital file posts 0.92 to 1.60 dollars for 77499: the constants fill a sixth of its prices."""
    (waterfall,) = [entry for entry in run.waterfalls if entry.code == "77499"]
    assert ("repeated_value", 15) in waterfall.step(Gate.PLACEHOLDER).reasons
    kinds = {entry.stratum.amount_kind for entry in run.benchmarks if entry.stratum.code == "77499"}
    assert kinds == {"gross_charge", "discounted_cash"}


def test_prices_of_deleted_codes_are_dropped(run: BenchmarkRun) -> None:
    (waterfall,) = [entry for entry in run.waterfalls if entry.code == "77385"]
    assert waterfall.step(Gate.DATED).reasons == (("code_deleted", waterfall.step(Gate.DATED).rows_in),)
    assert waterfall.rows_kept == 0


def test_percentage_times_gross_charge_is_the_posted_dollar(shared_data: Path, tmp_path: Path) -> None:
    """One hospital posts both: 285 radiation rows, and the conversion meets each to the cent."""
    path = shared_data / "rates" / "hospital-v3-slices" / "mgh.radonc.csv.gz"
    codes = {f"77{number}" for number in range(261, 800)} | {"G6001", "G6002", "G6015", "G0339", "G0340"}
    build_dataset([path], codes, tmp_path)
    seen = read_dataset(tmp_path).observations
    posted = {
        (entry.locator, entry.billing_code): entry.amount
        for entry in seen
        if entry.amount_kind is AmountKind.NEGOTIATED_DOLLAR
    }
    percentages = [entry for entry in seen if entry.amount_kind is AmountKind.NEGOTIATED_PERCENTAGE]
    assert len(percentages) == 285
    for entry in percentages:
        assert entry.amount is not None
        assert entry.paired_gross_charge is not None
        dollars = convert_percentage(entry.amount, entry.paired_gross_charge)
        assert dollars == posted[(entry.locator, entry.billing_code)], entry.locator


def test_every_kept_row_can_be_found_again(run: BenchmarkRun, dataset: Path) -> None:
    places = {(entry.file_name, entry.sha256, entry.locator) for entry in read_dataset(dataset).observations}
    for benchmark in (*run.benchmarks, *run.percentages):
        assert benchmark.evidence
        assert {(e.file_name, e.sha256, e.locator) for e in benchmark.evidence} <= places


def test_the_same_dataset_gives_the_same_result_again(
    run: BenchmarkRun, dataset: Path, rulebook: Rulebook
) -> None:
    assert benchmark_dataset(dataset, CODES, rulebook, by=()) == run
