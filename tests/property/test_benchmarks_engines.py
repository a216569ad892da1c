"""On any observations the SQL engine returns what the reference engine returns."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unlisted.benchmarks.context import OPTIONAL_DIMENSIONS, BenchmarkContext, CodePeriod
from unlisted.benchmarks.gates import Gate
from unlisted.benchmarks.reference import run_reference
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import AmountKind, CodeMatch, Observation, ProviderGroup, SourceKind
from unlisted.market.payer_names import PayerEntry, PayerNames
from unlisted.pipeline.engines.duckdb_engine import run_duckdb

PAYERS = ("Aetna", "AETNA [1001]", "Aetna, Inc.", "Cigna", "", "Ünïted  Health", "O'Brien & Co")
PLANS = ("", "PPO", "Medicare Advantage", "Exchange ", "MEDICAID")
DAYS = (None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 27), date(9999, 12, 31))
_AMOUNTS = """
0 0.01 -5 0.5 1 1.00 1.06 2 2.000001 99 100 100.5 250.125 478 999.99 9999.99 99999.99 999999 999999999 99999
100000 1000000000000
123456789012345 0.0000004 0.0000005 512345678901.53 512345678902.57 33.3333335 171 296 814.47
"""
AMOUNTS = tuple(Decimal(text) for text in _AMOUNTS.split())


def texts(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


groups = st.builds(
    ProviderGroup,
    tin_type=texts("ein", "npi"),
    tin=texts("11-1111111", "22-2222222", "1234567893"),
    npis=st.lists(texts("1234567893", "1111111112", "0", "2222222223"), max_size=3).map(tuple),
    business_name=texts("", "A"),
)

observations = st.builds(
    Observation,
    source_kind=st.sampled_from(SourceKind),
    file_name=texts("a.json", "b.csv"),
    sha256=texts("aa", "bb"),
    locator=st.integers(1, 200).map(lambda number: f"row {number}"),
    publisher=texts("General Hospital", "general  hospital", "Payer"),
    publisher_id=texts("", "010001", "010002", "010003"),
    state=texts("", "TX", "tx ", "MI"),
    file_date=st.sampled_from(DAYS),
    billing_code=texts("77499", "77499", "77427", "77263", "CSTM-00"),
    billing_code_type=texts("CPT", "CPT", "cpt", "HCPCS", "CDM", ""),
    code_match=st.sampled_from((*[CodeMatch.LITERAL] * 4, CodeMatch.WILDCARD_CODE, CodeMatch.WILDCARD_TYPE)),
    modifiers=st.lists(texts("26", "TC", "tc", "59", ""), max_size=2).map(tuple),
    revenue_code=texts("", "0333"),
    arrangement=texts("ffs", "ffs", "ffs", "FFS ", "", "bundle", "capitation", "other"),
    billing_class=texts("", "professional", "institutional", "facility", "both"),
    setting=texts("", "outpatient", "Outpatient", "both"),
    place_of_service_codes=st.lists(texts("11", "21", "22", "02", "CSTM-00"), max_size=2).map(tuple),
    payer=st.sampled_from(PAYERS),
    plan=st.sampled_from(PLANS),
    network=texts("", "", "Broad"),
    amount_kind=st.sampled_from(AmountKind),
    amount=st.one_of(st.none(), st.sampled_from(AMOUNTS), st.decimals(-10, 5000, places=4)),
    negotiated_type=texts(
        "", "negotiated", "fee schedule", "Fee  Schedule", "derived", "per diem", "percentage"
    ),
    algorithm=texts("", "by report"),
    expiration_date=st.sampled_from(DAYS),
    count=texts("", "0", "0 ", "1 through 10", "24"),
    paired_gross_charge=st.one_of(st.none(), st.sampled_from(AMOUNTS)),
    note=texts("", "n"),
    providers=st.lists(groups, max_size=3).map(tuple),
)

contexts = st.builds(
    BenchmarkContext,
    codes=st.sampled_from((("77499",), ("77499", "77427"))),
    by=st.lists(st.sampled_from(OPTIONAL_DIMENSIONS), unique=True, max_size=4).map(tuple),
    code_periods=st.sampled_from(
        (
            {},
            {"77499": CodePeriod(date(2026, 1, 1), None, None)},
            {
                "77499": CodePeriod(None, date(2025, 12, 31), None),
                "77427": CodePeriod(None, None, date(2026, 1, 1)),
            },
        )
    ),
    frequencies=st.sampled_from(
        (
            {},
            {
                "aa": (
                    ValueFrequency("Aetna", "PPO", Decimal("478"), 26, 5000),
                    ValueFrequency("Cigna", "", Decimal(99), 400, 800),
                )
            },
            {"bb": (ValueFrequency("", "", Decimal("1.06"), 12_932, 20_000),)},
        )
    ),
    same_price_lines=st.sampled_from(({}, {("010001", "gross_charge", Decimal(478)): 26})),
    gross_charge_medians=st.sampled_from(({}, {"77499": Decimal(478)}, {"77499": Decimal(40)})),
    plausible_npis=st.sampled_from((None, {}, {"77499": frozenset({"1234567893"})})),
    medicare_prices=st.sampled_from(
        ({}, {("77427", "institutional"): Decimal("195.40"), ("77499", "professional"): Decimal(20)})
    ),
    payer_names=st.just(PayerNames.from_entries([PayerEntry("aetna", "Aetna", ("Aetna Health",))])),
)

engine_settings = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@engine_settings
@given(st.lists(observations, max_size=40), contexts)
def test_sql_engine_agrees_with_the_reference(seen: list[Observation], context: BenchmarkContext) -> None:
    assert run_duckdb(seen, context) == run_reference(seen, context)


@settings(max_examples=40, deadline=None)
@given(st.lists(observations, max_size=40), contexts, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    seen: list[Observation], context: BenchmarkContext, shuffler: random.Random
) -> None:
    shuffled = list(seen)
    shuffler.shuffle(shuffled)
    assert run_reference(shuffled, context) == run_reference(seen, context)


@settings(max_examples=60, deadline=None)
@given(st.lists(observations, max_size=60), contexts)
def test_every_row_is_kept_or_dropped_once_and_every_kept_row_is_in_a_benchmark(
    seen: list[Observation], context: BenchmarkContext
) -> None:
    run = run_reference(seen, context)
    for waterfall in run.waterfalls:
        rows = waterfall.rows_read
        for step in waterfall.steps:
            assert step.rows_in == rows
            rows -= sum(count for _, count in step.reasons)
            assert step.rows_kept == rows
            assert len(step.samples) == min(20, step.rows_dropped)
        assert waterfall.rows_kept == rows
        strata = [
            entry
            for entry in (*run.benchmarks, *run.percentages)
            if entry.stratum.code == waterfall.code and entry.stratum.basis != "converted from percentage"
        ]
        assert sum(entry.row_count for entry in strata) == rows
        assert [step.gate for step in waterfall.steps] == list(Gate)


@settings(max_examples=60, deadline=None)
@given(st.lists(observations, max_size=60), contexts)
def test_small_cells_show_no_more_than_they_may(seen: list[Observation], context: BenchmarkContext) -> None:
    run = run_reference(seen, context)
    for benchmark in (*run.benchmarks, *run.percentages):
        for distribution in benchmark.distributions:
            shown = [entry.percent for entry in distribution.percentiles]
            if distribution.count < 5:
                assert shown == []
                assert len(distribution.listed) == distribution.count
            else:
                assert distribution.listed == ()
                assert shown == ([25, 50, 75] if distribution.count < 11 else [10, 25, 50, 75, 90])
            amounts = [entry.amount for entry in distribution.percentiles]
            assert amounts == sorted(amounts)


fenced = st.lists(
    st.tuples(
        st.decimals("0.02", 20_000, places=2),
        st.integers(0, 999),
        texts("negotiated", "fee schedule", "derived"),
        texts("1234567893", "1111111112", "0"),
    ),
    min_size=40,
    max_size=90,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fenced)
def test_sql_engine_agrees_where_fences_apply(
    values: list[tuple[Decimal, int, str, str]],
) -> None:
    seen = [
        Observation(
            source_kind=SourceKind.PAYER_IN_NETWORK,
            file_name="payer.json",
            sha256="cc",
            locator=f"/in_network/0/negotiated_rates/{number}",
            publisher="Aetna",
            billing_code="77427",
            billing_code_type="CPT",
            amount_kind=AmountKind.NEGOTIATED_DOLLAR,
            amount=amount,
            negotiated_type=negotiated_type,
            providers=(ProviderGroup("ein", f"12-{tin:07}", (npi,)),),
        )
        for number, (amount, tin, negotiated_type, npi) in enumerate(values)
    ]
    context = BenchmarkContext(codes=("77427",))
    assert run_duckdb(seen, context) == run_reference(seen, context)


@settings(max_examples=40, deadline=None)
@given(
    st.decimals("1", "100", places=3),
    st.decimals("0.01", "999999999999.99", places=2),
)
def test_sql_engine_agrees_on_converted_percentages(percentage: Decimal, gross: Decimal) -> None:
    seen = Observation(
        source_kind=SourceKind.HOSPITAL_STANDARD_CHARGES,
        file_name="hospital.csv",
        sha256="cc",
        locator="row 4",
        publisher="Hospital",
        billing_code="77427",
        billing_code_type="CPT",
        payer="Aetna",
        amount_kind=AmountKind.NEGOTIATED_PERCENTAGE,
        amount=percentage,
        paired_gross_charge=gross,
    )
    context = BenchmarkContext(codes=("77427",))
    assert run_duckdb([seen], context) == run_reference([seen], context)
