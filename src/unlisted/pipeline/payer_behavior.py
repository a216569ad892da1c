"""How a simulated payer may treat a claim: first answer, and what it says after the practice reacts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Behavior(StrEnum):
    """What happens to a claim."""

    PAID = "paid"
    PAID_WITH_INTEREST = "paid_with_interest"
    PAID_TWICE_SENT = "paid_twice_sent"
    RECORDS_REQUESTED = "records_requested"
    DESCRIPTION_MISSING = "description_missing"
    UNPROCESSABLE = "unprocessable"
    LISTED_CODE = "listed_code"
    NOT_NECESSARY = "not_necessary"
    NOT_NECESSARY_KEPT = "not_necessary_kept"
    ASKED_OF_PATIENT = "asked_of_patient"
    UNDERPAID_COMPARABLE = "underpaid_comparable"
    TAKE_BACK = "take_back"
    PARTIAL_REVERSAL = "partial_reversal"
    LOST = "lost"
    REJECTED_BATCH = "rejected_batch"
    REJECTED_CLAIM = "rejected_claim"


@dataclass(frozen=True, slots=True)
class DenialCodesOf:
    """The codes of a scripted denial and the class a reader must find in them."""

    group: str
    reason: str
    remarks: tuple[str, ...]
    denial_class: str


DENIALS = {
    Behavior.RECORDS_REQUESTED: DenialCodesOf("CO", "252", ("M127",), "records_missing"),
    Behavior.DESCRIPTION_MISSING: DenialCodesOf("CO", "16", ("N350",), "description_missing"),
    Behavior.UNPROCESSABLE: DenialCodesOf("CO", "16", ("N350", "MA130"), "unprocessable"),
    Behavior.LISTED_CODE: DenialCodesOf("CO", "189", ("N657",), "listed_code_exists"),
    Behavior.NOT_NECESSARY: DenialCodesOf("CO", "50", ("N661",), "not_necessary"),
    Behavior.NOT_NECESSARY_KEPT: DenialCodesOf("CO", "50", ("N661",), "not_necessary"),
    Behavior.ASKED_OF_PATIENT: DenialCodesOf("PI", "227", ("N179",), "patient_asked"),
}
UPHELD = DenialCodesOf("CO", "193", ("N10",), "upheld")
OVERTURNED_BY = {
    Behavior.RECORDS_REQUESTED: frozenset({"records"}),
    Behavior.DESCRIPTION_MISSING: frozenset({"corrected_claim"}),
    Behavior.UNPROCESSABLE: frozenset({"new_claim"}),
    Behavior.LISTED_CODE: frozenset({"appeal_1"}),
    Behavior.NOT_NECESSARY: frozenset({"appeal_2"}),
    Behavior.NOT_NECESSARY_KEPT: frozenset(),
    Behavior.ASKED_OF_PATIENT: frozenset({"patient"}),
    Behavior.UNDERPAID_COMPARABLE: frozenset({"appeal_1"}),
    Behavior.PARTIAL_REVERSAL: frozenset({"appeal_1"}),
}
"""What turns a scripted denial, or a low payment, into the full payment."""
