"""What a benchmark run needs besides the rows: codes, periods, medians, provider evidence, Medicare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.errors import UsageError
from unlisted.market.frequency import ValueFrequency
from unlisted.market.payer_names import PayerNames

OPTIONAL_DIMENSIONS = ("payer", "segment", "plan", "state", "setting", "negotiated_type")
"""Dimensions a caller may split by; rows of different values are pooled otherwise."""

FIXED_DIMENSIONS = ("source", "amount_kind", "basis", "billing_class", "modifier_class", "place_class")
"""Dimensions that are always apart, asked for or not."""


@dataclass(frozen=True, slots=True)
class CodePeriod:
    """When a code is in force, and from when it means another service; ``None`` is an open side."""

    effective_from: date | None = None
    effective_to: date | None = None
    redefined_on: date | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkContext:
    """Everything a run is told. Nothing here is looked up behind the caller's back.

    ``frequencies``: by sha256 of the file, how often a payer's plan prices at one amount.
    ``same_price_lines`` counts, for charge rows, the lines of a hospital's whole file that carry one
    price: key (hospital id, amount kind, amount). Where it says nothing the rows given are counted.
    ``gross_charge_medians`` in dollars by code; absent codes are computed from the rows given.
    ``plausible_npis``: by code, the NPIs whose taxonomy or claims make the service plausible; ``None``
    means not loaded, and the gate says so. ``medicare_prices``: dollars by (code, billing class), only
    where Medicare prices the code in that class: the physician fee schedule for ``professional``, the
    outpatient rate for ``institutional``. ``all_places``: name the place of every row behind a figure, not
    only of the first ``EVIDENCE_ROWS``.
    """

    codes: tuple[str, ...]
    by: tuple[str, ...] = ("payer", "segment")
    code_periods: Mapping[str, CodePeriod] = field(default_factory=dict)
    frequencies: Mapping[str, tuple[ValueFrequency, ...]] = field(default_factory=dict)
    same_price_lines: Mapping[tuple[str, str, Decimal], int] = field(default_factory=dict)
    gross_charge_medians: Mapping[str, Decimal] = field(default_factory=dict)
    plausible_npis: Mapping[str, frozenset[str]] | None = None
    medicare_prices: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    payer_names: PayerNames = field(default_factory=PayerNames)
    all_places: bool = False

    def __post_init__(self) -> None:
        unknown = set(self.by) - set(OPTIONAL_DIMENSIONS) - set(FIXED_DIMENSIONS)
        if unknown:
            raise UsageError(
                f"cannot split by {', '.join(sorted(unknown))}",
                why="a benchmark is split by what the files state",
                fix=f"choose from {', '.join(OPTIONAL_DIMENSIONS)}; "
                f"always apart: {', '.join(FIXED_DIMENSIONS)}",
            )
        if not self.codes or len(set(self.codes)) < len(self.codes):
            raise UsageError(
                "no code to benchmark" if not self.codes else "a code is asked for twice",
                fix="give each code once, for example 77499,77427",
            )
