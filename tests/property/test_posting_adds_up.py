"""Whatever a balanced remittance holds: its entries add up to zero, and its cash is what was transferred."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.random_remittances import remittances
from unlisted.remittance.ledger import Account, total
from unlisted.remittance.match import ClaimMatch, match_claim
from unlisted.remittance.model import PREDETERMINATION, Remittance
from unlisted.remittance.post import Prior, post_claim, post_totals, post_unmatched
from unlisted.remittance.sent import SentClaim, SentIndex, SentLine


def sent_for(item: Remittance) -> tuple[Remittance, SentIndex]:
    """Number the lines of a remittance and return the claims it could be about."""
    index = SentIndex()
    claims = []
    for place, claim in enumerate(item.claims):
        lines = tuple(
            replace(line, control_number=f"C{place}L{number}") for number, line in enumerate(claim.lines)
        )
        name = f"C{place}"
        claims.append(replace(claim, lines=lines, patient_control_number=name))
        index.add(
            SentClaim(
                name,
                "P",
                tuple(
                    SentLine(x.control_number, x.code, x.modifiers, abs(x.charge), x.service_from or date.min)
                    for x in lines
                ),
            )
        )
    return replace(item, claims=tuple(claims)), index


@settings(max_examples=200, deadline=None)
@given(remittances(), st.booleans(), st.booleans())
def test_entries_add_up_to_zero(made: Remittance, known: bool, secondary: bool) -> None:
    item, index = sent_for(made)
    entries = list(post_totals(item.payment, item.end))
    for number, claim in enumerate(item.claims, start=1):
        assert claim.status != PREDETERMINATION
        match = match_claim(claim, index) if known else None
        if isinstance(match, ClaimMatch):
            prior = Prior(1, Decimal(0), secondary)
            entries += post_claim(item.payment, claim, match, prior, number=number).entries
        else:
            entries += post_unmatched(item.payment, claim, number)
    assert total(entries) == 0
    cash = sum((entry.amount for entry in entries if entry.account is Account.CASH), Decimal(0))
    assert cash == item.payment.amount
    assert len({entry.key for entry in entries}) == len(entries)


@settings(max_examples=100, deadline=None)
@given(remittances())
def test_every_claim_with_its_line_numbers_is_found(made: Remittance) -> None:
    item, index = sent_for(made)
    for claim in item.claims:
        match = match_claim(claim, index)
        assert isinstance(match, ClaimMatch)
        assert match.claim.control_number == claim.patient_control_number
