"""Whole decisions of sixteen courses, word for word: answer, lines, questions, candidates, sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builders.courses import (
    NURSE,
    START,
    a_change,
    a_consult,
    a_visit,
    attested,
    by,
    course,
    factor,
    irradiated_before,
    said,
    sbrt,
    weekdays,
    weekly_exams,
)
from unlisted.coding.decide import decide
from unlisted.coding.decision import Decision
from unlisted.coding.decision_rules import decision_rules
from unlisted.coding.edits import EditTables
from unlisted.coding.explain import why_no_listed_code
from unlisted.coding.request import Request, Stage
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Modality, Technique
from unlisted.pricing.edit_tables import edit_tables
from unlisted.pricing.embedded import embedded_tables
from unlisted.rules.rulebook import Rulebook

FOLDER = Path(__file__).parent / "decisions"
D26, D25 = date(2026, 6, 1), date(2025, 12, 31)
SEARCHED = said(category_iii_searched=True, category_iii_code_found=False)
ALL = (*SEARCHED, *said(work_beyond_listed_management=True, extra_effort=False, apart_from_listed=True))
HOSPITAL = Request(setting="outpatient_hospital", billing_class="institutional")
BOOST = sbrt(
    5,
    prior_courses=irradiated_before(),
    plan_changes=(a_change(new_imaging=True, new_structures=True, online=False),),
    complexity=(factor("coordination", "Two departments met twice."), factor("motion", "The target moves.")),
)
DAYS = weekdays(START, 10)


@dataclass(frozen=True)
class Case:
    """One course and what is asked about it."""

    episode: Episode
    on: date = D26
    answers: tuple[Any, ...] = ()
    request: Request = field(default_factory=Request)


def kv(kilovolts: str, n: int = 10) -> Episode:
    return course(n, technique=Technique.STATIC, energy=kilovolts, site="skin of the nose")


def hdr() -> Episode:
    return course(
        3, technique=Technique.BRACHYTHERAPY_HDR, modality=Modality.BRACHYTHERAPY, energy=None, site="cervix"
    )


def twice_a_day() -> Episode:
    days = [(day, at) for day in weekdays(START, 8) for at in ("08:00", "12:30")]
    return course(days=days, visits=weekly_exams([d for d, _ in days]), stereotactic=False)


def one_unit_without_examination() -> Episode:
    visits = (a_visit(DAYS[1]), a_visit(DAYS[6], NURSE, exam=False))
    return course(10, stereotactic=False, visits=visits, complexity=(factor("online_adaptation"),))


CASES = {
    "boost_nothing_answered": Case(BOOST),
    "boost_signed_statements": Case(
        sbrt(
            5,
            prior_courses=irradiated_before(),
            attestations=(attested("no_listed_code_fits"), attested("category_iii_checked")),
        )
    ),
    "boost_unlisted_on_the_hospital_bill": Case(BOOST, answers=ALL, request=HOSPITAL),
    "weekly_one_examination_missing": Case(one_unit_without_examination(), request=Request(units_billed=1)),
    "weekly_retreatment_with_special_effort": Case(
        course(
            27, stereotactic=False, prior_courses=irradiated_before(), complexity=(factor("reirradiation"),)
        ),
        request=Request(setting="office", billing_class="professional"),
    ),
    "weekly_two_sessions_a_day": Case(twice_a_day()),
    "weekly_imrt_in_2025": Case(course(25), on=D25, request=Request(setting="office")),
    "weekly_not_finished": Case(course(20, planned=25, reported=None, status="in_progress")),
    "weekly_answers_contradict": Case(
        course(5),
        answers=(
            *said(stereotactic=True),
            *by("other_physician", stereotactic=False),
            *by("coder", cranial=True),
            *said(fractions=5),
        ),
    ),
    "surface_in_2026": Case(kv("0.1")),
    "grenz_rays_in_2025": Case(kv("0.012"), on=D25),
    "cranial_one_session": Case(sbrt(1, site="brain"), request=Request(units=2, other_codes=("99213",))),
    "brachytherapy": Case(hdr(), request=Request(stage=Stage.BRACHYTHERAPY)),
    "physics_consultation": Case(
        course(25, physics_consults=(a_consult(),)),
        answers=(*SEARCHED, *said(work_beyond_listed_physics=True, listed_physics_fits=False)),
        request=Request(stage=Stage.PHYSICS, setting="outpatient_hospital", billing_class="professional"),
    ),
    "planning_replanned_online": Case(
        course(
            25,
            technique=Technique.STATIC,
            plan_changes=(a_change(new_imaging=True, new_structures=True, online=True),),
        ),
        request=Request(stage=Stage.PLANNING),
    ),
    "nothing_on_record": Case(Episode("empty")),
}


@pytest.fixture(scope="module")
def edits(rulebook: Rulebook) -> EditTables:
    """Return the edits that come with the package."""
    return edit_tables(embedded_tables(rulebook, rulebook.codes))


@pytest.mark.parametrize("name", sorted(CASES))
def test_decision(
    name: str, rulebook: Rulebook, edits: EditTables, matches_golden: Callable[[Path, str], None]
) -> None:
    case = CASES[name]
    found = decide(case.episode, decision_rules(rulebook, case.on), case.request, edits, case.answers)
    matches_golden(FOLDER / f"{name}.txt", "\n".join(told(found)) + "\n")


def test_every_golden_decision_has_its_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(CASES)


def told(found: Decision) -> Iterable[str]:
    """Write a decision plainly. Evidence is told by its number of places: what it says has its own tests."""
    yield f"{found.on}, code set of {found.code_year}, {found.request.stage.value}: {found.outcome.value}"
    for line in found.lines:
        spans = ", ".join(f"{first} to {last}" for first, last in line.spans)
        yield f"line: {line.code} x {line.units} [{_rule(line.rule_id)}] {spans}".rstrip()
    for kind, questions in (("ask", found.questions), ("also ask", found.also_ask)):
        for item in questions:
            blocks = "holds" if item.blocks else "adds"
            record = ", by the record" if item.by_record else ""
            who = f"{item.of.value}{record}; {blocks}"
            yield f"{kind}: {item.slug} ({who}) [{_rule(item.rule_id)}] {item.why}"
            yield from (
                f"    {word}: {text}" for word, text in (("yes", item.if_yes), ("no", item.if_no)) if text
            )
    for c in found.candidates:
        opened = f" open: {', '.join(c.open_facts)}" if c.open_facts else ""
        because = "; ".join(c.because)
        head = f"{c.state.value}: {c.code} ({c.stage.value}) [{_rule(c.rule_id)}]"
        yield f"{head} {because}{opened} ({len(c.evidence)})"
    for left in found.remaining:
        whole = "whole" if left.wholly else "part"
        codes = "/".join(left.reached_by)
        yield f"remaining: {left.slug} {whole} {codes}: {left.says} ({len(left.evidence)})"
    for unit in found.units:
        exams = ", ".join(day.isoformat() for day in unit.exam_days)
        others = ", ".join(unit.other_visits)
        span = f"{unit.first} to {unit.last}, {unit.sessions} sessions"
        yield f"unit {unit.number}: {span}, {exams} / {others}"
    for route in found.routes:
        where = f"{route.code} {route.bill} {route.payable} {route.status_indicator} {route.offer}"
        yield f"route: {where} {route.says}"
    for edit in found.edits:
        yield f"edit: {edit.code} {edit.severity.value}: {edit.message} -> {edit.fix}"
    for answer in found.answers:
        yield f"answer: {answer.question} {answer.value} {answer.person} {answer.role} {answer.on}"
    yield from (f"refused: {text}" for text in found.refused_answers)
    for sentence in found.explanation:
        rules = ", ".join(_rule(rule) for rule in sentence.rules)
        yield f"says: {sentence.text} [{rules}] ({len(sentence.evidence)})"
    yield from (f"for the letter: {sentence.text}" for sentence in why_no_listed_code(found))


def _rule(rule_id: str) -> str:
    return rule_id.removeprefix("coding.decision.")
