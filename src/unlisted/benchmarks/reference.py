"""The reference engine: gates, strata and percentiles in plain Python, row by row.

Slow and plain on purpose. Every other engine must return exactly what this one returns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from unlisted.base.evidence import FileEvidence
from unlisted.benchmarks.assemble import build_run, build_waterfall, distinct_evidence, gate_notes
from unlisted.benchmarks.classes import PAYER_FILES, PERCENTAGE, type_order
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import Gate, Verdict
from unlisted.benchmarks.gates.bounds import check_fence, check_medicare_bounds, fence_of, is_bounded
from unlisted.benchmarks.gates.current import check_current
from unlisted.benchmarks.gates.dated import check_dated
from unlisted.benchmarks.gates.duplicates import check_duplicates
from unlisted.benchmarks.gates.placeholders import (
    PlaceholderEvidence,
    check_placeholder,
    gross_medians,
    repeated_values,
    same_price_lines,
)
from unlisted.benchmarks.gates.providers import check_provider, named_npis, plausible_groups
from unlisted.benchmarks.gates.row_gates import (
    check_arrangement,
    check_code_match,
    check_ghost,
    check_sentinel,
    check_stated_amount,
)
from unlisted.benchmarks.rows import Row, is_read_for, prepare_rows
from unlisted.benchmarks.strata import Stratum, convert_percentage, converted, stratum_of
from unlisted.benchmarks.thresholds import EVIDENCE_ROWS, SAMPLES_PER_GATE
from unlisted.benchmarks.values import (
    Benchmark,
    BenchmarkRun,
    DroppedRow,
    FileSeen,
    Waterfall,
    Weight,
    WildcardMatch,
)
from unlisted.benchmarks.weights import Candidate, choose_values, distribution_of, takes_highest, weights_of
from unlisted.market.observation import CodeMatch, Observation

Valued = tuple[Row, Decimal]
"""A kept row and the amount it counts with in its stratum."""


def run_reference(observations: Iterable[Observation], context: BenchmarkContext) -> BenchmarkRun:
    """Benchmark the codes of ``context`` over the observations, in plain Python."""
    seen = list(observations)
    lines = same_price_lines(seen, context.same_price_lines)
    evidence = PlaceholderEvidence(
        repeated_values=repeated_values(context.frequencies),
        same_price_lines=lines,
        gross_medians=gross_medians(seen, context, lines),
    )
    benchmarks: list[Benchmark] = []
    waterfalls: list[Waterfall] = []
    wildcards: list[WildcardMatch] = []
    for code in context.codes:
        rows = prepare_rows(seen, context, code)
        kept, waterfall = _apply_gates(code, rows, context, evidence)
        waterfalls.append(waterfall)
        wildcards.extend(
            _wildcard(row) for row in rows if row.observation.code_match is not CodeMatch.LITERAL
        )
        benchmarks.extend(_benchmarks(kept, context))
    return build_run(context, benchmarks, waterfalls, wildcards, _files(seen, context))


def _apply_gates(
    code: str, rows: Sequence[Row], context: BenchmarkContext, evidence: PlaceholderEvidence
) -> tuple[list[Row], Waterfall]:
    drops: dict[Gate, Counter[str]] = defaultdict(Counter)
    samples: dict[Gate, list[DroppedRow]] = defaultdict(list)

    def sift(gate: Gate, verdicts: Iterable[tuple[Row, Verdict]]) -> list[Row]:
        """Return the rows kept; count the others by reason and keep the first as samples."""
        kept = []
        for row, verdict in verdicts:
            if verdict is None:
                kept.append(row)
                continue
            drops[gate][verdict.value] += 1
            if len(samples[gate]) < SAMPLES_PER_GATE:
                samples[gate].append(_dropped(row, verdict.value))
        return kept

    def each(entries: Iterable[Row], check: Callable[[Row], Verdict]) -> Iterable[tuple[Row, Verdict]]:
        """Judge row by row."""
        return ((row, check(row)) for row in entries)

    kept = sift(Gate.CODE_MATCH, each(rows, check_code_match))
    kept = sift(Gate.ARRANGEMENT, each(kept, check_arrangement))
    kept = sift(Gate.STATED_AMOUNT, each(kept, check_stated_amount))
    kept = sift(Gate.DATED, each(kept, lambda row: check_dated(row, context)))
    kept = sift(Gate.DUPLICATE, check_duplicates(kept))
    kept = sift(Gate.SENTINEL, each(kept, check_sentinel))
    kept = sift(Gate.PLACEHOLDER, each(kept, lambda row: check_placeholder(row, evidence)))
    kept = sift(Gate.GHOST, each(kept, check_ghost))
    kept = sift(Gate.PROVIDER, each(kept, lambda row: check_provider(row, context)))
    kept = sift(Gate.BOUNDS, _check_bounds(kept, context))
    kept = sift(Gate.CURRENT, check_current(kept))
    notes = gate_notes(code, context, evidence.gross_medians)
    return kept, build_waterfall(code, len(rows), drops, samples, notes)


def _check_bounds(rows: Sequence[Row], context: BenchmarkContext) -> list[tuple[Row, Verdict]]:
    """Judge Medicare bounds first; fences rest on the distinct values per provider that pass them."""
    medicare = [(row, check_medicare_bounds(row, context)) for row in rows]
    values: dict[Stratum, set[tuple[str, Decimal]]] = defaultdict(set)
    for row, verdict in medicare:
        if verdict is None and is_bounded(row):
            stratum = stratum_of(row, context)
            values[stratum].update((provider, _amount(row)) for provider in _providers(row, context))
    fences = {stratum: fence_of(sorted(amount for _, amount in pairs)) for stratum, pairs in values.items()}
    return [
        (row, verdict)
        if verdict is not None or not is_bounded(row)
        else (row, check_fence(_amount(row), fences[stratum_of(row, context)]))
        for row, verdict in medicare
    ]


def _benchmarks(rows: Sequence[Row], context: BenchmarkContext) -> list[Benchmark]:
    strata: dict[Stratum, list[Valued]] = defaultdict(list)
    for row in rows:
        stratum = stratum_of(row, context)
        strata[stratum].append((row, _amount(row)))
        if stratum.basis == PERCENTAGE and row.gross is not None and row.gross > 0:
            dollars = convert_percentage(_amount(row), row.gross)
            strata[converted(stratum)].append((row, dollars))
    return [_benchmark(stratum, valued, context) for stratum, valued in strata.items()]


def _benchmark(stratum: Stratum, valued: Sequence[Valued], context: BenchmarkContext) -> Benchmark:
    highest = takes_highest(stratum.amount_kind)
    distributions = []
    for weight in weights_of(stratum.source, stratum.amount_kind):
        candidates = [
            Candidate(
                provider,
                row.observation.state.strip().upper(),
                type_order(row.observation.negotiated_type),
                amount,
            )
            for row, amount in valued
            for provider in _providers(row, context, weight)
        ]
        if candidates or weight is not Weight.NPI:
            distributions.append(distribution_of(weight, choose_values(candidates, highest=highest)))
    dates = [row.observation.file_date for row, _ in valued if row.observation.file_date is not None]
    is_payer = stratum.source == PAYER_FILES
    return Benchmark(
        stratum=stratum,
        unit=stratum.unit,
        row_count=len(valued),
        tin_count=len({key for row, _ in valued for key in _providers(row, context)}) if is_payer else 0,
        npi_count=len({key for row, _ in valued for key in _providers(row, context, Weight.NPI)}),
        hospital_count=0 if is_payer else len({row.hospital for row, _ in valued}),
        file_count=len({row.observation.sha256 for row, _ in valued}),
        first_file_date=min(dates, default=None),
        last_file_date=max(dates, default=None),
        distributions=tuple(distributions),
        evidence=distinct_evidence(
            (row.observation.file_name, row.observation.sha256, row.observation.locator)
            for row, _ in (valued if context.all_places else valued[:EVIDENCE_ROWS])
        ),
    )


def _providers(row: Row, context: BenchmarkContext, weight: Weight = Weight.TIN) -> tuple[str, ...]:
    """Return who the row's value counts for: tax ids or NPIs of a payer file, else the hospital."""
    if row.family != PAYER_FILES:
        return () if weight is Weight.NPI else (row.hospital,)
    groups = plausible_groups(row, context)
    if weight is Weight.NPI:
        return tuple(sorted({npi for group in groups for npi in named_npis(group)}))
    return tuple(sorted({f"{group.tin_type}:{group.tin}" for group in groups}))


def _amount(row: Row) -> Decimal:
    if row.amount is None:
        raise AssertionError("a row without an amount passed the sentinel gate")
    return row.amount


def _dropped(row: Row, reason: str) -> DroppedRow:
    seen = row.observation
    return DroppedRow(_place(seen), row.payer, seen.plan, str(seen.amount_kind), row.amount, reason)


def _wildcard(row: Row) -> WildcardMatch:
    seen = row.observation
    return WildcardMatch(
        row.code, str(seen.code_match), row.payer, seen.plan, str(seen.amount_kind), row.amount, _place(seen)
    )


def _place(seen: Observation) -> FileEvidence:
    return FileEvidence(seen.file_name, seen.sha256, seen.locator)


def _files(observations: Iterable[Observation], context: BenchmarkContext) -> list[FileSeen]:
    counted: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Observation] = {}
    for seen in observations:
        if any(is_read_for(seen, code) for code in context.codes):
            key = (seen.file_name, seen.sha256)
            counted[key] += 1
            known = first.setdefault(key, seen)
            if _file_facts(seen) < _file_facts(known):
                first[key] = seen
    return [
        FileSeen(name, sha256, str(seen.source_kind), seen.publisher, seen.file_date, counted[(name, sha256)])
        for (name, sha256), seen in first.items()
    ]


def _file_facts(seen: Observation) -> tuple[str, str, str]:
    return (str(seen.source_kind), seen.publisher, seen.file_date.isoformat() if seen.file_date else "")
