"""Single values as publishers write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from unlisted.formats.values import read_amount, read_date, read_texts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("2024-12-31T00:00:00", date(2024, 12, 31)),
        ("2022-08-05T00:00:00-05:00", date(2022, 8, 5)),
        ("2/4/2026", date(2026, 2, 4)),
        ("07/01/2026", date(2026, 7, 1)),
        ("2/3/2021 0:00", date(2021, 2, 3)),
        ("20240229", date(2024, 2, 29)),
        ("9999-12-31", date(9999, 12, 31)),
        ("2026-13-01", None),
        ("2/30/2026", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_days(text: object, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("$1,452.00 ", Decimal("1452.00")),
        ("14987.406", Decimal("14987.406")),
        (0, Decimal(0)),
        (Decimal("1E+2"), Decimal(100)),
        ("1078.0200000000002", Decimal("1078.0200000000002")),
        ("0." + "1" * 19, None),
        (10**18, None),
        (Decimal("1e999999"), None),
        (Decimal("1e-999999"), None),
        (Decimal("0e-400"), Decimal(0)),
        ("N/A", None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_amounts_are_exact_or_none(value: object, amount: Decimal | None) -> None:
    assert read_amount(value) == amount


def test_texts_of_one_value_of_a_list_and_of_nothing() -> None:
    assert read_texts("26") == ("26",)
    assert read_texts([1111111111, " 2 ", "", None, {}]) == ("1111111111", "2")
    assert read_texts(None) == ()
