"""Sessions and units, every number at its edge."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.courses import START, a_visit, course, given_on, weekdays, weekly_exams
from unlisted.coding.sessions import management_units, one_session_a_day, sessions_of, units_of


@pytest.mark.parametrize(
    ("n", "units"),
    [
        (0, 0),
        (1, 0),
        (2, 0),
        (3, 1),
        (4, 1),
        (5, 1),
        (6, 1),
        (7, 1),
        (8, 2),
        (12, 2),
        (13, 3),
        (35, 7),
        (38, 8),
    ],
)
def test_units_of_so_many_sessions(n: int, units: int) -> None:
    assert management_units(n) == units


@given(st.integers(0, 200))
def test_five_more_sessions_are_one_more_unit(n: int) -> None:
    assert management_units(n + 5) == management_units(n) + 1


@pytest.mark.parametrize(
    ("second", "sessions", "known"),
    [("14:00", 2, True), ("13:59", 2, None), ("08:01", 2, None), ("", 2, None)],
)
def test_six_hours_between_two_sessions(second: str, sessions: int, known: bool | None) -> None:
    day = START
    episode = course(days=[(day, "08:00"), (day, second)])
    found, countable = sessions_of(episode)
    assert len(found) == sessions
    assert countable.value is known
    assert len(one_session_a_day(found)) == 1


def test_two_plans_without_a_break_are_one_session() -> None:
    one, records_one = given_on([(START, "08:00")], "one")
    two, records_two = given_on([(START, "08:30")], "two")
    episode = course(1, fractions=(*one, *two), records=(*records_one, *records_two))
    found, countable = sessions_of(episode)
    assert (len(found), countable.value) == (1, True)


def test_two_plans_six_hours_apart_are_two() -> None:
    one, records_one = given_on([(START, "08:00")], "one")
    two, records_two = given_on([(START, "14:00")], "two")
    found, countable = sessions_of(course(1, fractions=(*one, *two), records=(*records_one, *records_two)))
    assert (len(found), countable.value) == (2, True)


def test_spans_and_examinations() -> None:
    days = weekdays(START, 12)
    episode = course(12, visits=weekly_exams(days))
    sessions, _ = sessions_of(episode)
    first, second = units_of(episode, sessions)
    assert (first.first, first.last, first.sessions) == (days[0], days[4], 5)
    assert (second.first, second.last, second.sessions) == (days[5], days[11], 7)  # two are left over
    assert first.exam_days == (days[1],)
    assert second.exam_days == (days[6], days[11])


@pytest.mark.parametrize(
    ("on", "unit"),
    [
        (date(2026, 3, 1), 0),  # the day before the course
        (date(2026, 3, 2), 1),
        (date(2026, 3, 6), 1),
        (date(2026, 3, 8), 1),  # the Sunday between
        (date(2026, 3, 9), 2),
        (date(2026, 3, 13), 2),
        (date(2026, 3, 14), 0),  # the day after
    ],
)
def test_which_unit_an_examination_belongs_to(on: date, unit: int) -> None:
    episode = course(10, visits=(a_visit(on),))
    sessions, _ = sessions_of(episode)
    hits = [found.number for found in units_of(episode, sessions) if found.exam_days]
    assert hits == ([unit] if unit else [])


def test_two_plans_without_times_are_one_session() -> None:
    one, records_one = given_on([START], "one")
    two, records_two = given_on([START], "two")
    found, countable = sessions_of(course(1, fractions=(*one, *two), records=(*records_one, *records_two)))
    assert (len(found), countable.value) == (1, True)


def test_days_with_two_sessions_are_named_with_their_evidence() -> None:
    doubtful = sessions_of(course(days=[(START, "08:00"), (START, "12:00")]))[1]
    assert doubtful.says == "one plan was treated twice on 2026-03-02, and nothing shows a distinct break"
    assert len(doubtful.evidence) == 2
    apart = sessions_of(course(days=[(START, "08:00"), (START, "14:00")]))[1]
    assert apart.says == "the sessions of 2026-03-02 are six hours apart or more"
    assert sessions_of(course(5))[1].says == "no day has two sessions of one plan"


def test_three_sessions_a_day() -> None:
    found, countable = sessions_of(course(days=[(START, "06:00"), (START, "12:00"), (START, "18:00")]))
    assert (len(found), countable.value) == (3, True)
    assert [len(session.fractions) for session in found] == [1, 1, 1]


def test_the_examination_between_units_belongs_to_the_running_one() -> None:
    days = [*weekdays(START, 5), *weekdays(date(2026, 3, 16), 5)]  # a week without treatment
    episode = course(days=days, visits=(a_visit(date(2026, 3, 12)),))
    first, second = units_of(episode, sessions_of(episode)[0])
    assert (first.exam_days, second.exam_days) == ((date(2026, 3, 12),), ())
