"""The classes that keep unlike prices apart."""

from __future__ import annotations

import pytest

from unlisted.benchmarks.classes import basis_of, billing_class, modifier_class, place_class, type_order
from unlisted.market.observation import AmountKind


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        ((), "global"),
        (("",), "global"),
        (("26",), "26"),
        (("tc ",), "TC"),
        (("TC", "TC"), "TC"),
        (("26", "TC"), "other (26 TC)"),
        (("59",), "other (59)"),
        (("59", "26"), "other (26 59)"),
    ],
)
def test_modifier_class(modifiers: tuple[str, ...], expected: str) -> None:
    assert modifier_class(modifiers) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((), "global"),
        (("11",), "non-facility"),
        (("11", "02"), "non-facility"),
        (("19",), "facility"),
        (("21", "22", "23", "24"), "facility"),
        (("22", "02"), "facility"),
        (("11", "22"), "global"),
        (("CSTM-00",), "global"),
        (("cstm-00", "22"), "global"),
        (("02", "10"), "other"),
    ],
)
def test_place_class(places: tuple[str, ...], expected: str) -> None:
    assert place_class(places) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "not stated"),
        ("Facility", "institutional"),
        ("institutional", "institutional"),
        ("Both ", "both"),
    ],
)
def test_billing_class(text: str, expected: str) -> None:
    assert billing_class(text) == expected


def test_basis() -> None:
    assert basis_of(AmountKind.NEGOTIATED_DOLLAR, "Per  Diem") == "per diem"
    assert basis_of(AmountKind.NEGOTIATED_DOLLAR, "fee schedule") == "per service"
    assert basis_of(AmountKind.NEGOTIATED_PERCENTAGE, "per diem") == "percentage of billed charges"


def test_order_of_negotiated_types() -> None:
    ordered = sorted(["", "derived", "negotiated", "Fee Schedule"], key=type_order)
    assert ordered == ["negotiated", "Fee Schedule", "derived", ""]
