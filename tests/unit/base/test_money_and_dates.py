"""Money is decimal, days are days."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unlisted.base.dates import Period, parse_day
from unlisted.base.errors import UsageError
from unlisted.base.money import format_usd, parse_decimal, to_cents


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$1,452.00 ", Decimal("1452.00")),
        ("203.22", Decimal("203.22")),
        ("  7 ", Decimal(7)),
        ("0", Decimal(0)),
        ("-1.5", Decimal("-1.5")),
        ("1e3", Decimal(1000)),
        ("N/A", None),
        ("", None),
        ("NaN", None),
        ("Infinity", None),
        ("$", None),
        ("1.2.3", None),
        ("9" * 41, None),
    ],
)
def test_published_numbers(text: str, value: Decimal | None) -> None:
    assert parse_decimal(text) == value


def test_half_a_cent_goes_up() -> None:
    assert to_cents(Decimal("1.005")) == Decimal("1.01")
    assert format_usd(Decimal("1284")) == "$1,284.00"
    assert format_usd(Decimal("557.5"), cents=False) == "$558"


def test_a_bad_day_says_how_to_write_one() -> None:
    assert parse_day(" 2026-11-23 ") == date(2026, 11, 23)
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        parse_day("11/23/2026")


def test_a_period_may_not_end_before_it_starts() -> None:
    with pytest.raises(UsageError):
        Period(date(2026, 1, 2), date(2026, 1, 1))


open_day = st.none() | st.dates(date(2020, 1, 1), date(2021, 1, 1))


def ordered(start: date | None, end: date | None) -> Period:
    if start is not None and end is not None and end < start:
        start, end = end, start
    return Period(start, end)


periods = st.builds(ordered, open_day, open_day)


@given(periods, periods)
def test_periods_overlap_exactly_when_they_share_a_day(one: Period, other: Period) -> None:
    days = [date.fromordinal(date(2019, 12, 30).toordinal() + n) for n in range(400)]
    shared = any(one.contains(day) and other.contains(day) for day in days)
    assert one.overlaps(other) == shared == other.overlaps(one)
