"""The memory of lines for a person at a terminal, and as JSON."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.money import format_usd
from unlisted.base.outcome import Answer, Available
from unlisted.denials.history import HistorySummary


def history_text(found: tuple[HistorySummary, ...]) -> str:
    """Write one block a service and payer: amounts, days, denials by class, steps and what they turned."""
    out = []
    for item in found:
        days = str(item.days.value) if isinstance(item.days, Available) else "unavailable"
        out.append(f"{item.service}, {item.payer}: n {item.n}")
        out.append(
            f"  medians: asked {_usd(item.asked)}, allowed {_usd(item.allowed)}, paid {_usd(item.paid)}, "
            f"days {days}"
        )
        if item.denials:
            out.append("  denied: " + ", ".join(f"{name} {count}" for name, count in item.denials))
        if item.priced_as_comparable:
            out.append(f"  priced like a comparable service: {item.priced_as_comparable}")
        out += [
            f"  {rate.step.replace('_', ' ')}: taken {rate.taken}, overturned {rate.overturned}"
            for rate in item.levels
        ]
    return "\n".join(out or ["no decided line of these codes is in the ledger"])


def _usd(answer: Answer[Decimal]) -> str:
    return format_usd(answer.value) if isinstance(answer, Available) else "unavailable"
