"""Gates that need only the row itself: code match, arrangement, stated amount, sentinel, ghost."""

from __future__ import annotations

import re
from decimal import Decimal

from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.rows import Row
from unlisted.benchmarks.thresholds import ONE_CENT, SENTINEL_NINES
from unlisted.market.observation import AmountKind, CodeMatch, SourceKind

CODE_TYPES = frozenset({"CPT", "HCPCS", "CPT/HCPCS", "HCPCS/CPT", "CPT-4", "CPT4", "CPT®"})
"""Code types whose five characters are the code asked for. A charge master's own number is not."""

_NINES = re.compile(r"^9+(\.9+)?$")


def check_code_match(row: Row) -> Verdict:
    """Keep rows that state the code itself; set wildcards apart (payer schema, CSTM-00 and CSTM-ALL)."""
    return judge_code_match(row.observation.code_match, row.observation.billing_code_type)


def judge_code_match(match: CodeMatch, code_type: str) -> Verdict:
    """Judge how a row states the code, and under which code type."""
    if match is CodeMatch.WILDCARD_CODE:
        return DropReason.WILDCARD_CODE
    if match is CodeMatch.WILDCARD_TYPE:
        return DropReason.WILDCARD_TYPE
    return None if code_type.strip().upper() in CODE_TYPES else DropReason.OTHER_CODE_TYPE


def check_arrangement(row: Row) -> Verdict:
    """Keep fee for service: a bundle's or a capitation's price is not the code's own."""
    return judge_arrangement(row.observation.arrangement)


def judge_arrangement(text: str) -> Verdict:
    """Judge the negotiation arrangement; a hospital file states none and means fee for service."""
    arrangement = text.strip().lower()
    if arrangement in ("ffs", ""):
        return None
    if arrangement == "bundle":
        return DropReason.BUNDLE
    return DropReason.CAPITATION if arrangement == "capitation" else DropReason.OTHER_ARRANGEMENT


def check_stated_amount(row: Row) -> Verdict:
    """Keep rows with a number; an algorithm is a mechanism, not an amount."""
    if row.observation.amount_kind is AmountKind.NEGOTIATED_ALGORITHM:
        return DropReason.ALGORITHM
    return DropReason.NO_AMOUNT if row.observation.amount is None else None


def check_sentinel(row: Row) -> Verdict:
    """Drop amounts that state nothing: zero, one cent, only nines, below zero, no whole percentage."""
    amount = row.amount
    if amount is None:
        return DropReason.OUT_OF_RANGE
    if amount <= 0:
        return DropReason.NEGATIVE if amount < 0 else DropReason.ZERO
    if row.observation.amount_kind is AmountKind.NEGOTIATED_PERCENTAGE:
        return _check_percentage(amount)
    return _check_dollars(amount)


def _check_percentage(amount: Decimal) -> Verdict:
    if amount < 1:
        return DropReason.PERCENTAGE_AS_FRACTION
    return DropReason.PERCENTAGE_ABOVE_100 if amount > 100 else None


def _check_dollars(amount: Decimal) -> Verdict:
    if amount == ONE_CENT:
        return DropReason.ONE_CENT
    text = format(amount, "f").rstrip("0").rstrip(".")
    digits = text.replace(".", "")
    if len(digits) >= SENTINEL_NINES and _NINES.match(text):
        return DropReason.NINES
    return None


def check_ghost(row: Row) -> Verdict:
    """Drop hospital prices that the publisher itself counts at zero remittances (template v3, ``count``)."""
    return judge_count(row.observation.source_kind, row.observation.count)


def judge_count(kind: SourceKind, count: str) -> Verdict:
    """Judge the count of remittances; only the hospital template v3 has one."""
    is_v3 = kind is SourceKind.HOSPITAL_STANDARD_CHARGES
    return DropReason.COUNT_ZERO if is_v3 and count.strip() == "0" else None
