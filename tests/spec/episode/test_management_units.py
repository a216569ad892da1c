"""Units of five fractions and the examination in each, as weekly management counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.care import Visit
from unlisted.episode.completeness_delivery import (
    exam_on_a_fraction,
    images_approved_in_time,
    physician_exam_per_unit,
    units_of_five,
)
from unlisted.episode.completeness_state import Context, Probed, State
from unlisted.episode.delivery import Fraction, ImageGuidance
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Role

MONDAY = date(2026, 9, 14)
ENTERED = EnteredEvidence("Dr. Example", "radiation_oncologist", MONDAY, "form.yaml")
DOCTOR = Actor("Dr. Example", Role.RADIATION_ONCOLOGIST)


def weekday(n: int) -> date:
    return MONDAY + timedelta(days=n // 5 * 7 + n % 5)


def fraction(n: int, *days: date, number: int = 0) -> Fraction:
    days = days or (weekday(n),)
    return Fraction("1.2", number or n + 1, days, Decimal(2), (f"r{n}",), True, False, 0, 0, ())


def course(count: int) -> Episode:
    return replace(Episode("x"), fractions=tuple(fraction(n) for n in range(count)))


def exam(on: date, by: Actor = DOCTOR) -> Visit:
    return Visit(on=held(on, ENTERED), by=held(by, ENTERED), physician_exam=held(True, ENTERED))


def look(episode: Episode) -> Probed:
    return physician_exam_per_unit(Context(episode, MONDAY, "physician_exam_per_unit"))


@pytest.mark.parametrize(
    ("fractions", "units"),
    [(1, 1), (2, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 2), (9, 2), (10, 2), (12, 2), (13, 3), (25, 5)],
)
def test_three_or_four_left_make_a_unit_one_or_two_do_not(fractions: int, units: int) -> None:
    assert len(units_of_five(course(fractions).fractions)) == units


def test_units_follow_time_across_a_replan() -> None:
    """Numbers start again with the new plan; the fifth fraction of the course closes the unit."""
    first = tuple(fraction(n) for n in range(3))
    second = tuple(fraction(n, number=n - 2) for n in range(3, 8))
    spans = units_of_five((*second, *first))
    assert [[f.days[0] for f in span] for span in spans] == [
        [weekday(n) for n in range(5)],
        [weekday(n) for n in range(5, 8)],
    ]


def test_each_unit_needs_its_own_examination() -> None:
    episode = replace(course(10), visits=(exam(weekday(1)), exam(weekday(3))))
    found = look(episode)
    assert found.state is State.INCOMPLETE
    assert found.missing == (f"no examination by the physician from {weekday(5)} to {weekday(9)} (unit 2)",)
    assert look(replace(episode, visits=(exam(weekday(1)), exam(weekday(9))))).state is State.COMPLETE


@pytest.mark.parametrize("role", [Role.NURSE, Role.NURSE_PRACTITIONER, Role.PHYSICIAN_ASSISTANT])
def test_the_examination_is_the_physicians(role: Role) -> None:
    episode = replace(course(5), visits=(exam(weekday(2), Actor("X", role)),))
    assert look(episode).state is State.INCOMPLETE


def test_a_visit_of_unknown_day_counts_nowhere() -> None:
    visit = replace(exam(weekday(2)), on=Held())
    assert look(replace(course(5), visits=(visit,))).state is State.INCOMPLETE


def test_a_day_between_fractions_counts_for_the_unit_but_not_as_face_to_face_on_a_fraction() -> None:
    apart = tuple(fraction(n, MONDAY + timedelta(days=2 * n)) for n in range(5))
    episode = replace(Episode("x"), fractions=apart, visits=(exam(MONDAY + timedelta(days=1)),))
    assert look(episode).state is State.COMPLETE
    assert exam_on_a_fraction(Context(episode, MONDAY, "x")).state is State.INCOMPLETE


def image(on: date, approved: date | None, by: Actor = DOCTOR) -> ImageGuidance:
    return ImageGuidance(
        on=held(on, ENTERED),
        approved_by=held(by, ENTERED) if approved else Held(),
        approved_on=held(approved, ENTERED) if approved else Held(),
    )


@pytest.mark.parametrize(
    ("approved", "state"),
    [
        (weekday(0), State.COMPLETE),
        (weekday(1), State.COMPLETE),  # before the session of that day: hours are not on record
        (weekday(2), State.INCOMPLETE),
        (None, State.INCOMPLETE),
    ],
)
def test_images_are_approved_before_the_next_fraction(approved: date | None, state: State) -> None:
    episode = replace(course(5), image_guidance=(image(weekday(0), approved),))
    assert images_approved_in_time(Context(episode, MONDAY, "x")).state is state


def test_the_last_image_has_no_next_fraction_but_needs_a_physician() -> None:
    late = replace(course(5), image_guidance=(image(weekday(4), weekday(9)),))
    assert images_approved_in_time(Context(late, MONDAY, "x")).state is State.COMPLETE
    therapist = Actor("X", Role.RADIATION_THERAPIST)
    by_other = replace(course(5), image_guidance=(image(weekday(4), weekday(4), therapist),))
    assert images_approved_in_time(Context(by_other, MONDAY, "x")).state is State.INCOMPLETE
