"""The line of business a plan's name points to: a Medicare price is no commercial price."""

from __future__ import annotations

import re

_MEDICARE = re.compile(r"medicare|\bmedi?adv\b|\bma\s?(hmo|ppo)\b|\bdsnp\b|\bd-snp\b|senior", re.IGNORECASE)
_MEDICAID = re.compile(r"medicaid|masshealth|medi-cal|\bchip\b|managed care medi|ahcccs", re.IGNORECASE)
_MILITARY = re.compile(r"tricare|triwest|\bva\b|vacare|veteran", re.IGNORECASE)
_EXCHANGE = re.compile(r"exchange|marketplace|\baca\b|ambetter|oscar", re.IGNORECASE)

SEGMENTS = ("medicare", "medicaid", "military and veterans", "exchange", "commercial or not stated")


def plan_segment(payer: str, plan: str) -> str:
    """Say which of ``SEGMENTS`` the words of payer and plan point to.

    Read from names only, so a plan that does not say what it is falls into ``commercial or not
    stated``: the segment keeps clearly labelled public plans out of commercial figures, no more.
    """
    words = f"{payer} {plan}".replace("_", " ")
    for pattern, segment in (
        (_MEDICARE, SEGMENTS[0]),
        (_MEDICAID, SEGMENTS[1]),
        (_MILITARY, SEGMENTS[2]),
        (_EXCHANGE, SEGMENTS[3]),
    ):
        if pattern.search(words):
            return segment
    return SEGMENTS[4]
