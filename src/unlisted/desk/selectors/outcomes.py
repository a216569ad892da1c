"""The memory of outcomes: what each payer allowed for each service. No patient in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from unlisted.desk.models import Appeal, Membership, OutcomeRow
from unlisted.pricing.outcomes import Outcome, OutcomeSummary, summarize

MOST = 20_000
MOST_ON_A_CASE = 500
"""The page of a case is looked at all day: it shows the newest outcomes of its service."""


@dataclass(frozen=True, slots=True)
class LevelRate:
    """How appeals of one payer ended at one level; ``rate`` in per cent, ``None`` while none has ended."""

    payer: str
    level: int
    sent: int
    ended: int
    overturned: int

    @property
    def rate(self) -> int | None:
        """Return the share that was overturned, rounded to a whole per cent."""
        return round(100 * self.overturned / self.ended) if self.ended else None


def outcomes_of(by: Membership, *, service: str = "", most: int = MOST) -> list[Outcome]:
    """Return the newest outcome of each case, of one service where one is named; the last ``most`` cases."""
    found = OutcomeRow.objects.filter(practice=by.practice_id)
    if service:
        found = found.filter(service=service)
    return [
        Outcome(
            service=row.service,
            code=row.code,
            payer=row.payer,
            comparator=row.comparator,
            month=row.month,
            asked=row.asked,
            allowed=row.allowed,
            paid=row.paid,
            days=row.days,
            denial=row.denial,
            level=row.level,
        )
        for row in found.order_by("-id")[:most]
    ]


def memory_of(by: Membership, *, service: str = "", most: int = MOST) -> tuple[OutcomeSummary, ...]:
    """Return the summaries by service, payer and comparator."""
    return summarize(outcomes_of(by, service=service, most=most))


def denials_by_class(by: Membership) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Return service, payer, and how many outcomes had a denial of each class, the most frequent first."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = OutcomeRow.objects.filter(practice=by.practice_id).exclude(denial="")
    for service, payer, word in rows.values_list("service", "payer", "denial_class")[:MOST]:
        counts[service, payer][word or "noted by a person"] += 1
    return [(*key, counts[key].most_common()) for key in sorted(counts)]


def overturn_rates(by: Membership) -> list[LevelRate]:
    """Return how appeals ended, by payer and level."""
    sent: Counter[tuple[str, int]] = Counter()
    ended: Counter[tuple[str, int]] = Counter()
    won: Counter[tuple[str, int]] = Counter()
    found = Appeal.objects.filter(denial__case__practice=by.practice_id).exclude(sent_on=None)
    for payer, level, result in found.values_list("denial__case__payer", "level", "result")[:MOST]:
        key = (payer or "not_known", level)
        sent[key] += 1
        ended[key] += bool(result)
        won[key] += result == "overturned"
    return [LevelRate(*key, sent[key], ended[key], won[key]) for key in sorted(sent)]
