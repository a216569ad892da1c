"""Strata: what may be pooled. Unlike things never meet in one distribution."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal

from unlisted.base.money import to_cents
from unlisted.benchmarks.classes import (
    CONVERTED,
    NOT_STATED,
    PERCENTAGE,
    basis_of,
    billing_class,
    modifier_class,
    place_class,
    stated,
)
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.rows import Row
from unlisted.market.plan_segments import plan_segment


@dataclass(frozen=True, slots=True)
class Stratum:
    """The key of a benchmark. ``None`` is a dimension that was pooled or does not apply.

    Always apart: code, source family, amount kind, basis (per service, per diem, percentage, converted),
    billing class, modifier class, place class. Split on request: the rest.
    """

    code: str
    source: str
    amount_kind: str
    basis: str
    billing_class: str
    modifier_class: str
    place_class: str
    payer: str | None = None
    payer_id: str | None = None
    segment: str | None = None
    plan: str | None = None
    state: str | None = None
    setting: str | None = None
    negotiated_type: str | None = None

    @property
    def unit(self) -> str:
        """Return ``%`` of billed charges, or ``USD``."""
        return "%" if self.basis == PERCENTAGE else "USD"


STRATUM_FIELDS = tuple(field.name for field in fields(Stratum))


def stratum_sort_key(stratum: Stratum) -> tuple[str, ...]:
    """Sort strata by their texts; a pooled dimension stands before any value."""
    return tuple(getattr(stratum, name) or "" for name in STRATUM_FIELDS)


def stratum_of(row: Row, context: BenchmarkContext) -> Stratum:
    """Return the stratum of a row under the dimensions asked for."""
    seen = row.observation
    by = context.by
    has_payer = row.payer != ""
    return Stratum(
        code=row.code,
        source=row.family,
        amount_kind=str(seen.amount_kind),
        basis=basis_of(seen.amount_kind, seen.negotiated_type),
        billing_class=billing_class(seen.billing_class),
        modifier_class=modifier_class(seen.modifiers),
        place_class=place_class(seen.place_of_service_codes),
        payer=row.payer if "payer" in by and has_payer else None,
        payer_id=row.payer_id if "payer" in by and has_payer else None,
        segment=plan_segment(seen.payer, seen.plan) if "segment" in by and has_payer else None,
        plan=(row.contract or NOT_STATED) if "plan" in by and has_payer else None,
        state=(seen.state.strip().upper() or NOT_STATED) if "state" in by else None,
        setting=stated(seen.setting) if "setting" in by else None,
        negotiated_type=stated(seen.negotiated_type) if "negotiated_type" in by and has_payer else None,
    )


def converted(stratum: Stratum) -> Stratum:
    """Return the stratum of a percentage turned into dollars: labelled, never pooled with dollars."""
    return replace(stratum, basis=CONVERTED)


def convert_percentage(percentage: Decimal, gross_charge: Decimal) -> Decimal:
    """Return the dollars of a percentage of the hospital's own gross charge for the same item, in cents.

    One hospital's file of 2026 posts both figures: 285 of its 285 percentage rows for radiation codes
    agree to the cent (rounded half up).
    """
    return to_cents(percentage * gross_charge / 100)
