"""Amounts, clinical tables, changes and the registry as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.evidence import Citation, Confidence, Source
from unlisted.base.outcome import Reason
from unlisted.rules.vocabulary import (
    ChangeKind,
    CiteWhen,
    DenialAction,
    DenialClass,
    PayerKind,
    Step,
    StopReason,
    Strength,
    Topic,
)

AmountCell = str | Decimal | date | None
AmountRow = Mapping[str, AmountCell]


@dataclass(frozen=True, slots=True)
class AmountTable:
    """A table of figures. A cell is text, a decimal or a day by its column's name; ``None``: empty."""

    id: str
    title: str
    subject: Mapping[str, str]
    unit: str
    verified_through: date
    sources: tuple[Source, ...]
    columns: tuple[str, ...]
    rows: tuple[AmountRow, ...]
    citations: tuple[Citation, ...]
    note: str
    path: str


@dataclass(frozen=True, slots=True)
class ClinicalElement:
    """What a step of the work must record."""

    id: str
    step: Step
    element: str
    says: str
    strength: Strength
    applies_to: str
    confidence: Confidence
    facts: tuple[str, ...]
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class WorkTime:
    """A published working time in minutes; ``None`` where the source gives none; ``n`` as published."""

    id: str
    task: str
    low: Decimal | None
    high: Decimal | None
    mean: Decimal | None
    median: Decimal | None
    n: str
    setting: str
    says: str
    confidence: Confidence
    facts: tuple[str, ...]
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class LiteratureItem:
    """An article and its finding in our own words.

    ``cite_as`` is the sentence a letter may carry, limits included; ``cite_when`` are the facts of an episode
    that must all hold before it does. An article without them is never cited by a letter.
    """

    id: str
    table: str
    topic: str
    citation: str
    identifier: str
    finding: str
    url: str
    confidence: Confidence
    facts: tuple[str, ...]
    note: str
    cite_when: tuple[CiteWhen, ...] = ()
    cite_as: str = ""


@dataclass(frozen=True, slots=True)
class UseCase:
    """A use in which an unlisted code may be right; ``named_by`` is empty when no source names it."""

    id: str
    title: str
    says: str
    codes: frozenset[str]
    named_by: tuple[Citation, ...]
    facts: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DiagnosisGroup:
    """A group of ICD-10-CM codes or ranges, as listed in the file."""

    id: str
    title: str
    says: str
    codes: tuple[str, ...]
    confidence: Confidence
    facts: tuple[str, ...]
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A provider taxonomy code, named in our words."""

    code: str
    name: str
    says: str
    role: str
    confidence: Confidence
    facts: tuple[str, ...]
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A dated change of a policy. Dates are text as the source gives them: day, month, year, or empty."""

    id: str
    payer: str
    policy: str
    policy_number: str
    kind: ChangeKind
    topic: Topic
    codes: frozenset[str]
    published_on: str
    effective_on: str
    next_review_on: str
    says: str
    added: str
    removed: str
    action: str
    rules: tuple[str, ...]
    confidence: Confidence
    facts: tuple[str, ...]
    citations: tuple[Citation, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer, contractor, benefit manager, program or body of law. ``parent`` is empty for none."""

    id: str
    name: str
    kind: PayerKind
    parent: str
    aliases: tuple[str, ...]
    lines_of_business: tuple[str, ...]
    states: tuple[str, ...]
    order: int


@dataclass(frozen=True, slots=True)
class Question:
    """A fixed question every payer is asked."""

    id: str
    topic: Topic
    asks: str
    short: str
    matrix: bool


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A billing code in our own words."""

    code: str
    name: str
    family: str
    kind: str
    effective_from: date | None
    effective_to: date | None
    note: str


@dataclass(frozen=True, slots=True)
class CoverageEntry:
    """Questions nobody answers for a payer, and why; ``codes`` empty = any code."""

    payer: str
    questions: tuple[str, ...]
    codes: frozenset[str]
    reason: Reason
    searched: str
    would_fill: str
    searched_on: date | None


@dataclass(frozen=True, slots=True)
class DenialCode:
    """What reason and remark codes mean for an unlisted line, and what is done next.

    ``reasons`` empty: any reason; ``remarks`` empty: whatever remark. ``stop`` set: nothing may be drafted.
    ``medical_judgment``: the decision rests on one, so that external review may follow.
    """

    id: str
    reasons: frozenset[str]
    remarks: frozenset[str]
    groups: frozenset[str]
    payers: frozenset[str]
    lines_of_business: frozenset[str]
    denial_class: DenialClass
    action: DenialAction
    stop: StopReason | None
    medical_judgment: bool
    says: str
    do: str
    confidence: Confidence
    citations: tuple[Citation, ...]
    note: str
