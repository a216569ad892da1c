"""What is pooled, what counts once, which percentiles are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders.observations import CHARGE_ROW, HOSPITAL_PRICE, PAYER_PRICE, price, prices
from unlisted.base.errors import UsageError
from unlisted.base.evidence import FileEvidence
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.values import BenchmarkRun, Distribution, Weight
from unlisted.market.observation import AmountKind, CodeMatch, Observation, ProviderGroup
from unlisted.market.payer_names import PayerEntry, PayerNames

Engine = Callable[..., BenchmarkRun]


def benchmark(run: Engine, seen: list[Observation], by: tuple[str, ...] = (), **context: Any) -> BenchmarkRun:
    return run(seen, BenchmarkContext(codes=("77499",), by=by, **context))


def only(run: Engine, seen: list[Observation], weight: Weight = Weight.TIN) -> Distribution:
    (found,) = benchmark(run, seen).benchmarks
    distribution = found.by_weight(weight)
    assert distribution is not None
    return distribution


def shown(distribution: Distribution) -> dict[int, Decimal]:
    return {entry.percent: entry.amount for entry in distribution.percentiles}


def test_percentiles_interpolate_between_order_statistics(run: Engine) -> None:
    found = only(run, prices("10 20 30 40 50 60 70 80 90 100 200"))
    assert shown(found) == {10: 20, 25: 35, 50: 60, 75: 85, 90: 100}


def test_percentiles_are_exact_decimals(run: Engine) -> None:
    found = only(run, prices("100.01 100.02 100.05 100.09 100.10 100.13"))
    assert shown(found) == {25: Decimal("100.0275"), 50: Decimal("100.07"), 75: Decimal("100.0975")}


@pytest.mark.parametrize(
    ("count", "percents"), [(5, [25, 50, 75]), (10, [25, 50, 75]), (11, [10, 25, 50, 75, 90])]
)
def test_few_providers_show_few_percentiles(run: Engine, count: int, percents: list[int]) -> None:
    found = only(run, prices(" ".join(str(100 + number) for number in range(count))))
    assert list(shown(found)) == percents
    assert found.listed == ()


def test_four_providers_are_listed_without_percentiles(run: Engine) -> None:
    found = only(run, prices("40 10 30 20"))
    assert found.percentiles == ()
    assert [entry.amount for entry in found.listed] == [10, 20, 30, 40]
    assert found.listed[0].provider == "ein:12-0000002"


def test_a_tax_id_counts_once_however_many_rows_it_has(run: Engine) -> None:
    many = [
        price(tin="11-1111111", amount=str(900 + number), locator=f"row {number}") for number in range(20)
    ]
    found = only(run, [*many, *prices("100 100 100 100 100")])
    assert found.count == 6
    assert found.at(50) == 100


def test_the_best_type_wins_and_other_types_are_no_spread(run: Engine) -> None:
    types = (("derived", "10"), ("fee schedule", "20"), ("negotiated", "30"), ("per case", "5"))
    seen = [price(tin="11-1111111", negotiated_type=kind, amount=amount) for kind, amount in types]
    found = only(run, seen)
    assert [entry.amount for entry in found.listed] == [30]
    assert found.spread_count == 0


def test_several_values_of_one_type_give_the_lower_median_and_the_spread(run: Engine) -> None:
    seen = [price(tin="11-1111111", amount=amount) for amount in ("10", "40", "20", "30")]
    found = only(run, seen)
    assert [entry.amount for entry in found.listed] == [20]
    assert found.spread_count == 1
    assert found.spreads[0].amounts == (10, 20, 30, 40)


def test_npis_are_weighted_beside_tax_ids(run: Engine) -> None:
    big = price(tin="11-1111111", npis=tuple(f"1{number:09}" for number in range(9)), amount="100")
    small = price(tin="22-2222222", npis=("2000000000",), amount="500")
    (found,) = benchmark(run, [big, small]).benchmarks
    assert (found.tin_count, found.npi_count) == (2, 10)
    assert only(run, [big, small], Weight.NPI).at(50) == 100
    assert [entry.amount for entry in only(run, [big, small]).listed] == [100, 500]


def test_an_npi_under_two_tax_ids_counts_once(run: Engine) -> None:
    seen = [price(tin=tin, npis=("1234567893",), amount=amount) for tin, amount in (("1", "10"), ("2", "20"))]
    assert only(run, seen, Weight.NPI).count == 1


def test_a_hospital_counts_once_with_its_highest_charge(run: Engine) -> None:
    seen = [price(CHARGE_ROW, amount=amount, locator=f"row {amount}") for amount in ("100", "300", "200")]
    (found,) = benchmark(run, seen).benchmarks
    assert found.hospital_count == 1
    assert [entry.amount for entry in only(run, seen, Weight.HOSPITAL).listed] == [300]


def test_repeats_of_one_system_inside_a_state_can_be_removed(run: Engine) -> None:
    system = prices("296 296 296 296", CHARGE_ROW, state="CA")
    others = [
        price(CHARGE_ROW, publisher_id="9", state="NV", amount="296"),
        price(CHARGE_ROW, publisher_id="8", state="CA", amount="400"),
    ]
    found = only(run, [*system, *others], Weight.STATE_AND_PRICE)
    assert [entry.amount for entry in found.listed] == [296, 296, 400]


APART: list[tuple[str, Observation, dict[str, Any]]] = [
    ("modifier", PAYER_PRICE, {"modifiers": ("26",)}),
    ("other modifiers", PAYER_PRICE, {"modifiers": ("59", "26")}),
    ("billing class", PAYER_PRICE, {"billing_class": "institutional"}),
    ("place", PAYER_PRICE, {"place_of_service_codes": ("22",)}),
    ("per diem", PAYER_PRICE, {"negotiated_type": "per diem"}),
    ("kind", HOSPITAL_PRICE, {"amount_kind": AmountKind.MEDIAN_ALLOWED}),
    ("gross and cash", CHARGE_ROW, {"amount_kind": AmountKind.DISCOUNTED_CASH}),
]


@pytest.mark.parametrize(("base", "changes"), [case[1:] for case in APART], ids=[case[0] for case in APART])
def test_unlike_rows_never_meet(run: Engine, base: Observation, changes: dict[str, Any]) -> None:
    assert len(benchmark(run, [base, price(base, **changes)]).benchmarks) == 2


def test_sources_never_meet(run: Engine) -> None:
    hospital = price(HOSPITAL_PRICE, billing_class="professional", setting="")
    assert len(benchmark(run, [PAYER_PRICE, hospital]).benchmarks) == 2


SPLITS = [
    ("payer", {"payer": "Other"}),
    ("plan", {"plan": "HMO"}),
    ("state", {"state": "TX"}),
    ("setting", {"setting": "inpatient"}),
    ("negotiated_type", {"negotiated_type": "other"}),
    ("segment", {"plan": "Medicare Advantage"}),
]


@pytest.mark.parametrize(("dimension", "changes"), SPLITS, ids=[case[0] for case in SPLITS])
def test_a_dimension_is_split_only_when_asked(run: Engine, dimension: str, changes: dict[str, Any]) -> None:
    seen = [HOSPITAL_PRICE, price(HOSPITAL_PRICE, amount="301", **changes)]
    assert len(benchmark(run, seen).benchmarks) == 1
    split = benchmark(run, seen, by=(dimension,)).benchmarks
    assert len(split) == 2
    assert {getattr(entry.stratum, dimension) for entry in split} != {None}


def test_an_unknown_dimension_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot split by region"):
        BenchmarkContext(codes=("77499",), by=("region",))


def test_names_of_one_payer_are_one_payer(run: Engine) -> None:
    names = PayerNames.from_entries([PayerEntry("cigna", "Cigna Healthcare", ("Cigna", "Cigna PPO"))])
    texts = ("CIGNA [1006]", "Cigna", "cigna healthcare, inc.", "Cigna-PPO")
    seen = [price(HOSPITAL_PRICE, payer=text, amount=str(100 + n)) for n, text in enumerate(texts)]
    (found,) = benchmark(run, seen, by=("payer",), payer_names=names).benchmarks
    assert (found.stratum.payer, found.stratum.payer_id) == ("Cigna Healthcare", "cigna")


def test_percentages_are_their_own_distribution(run: Engine) -> None:
    percentage = price(HOSPITAL_PRICE, amount_kind=AmountKind.NEGOTIATED_PERCENTAGE, amount="42.9")
    found = benchmark(run, [percentage, HOSPITAL_PRICE])
    assert [entry.unit for entry in found.percentages] == ["%"]
    assert [entry.stratum.basis for entry in found.benchmarks] == ["per service"]


def test_a_percentage_becomes_dollars_only_beside_its_own_gross_charge(run: Engine) -> None:
    percentage = price(
        HOSPITAL_PRICE,
        amount_kind=AmountKind.NEGOTIATED_PERCENTAGE,
        amount="42.9",
        paired_gross_charge=Decimal("1183.00"),
    )
    found = benchmark(run, [percentage, HOSPITAL_PRICE]).benchmarks
    by_basis = {entry.stratum.basis: entry for entry in found}
    converted, posted = by_basis["converted from percentage"], by_basis["per service"]
    assert [entry.amount for entry in converted.distributions[0].listed] == [Decimal("507.51")]
    assert posted.row_count == 1


def test_a_wildcard_is_shown_and_not_pooled(run: Engine) -> None:
    found = benchmark(
        run, [PAYER_PRICE, price(code_match=CodeMatch.WILDCARD_CODE, amount="40", locator="row 7")]
    )
    assert [entry.row_count for entry in found.benchmarks] == [1]
    (match,) = found.wildcard_matches
    assert (match.amount, match.match, match.evidence.locator) == (40, "wildcard_code", "row 7")


def test_every_row_behind_a_figure_is_named(run: Engine) -> None:
    seen = prices("10 20 30 40 50")
    (found,) = benchmark(run, seen).benchmarks
    assert found.evidence == tuple(
        FileEvidence("payer.json", PAYER_PRICE.sha256, f"row {number}") for number in range(1, 6)
    )


def test_counts_files_and_dates_are_stated(run: Engine) -> None:
    groups = (ProviderGroup("ein", "1", ("1111111112",)), ProviderGroup("ein", "2", ("2222222223",)))
    seen = [
        price(providers=groups),
        price(amount="251", sha256="dd", file_name="b.json", file_date=date(2026, 1, 5), publisher="Other"),
    ]
    (found,) = benchmark(run, seen).benchmarks
    assert (found.row_count, found.tin_count, found.file_count) == (2, 3, 2)
    assert (found.first_file_date, found.last_file_date) == (date(2026, 1, 5), date(2026, 3, 1))


def test_nothing_found_is_said(run: Engine) -> None:
    found = benchmark(run, [replace(PAYER_PRICE, billing_code="77427")])
    assert found.benchmarks == ()
    assert (found.waterfalls[0].rows_read, found.waterfalls[0].rows_kept) == (0, 0)


def test_no_rows_at_all(run: Engine) -> None:
    assert benchmark(run, []).files == ()


def test_each_code_has_its_own_waterfall(run: Engine) -> None:
    seen = [PAYER_PRICE, replace(PAYER_PRICE, billing_code="77427"), price(amount="0")]
    found = run(seen, BenchmarkContext(codes=("77427", "77499")))
    assert [(entry.code, entry.rows_read, entry.rows_kept) for entry in found.waterfalls] == [
        ("77427", 1, 1),
        ("77499", 2, 1),
    ]
