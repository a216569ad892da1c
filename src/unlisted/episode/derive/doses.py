"""Work out the dose each beam of each record delivered.

Delivered meterset over planned meterset, times the beam's planned dose (DICOM PS3.3 C.8.8.13, C.8.8.21).
Doses in Gy, kept to 0.000001 Gy so that sums hold to 0.001 Gy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from unlisted.episode.delivery import BeamDelivery, TreatmentRecord
from unlisted.episode.plan import Beam, Plan
from unlisted.episode.vocabulary import Technique

DOSE_DIGITS = Decimal("0.000001")

IMAGING = frozenset({"SETUP", "OPEN_PORTFILM", "TRMT_PORTFILM"})
"""Treatment Delivery Types that image: they add nothing to a fraction."""

BEAM_DOSE, PRESCRIPTION, RECORD = "beam_dose", "prescription", "record"
"""What a dose was worked out from."""


def treats(beam: BeamDelivery) -> bool:
    """Say whether a delivered beam treats; the others image."""
    return beam.delivery_type not in IMAGING


def treatment_beams(plan: Plan) -> tuple[Beam, ...]:
    """Return the beams of a plan that treat."""
    return tuple(beam for beam in plan.beams if beam.technique is not Technique.SETUP)


def dose_basis(plan: Plan | None) -> str:
    """Say what the doses of a plan's fractions are worked out from; empty where nothing states a dose.

    Where one beam states no dose, the prescribed dose per fraction is shared out by meterset instead:
    exact for whole fractions, in proportion for partial ones.
    """
    if plan is None:
        return RECORD
    beams = treatment_beams(plan)
    if not beams or any(not beam.meterset for beam in beams):
        return RECORD
    if all(beam.dose_gy is not None for beam in beams):
        return BEAM_DOSE
    return PRESCRIPTION if plan.dose_per_fraction_gy.is_known else RECORD


def with_doses(records: Iterable[TreatmentRecord], plans: Mapping[str, Plan]) -> tuple[TreatmentRecord, ...]:
    """Return the records with the dose of each beam that treats filled in."""
    return tuple(
        replace(
            record,
            beams=tuple(
                replace(beam, dose_gy=_delivered(beam, plans.get(record.plan_uid))) for beam in record.beams
            ),
        )
        for record in records
    )


def _delivered(delivery: BeamDelivery, plan: Plan | None) -> Decimal | None:
    if not treats(delivery):
        return None
    basis = dose_basis(plan)
    if plan is None or basis == RECORD:
        return delivery.reported_dose_gy
    beams = treatment_beams(plan)
    beam = next((b for b in beams if b.number == delivery.beam_number), None)
    if beam is None or not beam.meterset or delivery.meterset_delivered is None:
        return delivery.reported_dose_gy
    dose = beam.dose_gy
    if basis == PRESCRIPTION:
        total = sum((b.meterset or Decimal(0) for b in beams), Decimal(0))
        dose = plan.dose_per_fraction_gy.value * beam.meterset / total
    if dose is None:
        return None
    share = delivery.meterset_delivered / beam.meterset
    return (share * dose).quantize(DOSE_DIGITS).normalize() + 0
