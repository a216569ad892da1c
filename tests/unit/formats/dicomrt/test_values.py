"""Values of elements: what the standard allows, what systems really write, what is refused."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from unlisted.formats.dicomrt import values


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2", "2"), ("5.0e-1", "0.5"), ("+1.25", "1.25"), ("-0", "0"), ("39294.15", "39294.15"), ("1.", "1")],
)
def test_decimals(text: str, expected: str) -> None:
    found = values.decimal_of(text)
    assert found == Decimal(expected)
    assert not found.is_signed()


@pytest.mark.parametrize("text", ["", "two", "1e999999", "NaN", "Infinity", "1_000", "9" * 65, "1,5", "0x10"])
def test_what_is_no_decimal(text: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        values.decimal_of(text)


@pytest.mark.parametrize(("text", "expected"), [("3", 3), ("+3", 3), ("-3", -3), ("3.0", 3), ("007", 7)])
def test_integers(text: str, expected: int) -> None:
    assert values.integer_of(text) == expected


@pytest.mark.parametrize("text", ["", "3.5", "x", "1e20", "9" * 40, "³", "٣"])
def test_what_is_no_integer(text: str) -> None:
    with pytest.raises(ValueError, match=r"integer|decimal"):
        values.integer_of(text)


@pytest.mark.parametrize("text", ["20260914", "2026.09.14", "20260914093000.000000+0200"])
def test_days(text: str) -> None:
    assert values.day_of(text) == date(2026, 9, 14)


@pytest.mark.parametrize("text", ["", "2026", "20261301", "2026-9-14", "00000000", "yesterday"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        values.day_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09", time(9)),
        ("0930", time(9, 30)),
        ("093015", time(9, 30, 15)),
        ("093015.5", time(9, 30, 15, 500_000)),
        ("09:30:15", time(9, 30, 15)),
        ("235960", time(23, 59, 59)),
    ],
)
def test_times(text: str, expected: time) -> None:
    assert values.time_of(text) == expected


@pytest.mark.parametrize("text", ["", "9", "2500", "noon", "093"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError):
        values.time_of(text)


def test_tags_in_both_byte_orders() -> None:
    assert values.tag_of(b"\x0a\x30\x28\x01", little_endian=True) == "(300A,0128)"
    assert values.tag_of(b"\x30\x0a\x01\x28", little_endian=False) == "(300A,0128)"


def test_text_loses_control_characters_and_keeps_lines() -> None:
    assert values.clean_text("one\r\ntwo\x1b[2J \0") == "one\ntwo [2J"
