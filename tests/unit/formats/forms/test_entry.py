"""What a person types for an element is read by the shapes of the form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.care import TimeEntry, Toxicity, Visit
from unlisted.episode.clinical import PriorCourse
from unlisted.episode.completeness_fields import FIELDS
from unlisted.episode.episode import Episode
from unlisted.episode.fact import held
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Role
from unlisted.formats.forms.ask import PATIENT_AND_COVERAGE, ask_for
from unlisted.formats.forms.entry import Entered, read_entry

ON = date(2026, 11, 24)
WHO = Actor("Ann Example", Role.RADIATION_ONCOLOGIST)
BY = EnteredEvidence("Ann Example", "clinician", ON, "the desk", "read in the letter")
EPISODE = Episode("one", prior_courses=(PriorCourse(dose_gy=held(Decimal(50), BY)),), visits=(Visit(),))


def enter(element: str, **given: str) -> Entered:
    named = {name.replace("__", "."): value for name, value in given.items()}
    return read_entry(EPISODE, ask_for(EPISODE, element), named, WHO, BY)


def test_a_fact_carries_who_when_and_why() -> None:
    found = enter("prior_radiation", prior_courses__0__fractions=" 25 ")
    fractions = found.episode.prior_courses[0].fractions
    assert (fractions.value, fractions.evidence, found.facts) == (25, (BY,), 1)


@pytest.mark.parametrize(
    ("element", "name", "text", "says"),
    [
        ("prior_radiation", "prior_courses__0__fractions", "many", "whole number"),
        ("prior_radiation", "prior_courses__0__dose_gy", "-5", "number"),
        ("prior_radiation", "prior_courses__0__ended_on", "24.11.2026", "day"),
        ("treatment_intent", "consultation__intent", "heal", "one of the answers"),
        ("structured_flag", "reirradiation", "perhaps", "yes or no"),
    ],
)
def test_a_wrong_answer_is_named_by_its_field(element: str, name: str, text: str, says: str) -> None:
    found = enter(element, **{name: text})
    assert found.episode == EPISODE
    assert says in found.problems[name.replace("__", ".")].what


def test_one_wrong_field_keeps_the_others_out() -> None:
    found = enter("prior_radiation", prior_courses__0__fractions="25", prior_courses__0__dose_gy="x")
    assert (found.episode, found.facts, list(found.problems)) == (EPISODE, 0, ["prior_courses.0.dose_gy"])


def test_a_person_needs_name_and_role() -> None:
    found = enter("accountable_physician", consultation__by__name="Dr. New", consultation__by__role="")
    assert list(found.problems) == ["consultation.by"]
    found = enter(
        "accountable_physician", consultation__by__name="Dr. New", consultation__by__role="other_physician"
    )
    assert found.episode.consultation.by.value == Actor("Dr. New", Role.OTHER_PHYSICIAN)


def test_lines_become_a_list_and_rows_toxicities() -> None:
    board = enter("specialties_present", tumor_board__specialties="surgery\n\n pathology \n")
    assert board.episode.tumor_board.specialties.value == ("surgery", "pathology")
    seen = enter(
        "version_and_term",
        visits__0__toxicities__0__term="dermatitis",
        visits__0__toxicities__0__grade="2",
        visits__0__toxicities__0__version="CTCAE v5.0",
    )
    assert seen.episode.visits[0].toxicities.value == (Toxicity("dermatitis", 2, "CTCAE v5.0"),)


def test_a_new_entry_needs_what_its_kind_needs() -> None:
    found = enter("prescription_standard_content", prescriptions__new__site="thigh")
    assert set(found.problems) == {"prescriptions.new.id", "prescriptions.new.level"}
    given = {"id": "BOOST", "level": "phase", "site": "thigh"}
    found = enter(
        "prescription_standard_content", **{f"prescriptions__new__{k}": v for k, v in given.items()}
    )
    assert [item.id for item in found.episode.prescriptions] == ["BOOST"]


def test_minutes_typed_today_are_entered_today() -> None:
    given = {
        "person.name": "Ann Example",
        "person.role": "medical_physicist",
        "activity": "dose_summation",
        "minutes": "90",
        "on": "2026-09-01",
        "step": "unique_plan",
        "entered_on": "2026-09-01",
    }
    found = enter("late_entries", **{f"time_log.new.{name}": value for name, value in given.items()})
    entry = found.episode.time_log[0]
    assert isinstance(entry, TimeEntry)
    assert (entry.minutes, entry.on, entry.entered_on, entry.evidence) == (90, date(2026, 9, 1), ON, (BY,))


def test_only_what_the_element_asks_is_read() -> None:
    found = enter("prior_radiation", patient__family_name="Other", consultation__on="2026-01-01")
    assert (found.episode, found.facts) == (EPISODE, 0)


@pytest.mark.parametrize("element", [*sorted(FIELDS), PATIENT_AND_COVERAGE])
def test_every_element_of_the_table_asks_something(element: str) -> None:
    names = [item.name for group in ask_for(EPISODE, element) for item in group.asked]
    assert len(names) == len(set(names))
    from_files = all(name.startswith(("plans", "plan_changes")) for name in FIELDS.get(element, ()))
    assert names or from_files


def test_what_decides_whether_elements_apply_is_asked_while_it_is_not_known() -> None:
    assert any(group.decides for group in ask_for(EPISODE, "tests_for_target"))
    known = Episode("one", reirradiation=held(True, BY))
    asked = [item.name for group in ask_for(known, "tests_for_target") for item in group.asked]
    assert "reirradiation" not in asked
