"""A fact entered beside others: nothing is lost, a contradiction is settled by a named person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.errors import UsageError
from unlisted.base.evidence import EnteredEvidence, FileEvidence
from unlisted.episode.clinical import PriorCourse
from unlisted.episode.enter import Place, add_entry, enter_fact, held_at, read_place, settle_fact
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.merge import merge_episodes
from unlisted.formats.episode_json import read_episode_json, write_episode_json

FILE = FileEvidence("chart.json", "0" * 64, "/entry/3")
FIRST = EnteredEvidence("Ann Example", "clinician", date(2026, 11, 20), "the desk", "read in the old letter")
SECOND = EnteredEvidence("Bob Example", "clinician", date(2026, 11, 24), "the desk", "the letter is right")
DOSE = Place("prior_courses", 0, "dose_gy")
KNOWN = Episode("one", prior_courses=(PriorCourse(dose_gy=held(Decimal(50), FILE)),))


def conflict() -> Episode:
    return enter_fact(KNOWN, DOSE, Decimal(45), FIRST)


def test_agreement_is_joined() -> None:
    found = held_at(enter_fact(KNOWN, DOSE, Decimal(50), FIRST), DOSE)
    assert (found.value, found.evidence, found.in_conflict) == (Decimal(50), (FILE, FIRST), False)


def test_a_contradiction_keeps_both_and_follows_the_trusted_one() -> None:
    found = held_at(conflict(), DOSE)
    assert [fact.value for fact in found.facts] == [Decimal(50), Decimal(45)]
    assert (found.value, found.in_conflict) == (Decimal(50), True)


def test_settling_follows_one_and_keeps_the_other_with_who_and_why() -> None:
    found = held_at(settle_fact(conflict(), DOSE, 1, SECOND), DOSE)
    assert (found.value, found.in_conflict) == (Decimal(45), False)
    assert found.evidence == (FIRST, SECOND)
    assert found.facts[0].set_aside == SECOND
    assert found.facts[0].evidence == (FILE,)


def test_a_settled_fact_survives_file_and_a_new_import() -> None:
    settled = settle_fact(conflict(), DOSE, 1, SECOND)
    read = read_episode_json("x", write_episode_json(settled))
    assert read == settled
    assert held_at(merge_episodes([read, settled]), DOSE) == held_at(settled, DOSE)


def test_whoever_states_again_what_was_set_aside_opens_the_question_again() -> None:
    settled = settle_fact(conflict(), DOSE, 1, SECOND)
    assert held_at(enter_fact(settled, DOSE, Decimal(50), FIRST), DOSE).in_conflict


def test_settling_the_other_way_leaves_the_trace_of_the_first() -> None:
    again = settle_fact(settle_fact(conflict(), DOSE, 1, SECOND), DOSE, 0, FIRST)
    found = held_at(again, DOSE)
    assert (found.value, found.in_conflict) == (Decimal(50), False)
    assert SECOND in found.facts[1].evidence


@pytest.mark.parametrize("choice", [-1, 2])
def test_only_a_value_that_stands_there_is_chosen(choice: int) -> None:
    with pytest.raises(UsageError):
        settle_fact(conflict(), DOSE, choice, SECOND)
    with pytest.raises(UsageError):
        settle_fact(KNOWN, DOSE, 0, SECOND)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id",
        "prior_courses.1.dose_gy",
        "prior_courses.dose_gy",
        "prior_courses.0.nothing",
        "a.b.c.d",
        "__class__.__name__",
        "prior_courses.0.__class__",
        "sources",
        "prior_courses.99999.dose_gy",
    ],
)
def test_places_that_hold_no_fact_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        held_at(KNOWN, read_place(text))


@pytest.mark.parametrize("text", ["reirradiation", "consultation.on", "prior_courses.0.dose_gy"])
def test_a_place_is_written_as_it_is_read(text: str) -> None:
    assert str(read_place(text)) == text
    held_at(KNOWN, read_place(text))


def test_an_entry_is_added_at_the_end() -> None:
    later = PriorCourse(dose_gy=held(Decimal(20), FIRST))
    assert add_entry(KNOWN, "prior_courses", later).prior_courses == (*KNOWN.prior_courses, later)
