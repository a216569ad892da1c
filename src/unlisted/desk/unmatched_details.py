"""What a person knows an unmatched claim by: kept encrypted with the queue's entry, as plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.remittance.model import RemittanceClaim
from unlisted.remittance.post import SECONDARY

PATIENT_ENTITY = "QC"


def details_of(claim: RemittanceClaim) -> dict[str, Any]:
    """Return numbers, name, days, codes and amounts of a claim as the payer judged it."""
    who = next((party for party in claim.parties if party.entity == PATIENT_ENTITY), None)
    days = [day for line in claim.lines for day in (line.service_from, line.service_to) if day is not None]
    days += [day for day in (claim.service_from, claim.service_to) if day is not None]
    remarks = (*claim.remarks, *(code for line in claim.lines for code in line.remarks))
    return {
        "number": claim.patient_control_number,
        "payer_number": claim.payer_control_number,
        "family": who.name if who is not None else "",
        "given": who.given if who is not None else "",
        "first_day": min(days).isoformat() if days else "",
        "last_day": max(days).isoformat() if days else "",
        "codes": list(dict.fromkeys(line.submitted_code or line.code for line in claim.lines)),
        "status": claim.status,
        "secondary": claim.status in SECONDARY,
        "charge": str(claim.charge),
        "allowed": str(claim.allowed),
        "paid": str(claim.paid),
        "adjustments": [[item.group, item.reason, str(item.amount)] for item in claim.all_adjustments],
        "remarks": list(dict.fromkeys(remarks)),
    }


def fits(
    details: dict[str, Any],
    *,
    number: str,
    payer_number: str,
    family: str,
    given: str,
    served: date | None,
    charges: list[Decimal],
) -> list[str]:
    """Say why a sent claim could be the one a payer's claim is about, in the order of weight."""
    why = []
    if details["number"] and details["number"].casefold() == number.casefold():
        why.append("same claim number")
    if payer_number and details["payer_number"] == payer_number:
        why.append("same number of the payer")
    if details["family"] and details["family"].casefold() == family.casefold():
        same = bool(given) and details["given"].casefold() == given.casefold()
        why.append("same name" if same else "same family name")
    if served is not None and details["first_day"] <= served.isoformat() <= details["last_day"]:
        why.append("same day")
    if Decimal(details["charge"]) in {*charges, sum(charges, Decimal(0))}:
        why.append("same charge")
    return why
