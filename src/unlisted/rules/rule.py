"""Rules, versions, packs, conflicts and cases as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.dates import Period
from unlisted.base.evidence import Citation, Confidence, Source
from unlisted.base.outcome import Severity, Unavailable
from unlisted.rules.checks import Check
from unlisted.rules.given import Given
from unlisted.rules.vocabulary import Calendar, CaseResult, Mechanism, Medium, Timing, Topic


@dataclass(frozen=True, slots=True)
class TypedValue:
    """What a version says, as typed values; ``None`` and empty mean that the rule states none.

    ``days`` and ``months`` count from the event ``starts``; ``usd`` is dollars; ``percent`` is a percentage.
    ``occasion`` limits ``channel`` to documents that go at these times; empty means at any.
    """

    days: int | None = None
    months: int | None = None
    calendar: Calendar | None = None
    starts: str = ""
    percent: Decimal | None = None
    usd: Decimal | None = None
    units: int | None = None
    characters: int | None = None
    place: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    occasion: tuple[Timing, ...] = ()
    modifiers: tuple[str, ...] = ()
    manager: str = ""
    mechanism: Mechanism | None = None
    timing: tuple[tuple[Medium, tuple[Timing, ...]], ...] = ()

    def timing_of(self, medium: Medium) -> tuple[Timing, ...]:
        """Return the times named for a claim on ``medium``, or for any where it is not told apart."""
        by_medium = dict(self.timing)
        return by_medium.get(medium, by_medium.get(Medium.ANY, ()))


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """What a rule is about; an empty side is open. ``codes`` are expanded, ``named`` as in the file."""

    codes: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    billing_class: tuple[str, ...] = ()
    lines_of_business: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def narrowness(self) -> int:
        """Count the sides that are closed: a rule about more is less specific."""
        return sum(
            1
            for side in (
                self.codes,
                self.billing_class,
                self.lines_of_business,
                self.states,
                self.settings,
            )
            if side
        )


@dataclass(frozen=True, slots=True)
class IfUnmet:
    """What follows from an unmet check."""

    severity: Severity
    next_step: str


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One dated version: ``says`` with citations, or ``unavailable``.

    ``undated`` means that the source gives no start; then ``period.start`` is ``None``.
    """

    period: Period
    undated: bool
    verified_through: date
    confidence: Confidence | None = None
    says: str = ""
    answer: str = ""
    value: TypedValue | None = None
    check: Check | None = None
    if_unmet: IfUnmet | None = None
    citations: tuple[Citation, ...] = ()
    unavailable: Unavailable | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``id`` is the pack's id and the rule's own, joined by a dot; ``payer`` empty = any payer."""

    id: str
    name: str
    pack_id: str
    payer: str
    topic: Topic
    question: str
    applies_to: AppliesTo
    facts: tuple[str, ...]
    versions: tuple[RuleVersion, ...]  # by start, the undated one first
    path: str


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One side of a contradiction."""

    rule_id: str
    says: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources or payers contradict. ``follows`` is the rule the software follows, or empty for none."""

    id: str
    pack_id: str
    question: str
    sides: tuple[ConflictSide, ...]
    follows: str
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """A situation and what each named rule (full id) must answer."""

    name: str
    pack_id: str
    path: str
    on: date
    given: Given
    expect: tuple[tuple[str, CaseResult], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack."""

    id: str
    title: str
    payer: str
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    conflicts: tuple[Conflict, ...] = field(default=())
    cases: tuple[Case, ...] = field(default=())
    path: str = ""
