"""Weekly management: units, two sessions a day, resumed courses, examinations (R8 to R11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from builders.courses import (
    NURSE,
    START,
    a_visit,
    by,
    course,
    factor,
    said,
    weekdays,
    weekly_exams,
)
from builders.vignettes.row import (
    HOLD,
    LISTED,
    V,
    catch_up,
    twice_a_day,
    two_plans,
    with_gap,
)
from unlisted.coding.request import Request
from unlisted.episode.episode import Episode

WEEKLY = [
    V("R8", f"{n} fractions", course(n, stereotactic=False), LISTED, (("77427", units),))
    for n, units in (
        (3, 1),
        (4, 1),
        (5, 1),
        (6, 1),
        (7, 1),
        (8, 2),
        (9, 2),
        (10, 2),
        (12, 2),
        (13, 3),
        (25, 5),
        (27, 5),
        (28, 6),
        (30, 6),
        (33, 7),
        (35, 7),
        (40, 8),
    )
] + [
    V(
        "R8",
        "not finished",
        course(20, planned=25, reported=None, status="in_progress"),
        HOLD,
        asks=("course_finished",),
    ),
    V(
        "R8",
        "nothing says whether it is finished",
        course(25, status=None),
        HOLD,
        asks=("course_finished", "stereotactic"),
    ),
    V(
        "R8",
        "a person says it is finished",
        course(25, status=None),
        LISTED,
        (("77427", 5),),
        answers=said(course_finished=True),
    ),
    V(
        "R8",
        "no second source",
        course(25, reported=None, planned=None),
        HOLD,
        asks=("fractions", "stereotactic"),
    ),
    V("R8", "planned only", course(25, reported=None), LISTED, (("77427", 5),)),
    V(
        "R8",
        "24 of 25 planned, nothing reported",
        course(24, planned=25, reported=None),
        HOLD,
        asks=("fractions", "stereotactic"),
    ),
    V(
        "R8",
        "nobody may answer a count",
        course(25, reported=24),
        HOLD,
        asks=("fractions", "stereotactic"),
        answers=said(fractions=25),
    ),
    V(
        "R8",
        "stopped after eight of ten, counted on the eight",
        course(8, planned=10, status="stopped", stereotactic=False),
        LISTED,
        (("77427", 2),),
        findings=(),
    ),
    V("R8", "nothing on record at all", Episode("empty"), HOLD),
]
TWICE = [
    V("R9", "six hours apart", twice_a_day("08:00", "14:00"), LISTED, (("77427", 4),)),
    V(
        "R9",
        "a minute under six hours",
        twice_a_day("08:00", "13:59"),
        HOLD,
        (("77427", 2),),
        asks=("sessions_countable",),
    ),
    V(
        "R9",
        "a physician saw a distinct break",
        twice_a_day("08:00", "12:00"),
        LISTED,
        (("77427", 4),),
        answers=said(sessions_countable=True),
    ),
    V(
        "R9",
        "a physician saw none",
        twice_a_day("08:00", "09:00"),
        LISTED,
        (("77427", 2),),
        answers=said(sessions_countable=False),
    ),
    V("R9", "no times on record", twice_a_day("", ""), HOLD, (("77427", 2),), asks=("sessions_countable",)),
    V("R9", "two plans back to back are one session", two_plans("08:20", 5), LISTED, (("77435", 1),)),
    V(
        "R9",
        "one day twice, to catch up, is no hyperfractionation",
        catch_up(),
        LISTED,
        (("77427", 2),),
        also=("extra_effort",),
        states=(("77470", "unknown"),),
    ),
    V(
        "R9",
        "twice a day makes 77470 thinkable",
        twice_a_day("08:00", "14:00", complexity=(factor("hyperfractionation"),)),
        LISTED,
        (("77427", 4), ("77470", 1)),
    ),
    V(
        "R9",
        "a coder cannot say so",
        twice_a_day("08:00", "12:00"),
        HOLD,
        (("77427", 2),),
        asks=("sessions_countable",),
        answers=by("coder", sessions_countable=True),
    ),
]
RESUMED = [
    V("R10", "12 and then 13", with_gap(12, 13), LISTED, (("77427", 5),)),
    V(
        "R10",
        "12 billed as 2, then 13",
        with_gap(12, 13),
        LISTED,
        (("77427", 3),),
        request=Request(units_billed=2),
    ),
    V(
        "R10",
        "13 billed as 3, then 12",
        with_gap(13, 12),
        LISTED,
        (("77427", 2),),
        request=Request(units_billed=3),
    ),
    V("R10", "2 and then 3 are one unit", with_gap(2, 3), HOLD, asks=("stereotactic",)),
    V(
        "R10",
        "all billed already",
        with_gap(12, 13),
        HOLD,
        request=Request(units_billed=5),
        findings=("all_units_billed",),
    ),
    V(
        "R10",
        "more billed than the record supports",
        with_gap(12, 13),
        HOLD,
        request=Request(units_billed=6),
        findings=("units_over_billed",),
    ),
]


def visits_of(n: int, **replaced: Any) -> Episode:
    """Return a course of ``n`` fractions whose second unit has the visits given."""
    days = weekdays(START, n)
    others = tuple(v for k, v in enumerate(weekly_exams(days)) if k != 1)
    return course(n, stereotactic=False, visits=(*others, *replaced.get("visits", ())))


SIXTH = weekdays(START, 10)[6]
EXAMS = [
    V(
        "R11",
        "no visit in the second unit",
        visits_of(10),
        HOLD,
        (("77427", 1),),
        asks=("physician_exam_in_each_unit",),
    ),
    V(
        "R11",
        "a nurse practitioner's visit only",
        visits_of(10, visits=(a_visit(SIXTH, NURSE, exam=False),)),
        HOLD,
        (("77427", 1),),
        asks=("physician_exam_in_each_unit",),
    ),
    V(
        "R11",
        "an examination by a nurse practitioner",
        visits_of(10, visits=(a_visit(SIXTH, NURSE, exam=True),)),
        HOLD,
        (("77427", 1),),
        asks=("physician_exam_in_each_unit",),
    ),
    V(
        "R11",
        "a physician's visit without examination",
        visits_of(10, visits=(a_visit(SIXTH, exam=False),)),
        HOLD,
        (("77427", 1),),
        asks=("physician_exam_in_each_unit",),
    ),
    V(
        "R11",
        "a person says there was none: no unit, and no 77499",
        visits_of(10),
        LISTED,
        (("77427", 1),),
        answers=said(physician_exam_in_each_unit=False),
        states=(("77499", "excluded"),),
    ),
    V(
        "R11",
        "a person's yes is no record",
        visits_of(10),
        HOLD,
        (("77427", 1),),
        asks=("physician_exam_in_each_unit",),
        answers=said(physician_exam_in_each_unit=True),
    ),
    V("R11", "the visit note is added", visits_of(10, visits=(a_visit(SIXTH),)), LISTED, (("77427", 2),)),
    V(
        "R11",
        "an examination at the weekend belongs to the unit that runs",
        visits_of(10, visits=(a_visit(weekdays(START, 10)[-1]),)),
        LISTED,
        (("77427", 2),),
    ),
    V(
        "R11",
        "an examination after the last fraction does not count",
        visits_of(10, visits=(a_visit(weekdays(START, 10)[-1] + timedelta(days=1)),)),
        HOLD,
        (("77427", 1),),
        asks=("physician_exam_in_each_unit",),
    ),
    V(
        "R11",
        "the two fractions left belong to the last unit",
        course(7, stereotactic=False, visits=(a_visit(weekdays(START, 7)[-1]),)),
        LISTED,
        (("77427", 1),),
    ),
]
