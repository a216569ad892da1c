"""Does the remittance add up? Line, claim and payment, to the cent (835 balancing rules of 005010X221A1).

Line: charge less adjustments is paid. Claim: the same over its own and its lines' adjustments, and the lines'
charges make the claim's. Payment: the claims' payments less the provider adjustments make BPR02.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from unlisted.base.edi_values import decimal_text
from unlisted.base.outcome import Finding, Severity
from unlisted.remittance.model import (
    PATIENT,
    PREDETERMINATION,
    ZERO,
    Payment,
    PaymentEnd,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)

_ASK = "ask the payer for a corrected remittance; post nothing that does not add up"


def check_line(line: RemittanceLine, where: str) -> tuple[Finding, ...]:
    """Return what does not add up in a line."""
    rest = line.charge - line.adjusted
    if rest == line.paid:
        return ()
    return (
        _found(
            "balance.line",
            f"charge less adjustments is {_usd(rest)}, paid is {_usd(line.paid)}",
            where,
        ),
    )


def check_claim(claim: RemittanceClaim, number: int) -> tuple[Finding, ...]:
    """Return what does not add up in a claim; ``number`` counts claims of the payment from 1."""
    if _adds_up(claim):
        return ()
    where = f"claim {number}"
    found: list[Finding] = []
    if claim.unreadable:
        names = ", ".join(dict.fromkeys(claim.unreadable))
        found.append(_found("balance.unreadable", f"no amount can be read in {names}", where))
    adjusted = sum((item.amount for item in claim.all_adjustments), ZERO)
    rest = claim.charge - adjusted
    if rest != claim.paid:
        message = f"charge less adjustments is {_usd(rest)}, paid is {_usd(claim.paid)}"
        found.append(_found("balance.claim", message, where))
    if claim.lines:
        charges = sum((line.charge for line in claim.lines), ZERO)
        if charges != claim.charge:
            message = f"the lines charge {_usd(charges)}, the claim {_usd(claim.charge)}"
            found.append(_found("balance.charges", message, where))
        for place, line in enumerate(claim.lines, start=1):
            found.extend(check_line(line, f"{where} line {place}"))
    patient = sum((item.amount for item in claim.all_adjustments if item.group == PATIENT), ZERO)
    if not claim.is_reversal and patient != (claim.patient_responsibility or ZERO):
        stated = _usd(claim.patient_responsibility or ZERO)
        found.append(
            Finding(
                "balance.patient",
                Severity.WARNING,
                f"the adjustments leave {_usd(patient)} to the patient, the claim says {stated}",
                where,
                "bill the patient only after the payer has said which is right",
            )
        )
    if claim.is_reversal and (claim.charge > 0 or claim.paid > 0):
        message = "a reversal has a positive charge or payment"
        found.append(_found("balance.reversal_sign", message, where))
    return tuple(found)


def _adds_up(claim: RemittanceClaim) -> bool:
    """Say whether nothing is wrong: one pass over a claim, as nearly every claim of a large file adds up."""
    if claim.unreadable or (claim.is_reversal and (claim.charge > 0 or claim.paid > 0)):
        return False
    patient = charges = adjusted = ZERO
    for item in claim.adjustments:
        adjusted += item.amount
        if item.group == PATIENT:
            patient += item.amount
    for line in claim.lines:
        rest = line.charge
        charges += rest
        for item in line.adjustments:
            rest -= item.amount
            if item.group == PATIENT:
                patient += item.amount
        if rest != line.paid:
            return False
        adjusted += line.charge - rest
    return (
        claim.charge - adjusted == claim.paid
        and (not claim.lines or charges == claim.charge)
        and (claim.is_reversal or patient == (claim.patient_responsibility or ZERO))
    )


@dataclass(slots=True)
class PaymentBalance:
    """Adds up one payment while its claims stream past: ``start``, ``add`` each claim, ``finish``."""

    payment: Payment
    claims: int = 0
    paid: Decimal = ZERO
    charge: Decimal = ZERO
    findings: list[Finding] = field(default_factory=list)
    most_findings: int = 2_000
    dropped: int = 0

    def add(self, claim: RemittanceClaim) -> tuple[Finding, ...]:
        """Add a claim; return what does not add up in it."""
        self.claims += 1
        self.charge += claim.charge
        if claim.status != PREDETERMINATION:  # a price told beforehand moves no money
            self.paid += claim.paid
        found = check_claim(claim, self.claims)
        self._keep(found)
        return found

    def finish(self, end: PaymentEnd) -> tuple[Finding, ...]:
        """Compare with the amount transferred; return every finding of the payment, claims included."""
        found: list[Finding] = []
        unreadable = (*self.payment.unreadable, *end.unreadable)
        amounts = [name for name in unreadable if name != "BPR16"]
        if amounts:
            message = f"no amount can be read in {', '.join(amounts)}"
            found.append(_found("balance.unreadable", message, "payment"))
        if "BPR16" in unreadable:
            found.append(
                Finding(
                    "payment.no_day",
                    Severity.WARNING,
                    "the day of the payment cannot be read",
                    "payment BPR16",
                    "take the day from the bank's statement",
                )
            )
        if not end.complete:
            found.append(_found("payment.cut", "the payment has no end", "payment"))
        moved = sum((item.amount for item in end.provider_adjustments), ZERO)
        should = self.paid - moved
        if should != self.payment.amount:
            message = (
                f"the claims pay {_usd(self.paid)}, provider adjustments take {_usd(moved)}: "
                f"{_usd(should)}, but {_usd(self.payment.amount)} was transferred"
            )
            found.append(_found("balance.payment", message, "payment"))
        self._keep(found)
        return tuple(self.findings)

    def _keep(self, found: tuple[Finding, ...] | list[Finding]) -> None:
        room = max(0, self.most_findings - len(self.findings))
        self.findings.extend(found[:room])
        self.dropped += len(found) - min(room, len(found))


def check_remittance(item: Remittance) -> tuple[Finding, ...]:
    """Return everything that does not add up in a remittance held whole."""
    balance = PaymentBalance(item.payment)
    for claim in item.claims:
        balance.add(claim)
    return balance.finish(item.end)


def _found(code: str, message: str, where: str) -> Finding:
    return Finding(code, Severity.BLOCKING, message, where, _ASK)


def _usd(value: Decimal) -> str:
    return decimal_text(value)
