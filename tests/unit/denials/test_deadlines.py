"""Deadlines: calendar and business days, months, the receipt rule; and the Medicare ladder."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from unlisted.base.outcome import Available, Unavailable
from unlisted.denials.calendar import add_business_days, add_months, federal_holidays, is_business_day
from unlisted.denials.deadline import DeadlineState, deadline_of
from unlisted.denials.route import Denied, medicare_levels, route_denial
from unlisted.rules.rule import TypedValue
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import Calendar

ON = date(2026, 11, 24)


def test_the_holidays_of_2026() -> None:
    assert sorted(federal_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_new_year_on_a_saturday_is_kept_the_day_before() -> None:
    assert not is_business_day(date(2021, 12, 31))
    assert is_business_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 3, date(2026, 12, 30)),
        (date(2026, 7, 2), 1, date(2026, 7, 6)),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(start: date, count: int, end: date) -> None:
    assert add_business_days(start, count) == end


def test_months_end_with_the_month() -> None:
    assert add_months(date(2026, 10, 31), 4) == date(2027, 2, 28)
    assert add_months(date(2026, 8, 3), 12) == date(2027, 8, 3)


def test_medicare_receipt_is_presumed_five_days_after_the_notice_unless_known() -> None:
    rule = TypedValue(days=120, calendar=Calendar.CALENDAR, starts="receipt_of_initial_determination")
    presumed = deadline_of(rule, date(2026, 8, 3))
    assert presumed is not None
    assert (presumed.due, presumed.counted_from) == (date(2026, 12, 6), date(2026, 8, 8))
    assert presumed.assumed
    known = deadline_of(rule, date(2026, 8, 3), date(2026, 8, 4))
    assert known is not None
    assert (known.due, known.assumed) == (date(2026, 12, 2), "")


def test_days_of_an_unsaid_kind_are_the_earlier_ones_and_said_to_be_so() -> None:
    found = deadline_of(TypedValue(days=60, calendar=Calendar.UNKNOWN), date(2026, 8, 3))
    assert found is not None
    assert found.due == date(2026, 10, 2)
    assert "calendar days end first" in found.assumed


def test_no_limit_gives_no_deadline() -> None:
    assert deadline_of(TypedValue(channel=("portal",)), date(2026, 8, 3)) is None


def test_a_deadline_warns_before_it_ends_and_says_when_it_is_over() -> None:
    found = deadline_of(TypedValue(days=30, calendar=Calendar.CALENDAR), date(2026, 8, 1))
    assert found is not None
    states = {days: found.state(found.due + timedelta(days=days)) for days in (-30, -15, -14, -1, 0, 1)}
    assert states == {
        -30: DeadlineState.OPEN,
        -15: DeadlineState.OPEN,
        -14: DeadlineState.SOON,
        -1: DeadlineState.SOON,
        0: DeadlineState.LAST_DAY,
        1: DeadlineState.OVER,
    }


def test_the_medicare_ladder_with_the_amounts_of_2026(rulebook: Rulebook) -> None:
    levels = medicare_levels(date(2026, 8, 3), rulebook, ON)
    assert [(x.name, x.minimum) for x in levels] == [
        ("redetermination", None),
        ("reconsideration", None),
        ("administrative_law_judge", Decimal(200)),
        ("appeals_council", None),
        ("federal_court", Decimal(1960)),
    ]
    assert [x.deadline.due if x.deadline else None for x in levels] == [
        date(2026, 12, 6),
        date(2027, 2, 4),
        date(2026, 10, 2),
        date(2026, 10, 2),
        date(2026, 10, 2),
    ]


@pytest.mark.parametrize(
    ("payer", "line", "level", "due"),
    [
        ("aetna", "", 1, date(2027, 1, 30)),
        ("aetna", "", 2, date(2026, 10, 2)),
        ("cigna", "", 1, date(2027, 1, 30)),
        ("cigna", "medicare_advantage", 1, date(2026, 11, 1)),
        ("UHC", "", 1, date(2027, 8, 3)),
        ("bcbs_texas", "", 1, date(2027, 1, 30)),
        ("noridian", "", 1, date(2026, 12, 6)),
    ],
)
def test_payers_levels_are_the_rulebooks(
    payer: str, line: str, level: int, due: date, rulebook: Rulebook
) -> None:
    denied = Denied("50", payer=payer, line_of_business=line, level=level, notice=date(2026, 8, 3))
    route = route_denial(denied, rulebook, ON)
    assert isinstance(route.level, Available)
    deadline = route.level.value.deadline
    assert deadline is not None
    assert deadline.due == due
    assert route.level.value.rule.evidence


def test_what_no_source_states_is_unavailable(rulebook: Rulebook) -> None:
    route = route_denial(Denied("50", payer="bcbs_nebraska", notice=ON), rulebook, ON)
    assert isinstance(route.level, Unavailable)
    assert isinstance(route_denial(Denied("50"), rulebook, ON).level, Unavailable)


def test_external_review_is_for_medical_judgment_only(rulebook: Rulebook) -> None:
    clinical = route_denial(Denied("55", payer="aetna"), rulebook, ON)
    coding = route_denial(Denied("189", payer="aetna"), rulebook, ON)
    assert isinstance(clinical.external_review, Available)
    assert isinstance(coding.external_review, Unavailable)


def test_a_stop_has_neither_level_nor_review(rulebook: Rulebook) -> None:
    route = route_denial(Denied("16", ("N350", "MA130"), payer="medicare", notice=ON), rulebook, ON)
    assert not route.appealable
    assert isinstance(route.level, Unavailable)
    assert [item.denial_class.value for item in route.classified.also][:1] == ["description_missing"]
