"""One value per provider: what counts once, and which value where there are several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from unlisted.benchmarks.classes import CHARGE_KINDS, PAYER_FILES
from unlisted.benchmarks.percentiles import lower_median, percentile, shown_percents
from unlisted.benchmarks.thresholds import LIST_BELOW, SAMPLES_PER_GATE
from unlisted.benchmarks.values import Distribution, ListedValue, Percentile, Spread, Weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value a provider may be counted with; ``order`` ranks its negotiated type, lowest first."""

    provider: str
    state: str
    order: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value a provider is counted with, and all distinct values it was chosen from."""

    provider: str
    state: str
    amount: Decimal
    amounts: tuple[Decimal, ...]


def takes_highest(amount_kind: str) -> bool:
    """Say whether a hospital counts with its highest value: for charges it does (payer facts, 5b)."""
    return amount_kind in {str(kind) for kind in CHARGE_KINDS}


def choose_values(candidates: Iterable[Candidate], *, highest: bool) -> list[Chosen]:
    """Return one value per provider, in the order of the providers.

    The best-ranked negotiated type wins: negotiated, fee schedule, derived, others. (No modifier before
    others needs no rule: modifier classes never share a stratum.) If several distinct values remain,
    the lower median stands for the provider, which is a value it really has, never an average; the
    spread is published. For charges it is the highest value.
    """
    by_provider: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_provider[candidate.provider].append(candidate)
    chosen = []
    for provider in sorted(by_provider):
        entries = by_provider[provider]
        best = min(entry.order for entry in entries)
        amounts = tuple(sorted({entry.amount for entry in entries if entry.order == best}))
        state = min(entry.state for entry in entries)
        chosen.append(Chosen(provider, state, amounts[-1] if highest else lower_median(amounts), amounts))
    return chosen


def weights_of(family: str, amount_kind: str) -> tuple[Weight, ...]:
    """Return what counts once: tax ids with NPIs beside, or hospitals; for charges also state and price."""
    if family == PAYER_FILES:
        return (Weight.TIN, Weight.NPI)
    if takes_highest(amount_kind):
        return (Weight.HOSPITAL, Weight.STATE_AND_PRICE)
    return (Weight.HOSPITAL,)


def distribution_of(weight: Weight, chosen: Iterable[Chosen]) -> Distribution:
    """Return the distribution of the chosen values, by the small-cell rules."""
    entries = list(chosen)
    if weight is Weight.STATE_AND_PRICE:
        return _state_and_price(entries)
    ordered = sorted(entry.amount for entry in entries)
    spreads = [entry for entry in entries if len(entry.amounts) > 1]
    return Distribution(
        weight=weight,
        count=len(ordered),
        percentiles=percentiles_of(ordered),
        listed=listed_of((entry.provider, entry.amount) for entry in entries),
        spread_count=len(spreads),
        spreads=tuple(
            Spread(entry.provider, entry.amount, entry.amounts) for entry in spreads[:SAMPLES_PER_GATE]
        ),
    )


def percentiles_of(ordered: list[Decimal]) -> tuple[Percentile, ...]:
    """Return the percentiles that may be shown of ascending values."""
    return tuple(
        Percentile(percent, percentile(ordered, percent)) for percent in shown_percents(len(ordered))
    )


def listed_of(values: Iterable[tuple[str, Decimal]]) -> tuple[ListedValue, ...]:
    """Return the values listed in place of percentiles: all of them below ``LIST_BELOW``, else none."""
    entries = sorted(values, key=lambda entry: (entry[1], entry[0]))
    if len(entries) >= LIST_BELOW:
        return ()
    return tuple(ListedValue(provider, amount) for provider, amount in entries)


def _state_and_price(entries: list[Chosen]) -> Distribution:
    pairs = {(entry.state, entry.amount) for entry in entries}
    ordered = sorted(amount for _, amount in pairs)
    return Distribution(
        weight=Weight.STATE_AND_PRICE,
        count=len(ordered),
        percentiles=percentiles_of(ordered),
        listed=listed_of(pairs),
    )
