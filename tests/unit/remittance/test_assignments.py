"""Entries of a person's decision, and of its undoing: every pair adds up to zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from unlisted.claim.model import Adjustment
from unlisted.remittance.ledger import total
from unlisted.remittance.post import assign_entries, is_refusal, take_back_entries

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("amount", [Decimal("0.01"), Decimal("801.63"), Decimal("-5.00")])
def test_an_assignment_and_its_undoing_cancel_each_other(amount: Decimal) -> None:
    given = assign_entries("P|T", "P|T|1#1", "C1", "C1-1", amount, DAY)
    back = take_back_entries(given, DAY)
    assert total(given) == total(back) == 0
    assert [item.amount for item in back] == [-item.amount for item in given]
    assert not {item.key for item in given} & {item.key for item in back}
    assert [(x.account, x.claim, x.line) for x in back] == [(x.account, x.claim, x.line) for x in given]


@pytest.mark.parametrize(
    ("group", "reason", "amount", "refuses"),
    [
        ("CO", "45", "10", False),  # written off
        ("PR", "2", "10", False),  # the patient's ordinary share
        ("PR", "50", "10", True),  # left to the patient, and no ordinary share
        ("CO", "50", "10", True),
        ("OA", "23", "10", False),  # another payer's
        ("CO", "50", "-10", False),
        ("CO", "50", "0", False),
    ],
)
def test_what_refuses_money(group: str, reason: str, amount: str, refuses: bool) -> None:
    assert is_refusal(Adjustment(group, reason, Decimal(amount))) is refuses
