"""What became of a line: asked, allowed, paid, days, the denials by class, and the step that turned them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from unlisted.base.outcome import Answer, Available, Reason, Unavailable

OVERTURNING = (
    "corrected_claim",
    "new_claim",
    "records",
    "patient",
    "appeal_1",
    "appeal_2",
    "external_review",
)
"""Steps after a denial, in their order."""


@dataclass(frozen=True, slots=True)
class LineHistory:
    """One line from first sending to its end. ``steps`` are those taken after the first denial, in order.

    ``allowed`` and ``paid`` are what stands at the end; ``days`` run from the last sending of the first
    claim to the last decision.
    """

    service: str
    payer: str
    asked: Decimal
    allowed: Decimal
    paid: Decimal
    days: int | None
    denial_classes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    priced_as_comparable: bool = False

    @property
    def overturned_by(self) -> str:
        """Return the last step where a denied line was paid after it; empty otherwise."""
        return self.steps[-1] if self.denial_classes and self.steps and self.allowed else ""


@dataclass(frozen=True, slots=True)
class LevelRate:
    """How often a step was taken after a denial, and how often it turned it."""

    step: str
    taken: int
    overturned: int


@dataclass(frozen=True, slots=True)
class HistorySummary:
    """Lines of one service at one payer. Medians in US dollars and days."""

    service: str
    payer: str
    n: int
    asked: Answer[Decimal]
    allowed: Answer[Decimal]
    paid: Answer[Decimal]
    days: Answer[Decimal]
    denials: tuple[tuple[str, int], ...]
    levels: tuple[LevelRate, ...]
    priced_as_comparable: int = 0


def summarize_history(lines: Iterable[LineHistory]) -> tuple[HistorySummary, ...]:
    """Summarize by service and payer: denials by class, and the rate of each step."""
    groups: dict[tuple[str, str], list[LineHistory]] = {}
    for item in lines:
        groups.setdefault((item.service, item.payer), []).append(item)
    return tuple(_summary(*key, groups[key]) for key in sorted(groups))


def _summary(service: str, payer: str, mine: list[LineHistory]) -> HistorySummary:
    classes = Counter(name for item in mine for name in item.denial_classes)
    taken = Counter(step for item in mine for step in set(item.steps))
    turned = Counter(item.overturned_by for item in mine if item.overturned_by)
    return HistorySummary(
        service,
        payer,
        len(mine),
        _median([item.asked for item in mine]),
        _median([item.allowed for item in mine]),
        _median([item.paid for item in mine]),
        _median([Decimal(item.days) for item in mine if item.days is not None]),
        tuple(sorted(classes.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(LevelRate(step, taken[step], turned[step]) for step in OVERTURNING if taken[step]),
        sum(1 for item in mine if item.priced_as_comparable),
    )


def _median(values: Sequence[Decimal]) -> Answer[Decimal]:
    if not values:
        return Unavailable(Reason.NO_OBSERVATIONS, "lines of the ledger", would_fill="posted remittances")
    ordered = sorted(values)
    half, odd = divmod(len(ordered), 2)
    return Available(ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2)
