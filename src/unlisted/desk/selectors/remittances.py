"""What came back and waits for a person: the unmatched queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from unlisted.desk.models import Membership, SentClaim, Unmatched
from unlisted.desk.permissions import NotThereError
from unlisted.desk.unmatched_details import fits

MOST, MOST_CLAIMS, MOST_CANDIDATES, SHOWN_ASSIGNED = 200, 2000, 5, 50
WHAT_TO_DO = {
    "unknown_claim": (
        "No claim sent from here has its numbers.",
        "Look whether it was billed elsewhere; if it is not yours, tell the payer.",
    ),
    "contradiction": (
        "Its numbers name different claims.",
        "Compare both cases with the remittance, then ask the payer which claim is meant.",
    ),
    "ambiguous": ("It could be more than one claim.", "Compare the cases, then note which one is meant."),
    "unknown_line": (
        "The claim is known, the line is not.",
        "Compare code, day and charge with the claim, then ask the payer for a corrected remittance.",
    ),
    "ambiguous_line": ("It could be more than one line.", "Compare charges and modifiers with the claim."),
    "reversal_without_payment": (
        "It takes a payment back that was never posted.",
        "Hand in the earlier remittance first, or ask the payer for it.",
    ),
    "does_not_balance": (
        "The payment does not add up.",
        "Ask the payer for a corrected remittance; nothing of this payment was posted.",
    ),
    "trace_number_reused": (
        "The trace number was posted before with other contents.",
        "Ask the payer whether this replaces the earlier payment; nothing of it was posted.",
    ),
    "no_trace_number": ("The payment has no trace number.", "Ask the payer for the whole remittance."),
}
"""Reason of the queue: what it means, and what a person can do."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sent claim an entry could belong to, with why it fits. ``lines``: number, code and charge."""

    control_number: str
    case: int
    why: tuple[str, ...]
    lines: tuple[tuple[str, str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry of the queue with its meaning and the claims it could belong to, the likeliest first."""

    item: Unmatched
    means: str
    do: str
    details: dict[str, Any]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """An entry whose money a person gave to a claim."""

    item: Unmatched
    case: int


def unmatched_of(by: Membership) -> list[Waiting]:
    """Return what waits in the practice, oldest first."""
    found = list(Unmatched.objects.filter(practice=by.practice_id, settled_at=None)[:MOST])
    details = [json.loads(bytes(item.details)) if item.details else {} for item in found]
    rows = _claims_like(by, found, details)
    return [
        Waiting(
            item,
            *WHAT_TO_DO.get(item.reason, ("It could not be posted.", "Look at the remittance.")),
            known,
            _candidates(item, known, rows) if item.place != "payment" else (),
        )
        for item, known in zip(found, details, strict=True)
    ]


def assigned_of(by: Membership) -> list[Assigned]:
    """Return what people assigned, newest first."""
    found = list(
        Unmatched.objects.filter(practice=by.practice_id)
        .exclude(assigned_claim="")
        .select_related("settled_by__user")
        .order_by("-settled_at")[:SHOWN_ASSIGNED]
    )
    names = [item.assigned_claim for item in found]
    rows = SentClaim.objects.filter(practice=by.practice_id, control_number__in=names)
    case_of = dict(rows.values_list("control_number", "case__number"))
    return [Assigned(item, case_of[item.assigned_claim]) for item in found]


def last_claim_of(by: Membership, case_number: int) -> tuple[str, str]:
    """Return the claim a case sent last and its line of the case's code; raise where there is none."""
    rows = SentClaim.objects.filter(practice=by.practice_id, case__number=case_number).select_related("case")
    found = rows.order_by("id").last()
    if found is None:
        raise NotThereError("this case has sent no claim", fix="look at the number of the case")
    own = [line[0] for line in found.body["lines"] if line[1] == found.case.code]
    return found.control_number, own[0] if own else ""


def _claims_like(by: Membership, found: list[Unmatched], details: list[dict[str, Any]]) -> list[SentClaim]:
    """Return sent claims that share a number, a name, a day or an amount with anything that waits."""
    match = Q(control_number__in=[name for item in found for name in item.candidates])
    for known in details:
        if known:
            match |= Q(control_number=known["number"]) | Q(case__amount=Decimal(known["charge"]))
            match |= (
                Q(case__date_of_service__range=(known["first_day"], known["last_day"]))
                if known["first_day"]
                else Q()
            )
            match |= Q(case__family_name__iexact=known["family"]) if known["family"] else Q()
            match |= Q(payer_number=known["payer_number"]) if known["payer_number"] else Q()
    rows = SentClaim.objects.filter(match, practice=by.practice_id).select_related("case")
    return list(rows.order_by("-id")[:MOST_CLAIMS])


def _candidates(item: Unmatched, known: dict[str, Any], rows: list[SentClaim]) -> tuple[Candidate, ...]:
    found = []
    for row in rows:
        lines = tuple((line[0], line[1], Decimal(line[3])) for line in row.body["lines"])
        why = ["named by the payer's numbers"] if row.control_number in item.candidates else []
        if known:
            why += fits(
                known,
                number=row.control_number,
                payer_number=row.payer_number,
                family=row.case.family_name,
                given=row.case.given_name,
                served=row.case.date_of_service,
                charges=[charge for _, _, charge in lines],
            )
        if why:
            found.append(Candidate(row.control_number, row.case.number, tuple(why), lines))
    return tuple(sorted(found, key=lambda one: -len(one.why))[:MOST_CANDIDATES])


def unmatched_one(by: Membership, pk: int) -> Unmatched:
    """Return one entry of the practice's queue."""
    found = Unmatched.objects.filter(practice=by.practice_id, pk=pk).first()
    if found is None:
        raise NotThereError("there is no such entry here")
    return found
