"""Gate: fillers and multipliers written as dollars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from unlisted.benchmarks.classes import CHARGE_KINDS, CHARGE_ROWS, hospital_of, source_family
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.percentiles import percentile
from unlisted.benchmarks.rows import Row, to_six_places
from unlisted.benchmarks.thresholds import (
    CHARGE_MAX_SAME_PRICE_LINES,
    CHARGE_MAXIMUM,
    CHARGE_MINIMUM,
    REPEATED_MIN_CODES,
    REPEATED_SHARE,
    TOKEN_AMOUNT,
    TOKEN_GROSS_MEDIAN,
)
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import AmountKind, CodeMatch, Observation

ValueKey = tuple[str, str, str, Decimal]
PriceKey = tuple[str, str, Decimal]
"""Hospital, amount kind, amount: a filler is one in whichever table of charges it is met."""


@dataclass(frozen=True, slots=True)
class PlaceholderEvidence:
    """What the gate knows of the files: repeated values, same-price lines, gross medians by code."""

    repeated_values: frozenset[ValueKey]
    same_price_lines: Mapping[PriceKey, int]
    gross_medians: Mapping[str, Decimal]


def is_repeated(frequency: ValueFrequency) -> bool:
    """Say whether a value prices too many unlike codes to be a rate."""
    if frequency.codes_at_amount <= REPEATED_MIN_CODES:
        return False
    return Decimal(frequency.codes_at_amount) > REPEATED_SHARE * frequency.codes_priced


def repeated_values(frequencies: Mapping[str, Iterable[ValueFrequency]]) -> frozenset[ValueKey]:
    """Return file, payer, plan and amount of every value that is a filler or multiplier."""
    found = set()
    for sha256, counted in frequencies.items():
        for frequency in counted:
            amount = to_six_places(frequency.amount)
            if amount is not None and is_repeated(frequency):
                found.add((sha256, frequency.payer, frequency.plan, amount))
    return frozenset(found)


def same_price_lines(
    observations: Iterable[Observation], given: Mapping[PriceKey, int]
) -> dict[PriceKey, int]:
    """Count, for charge rows, the lines of the hospital's file at one price: given, or counted here."""
    counted: Counter[tuple[str, PriceKey]] = Counter()
    for seen in observations:
        amount = to_six_places(seen.amount)
        if source_family(seen.source_kind) == CHARGE_ROWS and amount is not None:
            counted[(seen.sha256, (hospital_of(seen), str(seen.amount_kind), amount))] += 1
    result: dict[PriceKey, int] = {}
    for (_, key), lines in counted.items():
        result[key] = max(lines, result.get(key, 0))
    for (hospital, kind, price), lines in given.items():
        amount = to_six_places(price)
        if amount is not None:
            key = (hospital, kind, amount)
            result[key] = max(lines, result.get(key, 0))
    return result


def gross_medians(
    observations: Iterable[Observation], context: BenchmarkContext, lines: Mapping[PriceKey, int]
) -> dict[str, Decimal]:
    """Return each code's median gross charge: highest usable per hospital, from all sources given."""
    highest: dict[str, dict[str, Decimal]] = {}
    for seen in observations:
        amount = to_six_places(seen.amount)
        if (
            seen.amount_kind is not AmountKind.GROSS_CHARGE
            or seen.code_match is not CodeMatch.LITERAL
            or seen.billing_code not in context.codes
            or amount is None
            or not CHARGE_MINIMUM <= amount < CHARGE_MAXIMUM
            or lines.get((hospital_of(seen), str(seen.amount_kind), amount), 0) > CHARGE_MAX_SAME_PRICE_LINES
        ):
            continue
        by_hospital = highest.setdefault(seen.billing_code, {})
        hospital = hospital_of(seen)
        by_hospital[hospital] = max(amount, by_hospital.get(hospital, amount))
    medians = {code: percentile(sorted(values.values()), 50) for code, values in highest.items()}
    return medians | dict(context.gross_charge_medians)


def check_placeholder(row: Row, evidence: PlaceholderEvidence) -> Verdict:
    """Drop fillers among charge rows, and repeated or token dollars among all other rows."""
    if row.amount is None:
        return None
    if row.family == CHARGE_ROWS:
        return _check_charge_row(row, row.amount, evidence)
    kind = row.observation.amount_kind
    if kind is AmountKind.NEGOTIATED_PERCENTAGE or kind in CHARGE_KINDS:
        return None
    seen = row.observation
    if (seen.sha256, seen.payer, seen.plan, row.amount) in evidence.repeated_values:
        return DropReason.REPEATED_VALUE
    median = evidence.gross_medians.get(row.code)
    if row.amount <= TOKEN_AMOUNT and median is not None and median > TOKEN_GROSS_MEDIAN:
        return DropReason.TOKEN_VALUE
    return None


def _check_charge_row(row: Row, amount: Decimal, evidence: PlaceholderEvidence) -> Verdict:
    key = (row.hospital, str(row.observation.amount_kind), amount)
    if evidence.same_price_lines.get(key, 0) > CHARGE_MAX_SAME_PRICE_LINES:
        return DropReason.REPEATED_PRICE
    if amount < CHARGE_MINIMUM:
        return DropReason.BELOW_ONE_DOLLAR
    return DropReason.CHARGE_TOO_HIGH if amount >= CHARGE_MAXIMUM else None
