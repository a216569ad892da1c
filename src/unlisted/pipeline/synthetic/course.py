"""Deliver a made-up course day by day, with the fault a chart shall show."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from unlisted.pipeline.synthetic.plans import PlanSpec
from unlisted.pipeline.synthetic.records import Part, Session
from unlisted.pipeline.synthetic.truth import TrueFraction

HALF = Decimal("0.5")
SATURDAY = 5
BREAK_DAYS = 10


class Fault(StrEnum):
    """What went differently than planned, or is mixed into the chart."""

    NONE = "none"
    MACHINE_STOP = "machine_stop"  # a beam stops and is continued the same day
    SPLIT_DAY = "split_day"  # a fraction is stopped and finished the next day
    MAKE_UP = "make_up"  # two fractions on one day
    WRONG_PLAN = "wrong_plan"  # a session with the plan that was already replaced
    QA_PLAN = "qa_plan"  # a verification plan with its own record
    REPLAN_CHAIN = "replan_chain"  # two replans, each naming its predecessor
    UNAPPROVED_PLAN = "unapproved_plan"  # an alternative that was never approved
    GAP = "gap"  # a break, and a fraction whose record is missing
    SECOND_COURSE = "second_course"  # another site, weeks later
    REIRRADIATION = "reirradiation"  # a prior course on the form


@dataclass(slots=True)
class Delivery:
    """What was delivered so far, and what is true of it."""

    sessions: list[Session] = field(default_factory=list)
    fractions: list[TrueFraction] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)


def next_weekday(on: date) -> date:
    """Return the next day from Monday to Friday."""
    on += timedelta(days=1)
    while on.weekday() >= SATURDAY:
        on += timedelta(days=1)
    return on


def deliver(
    plans: list[PlanSpec], start: date, every: int, fault: Fault, rng: random.Random, done: Delivery
) -> date:
    """Deliver the plans one after the other from ``start``; return the last treatment day."""
    planned = [(plan, n) for plan in plans for n in range(1, plan.fractions + 1)]
    if fault is Fault.WRONG_PLAN:
        planned = _with_wrong_plan(plans, planned)
    struck = 2 if len(planned) > 3 else 1
    on = start
    for index, (plan, number) in enumerate(planned):
        hit = index == struck
        if hit and fault is Fault.GAP:
            done.missing.append(number)
            on += timedelta(days=BREAK_DAYS)
            on = on if on.weekday() < SATURDAY else next_weekday(on)
            continue
        second_of_day = index == struck + 1 and fault is Fault.MAKE_UP
        if hit and fault is Fault.MACHINE_STOP:
            _stopped(done, plan, number, on, on)
        elif hit and fault is Fault.SPLIT_DAY:
            on_next = next_weekday(on)
            _stopped(done, plan, number, on, on_next)
            on = on_next
        else:
            override = "Couch height read from the wrong scale" if rng.random() < 0.1 else ""
            _whole(done, plan, number, on, override, time(15 if second_of_day else 9, 30))
        keep = index + 1 == struck + 1 and fault is Fault.MAKE_UP
        if index + 1 < len(planned) and not keep:
            for _ in range(every):
                on = next_weekday(on)
    return on


def _with_wrong_plan(
    plans: list[PlanSpec], planned: list[tuple[PlanSpec, int]]
) -> list[tuple[PlanSpec, int]]:
    """Give the second fraction after the replan with the plan before: its number goes on there."""
    first = plans[0]
    at = first.fractions + 1
    shifted = [(plan, number) for plan, number in planned[:-1]]
    return [*shifted[:at], (first, first.fractions + 1), *shifted[at:]]


def _whole(done: Delivery, plan: PlanSpec, number: int, on: date, override: str, at: time) -> None:
    parts = tuple(
        Part(beam, override_reason=override if n == 0 and not plan.is_brachy else "")
        for n, beam in enumerate(plan.beams)
    )
    count = 1 if override and not plan.is_brachy else 0
    done.sessions.append(Session(plan, number, on, at, parts))
    done.fractions.append(TrueFraction(plan.label, number, (on,), plan.dose, overrides=count))


def _stopped(done: Delivery, plan: PlanSpec, number: int, on: date, until: date) -> None:
    """Stop the last beam half way, and continue it in a record of its own."""
    *before, last = plan.beams
    first = (*(Part(beam) for beam in before), Part(last, share=HALF, ended="MACHINE"))
    rest = (Part(last, share=HALF, started_at=HALF, continued=True),)
    done.sessions.append(Session(plan, number, on, time(9, 30), first))
    done.sessions.append(Session(plan, number, until, time(11, 0), rest, suffix="c"))
    days = (on,) if on == until else (on, until)
    done.fractions.append(TrueFraction(plan.label, number, days, plan.dose, continued=True, machine_stops=1))
