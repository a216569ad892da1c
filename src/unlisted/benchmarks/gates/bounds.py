"""Gate: dollar rates and percentages inside the bounds of their stratum, and of Medicare where it pays.

Charges are not judged here: what a hospital posts is what it posts, and the usable range of the
placeholder gate applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from unlisted.benchmarks.classes import (
    CHARGE_KINDS,
    HOSPITAL_FILES,
    NOT_STATED,
    PER_SERVICE,
    basis_of,
    billing_class,
)
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.rows import Row
from unlisted.benchmarks.thresholds import (
    BOUNDS_IQR_CAP,
    BOUNDS_IQR_MULTIPLE,
    BOUNDS_MIN_VALUES,
    MEDICARE_HIGHEST_SHARE,
    MEDICARE_LOWEST_SHARE,
)

_LOGS = Context(prec=34)
_SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Fence:
    """The lowest and highest value kept in a stratum, and the number of values it rests on."""

    lowest: Decimal
    highest: Decimal
    count: int


def fence_of(ordered: Sequence[Decimal]) -> Fence | None:
    """Return the fences of ascending positive values; ``None`` below ``BOUNDS_MIN_VALUES``."""
    count = len(ordered)
    if count < BOUNDS_MIN_VALUES:
        return None
    return fence_from_quartiles(count, tuple(ordered[rank] for rank in quartile_ranks(count)))


def quartile_ranks(count: int) -> tuple[int, int, int, int]:
    """Return the 0-based ranks beside the first and the third quartile."""
    first, third = 25 * (count - 1), 75 * (count - 1)
    return (
        first // 100,
        min(first // 100 + 1, count - 1),
        third // 100,
        min(third // 100 + 1, count - 1),
    )


def fence_from_quartiles(count: int, beside: Sequence[Decimal]) -> Fence:
    """Return the fences from the four values beside the quartiles (``quartile_ranks``).

    Quartiles are taken on natural logarithms; their distance is capped at 1.0; the fences lie 1.5
    distances outside. Log quartiles with this cap and minimum are Turquoise's published method (facts
    on rates, section 5).
    """
    logs = [value.ln(_LOGS) for value in beside]
    first = _between(logs[0], logs[1], 25 * (count - 1) % 100)
    third = _between(logs[2], logs[3], 75 * (count - 1) % 100)
    distance = min(_LOGS.subtract(third, first), BOUNDS_IQR_CAP) * BOUNDS_IQR_MULTIPLE
    lowest = _LOGS.subtract(first, distance).exp(_LOGS)
    highest = _LOGS.add(third, distance).exp(_LOGS)
    return Fence(_six_places(lowest), _six_places(highest), count)


def is_bounded(row: Row) -> bool:
    """Say whether fences apply to the row: to negotiated and allowed amounts, not to charges."""
    return row.observation.amount_kind not in CHARGE_KINDS


def medicare_class(row: Row) -> str:
    """Return which of Medicare's prices a row compares with; empty where the file does not say.

    A hospital file that states no class prices the facility. What a hospital is paid for the technical
    work has nothing to do with the physician fee schedule.
    """
    named = billing_class(row.observation.billing_class)
    if named == NOT_STATED and row.family == HOSPITAL_FILES:
        return "institutional"
    return named if named in ("professional", "institutional") else ""


def check_medicare_bounds(row: Row, context: BenchmarkContext) -> Verdict:
    """Drop dollar rates per service far outside what Medicare pays, where Medicare prices the code."""
    price = context.medicare_prices.get((row.code, medicare_class(row)))
    seen = row.observation
    if price is None or row.amount is None or not is_bounded(row):
        return None
    if basis_of(seen.amount_kind, seen.negotiated_type) != PER_SERVICE:
        return None
    if row.amount < MEDICARE_LOWEST_SHARE * price:
        return DropReason.BELOW_MEDICARE_BOUND
    return DropReason.ABOVE_MEDICARE_BOUND if row.amount > MEDICARE_HIGHEST_SHARE * price else None


def check_fence(amount: Decimal, fence: Fence | None) -> Verdict:
    """Drop values outside the fences of their stratum."""
    if fence is None:
        return None
    if amount < fence.lowest:
        return DropReason.BELOW_FENCE
    return DropReason.ABOVE_FENCE if amount > fence.highest else None


def _between(below: Decimal, above: Decimal, share: int) -> Decimal:
    return _LOGS.add(below, _LOGS.multiply(_LOGS.subtract(above, below), Decimal(share) / 100))


def _six_places(value: Decimal) -> Decimal:
    return value.quantize(_SIX_PLACES, rounding=ROUND_HALF_UP, context=_LOGS)
