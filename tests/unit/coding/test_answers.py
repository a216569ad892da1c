"""Answers: who may give them, what they may lift, and what they may not."""

from __future__ import annotations

import pytest

from builders.courses import attested, by, course, known, said
from unlisted.base.evidence import EnteredEvidence
from unlisted.coding.answers import Answers, answers_of
from unlisted.coding.course import read_course
from unlisted.coding.facts import fact, with_answers
from unlisted.coding.questions import QUESTIONS
from unlisted.coding.request import Request
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Role


def value(slug: str, recorded: bool | None, *answers: object) -> bool | int | None:
    return with_answers([fact(slug, recorded, "as recorded")], Answers(tuple(answers))).value(slug)  # type: ignore[arg-type]


def test_an_answer_fills_what_is_not_known_and_keeps_its_person() -> None:
    facts = with_answers([fact("stereotactic", None, "open")], Answers(said(stereotactic=True)))
    found = facts.by_slug["stereotactic"]
    assert found.value is True
    (place,) = found.evidence
    assert isinstance(place, EnteredEvidence)
    assert (place.person, place.role) == ("Alex Exampleton", "radiation_oncologist")
    assert len(facts.used) == 1


def test_an_answer_that_agrees_stands_beside_the_record() -> None:
    assert value("stereotactic", True, *said(stereotactic=True)) is True


def test_an_answer_never_overrides_the_record() -> None:
    assert value("stereotactic", True, *said(stereotactic=False)) is None


def test_people_who_contradict_leave_it_open() -> None:
    assert value("stereotactic", None, *said(stereotactic=True), *said(stereotactic=False)) is None


def test_only_a_physician_answers_a_physicians_question() -> None:
    facts = with_answers([fact("stereotactic", None, "open")], Answers(by("coder", stereotactic=True)))
    assert facts.value("stereotactic") is None
    assert "only a physician's answer counts" in facts.refused[0]
    assert facts.used == ()


def test_anyone_named_answers_the_others() -> None:
    assert value("category_iii_searched", None, *by("coder", category_iii_searched=True)) is True


@pytest.mark.parametrize("slug", sorted(slug for slug, text in QUESTIONS.items() if text.by_record))
def test_a_yes_does_not_replace_a_record(slug: str) -> None:
    assert value(slug, None, *said(**{slug: True})) is None


def test_a_person_may_say_that_there_was_no_examination() -> None:
    assert value("physician_exam_in_each_unit", None, *said(physician_exam_in_each_unit=False)) is False


def test_a_question_nobody_asks_is_refused() -> None:
    facts = with_answers([], Answers(said(nothing_like_this=True)))
    assert "is no question" in facts.refused[0]


def test_signed_statements_of_the_record_are_answers() -> None:
    episode = course(5, attestations=(attested("no_listed_code_fits"), attested("category_iii_checked")))
    facts = read_course(episode, Request(), answers_of(episode)).facts
    assert facts.value("work_beyond_listed_management") is True
    assert facts.value("category_iii_code_found") is False
    assert facts.value("category_iii_searched") is True


def test_a_statement_of_someone_else_is_no_physicians_answer() -> None:
    coder = Actor("Chris Codeman", Role.OTHER)
    episode = course(5, attestations=(attested("no_listed_code_fits", coder),))
    facts = read_course(episode, Request(), answers_of(episode)).facts
    assert facts.value("work_beyond_listed_management") is None


def test_sources_that_contradict_leave_a_fact_open() -> None:
    both = known(True).also(False, ())
    facts = read_course(course(5, reirradiation=both), Request(), Answers()).facts
    assert facts.value("extra_effort") is None
