"""Percentiles by one named definition, in exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from unlisted.base.errors import UsageError
from unlisted.benchmarks.thresholds import LIST_BELOW, PERCENTS, QUARTILES_BELOW

DEFINITION = "linear interpolation between order statistics, at (n - 1) p (Hyndman and Fan type 7)"
"""The definition that reproduces the published charge figures; a spreadsheet's inclusive percentile."""

_HUNDREDTH = Decimal("0.01")


def percentile(ordered: Sequence[Decimal], percent: int) -> Decimal:
    """Return the percentile of ascending ``ordered``, exactly; raise ``UsageError`` for no values."""
    if not ordered:
        raise UsageError("no values, so there is no percentile")
    below, share = divmod(percent * (len(ordered) - 1), 100)
    if share == 0:
        return ordered[below]
    return (ordered[below] * (100 - share) + ordered[below + 1] * share) * _HUNDREDTH


def lower_median(ordered: Sequence[Decimal]) -> Decimal:
    """Return the middle of ascending ``ordered``, the lower one of two: always a published value."""
    return ordered[(len(ordered) - 1) // 2]


def shown_percents(count: int) -> tuple[int, ...]:
    """Return the percentiles that may be shown for ``count`` providers."""
    if count < LIST_BELOW:
        return ()
    return (25, 50, 75) if count < QUARTILES_BELOW else PERCENTS
