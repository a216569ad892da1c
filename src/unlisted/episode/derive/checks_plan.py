"""Cross checks of records against plans: which plan was treated, and was it one to treat with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Finding, Severity
from unlisted.episode.delivery import TreatmentRecord
from unlisted.episode.derive.checks import Course, days_text, finding
from unlisted.episode.derive.doses import treatment_beams, treats
from unlisted.episode.derive.fractions import record_order
from unlisted.episode.derive.standing import approval_missing, not_a_treatment
from unlisted.episode.plan import Plan


def check_plans(course: Course) -> Iterator[Finding]:
    """Yield what is wrong between records and the plans they name."""
    for uid in dict.fromkeys(record.plan_uid for record in course.records):
        records = course.records_of(uid)
        plan = course.plans.get(uid)
        if plan is None:
            yield _unknown_plan(course, uid, records)
            continue
        yield from _standing(course, plan, records)
        yield from _approved_late(course, plan, records)
        yield from _machine(course, plan, records)
        yield from _beams(course, plan, records)
        yield from _fractions_planned(course, plan, records)
    yield from _replaced(course)


def _unknown_plan(course: Course, uid: str, records: tuple[TreatmentRecord, ...]) -> Finding:
    return finding(
        "record_on_unknown_plan",
        Severity.WARNING,
        f"{len(records)} treatment records refer to {course.name(uid)}, which is not among the files: "
        "whether it was approved, and its doses, cannot be seen",
        "export the plan the records refer to",
        records[0].evidence,
    )


def _standing(course: Course, plan: Plan, records: tuple[TreatmentRecord, ...]) -> Iterator[Finding]:
    places = _places(records)
    why_not = not_a_treatment(plan)
    if why_not:
        yield finding(
            "record_on_qa_plan",
            Severity.BLOCKING,
            f"{len(records)} treatment records are on {course.name(plan.uid)}, which is no treatment plan: "
            f"{why_not}. They are not counted as fractions",
            "take these days out of the charges, unless the records name the wrong plan",
            (*plan.intent.evidence, *plan.geometry.evidence, *places),
        )
        return
    missing = approval_missing(plan)
    if missing:
        yield finding(
            "record_on_unapproved_plan",
            Severity.BLOCKING,
            f"{len(records)} treatment records are on {course.name(plan.uid)}, which is not approved: "
            f"{missing}",
            "export the approved version, or have the physician settle how it came to be treated",
            (*plan.approval.evidence, *places),
        )


def _approved_late(course: Course, plan: Plan, records: tuple[TreatmentRecord, ...]) -> Iterator[Finding]:
    if not plan.approved_on.is_known or not_a_treatment(plan):
        return
    first = min(records, key=record_order)
    at = plan.approved_time.value if plan.approved_time.is_known else None
    approved = datetime.combine(plan.approved_on.value, at or time.min)
    treated = datetime.combine(first.on, first.at if first.at and at else time.max)
    if approved > treated:
        yield finding(
            "approved_after_treatment",
            Severity.BLOCKING,
            f"{course.name(plan.uid)} was approved on {plan.approved_on.value}, after its first treatment "
            f"on {first.on}",
            "look up the first approval in the planning system: exports often show the last review only",
            (*plan.approved_on.evidence, *plan.approved_time.evidence, *first.evidence),
        )


def _machine(course: Course, plan: Plan, records: tuple[TreatmentRecord, ...]) -> Iterator[Finding]:
    planned = {fact.value for fact in plan.machine.facts}
    differing = [record for record in records if record.machine and record.machine not in planned]
    if planned and differing:
        yield finding(
            "machine_differs",
            Severity.WARNING,
            f"{course.name(plan.uid)} was planned for {' and '.join(sorted(planned))} and treated on "
            f"{' and '.join(sorted({r.machine for r in differing}))} ({days_text(r.on for r in differing)})",
            "document that the machines are matched, or that the plan was recalculated",
            (*plan.machine.evidence, *_places(differing)),
        )


def _beams(course: Course, plan: Plan, records: tuple[TreatmentRecord, ...]) -> Iterator[Finding]:
    known = {beam.number for beam in plan.beams}
    strange = [
        (record, beam)
        for record in records
        for beam in record.beams
        if known and treats(beam) and beam.beam_number not in known
    ]
    if strange:
        yield finding(
            "beam_not_in_plan",
            Severity.WARNING,
            f"records on {course.name(plan.uid)} hold a beam the plan does not have "
            f"({days_text(record.on for record, _ in strange)})",
            "see whether another version of the plan was treated",
            tuple(place for _, beam in strange for place in beam.evidence[:1]),
        )
    metersets = {beam.number: beam.meterset for beam in treatment_beams(plan) if beam.meterset}
    differing = [
        (record, beam)
        for record in records
        for beam in record.beams
        if beam.delivery_type == "TREATMENT" and beam.meterset_specified is not None
        if (planned := metersets.get(beam.beam_number)) is not None
        if beam.meterset_specified > planned * 101 / 100
    ]
    if differing:
        yield finding(
            "meterset_differs",
            Severity.WARNING,
            f"records on {course.name(plan.uid)} ask for more than the plan's meterset "
            f"({days_text(record.on for record, _ in differing)})",
            "compare the plan in the record-and-verify system with the exported one",
            tuple(place for _, beam in differing for place in beam.evidence[:2]),
        )


def _fractions_planned(course: Course, plan: Plan, records: tuple[TreatmentRecord, ...]) -> Iterator[Finding]:
    if not plan.fractions_planned.is_known:
        return
    planned = plan.fractions_planned.value
    differing = [r for r in records if r.fractions_planned is not None and r.fractions_planned != planned]
    if differing:
        yield finding(
            "fractions_planned_differ",
            Severity.ADVICE,
            f"{course.name(plan.uid)} plans {planned} fractions, its records say "
            f"{' and '.join(sorted({str(r.fractions_planned) for r in differing}))}",
            "see whether the prescription was changed after the export",
            (*plan.fractions_planned.evidence, *_places(differing)),
        )


def _replaced(course: Course) -> Iterator[Finding]:
    """Find records on a plan after the day another replaced it."""
    for change in course.changes:
        if not change.on.is_known:
            continue
        late = [record for record in course.records_of(change.from_plan_uid) if record.on > change.on.value]
        if late:
            yield finding(
                "record_on_replaced_plan",
                Severity.BLOCKING,
                f"{course.name(change.from_plan_uid)} was replaced on {change.on.value} and treated again on "
                f"{days_text(record.on for record in late)}",
                "have physician and physicist settle which plan was meant, and document it",
                (*change.on.evidence[:2], *_places(late)),
            )


def _places(records: tuple[TreatmentRecord, ...] | list[TreatmentRecord]) -> tuple[Evidence, ...]:
    return tuple(place for record in records for place in record.evidence[:1])
