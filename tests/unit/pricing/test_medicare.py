"""Fee schedule prices against published figures."""

from decimal import Decimal

import pytest

from unlisted.base.outcome import Available, Reason, Unavailable
from unlisted.pricing.medicare import NATIONAL, Locality, RelativeValues, price_service

FACTOR_2026 = Decimal("33.4009")


def values(code: str, status: str, *figures: str) -> RelativeValues:
    return RelativeValues(code, "", status, "2", "XXX", *(Decimal(figure) for figure in figures))


WEEKLY = values("77427", "A", "3.37", "2.22", "2.22", "0.26")
VISIT = values("99213", "A", "1.30", "1.46", "0.36", "0.09")


def test_weekly_management_nationally_in_2026() -> None:
    # 5.85 RVU x 33.4009, the figure of the July 2026 file
    assert price_service(WEEKLY, NATIONAL, FACTOR_2026, facility=False) == Available(Decimal("195.40"))


def test_each_component_has_its_own_index() -> None:
    locality = Locality("XX", "00000", "01", "made up", Decimal("1.1"), Decimal("0.9"), Decimal("0.5"))
    expected = (
        Decimal("3.37") * Decimal("1.1") + Decimal("2.22") * Decimal("0.9") + Decimal("0.26") * Decimal("0.5")
    ) * FACTOR_2026
    answer = price_service(WEEKLY, locality, FACTOR_2026, facility=False)
    assert isinstance(answer, Available)
    assert abs(answer.value - expected) <= Decimal("0.005")


def test_facility_and_office_differ_by_practice_expense() -> None:
    assert VISIT.total(facility=False) - VISIT.total(facility=True) == Decimal("1.10")


@pytest.mark.parametrize("status", ["C", "B", "N", "I"])
def test_an_unpriced_line_has_no_dollar(status: str) -> None:
    unlisted = values("77499", status, "0", "0", "0", "0")
    answer = price_service(unlisted, NATIONAL, FACTOR_2026, facility=False)
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.NOT_PUBLISHED
