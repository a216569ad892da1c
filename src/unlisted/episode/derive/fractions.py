"""Count fractions: distinct (plan, fraction number), continuations folded in; not records, not dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.delivery import BeamDelivery, Fraction, TreatmentRecord
from unlisted.episode.derive.doses import dose_basis, treatment_beams, treats
from unlisted.episode.plan import Plan
from unlisted.episode.vocabulary import Termination

COMPLETE_SHARE = Decimal("0.995")
"""A beam is complete from this share of its meterset on: machines round to 0.1 MU or less."""

Key = tuple[str, int]
"""Plan UID and fraction number."""


def by_fraction(records: Iterable[TreatmentRecord]) -> dict[Key, list[TreatmentRecord]]:
    """Return the records of each fraction in order of time; records that only image are left out."""
    found: dict[Key, list[TreatmentRecord]] = {}
    for record in records:
        if any(treats(beam) for beam in record.beams):
            found.setdefault((record.plan_uid, record.fraction_number), []).append(record)
    for group in found.values():
        group.sort(key=record_order)
    return found


def record_order(record: TreatmentRecord) -> tuple[str, str, str]:
    """Order records by day and time, then by identifier."""
    return record.on.isoformat(), record.at.isoformat() if record.at else "", record.uid


def derive_fractions(
    records: Iterable[TreatmentRecord], plans: Mapping[str, Plan], left_out: frozenset[str]
) -> tuple[Fraction, ...]:
    """Return the fractions delivered, in order of time. ``left_out``: plans whose records don't count."""
    found = [
        _fraction(key, group, plans.get(key[0]))
        for key, group in by_fraction(records).items()
        if key[0] not in left_out
    ]
    started = {id(fraction): fraction.days[0] for fraction in found}
    return tuple(sorted(found, key=lambda f: (started[id(f)], f.plan_uid, f.number)))


def _fraction(key: Key, records: list[TreatmentRecord], plan: Plan | None) -> Fraction:
    beams = [beam for record in records for beam in record.beams if treats(beam)]
    doses = [beam.dose_gy for beam in beams if beam.dose_gy is not None]
    uids = tuple(dict.fromkeys(record.uid for record in records))
    evidence: dict[Evidence, None] = {}
    for record in records:
        evidence |= dict.fromkeys(record.evidence)
        for beam in record.beams:
            evidence |= dict.fromkeys(beam.evidence[:1])  # where the delivered meterset stands
    return Fraction(
        plan_uid=key[0],
        number=key[1],
        days=tuple(sorted({record.on for record in records})),
        dose_gy=sum(doses, Decimal(0)) if len(doses) == len(beams) else None,
        record_uids=uids,
        complete=_complete(beams, plan),
        continued=len(uids) > 1 or any(beam.delivery_type == "CONTINUATION" for beam in beams),
        overrides=sum(len(beam.overrides) for beam in beams),
        machine_stops=sum(beam.termination is Termination.MACHINE for beam in beams),
        evidence=tuple(evidence),
        dose_basis=dose_basis(plan) if doses else "",
    )


def _complete(beams: list[BeamDelivery], plan: Plan | None) -> bool:
    planned = {b.number: b.meterset for b in treatment_beams(plan) if b.meterset} if plan else {}
    if not planned:
        return _complete_by_record(beams)
    return all(_reached(beams, number, meterset) for number, meterset in planned.items())


def _reached(beams: list[BeamDelivery], number: int, meterset: Decimal) -> bool:
    delivered = sum(
        (b.meterset_delivered or Decimal(0) for b in beams if b.beam_number == number), Decimal(0)
    )
    return delivered >= meterset * COMPLETE_SHARE


def _complete_by_record(beams: list[BeamDelivery]) -> bool:
    """Judge without the plan: the last delivery of each beam ended normally and gave what it specified."""
    last = {beam.beam_number: beam for beam in beams}
    return bool(last) and all(
        beam.termination is Termination.NORMAL
        and (
            beam.meterset_specified is None
            or beam.meterset_delivered is None
            or beam.meterset_delivered >= beam.meterset_specified * COMPLETE_SHARE
        )
        for beam in last.values()
    )


def delivered_meterset(records: Iterable[TreatmentRecord], number: int) -> Decimal:
    """Return the meterset of one beam over several records."""
    return sum(
        (
            beam.meterset_delivered or Decimal(0)
            for record in records
            for beam in record.beams
            if beam.beam_number == number and treats(beam)
        ),
        Decimal(0),
    )
