"""The decision as a table: a course in a few words → outcome, lines, and what is asked. Five or more a rule.

``lines`` are codes with units (``None``: not counted here). ``asks`` are the questions that hold the answer
back; ``also`` questions that would add to it; ``states`` single candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from builders.courses import (
    NURSE,
    START,
    a_change,
    a_consult,
    a_plan,
    a_visit,
    attested,
    by,
    course,
    factor,
    given_on,
    irradiated_before,
    known,
    said,
    sbrt,
    weekdays,
    weekly_exams,
)
from unlisted.coding.decide import decide
from unlisted.coding.decision_rules import DecisionRules
from unlisted.coding.edits import EditTables
from unlisted.coding.request import Request, Stage
from unlisted.episode.clinical import Consultation
from unlisted.episode.delivery import ImageGuidance
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import GuidanceKind, Modality, Technique

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


V = Vignette
GRENZ = ("grenz_rays", "pairs_not_at_hand")  # no pairs of the codes of 2026 are at hand
SUPERFICIAL = [
    V("R1", "100 kV in 2026", kv("0.1"), LISTED, (("77436", 1), ("77437", None)), also=()),
    V("R1", "150 kV is the edge of the lower code", kv("0.15"), LISTED, (("77436", 1), ("77437", None))),
    V("R1", "151 kV is above it", kv("0.151"), LISTED, (("77436", 1), ("77438", None))),
    V("R1", "500 kV is the edge of surface radiation", kv("0.5"), LISTED, (("77436", 1), ("77438", None))),
    V("R1", "501 kV is no surface radiation", kv("0.501"), LISTED, (("77427", 2),)),
    V("R1", "100 kV in 2025", kv("0.1"), LISTED, (("77401", None),), on=D25),
    V(
        "R1",
        "never 77499 beside it",
        kv("0.1", complexity=(factor("other"),)),
        LISTED,
        (("77436", 1), ("77437", None)),
        answers=(*SEARCHED, *BEYOND, *APART),
        states=(("77499", "excluded"),),
    ),
    V(
        "R1",
        "ultrasound placed the field",
        kv("0.1", image_guidance=(ImageGuidance(kind=known(GuidanceKind.ULTRASOUND)),)),
        LISTED,
        (("77436", 1), ("77437", None), ("77439", 1)),
    ),
    V(
        "R1",
        "no energy on record",
        course(10, technique=Technique.STATIC, energy=None, stereotactic=False),
        HOLD,
        asks=("superficial", "kilovolts"),
    ),
    V("R1a", "4 kV is below Grenz rays", kv("0.004"), LISTED, (("77436", 1), ("77437", None))),
    V("R1a", "5 kV", kv("0.005"), HOLD, (("77436", 1), ("77437", None)), findings=GRENZ),
    V("R1a", "20 kV", kv("0.02"), HOLD, (("77436", 1), ("77437", None)), findings=GRENZ),
    V("R1a", "21 kV is above them", kv("0.021"), LISTED, (("77436", 1), ("77437", None))),
    V("R1a", "12 kV in 2025", kv("0.012"), HOLD, (("77401", None),), on=D25, findings=("grenz_rays",)),
]
ELECTRONIC = [
    V(
        "R2",
        "electronic, inside the body",
        hdr(),
        LISTED,
        (("0395T", None),),
        answers=said(electronic_brachytherapy=True, skin_site=False),
    ),
    V(
        "R2",
        "electronic, skin, 2025",
        hdr(),
        LISTED,
        (("0394T", None),),
        on=D25,
        answers=said(electronic_brachytherapy=True, skin_site=True),
    ),
    V(
        "R2",
        "electronic, skin, 2026: the code has gone and 77499 is barred",
        hdr(),
        HOLD,
        asks=("work_beyond_listed_management",),
        answers=said(electronic_brachytherapy=True, skin_site=True),
        states=(("77499", "excluded"), ("0394T", "excluded")),
    ),
    V("R2", "kind of source not known", hdr(), HOLD, asks=("electronic_brachytherapy",)),
    V(
        "R2",
        "electronic, site not known",
        hdr(),
        HOLD,
        asks=("skin_site",),
        answers=said(electronic_brachytherapy=True),
    ),
    V(
        "R2",
        "77799 is barred too",
        hdr(),
        LISTED,
        (("0395T", None),),
        answers=said(
            electronic_brachytherapy=True,
            skin_site=False,
            work_beyond_listed_brachytherapy=True,
            category_iii_searched=True,
            category_iii_code_found=False,
        ),
        request=Request(stage=BRACHY),
        states=(("77799", "excluded"),),
    ),
    V(
        "R2",
        "a linac course is not asked",
        course(25),
        LISTED,
        (("77427", 5),),
        states=(("0395T", "excluded"),),
    ),
]
POSITRON = [
    V(
        "R3",
        "in 2026",
        course(25),
        LISTED,
        (("77427", 5),),
        answers=said(positron_guided=True),
        states=(("G0562", "fits"), ("G0563", "fits"), ("C9795", "excluded")),
    ),
    V(
        "R3",
        "in 2024",
        course(25),
        LISTED,
        (("77427", 5),),
        on=date(2024, 6, 3),
        answers=said(positron_guided=True),
        states=(("C9794", "fits"), ("C9795", "fits"), ("G0563", "excluded")),
    ),
    V(
        "R3",
        "first day of the new codes",
        course(25),
        LISTED,
        (("77427", 5),),
        on=date(2025, 1, 1),
        answers=said(positron_guided=True),
        states=(("C9795", "excluded"), ("G0563", "fits")),
    ),
    V(
        "R3",
        "last day of the old codes",
        course(25),
        LISTED,
        (("77427", 5),),
        on=date(2024, 12, 31),
        answers=said(positron_guided=True),
        states=(("C9795", "fits"), ("G0563", "excluded")),
    ),
    V("R3", "not said", course(25), LISTED, (("77427", 5),), states=(("G0563", "unknown"),)),
    V(
        "R3",
        "recorded as such",
        course(25, complexity=(factor("positron_guided"),)),
        LISTED,
        (("77427", 5),),
        states=(("G0563", "fits"),),
    ),
    V(
        "R3",
        "recorded as such before any code described it",
        course(25, complexity=(factor("positron_guided"),)),
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
        on=date(2023, 6, 1),
        states=(("G0563", "excluded"), ("C9795", "excluded")),
    ),
]
OTHER = [
    V("R4", "protons keep weekly management", proton(), LISTED, (("77427", 5),), states=(("77522", "fits"),)),
    V("R4", "photons are no protons", course(25), LISTED, (("77427", 5),), states=(("77520", "excluded"),)),
    V(
        "R4",
        "neutrons",
        course(12, technique=Technique.STATIC, modality=Modality.NEUTRON, energy="30", stereotactic=False),
        LISTED,
        (("77427", 2),),
        answers=said(superficial=False),
        states=(("77423", "fits"), ("77520", "excluded")),
    ),
    V(
        "R4",
        "hyperthermia has its own codes",
        course(25),
        LISTED,
        (("77427", 5),),
        answers=said(hyperthermia=True),
        states=(("77600", "fits"), ("77620", "fits")),
    ),
    V("R4", "heating not said", course(25), LISTED, (("77427", 5),), states=(("77600", "unknown"),)),
    V(
        "R4",
        "a plaque on the eye",
        hdr(3, site="left eye"),
        HOLD,
        asks=("electronic_brachytherapy",),
        answers=said(eye_plaque=True),
        states=(("77789", "fits"),),
    ),
    V(
        "R4",
        "a plaque on the eye, brachytherapy asked",
        hdr(1, site="left eye"),
        LISTED,
        (("77789", None),),
        answers=said(eye_plaque=True, electronic_brachytherapy=False),
        request=Request(stage=BRACHY),
        states=(("77770", "excluded"),),
    ),
    V(
        "R4",
        "heating on record has its own codes",
        course(25, complexity=(factor("hyperthermia"),)),
        LISTED,
        (("77427", 5),),
        states=(("77600", "fits"),),
    ),
    V(
        "R4",
        "intraoperative 50 kV X-rays are no surface radiation",
        kv("0.05", 1),
        LISTED,
        (("77469", 1),),
        answers=said(intraoperative=True),
        states=(("77437", "excluded"), ("77424", "fits")),
    ),
    V(
        "R4",
        "one session of 50 kV, operation not said",
        kv("0.05", 1),
        HOLD,
        asks=("intraoperative",),
        states=(("77437", "unknown"),),
    ),
    V(
        "R4",
        "intraoperative electrons",
        course(1, technique=Technique.ELECTRON, modality=Modality.ELECTRON, energy="9"),
        LISTED,
        (("77469", 1),),
        answers=said(intraoperative=True),
        states=(("77470", "excluded"), ("77431", "excluded")),
    ),
    V(
        "R4",
        "one electron session, place not said",
        course(1, technique=Technique.ELECTRON, modality=Modality.ELECTRON, energy="9", stereotactic=False),
        HOLD,
        asks=("intraoperative",),
    ),
]
SHORT = [
    V("R5", "one fraction", course(1, stereotactic=False), LISTED, (("77431", 1),)),
    V("R5", "two fractions", course(2, stereotactic=False), LISTED, (("77431", 1),)),
    V("R5", "three are not short", course(3, stereotactic=False), LISTED, (("77427", 1),)),
    V("R5", "two, stereotactic not said", course(2), HOLD, asks=("stereotactic",)),
    V("R5", "two, looks stereotactic", course(2, proposed=True), HOLD, asks=("stereotactic",)),
    V(
        "R5",
        "one of ten given, running",
        course(1, planned=10, status="in_progress", stereotactic=False),
        HOLD,
    ),
    V(
        "R5",
        "stopped after two of ten",
        course(2, planned=10, status="stopped", stereotactic=False),
        LISTED,
        (("77431", 1),),
        findings=("course_cut_short",),
    ),
    V(
        "R5",
        "one reported, two on record",
        course(2, reported=1, stereotactic=False),
        HOLD,
        asks=("fractions",),
    ),
    V(
        "R5",
        "a physician says it was not stereotactic",
        course(2),
        LISTED,
        (("77431", 1),),
        answers=said(stereotactic=False),
    ),
]
CRANIAL = [
    V("R6", "one session in the brain", sbrt(1, site="brain"), LISTED, (("77432", 1),)),
    V("R6", "two sessions in the brain take 77435", sbrt(2, site="brain"), LISTED, (("77435", 1),)),
    V("R6", "one session in the lung takes 77435", sbrt(1, site="lung"), LISTED, (("77435", 1),)),
    V("R6", "one session, site not known", sbrt(1, site=None), HOLD, asks=("cranial",)),
    V(
        "R6",
        "one session, head and neck does not say",
        sbrt(1, site="head and neck"),
        HOLD,
        asks=("cranial",),
    ),
    V("R6", "five sessions, site not known", sbrt(5, site=None), LISTED, (("77435", 1),)),
    V("R6", "one session in the brain, not confirmed", course(1, site="brain"), HOLD, asks=("stereotactic",)),
    *(
        V("R6", f"one session, {site}", sbrt(1, site=site), HOLD, asks=("cranial",))
        for site in (
            "brain and lung",
            "spinal meninges",
            "cribriform plate",
            "temporal bone",
            "outer canthus",
        )
    ),
    V("R6", "one session, extracranial", sbrt(1, site="extracranial"), LISTED, (("77435", 1),)),
    V("R6", "one session, left cerebellum", sbrt(1, site="Left cerebellum"), LISTED, (("77432", 1),)),
    V(
        "R6",
        "a physician says the target is intracranial",
        sbrt(1, site=None),
        LISTED,
        (("77432", 1),),
        answers=said(cranial=True),
    ),
    V(
        "R6",
        "no 77470 beside it",
        sbrt(1, site="brain", prior_courses=irradiated_before(), complexity=(factor("reirradiation"),)),
        HOLD,
        (("77432", 1),),
        asks=("work_beyond_listed_management",),
        states=(("77470", "excluded"),),
    ),
]
BODY = [
    V("R7", "five days", sbrt(5), LISTED, (("77435", 1),)),
    V("R7", "three days", sbrt(3), LISTED, (("77435", 1),)),
    V("R7", "six days are weekly management", sbrt(6), LISTED, (("77427", 1),)),
    V("R7", "seven days", sbrt(7), LISTED, (("77427", 1),)),
    V("R7", "two lesions on the same three days", two_plans("08:30"), LISTED, (("77435", 1),)),
    V("R7", "two lesions on alternate days, four in all", alternating(2), LISTED, (("77435", 1),)),
    V("R7", "two lesions on alternate days, six in all", alternating(3), LISTED, (("77427", 1),)),
    V("R7", "five days, not confirmed", course(5), HOLD, asks=("stereotactic",)),
    V("R7", "five days, a person says no", course(5, stereotactic=False), LISTED, (("77427", 1),)),
    V("R7", "a sixth was planned, the summary says five", sbrt(5, planned=6), LISTED, (("77435", 1),)),
    V(
        "R7",
        "stopped after three of five",
        sbrt(3, planned=5, status="stopped"),
        LISTED,
        (("77435", 1),),
        findings=("course_cut_short",),
    ),
    V("R7", "a sixth is reported", sbrt(5, reported=6), HOLD, asks=("fractions",)),
    V(
        "R7",
        "stereotactic on the record, a physician says no",
        sbrt(5),
        HOLD,
        asks=("stereotactic",),
        answers=said(stereotactic=False),
    ),
    V(
        "R7",
        "a coder cannot confirm it",
        course(5),
        HOLD,
        asks=("stereotactic",),
        answers=by("coder", stereotactic=True),
    ),
    V("R7", "a physician confirms it", course(5), LISTED, (("77435", 1),), answers=said(stereotactic=True)),
]
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


def with_chemotherapy(text: str) -> Episode:
    """Return a course with what the consultation says on systemic therapy, and every other point settled."""
    return course(
        25,
        consultation=Consultation(concurrent_systemic_therapy=known(text)),
        reirradiation=known(False),
        stereotactic=False,
    )


CHEMO = Consultation(concurrent_systemic_therapy=known("weekly cisplatin"))
EFFORT = [
    V(
        "R12",
        "retreatment, described",
        course(25, prior_courses=irradiated_before(), complexity=(factor("reirradiation"),)),
        LISTED,
        (("77427", 5), ("77470", 1)),
    ),
    V(
        "R12",
        "retreatment, not described",
        course(25, reirradiation=known(True)),
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
        also=("extra_effort_documented",),
    ),
    V(
        "R12",
        "planned chemotherapy, not described",
        course(25, consultation=CHEMO),
        LISTED,
        (("77427", 5),),
        also=("extra_effort_documented",),
    ),
    V(
        "R12",
        "planned chemotherapy, described",
        course(25, consultation=CHEMO),
        LISTED,
        (("77427", 5), ("77470", 1)),
        answers=said(extra_effort_documented=True),
    ),
    *(
        V(
            "R12",
            f"systemic therapy: {text}",
            with_chemotherapy(text),
            LISTED,
            lines,
            answers=said(extra_effort_documented=True),
        )
        for text, lines in (
            ("cisplatin weekly", (("77427", 5), ("77470", 1))),
            ("concurrent temozolomide, then adjuvant", (("77427", 5), ("77470", 1))),
            ("no chemotherapy", (("77427", 5),)),
            ("adjuvant chemotherapy after radiation", (("77427", 5),)),
            ("androgen deprivation", (("77427", 5),)),
            ("to be decided", (("77427", 5),)),
        )
    ),
    V(
        "R12",
        "the description of another circumstance is none of this one",
        course(25, consultation=CHEMO, complexity=(factor("anesthesia_reaction"), factor("motion"))),
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
        also=("extra_effort_documented",),
    ),
    V(
        "R12",
        "total body",
        course(6, technique=Technique.TOTAL_BODY, complexity=(factor("total_body"),), stereotactic=False),
        LISTED,
        (("77427", 1), ("77470", 1)),
    ),
    V(
        "R12",
        "anesthesia",
        course(25, complexity=(factor("pediatric_anesthesia"),)),
        LISTED,
        (("77427", 5), ("77470", 1)),
    ),
    V(
        "R12",
        "beside 77431",
        course(1, stereotactic=False, complexity=(factor("anesthesia"),)),
        LISTED,
        (("77431", 1), ("77470", 1)),
    ),
    V(
        "R12",
        "never beside 77435",
        sbrt(5, prior_courses=irradiated_before(), complexity=(factor("anesthesia"),)),
        HOLD,
        (("77435", 1),),
        asks=("work_beyond_listed_management",),
        states=(("77470", "excluded"),),
    ),
    V(
        "R12",
        "nothing said of circumstances",
        course(25, reirradiation=known(None)),
        LISTED,
        (("77427", 5),),
        also=("extra_effort", "extra_effort_documented"),
        states=(("77470", "unknown"),),
    ),
    V(
        "R12",
        "a physician says there is none",
        course(25),
        LISTED,
        (("77427", 5),),
        answers=NO_EFFORT,
        states=(("77470", "excluded"),),
    ),
]
PHYSICS_WORK = [
    V(
        "R13",
        "request and report",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77370", 1),),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "no report",
        course(25, physics_consults=(a_consult(reported_by=None),)),
        HOLD,
        asks=("physics_report",),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "no report, a person's word is no report",
        course(25, physics_consults=(a_consult(reported_on=None),)),
        HOLD,
        asks=("physics_report",),
        request=Request(stage=PHYSICS),
        answers=said(physics_report=True),
    ),
    V(
        "R13",
        "nobody signed the request",
        course(25, physics_consults=(a_consult(requested_by=None),)),
        HOLD,
        asks=("physics_request_signed", "physics_report"),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "no consultation on record",
        course(25),
        HOLD,
        asks=("physics_request_signed", "physics_report"),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "work beyond 77370, apart from it",
        course(25, physics_consults=(a_consult(),), complexity=(factor("reirradiation"),)),
        UNLISTED,
        (("77370", 1), ("77399", 1)),
        request=Request(stage=PHYSICS),
        answers=(*SEARCHED, *BEYOND_PHYSICS),
    ),
    V(
        "R13",
        "work beyond 77370, the codes by level not looked at",
        course(25, physics_consults=(a_consult(),)),
        HOLD,
        (("77370", 1),),
        request=Request(stage=PHYSICS),
        asks=("listed_physics_fits",),
        answers=(*SEARCHED, *said(work_beyond_listed_physics=True, apart_from_listed=True)),
        states=(("77336", "unknown"), ("77300", "unknown")),
    ),
    V(
        "R13",
        "a device code describes the work",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77370", 1), ("77334", None)),
        request=Request(stage=PHYSICS),
        answers=said(listed_physics_fits=True, listed_physics_code=77334),
        states=(("77334", "fits"), ("77336", "excluded"), ("77399", "excluded")),
    ),
    V(
        "R13",
        "no consultation was asked for: 77399 can be reached",
        course(25),
        UNLISTED,
        (("77399", 1),),
        request=Request(stage=PHYSICS),
        answers=(
            *SEARCHED,
            *BEYOND_PHYSICS,
            *by("coder", physics_request_signed=False, physics_report=False),
        ),
        states=(("77370", "excluded"), ("77336", "excluded")),
    ),
    V(
        "R13",
        "a number is no yes",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77370", 1),),
        request=Request(stage=PHYSICS),
        answers=said(work_beyond_listed_physics=1, listed_physics_code=True, listed_physics_fits=False),
    ),
    V(
        "R13",
        "it is shown beside management",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77427", 5),),
        states=(("77370", "fits"),),
    ),
]
STATIC = Technique.STATIC
PLANS = [
    V("R14", "an IMRT plan", course(25), LISTED, (("77301", 1),), request=Request(stage=PLANNING)),
    V(
        "R14",
        "sliding window too",
        course(25, technique=Technique.IMRT_SLIDING_WINDOW),
        LISTED,
        (("77301", 1),),
        request=Request(stage=PLANNING),
    ),
    V(
        "R14",
        "step and shoot too",
        course(25, technique=Technique.IMRT_STEP_AND_SHOOT),
        LISTED,
        (("77301", 1),),
        request=Request(stage=PLANNING),
    ),
    V(
        "R14",
        "a static plan is not",
        course(25, technique=STATIC),
        LISTED,
        (("77295", 1),),
        request=Request(stage=PLANNING),
        states=(("77301", "excluded"),),
    ),
    V(
        "R14",
        "a static plan without outlined volumes may be a plain one",
        course(25, technique=STATIC, volumes=False),
        HOLD,
        asks=("volume_plan",),
        request=Request(stage=PLANNING),
        states=(("77295", "unknown"),),
    ),
    V(
        "R14",
        "somebody says that it was no volume-based plan",
        course(25, technique=STATIC, volumes=False),
        HOLD,
        asks=("work_beyond_listed_planning",),
        request=Request(stage=PLANNING),
        answers=by("medical_physicist", volume_plan=False),
        states=(("77295", "excluded"),),
    ),
    V(
        "R14",
        "kilovoltage has no volume-based plan",
        kv("0.1"),
        LISTED,
        (("77436", 1),),
        request=Request(stage=PLANNING),
        states=(("77295", "excluded"), ("77436", "fits")),
    ),
    V(
        "R14",
        "technique not known",
        course(25, technique=Technique.UNKNOWN),
        HOLD,
        asks=("modulated",),
        request=Request(stage=PLANNING),
    ),
    V(
        "R14",
        "field in field is no IMRT",
        course(25, technique=Technique.FIELD_IN_FIELD),
        LISTED,
        (("77295", 1),),
        request=Request(stage=PLANNING),
    ),
    *(
        V(
            "R15",
            f"replanned: {name}",
            course(25, technique=STATIC, plan_changes=(a_change(**change),)),
            HOLD,
            (("77295", 1),),
            asks=("work_beyond_listed_planning",),
            request=Request(stage=PLANNING),
            states=(("77295", "fits"),),
            findings=findings,
            also=also,
        )
        for name, change, findings, also in (
            (
                "a new scan and new volumes may be a second plan",
                {"new_imaging": True, "new_structures": True, "online": False},
                ("second_plan",),
                (),
            ),
            ("the old scan is none", {"new_imaging": False, "new_structures": True, "online": False}, (), ()),
            ("data set not known", {"new_imaging": True, "online": False}, (), ("new_data_set",)),
            (
                "online adaptation has no code, the first plan has",
                {"new_imaging": True, "new_structures": True, "online": True},
                (),
                (),
            ),
            (
                "online or not is not known",
                {"new_imaging": True, "new_structures": True},
                (),
                ("online_adaptation",),
            ),
        )
    ),
    V(
        "R15",
        "an IMRT plan changed is no 77295",
        course(25, plan_changes=(a_change(new_imaging=True, new_structures=True, online=False),)),
        HOLD,
        (("77301", 1),),
        asks=("work_beyond_listed_planning",),
        request=Request(stage=PLANNING),
        states=(("77295", "excluded"),),
    ),
]
ADAPTED = course(25, plan_changes=(a_change(online=True),), complexity=(factor("online_adaptation"),))
CATEGORY_III = [
    V(
        "R16",
        "nobody looked",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("category_iii_searched", "category_iii_code_found"),
        answers=(*BEYOND, *NO_EFFORT),
    ),
    V(
        "R16",
        "looked, result not said",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("category_iii_code_found",),
        answers=(*BEYOND, *NO_EFFORT, *said(category_iii_searched=True)),
    ),
    V(
        "R16",
        "a code was found",
        ADAPTED,
        LISTED,
        (("77427", 5),),
        answers=(*BEYOND, *NO_EFFORT, *said(category_iii_searched=True, category_iii_code_found=True)),
        states=(("77499", "excluded"),),
    ),
    V(
        "R16",
        "a coder may have looked",
        ADAPTED,
        UNLISTED,
        (("77427", 5), ("77499", 1)),
        answers=(
            *BEYOND,
            *NO_EFFORT,
            *APART,
            *by("coder", category_iii_searched=True, category_iii_code_found=False),
        ),
    ),
    V(
        "R16",
        "two people contradict",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("category_iii_code_found",),
        answers=(*BEYOND, *NO_EFFORT, *SEARCHED, *by("coder", category_iii_code_found=True)),
    ),
    V(
        "R16",
        "the codes of 2025 and of 2026",
        course(25),
        LISTED,
        (("77427", 5),),
        on=date(2025, 12, 31),
        states=(("77386", "unknown"), ("77412", "unknown"), ("77436", "excluded")),
    ),
    V(
        "R16",
        "IMRT delivery has gone in 2026",
        course(25, motion=("NONE",)),
        LISTED,
        (("77427", 5),),
        on=date(2026, 1, 2),
        states=(("77386", "excluded"), ("G6015", "excluded"), ("77407", "fits"), ("77412", "excluded")),
    ),
]
ALL = (*SEARCHED, *BEYOND, *NO_EFFORT)
STAGES = [
    V("R17", "beyond and apart", ADAPTED, UNLISTED, (("77427", 5), ("77499", 1)), answers=(*ALL, *APART)),
    V(
        "R17",
        "beyond, apart not said",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("apart_from_listed",),
        answers=ALL,
    ),
    V(
        "R17",
        "beyond, not apart",
        ADAPTED,
        LISTED,
        (("77427", 5),),
        answers=(*ALL, *said(apart_from_listed=False)),
    ),
    V(
        "R17",
        "not said whether beyond",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
    ),
    V(
        "R17",
        "a physician says the listed code covers it",
        ADAPTED,
        LISTED,
        (("77427", 5),),
        answers=said(work_beyond_listed_management=False),
    ),
    V(
        "R17",
        "a coder cannot say that it is beyond",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
        answers=by("coder", work_beyond_listed_management=True),
    ),
    V(
        "R17",
        "the signed statement of the record counts",
        course(25, attestations=(attested("no_listed_code_fits"), attested("category_iii_checked"))),
        HOLD,
        (("77427", 5),),
        asks=("apart_from_listed",),
        answers=NO_EFFORT,
    ),
    V(
        "R17",
        "77470 is tested first",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("apart_from_listed", "extra_effort", "extra_effort_documented"),
        answers=(*SEARCHED, *BEYOND),
    ),
    V(
        "R17",
        "spatially fractionated, not stated",
        sbrt(3, complexity=(factor("spatially_fractionated"),)),
        HOLD,
        (("77435", 1),),
        asks=("work_beyond_listed_management",),
    ),
    V(
        "R17",
        "planning work goes to 77299",
        course(25),
        UNLISTED,
        (("77301", 1), ("77299", 1)),
        request=Request(stage=PLANNING),
        answers=(*SEARCHED, *APART, *said(work_beyond_listed_planning=True, listed_planning_fits=False)),
        states=(("77263", "excluded"), ("77290", "excluded"), ("77293", "excluded")),
    ),
    V(
        "R17",
        "planning work, the codes by level not looked at",
        course(25),
        HOLD,
        (("77301", 1),),
        request=Request(stage=PLANNING),
        asks=("listed_planning_fits",),
        answers=(*SEARCHED, *APART, *said(work_beyond_listed_planning=True)),
        states=(("77263", "unknown"),),
    ),
    V(
        "R17",
        "a planning code by level fits, which one is not said",
        course(25),
        HOLD,
        (("77301", 1),),
        request=Request(stage=PLANNING),
        asks=("listed_planning_code",),
        answers=(*SEARCHED, *said(listed_planning_fits=True)),
        states=(("77263", "unknown"), ("77299", "excluded")),
    ),
    V(
        "R17",
        "the highest level of physician planning",
        course(25),
        LISTED,
        (("77301", 1), ("77263", None)),
        request=Request(stage=PLANNING),
        answers=said(listed_planning_fits=True, listed_planning_code=77263),
        states=(("77263", "fits"), ("77261", "excluded"), ("77299", "excluded")),
    ),
    V(
        "R17",
        "a code of another family is no planning code",
        course(25),
        HOLD,
        (("77301", 1),),
        request=Request(stage=PLANNING),
        asks=("listed_planning_code",),
        answers=said(listed_planning_fits=True, listed_planning_code=77427),
    ),
    V(
        "R17",
        "a listed brachytherapy code fits, which one is not said",
        hdr(),
        HOLD,
        request=Request(stage=BRACHY),
        asks=("listed_brachytherapy_code",),
        answers=said(electronic_brachytherapy=False, listed_brachytherapy_fits=True),
        states=(("77770", "unknown"), ("77778", "unknown")),
    ),
    V(
        "R17",
        "one listed brachytherapy code, not nine",
        hdr(),
        LISTED,
        (("77771", None),),
        request=Request(stage=BRACHY),
        answers=said(
            electronic_brachytherapy=False, listed_brachytherapy_fits=True, listed_brachytherapy_code=77771
        ),
        states=(("77771", "fits"), ("77770", "excluded"), ("77799", "excluded")),
    ),
    V(
        "R17",
        "brachytherapy work goes to 77799",
        hdr(),
        UNLISTED,
        (("77799", 1),),
        request=Request(stage=BRACHY),
        answers=(
            *SEARCHED,
            *said(
                electronic_brachytherapy=False,
                eye_plaque=False,
                listed_brachytherapy_fits=False,
                work_beyond_listed_brachytherapy=True,
            ),
        ),
    ),
    V(
        "R17",
        "a listed brachytherapy code comes first",
        hdr(),
        HOLD,
        asks=("listed_brachytherapy_fits",),
        request=Request(stage=BRACHY),
        answers=said(electronic_brachytherapy=False),
    ),
]


def bill(billing_class: str, setting: str, **more: Any) -> Request:
    """Return a request for a bill and a place."""
    return Request(billing_class=billing_class, setting=setting, **more)


DONE = (*ALL, *APART)
BOTH = (("77427", 5), ("77499", 1))
BILLS = [
    V(
        "R18",
        "facility bill, place 22",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=bill("institutional", "outpatient_hospital"),
        findings=("facility_bill",),
    ),
    V(
        "R18",
        "facility bill, place 19",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=bill("institutional", "off_campus_outpatient_hospital"),
        findings=("facility_bill",),
    ),
    V(
        "R18",
        "professional claim, place 22",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=bill("professional", "outpatient_hospital"),
    ),
    V(
        "R18",
        "professional claim, office",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=bill("professional", "office"),
    ),
    V(
        "R18",
        "nothing said",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        also=("facility_bill", "hospital_outpatient"),
    ),
    V(
        "R18",
        "facility bill, place not said",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=bill("institutional", ""),
        also=("hospital_outpatient",),
    ),
    V(
        "R18",
        "the sibling 77399 may stand on it",
        course(25, physics_consults=(a_consult(),)),
        UNLISTED,
        (("77370", 1), ("77399", 1)),
        request=bill("institutional", "outpatient_hospital", stage=PHYSICS),
        answers=(*SEARCHED, *BEYOND_PHYSICS),
    ),
]
GUARDS = [
    V(
        "R19",
        "two units",
        ADAPTED,
        HOLD,
        (("77427", 5), ("77499", 2)),
        answers=DONE,
        request=Request(units=2),
        findings=("r19_one_unit", "units_over_limit"),
    ),
    V("R19", "one unit", ADAPTED, UNLISTED, BOTH, answers=DONE, request=Request(units=1)),
    V(
        "R19",
        "77399 on the same date",
        ADAPTED,
        HOLD,
        BOTH,
        answers=DONE,
        request=Request(other_codes=("77399",)),
        findings=("r19_one_unlisted_code",),
    ),
    V(
        "R19",
        "the same code named again",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=Request(other_codes=("77499",)),
    ),
    V(
        "R19",
        "a listed code on the same date",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=Request(other_codes=("77336",)),
    ),
    V(
        "R19",
        "never with 96523",
        ADAPTED,
        HOLD,
        BOTH,
        answers=DONE,
        request=Request(other_codes=("96523",)),
        findings=("code_pair", "code_pair"),
    ),
    V(
        "R19",
        "never below 77401",
        ADAPTED,
        HOLD,
        BOTH,
        answers=DONE,
        request=Request(other_codes=("77401",)),
        findings=("code_pair", "code_pair"),
    ),
    V(
        "R19",
        "a code whose pairs are not at hand",
        ADAPTED,
        UNLISTED,
        BOTH,
        answers=DONE,
        request=Request(other_codes=("36415",)),
        findings=("pairs_not_at_hand", "pairs_not_at_hand"),
    ),
    V(
        "R19",
        "two units of a listed answer are not asked",
        course(25),
        LISTED,
        (("77427", 5),),
        request=Request(units=2),
    ),
]
TABLE = [
    *SUPERFICIAL,
    *ELECTRONIC,
    *POSITRON,
    *OTHER,
    *SHORT,
    *CRANIAL,
    *BODY,
    *WEEKLY,
    *TWICE,
    *RESUMED,
    *EXAMS,
    *EFFORT,
    *PHYSICS_WORK,
    *PLANS,
    *CATEGORY_III,
    *STAGES,
    *BILLS,
    *GUARDS,
]


@pytest.mark.parametrize("row", [pytest.param(v, id=f"{v.rule} {v.name}") for v in TABLE])
def test_vignette(row: Vignette, rules_on: Callable[[date], DecisionRules], edits: EditTables) -> None:
    found = decide(row.episode, rules_on(row.on), row.request, edits, row.answers)
    assert found.outcome == row.outcome
    assert tuple((line.code, line.units) for line in found.lines) == row.lines
    assert {q.slug for q in found.questions} >= set(row.asks)
    if row.asks and row.outcome == HOLD:
        assert {q.slug for q in found.questions} == set(row.asks)
    assert {q.slug for q in found.also_ask} >= set(row.also)
    assert {code: found.candidate(code).state.value for code, _ in row.states} == dict(row.states)
    if row.findings or row.rule == "R15":
        assert tuple(item.code for item in found.edits) == row.findings


def test_each_rule_has_five_vignettes_or_more() -> None:
    counts = {f"R{n}": sum(row.rule == f"R{n}" for row in TABLE) for n in range(1, 20)}
    counts["R1a"] = sum(row.rule == "R1a" for row in TABLE)
    assert {rule: n for rule, n in counts.items() if n < 5} == {}
    assert len(TABLE) >= 120
    assert len({(row.rule, row.name) for row in TABLE}) == len(TABLE)
