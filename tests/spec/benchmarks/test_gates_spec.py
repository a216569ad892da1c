"""Which rows are kept, and for which reason the others are dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builders.observations import CHARGE_ROW, HOSPITAL_PRICE, PAYER_PRICE, price, prices
from unlisted.benchmarks.context import BenchmarkContext, CodePeriod
from unlisted.benchmarks.gates import Gate
from unlisted.benchmarks.values import BenchmarkRun, Waterfall
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import AmountKind, CodeMatch, Observation, ProviderGroup

Engine = Callable[..., BenchmarkRun]
KEPT = ""


def waterfall(run: Engine, seen: list[Observation], **context: Any) -> Waterfall:
    return run(seen, BenchmarkContext(codes=("77499",), **context)).waterfalls[0]


def only_drop(found: Waterfall) -> str:
    drops = [f"{step.gate}: {reason}" for step in found.steps for reason, _ in step.reasons]
    return drops[0] if drops else KEPT


PERCENTAGE = {"amount_kind": AmountKind.NEGOTIATED_PERCENTAGE}
ALGORITHM = {"amount_kind": AmountKind.NEGOTIATED_ALGORITHM, "amount": None}
ALL_CODES = {"code_match": CodeMatch.WILDCARD_CODE}
ALL_TYPES = {"code_match": CodeMatch.WILDCARD_TYPE}
OWN_NUMBER = {"billing_code_type": "CDM"}
EXPIRED_UNDATED = {"expiration_date": date(2020, 1, 1), "file_date": None}
ROW_CASES = [
    ("a plain payer price", PAYER_PRICE, {}, KEPT),
    ("a plain hospital price", HOSPITAL_PRICE, {}, KEPT),
    ("a plain charge", CHARGE_ROW, {}, KEPT),
    ("the code as the hospital's own number", HOSPITAL_PRICE, OWN_NUMBER, "code_match: other_code_type"),
    ("the code under HCPCS", HOSPITAL_PRICE, {"billing_code_type": "hcpcs"}, KEPT),
    ("a wildcard for all codes of the type", PAYER_PRICE, ALL_CODES, "code_match: wildcard_code"),
    ("a wildcard for all types", PAYER_PRICE, ALL_TYPES, "code_match: wildcard_type"),
    ("a bundle", PAYER_PRICE, {"arrangement": "bundle"}, "arrangement: bundle"),
    ("a capitation", PAYER_PRICE, {"arrangement": "Capitation"}, "arrangement: capitation"),
    ("only an algorithm", HOSPITAL_PRICE, ALGORITHM, "stated_amount: algorithm"),
    ("no number", PAYER_PRICE, {"amount": None}, "stated_amount: no_amount"),
    ("expired the day before", PAYER_PRICE, {"expiration_date": date(2026, 2, 28)}, "dated: expired"),
    ("expires on the file's day", PAYER_PRICE, {"expiration_date": date(2026, 3, 1)}, KEPT),
    ("expired, but the file has no date", PAYER_PRICE, EXPIRED_UNDATED, KEPT),
    ("zero", PAYER_PRICE, {"amount": "0"}, "sentinel: zero"),
    ("one cent", CHARGE_ROW, {"amount": "0.01"}, "sentinel: one_cent"),
    ("two cents of a charge", CHARGE_ROW, {"amount": "0.02"}, "placeholder: below_one_dollar"),
    ("below zero", PAYER_PRICE, {"amount": "-4"}, "sentinel: negative"),
    ("nine nines", CHARGE_ROW, {"amount": "999999999"}, "sentinel: nines"),
    ("nines with cents", PAYER_PRICE, {"amount": "99999.99"}, "sentinel: nines"),
    ("a shop price of five nines", PAYER_PRICE, {"amount": "999.99"}, KEPT),
    ("nines that are not alone", PAYER_PRICE, {"amount": "199999.99"}, KEPT),
    ("a trillion", PAYER_PRICE, {"amount": "1000000000000"}, "sentinel: out_of_range"),
    ("a percentage", HOSPITAL_PRICE, PERCENTAGE | {"amount": "42.9"}, KEPT),
    ("a fraction", HOSPITAL_PRICE, PERCENTAGE | {"amount": "0.429"}, "sentinel: percentage_as_fraction"),
    ("above all charges", HOSPITAL_PRICE, PERCENTAGE | {"amount": "101"}, "sentinel: percentage_above_100"),
    ("all charges", HOSPITAL_PRICE, PERCENTAGE | {"amount": "100"}, KEPT),
    ("a charge of 100,000", CHARGE_ROW, {"amount": "100000"}, "placeholder: charge_too_high"),
    ("a charge just below", CHARGE_ROW, {"amount": "99000"}, KEPT),
    ("a charge of one dollar", CHARGE_ROW, {"amount": "1"}, KEPT),
    ("counted at zero", HOSPITAL_PRICE, {"count": "0"}, "ghost: count_zero"),
    ("counted at few", HOSPITAL_PRICE, {"count": "1 through 10"}, KEPT),
    ("not counted", HOSPITAL_PRICE, {"count": ""}, KEPT),
    ("no provider", PAYER_PRICE, {"providers": ()}, "provider: no_provider"),
    ("a hospital needs no provider list", HOSPITAL_PRICE, {"providers": ()}, KEPT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "changes", "expected"), [c[1:] for c in ROW_CASES], ids=[c[0] for c in ROW_CASES]
)
def test_one_row(run: Engine, base: Observation, changes: dict[str, Any], expected: str) -> None:
    found = waterfall(run, [price(base, **changes)])
    assert only_drop(found) == expected
    assert found.rows_kept == (1 if expected == KEPT else 0)


PERIOD_CASES = [
    ("in force", CodePeriod(date(2026, 1, 1), date(2026, 12, 31), None), KEPT),
    ("in force on its last day", CodePeriod(None, date(2026, 3, 1), None), KEPT),
    ("deleted before", CodePeriod(None, date(2025, 12, 31), None), "dated: code_deleted"),
    ("not yet in force", CodePeriod(date(2026, 3, 2), None, None), "dated: code_not_yet_in_force"),
    ("redefined later", CodePeriod(None, None, date(2026, 3, 2)), "dated: code_redefined"),
    ("redefined on the file's day", CodePeriod(None, None, date(2026, 3, 1)), KEPT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "expected"), [c[1:] for c in PERIOD_CASES], ids=[c[0] for c in PERIOD_CASES]
)
def test_code_periods(run: Engine, period: CodePeriod, expected: str) -> None:
    assert only_drop(waterfall(run, [PAYER_PRICE], code_periods={"77499": period})) == expected


def test_a_later_file_of_the_publisher_replaces_the_earlier(run: Engine) -> None:
    old = price(amount="200", sha256="dd", file_date=date(2025, 3, 1))
    undated = price(amount="220", sha256="ee", file_date=None)
    found = waterfall(run, [old, undated, PAYER_PRICE])
    assert found.step(Gate.CURRENT).reasons == (("superseded", 1),)
    assert found.step(Gate.CURRENT).samples[0].amount == Decimal("200")


@pytest.mark.parametrize("other", [{"publisher": "Other Health"}, {"plan": "HMO"}, {"billing_code": "77427"}])
def test_a_later_file_about_something_else_replaces_nothing(run: Engine, other: dict[str, Any]) -> None:
    old = price(amount="200", sha256="dd", file_date=date(2025, 3, 1))
    assert only_drop(waterfall(run, [old, price(**other)])) == KEPT


SAME_CONTRACT = [
    ("from another file", {"sha256": "dd", "file_name": "zz.json"}, True),
    ("in another line", {"locator": "row 9"}, True),
    ("same network, other plan", {"network": "Broad", "plan": "Gold"}, False),
    ("another amount", {"amount": "251"}, False),
    ("another tax id", {"tin": "99-9999999"}, False),
    ("another modifier", {"modifiers": ("26",)}, False),
    ("another class", {"billing_class": "institutional"}, False),
    ("another setting", {"setting": "inpatient"}, False),
    ("another place", {"place_of_service_codes": ("11",)}, False),
    ("a place of the same class", {"place_of_service_codes": ("CSTM-00",)}, True),
    ("another type", {"negotiated_type": "derived"}, False),
    ("another payer", {"payer": "Other"}, False),
    ("another legal suffix of the payer", {"publisher": "Example Health, Inc."}, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "is_repeat"), [c[1:] for c in SAME_CONTRACT], ids=[c[0] for c in SAME_CONTRACT]
)
def test_a_price_of_one_contract_counts_once(run: Engine, changes: dict[str, Any], is_repeat: bool) -> None:
    found = waterfall(run, [PAYER_PRICE, price(**changes)])
    assert only_drop(found) == ("duplicate: repeated_row" if is_repeat else KEPT)


def test_of_repeated_rows_the_newest_stays(run: Engine) -> None:
    old = price(sha256="dd", file_name="a.json", file_date=date(2025, 3, 1))
    undated = price(sha256="ee", file_name="b.json", file_date=None)
    found = waterfall(run, [old, undated, PAYER_PRICE])
    assert found.rows_kept == 1
    assert [row.evidence.file_name for row in found.step(Gate.DUPLICATE).samples] == ["a.json", "b.json"]


def test_earlier_files_help_to_tell_an_outlier_and_are_not_pooled(run: Engine) -> None:
    earlier = prices(
        " ".join(str(amount) for amount in range(200, 239)), sha256="dd", file_date=date(2025, 3, 1)
    )
    found = waterfall(run, [*earlier, price(amount="9.66"), price(amount="210", tin="77-7777777")])
    assert found.step(Gate.BOUNDS).reasons == (("below_fence", 1),)
    assert found.step(Gate.CURRENT).reasons == (("superseded", 39),)
    assert found.rows_kept == 1


def test_one_network_under_many_plans_counts_once_and_the_factor_says_so(run: Engine) -> None:
    seen = [price(network="Broad", plan=f"Plan {number}", locator=f"row {number}") for number in range(6)]
    found = waterfall(run, seen)
    assert found.rows_kept == 1
    assert found.duplicate_factor == Decimal("6.00")


FREQUENCY_CASES = [
    ("on 12,932 of 20,000 codes", 12_932, 20_000, True),
    ("on more than half a percent", 101, 20_000, True),
    ("on exactly half a percent", 100, 20_000, False),
    ("on many of few codes, but only 25", 25, 100, False),
    ("on 26 of 100 codes", 26, 100, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "priced", "drops"), [c[1:] for c in FREQUENCY_CASES], ids=[c[0] for c in FREQUENCY_CASES]
)
def test_a_value_on_many_unlike_codes_is_no_rate(run: Engine, at: int, priced: int, drops: bool) -> None:
    seen = price(HOSPITAL_PRICE, amount="37.50")
    frequencies = {seen.sha256: (ValueFrequency(seen.payer, seen.plan, Decimal("37.5"), at, priced),)}
    found = waterfall(run, [seen], frequencies=frequencies)
    assert only_drop(found) == ("placeholder: repeated_value" if drops else KEPT)


def test_the_repeated_value_of_another_plan_or_file_says_nothing(run: Engine) -> None:
    seen = price(HOSPITAL_PRICE, amount="37.50")
    counted = ValueFrequency(seen.payer, "HMO", Decimal("37.5"), 500, 1000)
    other = ValueFrequency(seen.payer, seen.plan, Decimal("37.5"), 500, 1000)
    found = waterfall(run, [seen], frequencies={seen.sha256: (counted,), "ee": (other,)})
    assert only_drop(found) == KEPT


TOKEN_CASES = [("1.00", "478", True), ("2", "50.01", True), ("2", "50", False), ("2.01", "478", False)]


@pytest.mark.parametrize(("amount", "median", "drops"), TOKEN_CASES)
def test_a_token_value_against_gross_charges_is_no_rate(
    run: Engine, amount: str, median: str, drops: bool
) -> None:
    found = waterfall(run, [price(amount=amount)], gross_charge_medians={"77499": Decimal(median)})
    assert only_drop(found) == ("placeholder: token_value" if drops else KEPT)


def test_the_gross_median_comes_from_the_charges_given(run: Engine) -> None:
    charges = prices("100 300 500 0.01 999999999", CHARGE_ROW)
    found = waterfall(run, [*charges, price(amount="1.06")])
    placeholder = found.step(Gate.PLACEHOLDER)
    assert ("token_value", 1) in placeholder.reasons
    assert "median gross charge 300 dollars" in placeholder.note


def test_without_gross_charges_the_token_rule_says_it_is_not_applied(run: Engine) -> None:
    found = waterfall(run, [price(amount="1.06")])
    assert only_drop(found) == KEPT
    assert "token-value rule is not applied" in found.step(Gate.PLACEHOLDER).note


def test_a_charge_on_more_than_25_lines_is_filler(run: Engine) -> None:
    def lines(count: int) -> dict[tuple[str, str, Decimal], int]:
        return {("010001", "gross_charge", Decimal("478")): count}

    assert (
        only_drop(waterfall(run, [CHARGE_ROW], same_price_lines=lines(26))) == "placeholder: repeated_price"
    )
    assert only_drop(waterfall(run, [CHARGE_ROW], same_price_lines=lines(25))) == KEPT


def test_lines_at_one_price_are_counted_here_where_no_count_is_given(run: Engine) -> None:
    other_codes = [
        price(CHARGE_ROW, billing_code=f"77{number}", locator=f"row {number}") for number in range(300, 325)
    ]
    assert only_drop(waterfall(run, [CHARGE_ROW, *other_codes])) == "placeholder: repeated_price"
    assert only_drop(waterfall(run, [CHARGE_ROW, *other_codes[1:]])) == KEPT


PLAUSIBLE = {"77499": frozenset({"1234567893"})}


def test_provider_evidence_decides_where_it_is_loaded(run: Engine) -> None:
    known = price(tin="11-1111111", npis=("1234567893",))
    unknown = price(tin="22-2222222", npis=("1111111112",), locator="row 2")
    no_npi = price(tin="33-3333333", npis=("0",), locator="row 3")
    found = waterfall(run, [known, unknown, no_npi], plausible_npis=PLAUSIBLE)
    assert found.step(Gate.PROVIDER).reasons == (("implausible_provider", 1), ("no_npi_to_check", 1))
    assert found.rows_kept == 1


def test_implausible_tax_ids_of_a_kept_row_are_not_counted(run: Engine) -> None:
    groups = (
        ProviderGroup("ein", "11-1111111", ("1234567893",)),
        ProviderGroup("ein", "22-2222222", ("1111111112",)),
    )
    seen = [price(providers=groups)]
    loaded = run(seen, BenchmarkContext(codes=("77499",), plausible_npis=PLAUSIBLE)).benchmarks[0]
    loose = run(seen, BenchmarkContext(codes=("77499",))).benchmarks[0]
    assert (loaded.tin_count, loose.tin_count) == (1, 2)


def test_a_gate_without_its_data_says_so(run: Engine) -> None:
    found = waterfall(run, [PAYER_PRICE])
    assert "not loaded" in found.step(Gate.PROVIDER).note
    assert "no Medicare price" in found.step(Gate.BOUNDS).note
    assert "code periods not loaded" in found.step(Gate.DATED).note


MEDICARE_CASES = [
    ("9.99", "bounds: below_medicare_bound"),
    ("10", KEPT),
    ("3000", KEPT),
    ("3000.01", "bounds: above_medicare_bound"),
]


@pytest.mark.parametrize(("amount", "expected"), MEDICARE_CASES)
def test_medicare_bounds_where_medicare_prices_the_code(run: Engine, amount: str, expected: str) -> None:
    found = waterfall(run, [price(amount=amount)], medicare_prices={("77499", "professional"): Decimal(200)})
    assert only_drop(found) == expected


CLASS_CASES = [
    ("institutional", "hospital says nothing", HOSPITAL_PRICE, {}, True),
    ("institutional", "hospital says professional", HOSPITAL_PRICE, {"billing_class": "professional"}, False),
    ("institutional", "hospital says facility", HOSPITAL_PRICE, {"billing_class": "facility"}, True),
    ("institutional", "payer says professional", PAYER_PRICE, {}, False),
    ("professional", "hospital says nothing", HOSPITAL_PRICE, {}, False),
    ("professional", "payer says both", PAYER_PRICE, {"billing_class": "both"}, False),
    ("institutional", "payer says nothing", PAYER_PRICE, {"billing_class": ""}, False),
    ("institutional", "a charge", CHARGE_ROW, {}, False),
    ("institutional", "a day", HOSPITAL_PRICE, {"negotiated_type": "per diem"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("priced", "name", "base", "changes", "drops"), CLASS_CASES)
def test_medicare_bounds_compare_like_with_like(
    run: Engine, priced: str, name: str, base: Observation, changes: dict[str, Any], drops: bool
) -> None:
    found = waterfall(run, [price(base, **changes)], medicare_prices={("77499", priced): Decimal(10)})
    assert only_drop(found) == ("bounds: above_medicare_bound" if drops else KEPT), name


def test_fences_need_forty_values(run: Engine) -> None:
    regular = " ".join(str(amount) for amount in range(200, 239))
    few = waterfall(run, prices(regular))
    assert (few.rows_read, few.rows_kept) == (39, 39)
    enough = waterfall(run, prices(f"{regular} 9.66"))
    assert enough.step(Gate.BOUNDS).reasons == (("below_fence", 1),)
    assert enough.step(Gate.BOUNDS).samples[0].amount == Decimal("9.66")


def test_fences_never_touch_charges(run: Engine) -> None:
    regular = " ".join(str(amount) for amount in range(200, 260))
    found = waterfall(run, prices(f"{regular} 4320 20", CHARGE_ROW))
    assert found.rows_kept == 62


def test_a_wide_stratum_is_fenced_at_one_and_a_half_times_the_capped_distance(run: Engine) -> None:
    """Quartiles 1 and 1,000 dollars: uncapped fences would keep anything from 0.00003 dollars."""
    found = waterfall(run, prices("1 " * 15 + "30 " * 12 + "1000 " * 15 + "4400 4500"), medicare_prices={})
    assert found.step(Gate.BOUNDS).reasons == (("above_fence", 1),)
    assert found.step(Gate.BOUNDS).samples[0].amount == Decimal("4500")


def test_a_filler_known_from_one_table_of_charges_is_a_filler_in_the_other(run: Engine) -> None:
    other = price(CHARGE_ROW, sha256="dd", file_name="other.csv", locator="row 90")
    known = {("010001", "gross_charge", Decimal("478.00")): 9906}
    found = waterfall(run, [CHARGE_ROW, other], same_price_lines=known)
    assert found.step(Gate.DUPLICATE).reasons == (("repeated_row", 1),)
    assert found.step(Gate.PLACEHOLDER).reasons == (("repeated_price", 1),)
