"""Summaries of outcomes for a person at a terminal."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.money import format_usd
from unlisted.base.outcome import Answer, Available
from unlisted.pricing.outcomes import SUPPRESS_BELOW, OutcomeSummary


def outcomes_text(found: tuple[OutcomeSummary, ...], *, outside: bool) -> str:
    """Write one block a group: what was asked, allowed and paid, and how it ended."""
    out = []
    for item in found:
        asked, allowed, paid = (_money(x) for x in (item.asked, item.allowed, item.paid))
        out += [
            f"{item.service}, {item.payer}, like {item.comparator or 'no comparator'}: n {_count(item.n)}",
            f"  medians: asked {asked}, allowed {allowed}, paid {paid}, days to payment {_count(item.days)}",
            f"  denied {_count(item.denied)}, of those overturned {_count(item.overturned)}; "
            f"allowed as asked or above {_count(item.comparator_accepted)}",
        ]
    if not found:
        out.append("no outcome is in the log")
    if outside:
        out.append(f"For readers outside: counts and medians of fewer than {SUPPRESS_BELOW} are hidden.")
    return "\n".join(out)


def _money(answer: Answer[Decimal]) -> str:
    return format_usd(answer.value) if isinstance(answer, Available) else "unavailable"


def _count(answer: Answer[int] | Answer[Decimal]) -> str:
    return str(answer.value) if isinstance(answer, Available) else "unavailable"
