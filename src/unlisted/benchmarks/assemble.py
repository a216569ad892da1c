"""Put a run together from what an engine found: the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from unlisted.base.evidence import FileEvidence
from unlisted.benchmarks.classes import PERCENTAGE
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import TITLES, Gate
from unlisted.benchmarks.percentiles import DEFINITION
from unlisted.benchmarks.strata import stratum_sort_key
from unlisted.benchmarks.thresholds import BOUNDS_MIN_VALUES, list_thresholds
from unlisted.benchmarks.values import (
    Benchmark,
    BenchmarkRun,
    DroppedRow,
    FileSeen,
    Waterfall,
    WaterfallStep,
    WildcardMatch,
)


def build_waterfall(
    code: str,
    rows_read: int,
    drops: Mapping[Gate, Mapping[str, int]],
    samples: Mapping[Gate, Iterable[DroppedRow]],
    notes: Mapping[Gate, str],
) -> Waterfall:
    """Return the waterfall of one code from the number of drops by gate and reason."""
    steps = []
    rows = rows_read
    for gate in Gate:
        reasons = tuple(sorted(drops.get(gate, {}).items()))
        kept = rows - sum(count for _, count in reasons)
        steps.append(
            WaterfallStep(
                gate=gate,
                title=TITLES[gate],
                rows_in=rows,
                rows_kept=kept,
                reasons=reasons,
                samples=tuple(samples.get(gate, ())),
                note=notes.get(gate, ""),
            )
        )
        rows = kept
    counted = next(entry for entry in steps if entry.gate is Gate.DUPLICATE)
    factor = Decimal(counted.rows_in) / counted.rows_kept if counted.rows_kept else None
    return Waterfall(
        code=code,
        rows_read=rows_read,
        rows_kept=rows,
        duplicate_factor=None if factor is None else factor.quantize(Decimal("0.01")),
        steps=tuple(steps),
    )


def gate_notes(code: str, context: BenchmarkContext, gross_medians: Mapping[str, Decimal]) -> dict[Gate, str]:
    """Say, by gate, what could not be applied for want of data. Silence would read as a clean bill."""
    notes = {}
    if code not in context.code_periods:
        notes[Gate.DATED] = "code periods not loaded: only expiration dates are applied"
    placeholder = []
    if not context.frequencies:
        placeholder.append("no counts of equal values: the repeated-value rule is not applied")
    median = gross_medians.get(code)
    if median is None:
        placeholder.append("no gross charge of the code: the token-value rule is not applied")
    else:
        placeholder.append(f"median gross charge {_shown(median)} dollars")
    if not context.same_price_lines:
        placeholder.append("charge rows state no repeats: equal prices are counted among the rows given")
    notes[Gate.PLACEHOLDER] = "; ".join(placeholder)
    if context.plausible_npis is None:
        notes[Gate.PROVIDER] = "taxonomy and claims evidence not loaded: only prices without a provider drop"
    prices = [
        f"{kind} {_shown(price)} dollars"
        for (priced, kind), price in sorted(context.medicare_prices.items())
        if priced == code
    ]
    fences = f"fences in strata of {BOUNDS_MIN_VALUES} values or more"
    if not prices:
        notes[Gate.BOUNDS] = f"no Medicare price of the code: only {fences}"
    else:
        notes[Gate.BOUNDS] = f"Medicare prices: {', '.join(prices)}; {fences}"
    return notes


def _shown(amount: Decimal) -> str:
    return f"{amount.normalize():,f}"


def build_run(
    context: BenchmarkContext,
    strata: Iterable[Benchmark],
    waterfalls: Iterable[Waterfall],
    wildcards: Iterable[WildcardMatch],
    files: Iterable[FileSeen],
) -> BenchmarkRun:
    """Return the run in one fixed order: by stratum, code, and file name."""
    ordered = sorted(strata, key=lambda entry: stratum_sort_key(entry.stratum))
    seen = tuple(sorted(files, key=lambda entry: (entry.file_name, entry.sha256)))
    notes = [
        "A tax id, NPI or hospital with several values for one key counts with the best-ranked type "
        "(negotiated, fee schedule, derived, others), then the lower median of its values; charges count "
        "with the highest.",
    ]
    undated = sum(1 for entry in seen if entry.file_date is None)
    if undated:
        notes.append(f"{undated} of {len(seen)} files state no date; their rows cannot be judged as expired.")
    return BenchmarkRun(
        codes=context.codes,
        by=context.by,
        benchmarks=tuple(entry for entry in ordered if entry.stratum.basis != PERCENTAGE),
        percentages=tuple(entry for entry in ordered if entry.stratum.basis == PERCENTAGE),
        waterfalls=tuple(waterfalls),
        wildcard_matches=tuple(sorted(wildcards, key=lambda match: context.codes.index(match.code))),
        files=seen,
        percentile_definition=DEFINITION,
        thresholds=list_thresholds(),
        notes=tuple(notes),
    )


def distinct_evidence(places: Iterable[tuple[str, str, str]]) -> tuple[FileEvidence, ...]:
    """Return the places (file name, sha256, locator) once each, in the order given."""
    return tuple(FileEvidence(*place) for place in dict.fromkeys(places))
