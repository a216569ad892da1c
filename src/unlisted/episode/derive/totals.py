"""Sum a course up: fractions planned and delivered, doses, days, records, stops, overrides, plan changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.episode.episode import Episode


@dataclass(frozen=True, slots=True)
class CourseTotals:
    """What a person asks first. Doses in Gy; ``None`` where nothing states it."""

    fractions_planned: int | None
    fractions_delivered: int
    fractions_complete: int
    dose_planned_gy: Decimal | None
    dose_delivered_gy: Decimal | None
    records: int
    treatment_days: tuple[date, ...]
    machine_stops: int
    continued: int
    overrides: int
    plan_changes: int


def course_totals(episode: Episode) -> CourseTotals:
    """Return the totals of a derived episode.

    A plan that was replaced counts with the fractions given on it, the others with those planned: a
    course of seven fractions replanned after four is seven of seven, not seven of ten.
    """
    counting = [plan for plan in episode.plans if not plan.excluded]
    replaced = {change.from_plan_uid for change in episode.plan_changes}
    given: dict[str, int] = {}
    for fraction in episode.fractions:
        given[fraction.plan_uid] = given.get(fraction.plan_uid, 0) + 1
    planned: int | None = 0
    dose: Decimal | None = Decimal(0)
    for plan in counting:
        count = given.get(plan.uid, 0) if plan.uid in replaced else None
        if count is None and plan.fractions_planned.is_known:
            count = plan.fractions_planned.value
        each = plan.dose_per_fraction_gy.value if plan.dose_per_fraction_gy.is_known else None
        planned = None if planned is None or count is None else planned + count
        dose = None if dose is None or count is None or each is None else dose + each * count
    uids = {uid for fraction in episode.fractions for uid in fraction.record_uids}
    known = all(fraction.dose_gy is not None for fraction in episode.fractions)
    return CourseTotals(
        fractions_planned=planned if counting else None,
        fractions_delivered=len(episode.fractions),
        fractions_complete=sum(fraction.complete for fraction in episode.fractions),
        dose_planned_gy=dose if counting else None,
        dose_delivered_gy=episode.delivered_dose_gy if known else None,
        records=len(uids),
        treatment_days=episode.treatment_days,
        machine_stops=sum(fraction.machine_stops for fraction in episode.fractions),
        continued=sum(fraction.continued for fraction in episode.fractions),
        overrides=sum(fraction.overrides for fraction in episode.fractions),
        plan_changes=len(episode.plan_changes),
    )
