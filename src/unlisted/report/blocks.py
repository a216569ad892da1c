"""The report as one value: sections of typed blocks that every renderer reads.

A renderer never computes; whatever is shown stands here. ``marks`` are numbers of
``Report.citations`` (1-based), shown as small evidence marks that open the citation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from unlisted.base.outcome import Reason

Scalar = str | int | Decimal | None


class Known(StrEnum):
    """How much of a section, or a question, is known."""

    KNOWN = "known"
    PARTLY = "partly"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence with its evidence marks."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``ordered`` where the order matters."""

    items: tuple[Sentence, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not known, as a first-class line: what, why, what was searched, what would fill it."""

    what: str
    reason: Reason
    searched: str
    would_fill: str = ""
    searched_on: date | None = None
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. ``unit`` stands in the header (``USD``, ``%``, ``RVU``)."""

    key: str
    title: str
    unit: str = ""
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown (``text``) and the typed value behind it; ``unavailable`` gives the reason for none."""

    text: str
    value: Scalar = None
    marks: tuple[int, ...] = ()
    unavailable: Reason | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The caption says what, n, dates and class; ``sort`` states the order of rows.

    ``rows`` are as wide as ``columns``. ``id`` is unique in the report (a slug).
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sort: str = ""
    note: str = ""


class ChartKind(StrEnum):
    """The drawings a report may hold; each has one drawer in ``documents/charts``."""

    STATUS_STEPS = "status_steps"  # fields: year, track, status, label
    DECISION_PATH = "decision_path"  # fields: step, question, outcome, kind (listed | unlisted)
    MATRIX = "matrix"  # fields: row, column, mark (known | partly | unavailable | conflict), label
    DISTRIBUTION = "distribution"  # fields: group, value (USD or %), n
    MECHANISM = "mechanism"  # fields: payer, mechanism
    WATERFALL = "waterfall"  # fields: gate, label, rows, dropped
    TIMELINE = "timeline"  # fields: date, label, payer, kind
    LOCALITY = "locality"  # fields: code, locality, value
    QUANTILES = "quantiles"  # fields: group, p10, p25, p50, p75, p90, n


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of data that also stands in the table ``table_id``; ``alt`` says what it shows."""

    id: str
    kind: ChartKind
    title: str
    alt: str
    data: tuple[tuple[tuple[str, Scalar], ...], ...]
    table_id: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CardLine:
    """One answer on a payer card: the question, and a sentence or a gap; the rule it came from."""

    topic: str
    question: str
    answer: Sentence | Gap
    rule_id: str = ""
    effective: str = ""  # "from 2024-06-01", "undated"
    verified_through: date | None = None
    stale: bool = False
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What one payer (or contractor) does with the code."""

    id: str
    title: str
    subtitle: str
    known: Known
    lines: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction."""

    says: Sentence
    source: str
    published: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources or payers contradict: both stand side by side, and what the software does and why."""

    id: str
    question: str
    sides: tuple[Side, ...]
    follows: str
    why: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    id: str
    text: str


Block = Heading | Paragraph | Bullets | Gap | Table | Chart | Card | Conflict


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section."""

    number: int
    id: str
    title: str
    known: Known
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CitationEntry:
    """An entry of the list of sources, numbered from 1 in order of first use."""

    number: int
    title: str
    publisher: str
    published: str
    url: str
    locator: str
    retrieved: date | None
    confidence: str
    kind: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A data file that went into the figures."""

    file_name: str
    kind: str
    publisher: str
    file_date: date | None
    sha256: str
    bytes_read: int
    rows_read: int
    rows_kept: int


@dataclass(frozen=True, slots=True)
class Report:
    """The published report of one billing code on one day."""

    billing_code: str
    name: str  # our own words, never a CPT descriptor
    as_of: date
    status_line: str
    findings: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    citations: tuple[CitationEntry, ...]
    inputs: tuple[InputFile, ...]
    payers_as_of: date | None
    software_version: str
    rulebook_version: str
    reproduce: str  # the one command that makes the same bytes
    schema: str = field(default="unlisted-code-report/1")
