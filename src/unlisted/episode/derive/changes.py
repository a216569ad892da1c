"""Find plans that replace another in the course: by the plan's own word, or by what the records did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from unlisted.base.evidence import Evidence
from unlisted.episode.delivery import Fraction, TreatmentRecord
from unlisted.episode.derive.fractions import record_order
from unlisted.episode.fact import Fact, Held, held
from unlisted.episode.imaging import StructureSet
from unlisted.episode.plan import Plan, PlanChange


def derive_plan_changes(
    plans: Iterable[Plan],
    records: Iterable[TreatmentRecord],
    fractions: Iterable[Fraction],
    structure_sets: Mapping[str, StructureSet],
    stated: Iterable[PlanChange],
) -> tuple[PlanChange, ...]:
    """Return the plan changes of the course, those other sources state joined with what follows here.

    A plan replaces another where it names it as PREDECESSOR; or where both share a Dose Reference UID
    and the records switch before the first one had all its planned fractions. A plan that starts after
    another was finished is a further phase, not a change.
    """
    counting = {plan.uid: plan for plan in plans if not plan.excluded}
    first = _first_records(records)
    done: dict[str, int] = {}
    for fraction in fractions:
        done[fraction.plan_uid] = done.get(fraction.plan_uid, 0) + 1
    found = {(change.from_plan_uid, change.to_plan_uid): change for change in stated}
    for before, after, why in _pairs(counting, first, done):
        key = (before.uid, after.uid)
        change = found.get(key, PlanChange(*key))
        found[key] = _filled(change, before, after, first.get(after.uid), structure_sets, why)
    return tuple(sorted(found.values(), key=lambda c: (_day(c), c.from_plan_uid, c.to_plan_uid)))


def _pairs(
    plans: Mapping[str, Plan], first: Mapping[str, TreatmentRecord], done: Mapping[str, int]
) -> list[tuple[Plan, Plan, tuple[Evidence, ...]]]:
    found = []
    replaced_by_name = set()
    for plan in plans.values():
        before = plans.get(plan.predecessor_uid)
        if before is not None and before.uid != plan.uid:
            places = tuple(e for r in plan.relations if r.relationship == "PREDECESSOR" for e in r.evidence)
            found.append((before, plan, places or plan.evidence))
            replaced_by_name.add(plan.uid)
    treated = sorted((uid for uid in plans if uid in first), key=lambda uid: record_order(first[uid]))
    for earlier, later in pairwise(treated):
        before, after = plans[earlier], plans[later]
        shared = set(before.dose_reference_uids) & set(after.dose_reference_uids)
        unfinished = (
            before.fractions_planned.is_known and done.get(earlier, 0) < before.fractions_planned.value
        )
        if shared and unfinished and later not in replaced_by_name:
            found.append((before, after, first[later].evidence))
    return found


def _filled(
    change: PlanChange,
    before: Plan,
    after: Plan,
    record: TreatmentRecord | None,
    structure_sets: Mapping[str, StructureSet],
    why: tuple[Evidence, ...],
) -> PlanChange:
    """Fill in day, new images and new structures; the reason is a person's to give."""
    on = change.on
    if record is not None:
        on = _first_said(on, record.on, (*record.evidence, *why))
    elif not on.is_known:
        on = after.approved_on if after.approved_on.is_known else after.planned_on
    return replace(
        change,
        on=on,
        new_structures=change.new_structures
        if change.new_structures.is_known or not (before.structure_set_uid and after.structure_set_uid)
        else held(before.structure_set_uid != after.structure_set_uid, *why),
        new_imaging=change.new_imaging
        if change.new_imaging.is_known
        else _new_imaging(before, after, structure_sets, why),
    )


def _first_said(held_on: Held[date], day: date, evidence: tuple[Evidence, ...]) -> Held[date]:
    """Put the day of the first record first; what other sources say stays beside it."""
    agreeing = (place for fact in held_on.facts if fact.value == day for place in fact.evidence)
    aside = next((fact.set_aside for fact in held_on.facts if fact.value == day), None)
    trusted = Fact(day, tuple(dict.fromkeys((*evidence, *agreeing))), aside)
    return Held((trusted, *(fact for fact in held_on.facts if fact.value != day)))


def _new_imaging(
    before: Plan, after: Plan, structure_sets: Mapping[str, StructureSet], why: tuple[Evidence, ...]
) -> Held[bool]:
    """Say whether the new plan stands on new images: another series, or another frame of reference.

    The same frame of reference proves nothing: images registered to the first ones share it.
    """
    old, new = structure_sets.get(before.structure_set_uid), structure_sets.get(after.structure_set_uid)
    if old is not None and new is not None and old.image_series_uids and new.image_series_uids:
        return held(set(old.image_series_uids) != set(new.image_series_uids), *(*old.evidence, *new.evidence))
    frames = (before.frame_of_reference_uid, after.frame_of_reference_uid)
    if all(frames) and frames[0] != frames[1]:
        return held(True, *why)
    return Held()


def _first_records(records: Iterable[TreatmentRecord]) -> dict[str, TreatmentRecord]:
    found: dict[str, TreatmentRecord] = {}
    for record in sorted(records, key=record_order):
        found.setdefault(record.plan_uid, record)
    return found


def _day(change: PlanChange) -> date:
    return change.on.value if change.on.is_known else date.max
