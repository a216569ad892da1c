"""Derive all that follows from plans and records, anew each time: deriving twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from unlisted.base.outcome import Finding, Severity
from unlisted.episode.care import CompletionSummary
from unlisted.episode.delivery import DeliverySummary, Fraction
from unlisted.episode.derive.changes import derive_plan_changes
from unlisted.episode.derive.checks import Course, finding
from unlisted.episode.derive.checks_delivery import check_delivery
from unlisted.episode.derive.checks_fractions import DOSE_STEP, check_fractions
from unlisted.episode.derive.checks_plan import check_plans
from unlisted.episode.derive.doses import with_doses
from unlisted.episode.derive.fractions import derive_fractions, record_order
from unlisted.episode.derive.guidance import derive_guidance
from unlisted.episode.derive.standing import not_a_treatment, with_standing
from unlisted.episode.episode import Episode
from unlisted.episode.plan import Plan

DERIVED_CODES = frozenset(
    {
        "record_on_unknown_plan",
        "record_on_qa_plan",
        "record_on_unapproved_plan",
        "record_on_replaced_plan",
        "approved_after_treatment",
        "machine_differs",
        "beam_not_in_plan",
        "meterset_differs",
        "fractions_planned_differ",
        "fraction_gap",
        "fraction_out_of_order",
        "fraction_incomplete",
        "fraction_repeated",
        "meterset_over_planned",
        "delivered_over_planned",
        "two_fractions_one_day",
        "second_course",
        "treatment_gap",
        "summary_fractions_differ",
        "record_after_completed",
        "machine_stop",
        "operator_stop",
        "override",
        "not_verified",
        "day_without_image",
        "several_patients",
    }
)
"""Codes of the findings made here; they are made anew with every derivation."""

_STATES = {
    "COMPLETED": "completed",
    "STOPPED": "stopped",
    "ON_BREAK": "on_break",
    "ON_TREATMENT": "in_progress",
    "NOT_STARTED": "not_started",
    "NOT_STARTED_YET": "not_started",
}


def derive_course(episode: Episode) -> Episode:
    """Return the episode with doses, fractions, plan changes, image guidance, standing and findings.

    Fractions other sources state (without records here) are kept; where both speak of one fraction, the
    records decide, and a different dose is a finding.
    """
    treated = frozenset(record.plan_uid for record in episode.records)
    plans = _in_time(_with_structures(with_standing(episode.plans, treated), episode))
    by_uid = {plan.uid: plan for plan in plans}
    records = tuple(sorted(with_doses(episode.records, by_uid), key=record_order))
    left_out = frozenset(plan.uid for plan in plans if not_a_treatment(plan))
    counted = derive_fractions(records, by_uid, left_out)
    stated = [fraction for fraction in episode.fractions if not fraction.record_uids]
    fractions = _joined(counted, stated)
    counting = tuple(record for record in records if record.plan_uid not in left_out)
    structure_sets = {found.uid: found for found in episode.structure_sets}
    changes = derive_plan_changes(plans, counting, fractions, structure_sets, episode.plan_changes)
    guidance = derive_guidance(replace(episode, plans=plans), counting)
    course = Course(by_uid, records, fractions, changes, guidance, episode.summaries)
    return replace(
        episode,
        plans=plans,
        records=records,
        fractions=fractions,
        plan_changes=changes,
        image_guidance=guidance,
        completion=_completion(episode.completion, episode.summaries, fractions),
        findings=tuple(
            dict.fromkeys(
                (
                    *(item for item in episode.findings if item.code not in DERIVED_CODES),
                    *_doses_differ(counted, stated, course),
                    *_patients(episode),
                    *check_plans(course),
                    *check_fractions(course),
                    *check_delivery(course),
                )
            )
        ),
    )


def _in_time(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    return tuple(
        sorted(plans, key=lambda p: (p.planned_on.value.isoformat() if p.planned_on.is_known else "", p.uid))
    )


def _with_structures(plans: Iterable[Plan], episode: Episode) -> tuple[Plan, ...]:
    """Give each plan the targets and organs of its structure set, where it has none of its own."""
    sets = {found.uid: found for found in episode.structure_sets}
    done = []
    for plan in plans:
        found = sets.get(plan.structure_set_uid)
        if found is not None:
            plan = replace(  # noqa: PLW2901
                plan,
                targets=plan.targets if plan.targets.is_known else found.targets,
                organs_at_risk=plan.organs_at_risk if plan.organs_at_risk.is_known else found.organs_at_risk,
            )
        done.append(plan)
    return tuple(done)


def _joined(counted: tuple[Fraction, ...], stated: list[Fraction]) -> tuple[Fraction, ...]:
    known = {(fraction.plan_uid, fraction.number) for fraction in counted}
    others = [fraction for fraction in stated if (fraction.plan_uid, fraction.number) not in known]
    both = (*counted, *others)
    return tuple(
        sorted(both, key=lambda f: (f.days[0].isoformat() if f.days else "9999", f.plan_uid, f.number))
    )


def _doses_differ(counted: tuple[Fraction, ...], stated: list[Fraction], course: Course) -> Iterable[Finding]:
    ours = {(fraction.plan_uid, fraction.number): fraction for fraction in counted}
    for other in stated:
        mine = ours.get((other.plan_uid, other.number))
        if mine is None or mine.dose_gy is None or other.dose_gy is None:
            continue
        if abs(mine.dose_gy - other.dose_gy) >= DOSE_STEP:
            yield finding(
                "fraction_dose_differs",
                Severity.WARNING,
                f"{course.name(mine.plan_uid)}, fraction {mine.number}: the records give "
                f"{mine.dose_gy.quantize(DOSE_STEP)} Gy, another source "
                f"{other.dose_gy.quantize(DOSE_STEP)} Gy",
                "correct the source that is wrong; the records are followed",
                (*mine.evidence, *other.evidence),
            )


def _patients(episode: Episode) -> Iterable[Finding]:
    held = episode.patient.record_number
    if held.in_conflict:
        yield finding(
            "several_patients",
            Severity.BLOCKING,
            f"the files carry {len(held.standing)} different patient record numbers",
            "import the files of one patient only; if it is one patient, say so in the form",
            tuple(fact.evidence[0] for fact in held.standing if fact.evidence),
        )


def _completion(
    stated: CompletionSummary, summaries: tuple[DeliverySummary, ...], fractions: tuple[Fraction, ...]
) -> CompletionSummary:
    """Add the state of the last summary record; and its count, where summaries cover all plans treated."""
    if not summaries:
        return stated
    last = max(summaries, key=_last_day)
    status, reported = stated.status, stated.fractions_reported
    if last.status.is_known and last.status.value in _STATES:
        status = status.also(_STATES[last.status.value], last.status.evidence)
    by_plan = {s.plan_uid: s for s in sorted(summaries, key=_last_day) if s.fractions_delivered.is_known}
    if by_plan and {fraction.plan_uid for fraction in fractions} <= set(by_plan):
        counts = [summary.fractions_delivered for summary in by_plan.values()]
        places = tuple(place for count in counts for place in count.evidence)
        reported = reported.also(sum(count.value for count in counts), places)
    return replace(stated, status=status, fractions_reported=reported)


def _last_day(summary: DeliverySummary) -> str:
    return summary.last_treated_on.value.isoformat() if summary.last_treated_on.is_known else ""
