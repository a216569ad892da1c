"""Lines of a simulated payer: reversed, divided, lessened; each adds up to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from unlisted.base.money import CENT
from unlisted.claim.model import Claim
from unlisted.formats.x12.answer_writer import ClaimAnswer
from unlisted.remittance.model import ZERO, RemittanceLine


def said_of(claim: Claim, category: str, code: str, number: str = "") -> ClaimAnswer:
    """Return what a 277CA says of a claim."""
    person = claim.patient or claim.coverage.subscriber
    return ClaimAnswer(
        claim.control_number,
        category,
        code,
        claim.total,
        (person.name.family, person.name.given),
        claim.coverage.member_id,
        claim.lines[0].service_from,
        number,
    )


def negated(line: RemittanceLine) -> RemittanceLine:
    """Return a line with every amount turned round, as a reversal has it."""
    parts = tuple(replace(item, amount=-item.amount) for item in line.adjustments)
    units = None if line.units is None else -line.units
    return replace(line, charge=-line.charge, paid=-line.paid, adjustments=parts, amounts=(), units=units)


def quarter(line: RemittanceLine) -> RemittanceLine:
    """Return a quarter of a line, rounded so that it adds up."""
    parts = tuple(replace(item, amount=cents(item.amount / 4)) for item in line.adjustments)
    paid = cents(line.paid / 4)
    charge = paid + sum((item.amount for item in parts), ZERO)
    return replace(line, charge=charge, paid=paid, adjustments=parts, amounts=())


def less(line: RemittanceLine, part: RemittanceLine) -> RemittanceLine:
    """Return what is left of a line without a part of it."""
    left = tuple(
        replace(item, amount=item.amount - gone.amount)
        for item, gone in zip(line.adjustments, part.adjustments, strict=True)
    )
    return replace(
        line, charge=line.charge - part.charge, paid=line.paid - part.paid, adjustments=left, amounts=()
    )


def cents(value: Decimal) -> Decimal:
    """Round half up to the cent."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
