"""One row of the table: a course in a few words → outcome, lines, and what is asked; and courses rows share.

``lines`` are codes with units (``None``: not counted here). ``asks`` are the questions that hold the answer
back; ``also`` questions that would add to it; ``states`` single candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from builders.courses import (
    START,
    a_change,
    a_plan,
    course,
    factor,
    given_on,
    said,
    weekdays,
    weekly_exams,
)
from unlisted.coding.request import Request, Stage
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Modality, Technique

LISTED, UNLISTED, HOLD = "listed", "unlisted", "hold"
D26, D25 = date(2026, 6, 1), date(2025, 12, 31)
MANAGEMENT, PHYSICS, PLANNING, BRACHY = (
    Stage.MANAGEMENT,
    Stage.PHYSICS,
    Stage.PLANNING,
    Stage.BRACHYTHERAPY,
)
SEARCHED = said(category_iii_searched=True, category_iii_code_found=False)
BEYOND = said(work_beyond_listed_management=True)
BEYOND_PHYSICS = said(work_beyond_listed_physics=True, listed_physics_fits=False, apart_from_listed=True)
APART = said(apart_from_listed=True)
NO_EFFORT = said(extra_effort=False)


@dataclass(frozen=True)
class Vignette:
    """One row."""

    rule: str
    name: str
    episode: Episode
    outcome: str
    lines: tuple[tuple[str, int | None], ...] = ()
    asks: tuple[str, ...] = ()
    on: date = D26
    answers: tuple[Any, ...] = ()
    request: Request = field(default_factory=Request)
    also: tuple[str, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()


def kv(kilovolts: str, n: int = 10, **more: Any) -> Episode:
    """Return a kilovoltage course of the skin; the energy in MV as a plan states it."""
    return course(n, technique=Technique.STATIC, energy=kilovolts, site="skin of the nose", **more)


def hdr(n: int = 3, **more: Any) -> Episode:
    """Return a brachytherapy course."""
    technique = Technique.BRACHYTHERAPY_HDR
    return course(n, technique=technique, modality=Modality.BRACHYTHERAPY, energy=None, **more)


def proton(n: int = 25) -> Episode:
    """Return a proton course."""
    return course(n, technique=Technique.PROTON_SCANNED, modality=Modality.PROTON, energy="150")


def twice_a_day(first: str, second: str, n: int = 20, **more: Any) -> Episode:
    """Return a course with two fractions of one plan on each day."""
    days = [(day, at) for day in weekdays(START, n // 2) for at in (first, second)]
    return course(days=days, visits=weekly_exams([d for d, _ in days]), **more)


def catch_up(**more: Any) -> Episode:
    """Return ten fractions on nine days: the last day has two sessions, eight hours apart."""
    days = [(day, "08:00") for day in weekdays(START, 9)]
    days.append((days[-1][0], "16:00"))
    return course(days=days, visits=weekly_exams([d for d, _ in days]), stereotactic=False, **more)


def two_plans(hours: str, n: int = 3, sites: tuple[str | None, str | None] = ("lung", "liver")) -> Episode:
    """Return two plans treated on the same days."""
    days = weekdays(START, n)
    one, records_one = given_on([(d, "08:00") for d in days], "one")
    two, records_two = given_on([(d, hours) for d in days], "two")
    return course(
        n,
        plans=(
            a_plan("one", n, stereotactic=True, site=sites[0]),
            a_plan("two", n, stereotactic=True, site=sites[1]),
        ),
        fractions=(*one, *two),
        records=(*records_one, *records_two),
        completion=course(2 * n).completion,
    )


def alternating(n_each: int) -> Episode:
    """Return two stereotactic lesions on alternate days."""
    days = weekdays(START, 2 * n_each)
    one, records_one = given_on(days[::2], "one")
    two, records_two = given_on(days[1::2], "two")
    return course(
        2 * n_each,
        plans=(a_plan("one", n_each, stereotactic=True), a_plan("two", n_each, stereotactic=True)),
        fractions=tuple(sorted((*one, *two), key=lambda f: f.days)),
        records=(*records_one, *records_two),
    )


def with_gap(first: int, second: int, pause: int = 21) -> Episode:
    """Return a course that was resumed after a pause."""
    start = weekdays(START, first)
    later = weekdays(start[-1] + timedelta(days=pause), second)
    return course(days=[*start, *later])


ADAPTED = course(25, plan_changes=(a_change(online=True),), complexity=(factor("online_adaptation"),))
V = Vignette
