"""Allowed against expected, as a table."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from builders.remittances import PAID_CLAIM, interchange, payment
from unlisted.formats.x12.return_reader import read_remittances
from unlisted.remittance.model import RemittanceLine
from unlisted.remittance.variance import Expectation, Verdict, compare_line


def allowed(amount: int, remark: str = "N631") -> RemittanceLine:
    """Return a line of 1500 with this allowed amount, 100 of it the patient's."""
    paid = max(0, amount - 100)
    patient = min(100, amount)
    text = PAID_CLAIM.replace("*1500*900*100*", f"*1500*{paid}*{patient}*")
    text = text.replace("*1500*900**1", f"*1500*{paid}**1").replace(
        "CAS*CO*45*500", f"CAS*CO*45*{1500 - amount}"
    )
    text = text.replace("CAS*PR*2*100", f"CAS*PR*2*{patient}").replace("AMT*B6*1000", f"AMT*B6*{amount}")
    text = text.replace("LQ*HE*N631", f"LQ*HE*{remark}")
    (one,), _ = read_remittances(io.BytesIO(interchange(payment(text, str(paid))).encode()))
    return one.claims[0].lines[0]


# allowed, asked, floor, contract, comparator amount -> verdict, granted share
TABLE = [
    (1000, 1000, 800, None, 500, Verdict.AS_ASKED, "2.0000"),
    (900, 1000, 800, None, 500, Verdict.BELOW_ASKED, "1.8000"),
    (700, 1000, 800, None, 500, Verdict.BELOW_FLOOR, "1.4000"),
    (700, 1000, 800, 750, 500, Verdict.BELOW_CONTRACT, "1.4000"),
    (450, 1000, None, None, 500, Verdict.BELOW_COMPARATOR, "0.9000"),
    (0, 1000, 800, 750, 500, Verdict.DENIED, "0.0000"),
    (700, 600, None, None, None, Verdict.AS_ASKED, None),
]


@pytest.mark.parametrize(("got", "asked", "floor", "contract", "comparator", "verdict", "share"), TABLE)
def test_verdicts(
    got: int,
    asked: int,
    floor: int | None,
    contract: int | None,
    comparator: int | None,
    verdict: Verdict,
    share: str | None,
) -> None:
    def usd(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    expected = Expectation(Decimal(asked), usd(floor), usd(contract), "77427", usd(comparator))
    found = compare_line(allowed(got), expected)
    assert found.verdict is verdict
    assert found.granted_share == (None if share is None else Decimal(share))
    assert found.underpaid == verdict.value.startswith(("below_f", "below_con", "below_com"))
    asked_difference = next(item for item in found.differences if item.against == "asked")
    assert asked_difference.difference == got - asked


def test_a_line_that_is_not_paid_as_comparable_says_nothing_of_the_comparator() -> None:
    expected = Expectation(Decimal(1000), comparator="77427", comparator_amount=Decimal(500))
    found = compare_line(allowed(1000, "N807"), expected)
    assert (found.paid_as_comparable, found.granted_share) == (False, None)
