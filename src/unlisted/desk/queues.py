"""The queues of the worklist, and where a case belongs."""

from __future__ import annotations

from enum import StrEnum

from unlisted.claim.case_states import CaseState


class Queue(StrEnum):
    """What a case waits for."""

    EVIDENCE_GAP = "evidence gap"
    DECISION_DUE = "decision due"
    AUTHORIZATION_PENDING = "authorization pending"
    PACKET_READY = "packet ready"
    SENT = "sent"
    RECORDS_ASKED = "records asked"
    DENIED = "denied"
    APPEAL_DUE = "appeal due"
    UNDERPAID = "underpaid"
    CLOSED = "closed"


FILLED_BY = {
    Queue.EVIDENCE_GAP: "A case comes here when its record misses something that is required.",
    Queue.DECISION_DUE: "A case comes here when its record is whole and a question or choice is open.",
    Queue.AUTHORIZATION_PENDING: "A case comes here when someone notes that authorization was asked for.",
    Queue.PACKET_READY: "A case comes here when its packet is signed and the claim has not gone out.",
    Queue.SENT: "A case comes here when its claim is marked as sent.",
    Queue.RECORDS_ASKED: "A case comes here when the payer asks for records.",
    Queue.DENIED: "A case comes here when a denial is final for now or an appeal is under way.",
    Queue.APPEAL_DUE: "A case comes here when a denial can be appealed.",
    Queue.UNDERPAID: "A case comes here when less was paid than expected.",
    Queue.CLOSED: "A case comes here when it is closed; it is never deleted.",
}
"""What would fill a queue: shown where one is empty."""

_S = CaseState
_BY_STATE = {
    _S.READY: (Queue.PACKET_READY, "Send the claim"),
    _S.SUBMITTED: (Queue.SENT, "Wait for the acknowledgement"),
    _S.ACCEPTED: (Queue.SENT, "Wait for the remittance"),
    _S.REJECTED: (Queue.PACKET_READY, "Correct the rejected claim"),
    _S.ADJUDICATED: (Queue.SENT, "Compare payment and fee"),
    _S.PAID: (Queue.CLOSED, "Close the case"),
    _S.UNDERPAID: (Queue.UNDERPAID, "Decide on an appeal"),
    _S.APPEALED: (Queue.DENIED, "Wait for the appeal"),
    _S.OVERTURNED: (Queue.SENT, "Wait for the corrected payment"),
    _S.UPHELD: (Queue.DENIED, "Decide on the next level"),
    _S.CLOSED: (Queue.CLOSED, ""),
}


def place_case(
    state: CaseState,
    *,
    outcome: str,
    questions: int,
    has_comparator: bool,
    authorization_pending: bool,
    records_asked: bool,
    can_appeal: bool,
    gaps: int,
) -> tuple[Queue, str]:
    """Return the queue of a case and its next step as a verb.

    ``gaps`` are required elements that are missing; ``outcome`` is the decision's, empty where none is.
    """
    if records_asked and state in {_S.SUBMITTED, _S.ACCEPTED, _S.DENIED}:
        return Queue.RECORDS_ASKED, "Send the records"
    if state is _S.DENIED:
        return (Queue.APPEAL_DUE, "Draft the appeal") if can_appeal else (Queue.DENIED, "Correct or close")
    if state in _BY_STATE:
        return _BY_STATE[state]
    open_steps = (
        (authorization_pending, Queue.AUTHORIZATION_PENDING, "Wait for the authorization"),
        (not outcome, Queue.EVIDENCE_GAP, "Import the treatment records"),
        (questions == 1, Queue.DECISION_DUE, "Answer the open question"),
        (questions > 1, Queue.DECISION_DUE, "Answer the questions"),
        (outcome == "listed", Queue.DECISION_DUE, "Close: listed codes only"),
        (gaps > 0, Queue.EVIDENCE_GAP, "Add what is missing"),
        (not has_comparator, Queue.DECISION_DUE, "Choose a comparator"),
    )
    for holds, queue, step in open_steps:
        if holds:
            return queue, step
    return Queue.DECISION_DUE, "Prepare the packet"
