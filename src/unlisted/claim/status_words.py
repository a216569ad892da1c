"""What an acknowledgement means and what to do, in our own words. Codes by value; no wording of X12."""

from __future__ import annotations

from unlisted.claim.acknowledgement import (
    FunctionalAcknowledgement,
    InterchangeAcknowledgement,
    SegmentError,
    StatusItem,
)

CATEGORY_WORDS = {
    "A0": "passed on to the next receiver",
    "A1": "arrived, not yet judged",
    "A2": "taken in for payment processing",
    "A3": "sent back: it cannot be processed",
    "A4": "not found there",
    "A5": "divided into several claims there",
    "A6": "sent back: something is missing",
    "A7": "sent back: something is wrong",
    "A8": "sent back: two parts contradict each other, or one needs another",
    "P0": "waiting",
    "P1": "being worked on",
    "P2": "waiting for a review",
    "P3": "waiting for something the payer asked for",
    "P4": "waiting for the patient",
    "P5": "waiting for the payer's own system",
    "F0": "finished",
    "F1": "finished, with a payment",
    "F2": "finished, denied",
    "F3": "finished, changed",
    "F4": "finished, nothing more to pay",
    "R0": "the payer asks for something",
    "R1": "the payer asks for facts about the parties",
    "R3": "the payer asks for facts about the claim",
    "R4": "the payer asks for documents",
    "E0": "the question itself was refused",
    "E1": "the payer's system does not answer",
    "E2": "the receiver's system does not answer",
    "E3": "the question has an error",
    "E4": "no agreement to exchange with this payer",
    "D0": "nothing was found to answer with",
}
"""Category (X12 code source 507) in our own words."""

REFUSED = frozenset({"A3", "A4", "A6", "A7", "A8", "F2"})
"""Categories after which the claim will not be paid as it stands."""

_KIND_WORDS = {"A": "taken", "E": "taken, with errors", "P": "taken in part", "R": "refused"}
_ERROR_WORDS = {
    "1": "needed and missing",
    "2": "in a place where it may not be",
    "3": "needed and missing",
    "4": "repeated too often",
    "5": "too often in this loop",
    "6": "too short or not allowed here",
    "7": "of a value not on the list",
    "8": "with errors in its elements",
    "I4": "used although the guide forbids it",
    "I6": "needed by the guide and missing",
    "I7": "not allowed by the guide's rules",
    "I8": "without the partner the guide asks for",
    "I9": "of a value the guide does not allow",
}


def status_words(category: str) -> str:
    """Return what a category of a 277 means; a plain sentence for one not known here."""
    return CATEGORY_WORDS.get(category, f"category {category[:3]}: not known here, look it up")


def item_refused(item: StatusItem) -> bool:
    """Say whether any status of the item refuses."""
    return any(status.category in REFUSED for status in item.statuses)


def functional_words(answer: FunctionalAcknowledgement) -> str:
    """Return the verdict on a group in one sentence."""
    verdict = _KIND_WORDS.get(answer.status, "answered without a verdict")
    refused = sum(1 for item in answer.sets if not item.accepted)
    return f"group {answer.group_control}: {verdict}; {len(answer.sets)} set(s) named, {refused} refused"


def segment_words(error: SegmentError) -> str:
    """Return what a segment error says, with the elements it names."""
    said = _ERROR_WORDS.get(error.code, f"held wrong (code {error.code[:3]})")
    places = ", ".join(
        f"{error.segment}{item.element:02d}" + (f"-{item.component}" if item.component else "")
        for item in error.elements
        if item.element
    )
    return f"segment {error.position} ({error.segment}) is {said}" + (f": {places}" if places else "")


def interchange_words(answer: InterchangeAcknowledgement) -> str:
    """Return the verdict on an interchange in one sentence."""
    verdict = _KIND_WORDS.get(answer.status, "answered without a verdict")
    return f"interchange {answer.interchange}: {verdict}, note {answer.note or 'none'}"
