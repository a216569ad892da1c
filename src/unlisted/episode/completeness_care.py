"""Computed checks on orders, board, signatures, toxicity, summary and time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.completeness_applies import orders as orders_of
from unlisted.episode.completeness_result import count, result
from unlisted.episode.completeness_state import Context, Probed
from unlisted.episode.vocabulary import Approval

SUMMARY_WITHIN = timedelta(days=31)
BOARD_SPECIALTIES = ("surgery", "medical_oncology", "radiation_oncology", "pathology", "radiology")


def board_before_treatment(context: Context) -> Probed:
    """Compare the day of the tumor board with the first treatment day."""
    board = context.episode.tumor_board
    days = context.episode.treatment_days
    if not board.on.is_known:
        return result((), "", "no day of a tumor board on record")
    late = bool(days) and board.on.value > days[0]
    wrong = [f"the board met on {board.on.value}, after the first fraction on {days[0]}"] if late else []
    return result(wrong, f"the board met on {board.on.value}, before treatment", "", board.on.evidence)


def board_specialties(context: Context) -> Probed:
    """Look for the five specialties of the board."""
    present = context.episode.tumor_board.specialties
    if not present.is_known:
        return result((), "", "no attendance on record")
    names = {name.strip().lower().replace(" ", "_") for name in present.value}
    wrong = [
        f"{name.replace('_', ' ')} is not among those present"
        for name in BOARD_SPECIALTIES
        if not any(given.startswith(name) or given.endswith(name) for given in names)
    ]
    return result(wrong, "all five specialties present", "", present.evidence)


def plans_approved_as_ordered(context: Context) -> Probed:
    """Compare each plan with its order, and look for approvals."""
    plans = counting_plans(context.episode)
    wrong: list[str] = []
    evidence: list[Evidence] = []
    for n, plan in enumerate(plans, start=1):
        name = f"plan {plan.label.value if plan.label.is_known else n}"
        evidence += plan.approval.evidence
        if not plan.approval.is_known or plan.approval.value is not Approval.APPROVED:
            wrong.append(f"{name} is not approved")
    orders = orders_of(context.episode)
    wrong += ["no prescription on record"] * (not orders)
    doses = {order.dose_per_fraction_gy.value for order in orders if order.dose_per_fraction_gy.is_known}
    planned = {plan.dose_per_fraction_gy.value for plan in plans if plan.dose_per_fraction_gy.is_known}
    for dose in sorted(planned):
        if doses and not any(abs(dose - order) <= order / Decimal(100) for order in doses):
            wrong.append(f"a plan gives {dose} Gy per fraction, no prescription orders it")
    none = "" if plans else "no plan on record"
    return result(wrong, f"{count(len(plans), 'plan')} approved, as ordered", none, evidence)


def orders_before_treatment(context: Context) -> Probed:
    """Look for prescriptions signed after the first fraction: retrospective orders are not accepted."""
    orders = orders_of(context.episode)
    first = next(iter(context.episode.treatment_days), None)
    wrong: list[str] = []
    evidence: list[Evidence] = []
    for order in orders:
        evidence += order.signed_on.evidence
        later = order.level == "plan" and context.episode.plan_changes
        if not order.signed_on.is_known:
            wrong.append(f"prescription {order.id} is not signed")
        elif first is not None and order.signed_on.value > first and not later:
            wrong.append(f"prescription {order.id} is signed on {order.signed_on.value}, after {first}")
    none = "" if orders else "no prescription on record"
    return result(wrong, f"{count(len(orders), 'prescription')} signed before treatment", none, evidence)


def entries_signed(context: Context) -> Probed:
    """Look for the author's signature on consultation, prescriptions and visits."""
    episode = context.episode
    wrong: list[str] = []
    evidence: list[Evidence] = []
    signed = [("the consultation", episode.consultation.signed_on)]
    signed += [(f"prescription {order.id}", order.signed_on) for order in orders_of(episode)]
    signed += [
        (f"the visit of {visit.on.value if visit.on.is_known else 'an unknown day'}", visit.signed_on)
        for visit in episode.visits
    ]
    for name, answer in signed:
        evidence += answer.evidence
        wrong += [f"{name} is not signed"] * (not answer.is_known)
    none = "" if any(answer.is_known for _, answer in signed) else "no signature on record"
    return result(wrong, f"{count(len(signed), 'entry', 'entries')} signed and dated", none, evidence)


def summary_in_time(context: Context) -> Probed:
    """Look for the completion summary within a month of the last fraction, and whether it was sent."""
    summary, days = context.episode.completion, context.episode.treatment_days
    if not summary.on.is_known:
        due = f"; due by {days[-1] + SUMMARY_WITHIN}" if days else ""
        return result((), "", f"no completion summary on record{due}")
    wrong = []
    if days and summary.on.value > days[-1] + SUMMARY_WITHIN:
        wrong.append(f"written on {summary.on.value}, more than a month after {days[-1]}")
    if not summary.sent_to_physicians.is_known or not summary.sent_to_physicians.value:
        wrong.append("not on record that it was sent to the physicians")
    return result(wrong, f"written on {summary.on.value} and sent", "", summary.on.evidence)


def minutes_on_the_day(context: Context) -> Probed:
    """Look for time entries written on another day than the work, or without the day they were written."""
    log = context.episode.time_log
    wrong = []
    for entry in log:
        what = (
            f"{entry.activity.replace('_', ' ')} of {entry.on} ({entry.person.role.value.replace('_', ' ')})"
        )
        if entry.entered_on is None:
            wrong.append(f"{what}: no day of entry")
        elif entry.entered_on > entry.on:
            late = (entry.entered_on - entry.on).days
            wrong.append(f"{what}: entered {count(late, 'day')} late")
    none = "" if log else "no minutes on record"
    total = sum(entry.minutes for entry in log)
    good = f"{total} minutes in {count(len(log), 'entry', 'entries')}, each entered on the day"
    return result(wrong, good, none, [item for entry in log for item in entry.evidence])


def late_entries_visible(context: Context) -> Probed:
    """Look for time entries that do not say when they were written."""
    log = context.episode.time_log
    wrong = [f"entry of {entry.on}: no day of entry" for entry in log if entry.entered_on is None]
    none = "" if log else "no minutes on record"
    late = sum(1 for entry in log if entry.entered_on is not None and entry.entered_on > entry.on)
    good = f"{count(len(log), 'entry', 'entries')} with their day of entry, {late} late and visible as such"
    return result(wrong, good, none, [item for entry in log for item in entry.evidence])


def toxicities_graded(context: Context) -> Probed:
    """Look for toxicities without version or action."""
    visits = [visit for visit in context.episode.visits if visit.toxicities.is_known]
    events = [event for visit in visits for event in visit.toxicities.value]
    wrong = []
    for event in events:
        wrong += [f"{event.term} grade {event.grade}: no version of the scale"] * (not event.version)
        wrong += [f"{event.term} grade {event.grade}: no action"] * (not event.action)
    evidence = [item for visit in visits for item in visit.toxicities.evidence]
    none = "" if events else "no toxicity on record"
    return result(
        wrong, f"{count(len(events), 'toxicity', 'toxicities')} with version and action", none, evidence
    )


def toxicities_attributed(context: Context) -> Probed:
    """Look for toxicities without attribution."""
    visits = [visit for visit in context.episode.visits if visit.toxicities.is_known]
    events = [event for visit in visits for event in visit.toxicities.value]
    wrong = [f"{event.term} grade {event.grade}: no attribution" for event in events if not event.attribution]
    evidence = [item for visit in visits for item in visit.toxicities.evidence]
    return result(wrong, "each with its attribution", "" if events else "no toxicity on record", evidence)


def beams_described(context: Context) -> Probed:
    """Look for beams and their technique in every plan that counts."""
    plans = counting_plans(context.episode)
    wrong = [
        f"plan {plan.label.value if plan.label.is_known else n} shows no beam"
        for n, plan in enumerate(plans, start=1)
        if not plan.beams
    ]
    beams = sum(len(plan.beams) for plan in plans)
    none = "" if plans else "no plan on record"
    evidence = [item for plan in plans for item in plan.label.evidence]
    return result(wrong, f"{count(beams, 'beam')} in {count(len(plans), 'plan')}", none, evidence)


def physician_at_simulation(context: Context) -> Probed:
    """Look for simulations without the physician's presence."""
    simulations = context.episode.simulations
    wrong: list[str] = []
    evidence: list[Evidence] = []
    for n, simulation in enumerate(simulations, start=1):
        evidence += simulation.physician_present.evidence
        if not simulation.physician_present.is_known:
            wrong.append(f"presence of the physician at simulation {n}")
        elif not simulation.physician_present.value:
            wrong.append(f"the physician was not present at simulation {n}")
    none = "" if simulations else "no simulation on record"
    return result(wrong, "the physician was present", none, evidence)


def repeat_has_reason(context: Context) -> Probed:
    """Look for repeated simulations without a reason."""
    later = context.episode.simulations[1:]
    wrong = [
        f"reason of simulation {n}" for n, sim in enumerate(later, start=2) if not sim.repeat_reason.is_known
    ]
    evidence = [item for sim in later for item in sim.repeat_reason.evidence]
    none = "" if later else "no repeated simulation on record"
    return result(wrong, f"{count(len(later), 'repeated simulation')} with its reason", none, evidence)


def complexity_told(context: Context) -> Probed:
    """Look for what made the case unusual, in the clinic's own words."""
    told = context.episode.complexity
    none = "" if told else "no complexity factor on record"
    evidence = [item for factor in told for item in factor.evidence]
    return result((), f"{count(len(told), 'complexity factor')}", none, evidence)
