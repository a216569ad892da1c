"""The physician fee schedule price of a service: relative values x locality x conversion factor.

Source: 42 CFR 414.20 to 414.26; each component is weighted by its geographic index before the factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.base.money import to_cents
from unlisted.base.outcome import Answer, Available, Reason, Unavailable

PRICED_STATUSES = frozenset("ART")


@dataclass(frozen=True, slots=True)
class RelativeValues:
    """One line of the fee schedule: relative value units, and the indicators that limit their use."""

    code: str
    modifier: str
    status: str
    pctc_indicator: str
    global_days: str
    work: Decimal
    nonfacility_practice_expense: Decimal
    facility_practice_expense: Decimal
    malpractice: Decimal
    evidence: tuple[Evidence, ...] = ()

    def total(self, *, facility: bool) -> Decimal:
        """Sum the components for one setting, in RVUs."""
        return self.work + self.practice_expense(facility=facility) + self.malpractice

    def practice_expense(self, *, facility: bool) -> Decimal:
        """Return the practice expense of one setting, in RVUs."""
        return self.facility_practice_expense if facility else self.nonfacility_practice_expense


@dataclass(frozen=True, slots=True)
class Locality:
    """A payment locality and its geographic practice cost indices."""

    state: str
    contractor_number: str
    locality: str
    name: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal


NATIONAL = Locality("", "", "", "national, before geographic adjustment", Decimal(1), Decimal(1), Decimal(1))


def price_service(
    values: RelativeValues, locality: Locality, conversion_factor: Decimal, *, facility: bool
) -> Answer[Decimal]:
    """Price one unit in US dollars, rounded half up to the cent.

    Unavailable where the schedule states no values: a contractor-priced code (status C) is never
    given a dollar, nor a percentage of Medicare.
    """
    if values.status not in PRICED_STATUSES:
        why = "priced by the contractor" if values.status == "C" else f"status {values.status}"
        return Unavailable(
            Reason.NOT_PUBLISHED,
            searched=f"physician fee schedule line of {values.code}: {why}, no relative values to price by",
            would_fill="the contractor's own decision on a claim",
        )
    amount = (
        values.work * locality.work
        + values.practice_expense(facility=facility) * locality.practice_expense
        + values.malpractice * locality.malpractice
    ) * conversion_factor
    return Available(to_cents(amount), values.evidence)
