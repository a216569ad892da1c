"""What came back and waits for a person: the unmatched queue."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.desk.models import Membership, SentClaim, Unmatched
from unlisted.desk.permissions import NotThereError

MOST = 200
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
class Waiting:
    """An entry of the queue with its meaning and the cases it could belong to."""

    item: Unmatched
    means: str
    do: str
    cases: tuple[tuple[str, int], ...]


def unmatched_of(by: Membership) -> list[Waiting]:
    """Return what waits in the practice, oldest first."""
    found = list(Unmatched.objects.filter(practice=by.practice_id, settled_at=None)[:MOST])
    names = {name for item in found for name in item.candidates}
    rows = SentClaim.objects.filter(practice=by.practice_id, control_number__in=names)
    case_of = dict(rows.values_list("control_number", "case__number"))
    return [
        Waiting(
            item,
            *WHAT_TO_DO.get(item.reason, ("It could not be posted.", "Look at the remittance.")),
            tuple((name, case_of[name]) for name in item.candidates if name in case_of),
        )
        for item in found
    ]


def unmatched_one(by: Membership, pk: int) -> Unmatched:
    """Return one entry of the practice's queue."""
    found = Unmatched.objects.filter(practice=by.practice_id, pk=pk).first()
    if found is None:
        raise NotThereError("there is no such entry here")
    return found
