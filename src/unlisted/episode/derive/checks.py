"""The cross checks' common ground: what they look at, and the shape of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import Evidence, FileEvidence
from unlisted.base.outcome import Finding, Severity
from unlisted.episode.delivery import DeliverySummary, Fraction, ImageGuidance, TreatmentRecord
from unlisted.episode.plan import Plan, PlanChange

MAX_EVIDENCE = 8
"""Places shown with one finding; more would not be read."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the cross checks look at: doses filled in, fractions counted, plans judged."""

    plans: dict[str, Plan]
    records: tuple[TreatmentRecord, ...]
    fractions: tuple[Fraction, ...]
    changes: tuple[PlanChange, ...]
    guidance: tuple[ImageGuidance, ...]
    summaries: tuple[DeliverySummary, ...]

    def name(self, plan_uid: str) -> str:
        """Return how a plan is called in a message: its label, else the end of its identifier."""
        plan = self.plans.get(plan_uid)
        if plan is not None and plan.label.is_known:
            return f"plan {plan.label.value}"
        return f"the plan with identifier …{plan_uid[-8:]}" if plan_uid else "a plan that is not named"

    def records_of(self, plan_uid: str) -> tuple[TreatmentRecord, ...]:
        """Return the records on one plan."""
        return tuple(record for record in self.records if record.plan_uid == plan_uid)


def finding(
    code: str,
    severity: Severity,
    message: str,
    fix: str,
    evidence: Iterable[Evidence],
    where: str = "",
) -> Finding:
    """Return a finding; where no place is named, its first evidence is the place."""
    places = tuple(dict.fromkeys(evidence))[:MAX_EVIDENCE]
    first = next((p for p in places if isinstance(p, FileEvidence)), None)
    if not where and first is not None:
        where = f"{first.file_name} {first.locator}"
    return Finding(code, severity, message, where, fix, places)


def elements(evidence: Iterable[Evidence], *tags: str) -> tuple[Evidence, ...]:
    """Return the places of some elements among others, by tag; all places where none is of them."""
    places = tuple(evidence)
    wanted = tuple(p for p in places if isinstance(p, FileEvidence) and p.locator.endswith(tags))
    return wanted or places


def days_text(days: Iterable[date]) -> str:
    """Write days, at most six."""
    ordered = sorted(set(days))
    shown = ", ".join(day.isoformat() for day in ordered[:6])
    return shown + (f" and {len(ordered) - 6} more" if len(ordered) > 6 else "")


def numbers_text(numbers: Iterable[int]) -> str:
    """Write numbers, at most ten."""
    ordered = sorted(set(numbers))
    shown = ", ".join(str(number) for number in ordered[:10])
    return shown + (f" and {len(ordered) - 10} more" if len(ordered) > 10 else "")
