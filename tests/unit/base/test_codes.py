"""Codes check themselves."""

import pytest

from unlisted.base.codes import BillingCode, Ein, Npi, is_npi
from unlisted.base.errors import UsageError


@pytest.mark.parametrize("text", ["77499", "G6015", "0394T", " 77499 ", "g6015"])
def test_billing_codes_of_every_shape_are_read(text: str) -> None:
    assert BillingCode(text) == text.strip().upper()


@pytest.mark.parametrize("text", ["", "7749", "774990", "77-99", "ABCDE", "198.7", "７７４９９"])
def test_other_shapes_are_refused_with_advice(text: str) -> None:
    with pytest.raises(UsageError, match="what to do"):
        BillingCode(text)


def test_the_npi_check_digit_of_the_regulation_example() -> None:
    assert Npi("1234567893") == "1234567893"
    assert not is_npi("1234567890")
    assert not is_npi("123456789")
    with pytest.raises(UsageError):
        Npi("1234567894")


def test_a_single_wrong_digit_is_always_noticed() -> None:
    good = "1234567893"
    for position in range(10):
        for digit in "0123456789":
            changed = good[:position] + digit + good[position + 1 :]
            assert is_npi(changed) == (changed == good)


def test_an_employer_number_is_written_one_way() -> None:
    assert Ein("123456789") == Ein("12-3456789") == "12-3456789"
    with pytest.raises(UsageError):
        Ein("1-23456789")
