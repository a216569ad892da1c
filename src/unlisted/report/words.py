"""Our own words for the codes and slugs a reader meets: statuses, reasons, mechanisms, topics."""

from __future__ import annotations

from unlisted.base.outcome import Reason
from unlisted.rules.vocabulary import Mechanism, Topic

REASON_WORDS: dict[Reason, str] = {
    Reason.NOT_PUBLISHED: "not published",
    Reason.BEHIND_LOGIN: "behind a login",
    Reason.NOT_SEARCHED: "not searched",
    Reason.LICENCE_RESTRICTED: "restricted by license",
    Reason.SOURCE_NOT_RETAINED: "source not retained",
    Reason.CONFLICTING_SOURCES: "sources conflict",
    Reason.NO_OBSERVATIONS: "no observations",
    Reason.NOT_LOADED: "not loaded",
}

FEE_STATUS: dict[str, str] = {
    "A": "priced by relative values",
    "B": "bundled, never paid apart",
    "C": "priced by the contractor",
    "E": "excluded by regulation",
    "I": "not valid for Medicare",
    "N": "not covered",
    "R": "restricted coverage, priced",
    "T": "paid only alone",
    "X": "outside the fee schedule",
}

OPPS_STATUS: dict[str, str] = {
    "A": "paid under another schedule",
    "B": "not payable on an outpatient hospital bill",
    "C": "inpatient only",
    "E1": "not covered",
    "E2": "no payment basis",
    "J1": "one payment for the whole encounter",
    "J2": "one payment in some combinations",
    "M": "not billed to the contractor",
    "N": "packaged, no payment of its own",
    "Q1": "packaged with some services, else paid",
    "Q2": "packaged with some services, else paid",
    "Q3": "may be part of a composite",
    "S": "paid separately, not reduced",
    "T": "paid separately, reduced when several",
    "U": "brachytherapy source, paid separately",
    "V": "visit, paid separately",
}

PCTC_WORDS: dict[str, str] = {
    "0": "physician service, no split",
    "1": "splits into professional and technical",
    "2": "professional only",
    "3": "technical only",
    "4": "global only",
    "5": "incident to a physician",
    "9": "split does not apply",
}

ADJUDICATION: dict[str, str] = {
    "1": "by line",
    "2": "by day, policy, no appeal on units",
    "3": "by day, clinical, appealable",
}

MECHANISM_WORDS: dict[Mechanism, str] = {
    Mechanism.CONTRACTOR_PRICED: "contractor-priced",
    Mechanism.BY_REPORT: "by report",
    Mechanism.PERCENT_OF_CHARGE: "percent of charge",
    Mechanism.COMPARATOR_FEE: "fee of a comparable service",
    Mechanism.INDIVIDUAL_CONSIDERATION: "individual consideration",
    Mechanism.FEE_SCHEDULE: "fee schedule",
    Mechanism.NOT_COVERED: "not covered",
    Mechanism.NO_PAYMENT_IN_SETTING: "no payment in this setting",
    Mechanism.UNKNOWN: "stated unclearly",
}

TOPIC_WORDS: dict[Topic, str] = {
    Topic.COVERAGE: "Coverage",
    Topic.AUTHORIZATION: "Authorization",
    Topic.CODING: "Coding",
    Topic.DOCUMENTATION: "Documentation",
    Topic.PRICING: "Payment",
    Topic.SUBMISSION: "Submission",
    Topic.EDITING: "Review and edits",
    Topic.TIMELY_FILING: "Filing limits",
    Topic.APPEAL: "Appeals",
    Topic.PROMPT_PAY: "Prompt pay",
    Topic.SUPERVISION: "Supervision",
    Topic.CONTEXT: "Context",
}

STEP_WORDS: dict[str, str] = {
    "consultation": "Referral and consultation",
    "tumor_board": "Tumor board",
    "unique_plan": "Unique plan",
    "delivery": "Delivery, visits, changes",
    "completion": "Completion, necessity, time",
}

STRENGTH_WORDS: dict[str, str] = {
    "required": "required",
    "recommended": "recommended",
    "accepted_practice": "accepted practice",
}


def plain(slug: str) -> str:
    """Write a slug as words."""
    return slug.replace("_", " ")


def count(n: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: ``1 payer``, ``12 payers``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"
