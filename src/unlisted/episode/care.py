"""Visits, toxicity, physics consultations, time, complexity, attestations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.episode.fact import Held
from unlisted.episode.person import Actor


@dataclass(frozen=True, slots=True)
class Toxicity:
    """An adverse event by its CTCAE term (our words or the code) and grade 0 to 5."""

    term: str
    grade: int
    version: str = ""
    attribution: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """A toxicity reported apart from a visit; ``code`` is the term's code with its system."""

    toxicity: Toxicity
    on: date | None = None
    code: str = ""
    graded: bool = True  # whether the source states the grade; 0 stands where it does not
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """An on-treatment visit. A unit of 77427 needs an examination by the physician."""

    on: Held[date] = field(default_factory=Held)
    by: Held[Actor] = field(default_factory=Held)
    physician_exam: Held[bool] = field(default_factory=Held)
    images_reviewed: Held[bool] = field(default_factory=Held)
    dosimetry_reviewed: Held[bool] = field(default_factory=Held)
    setup_reviewed: Held[bool] = field(default_factory=Held)
    toxicities: Held[tuple[Toxicity, ...]] = field(default_factory=Held)
    signed_on: Held[date] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class PhysicsConsult:
    """A special physics consultation: request, question, report, signatures."""

    requested_by: Held[Actor] = field(default_factory=Held)
    requested_on: Held[date] = field(default_factory=Held)
    question: Held[str] = field(default_factory=Held)
    reported_by: Held[Actor] = field(default_factory=Held)
    reported_on: Held[date] = field(default_factory=Held)
    reviewed_on: Held[date] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """Minutes one person spent on one activity on one day; late entries stay visible as late."""

    person: Actor
    activity: str  # slug: contouring, plan_review, adaptive_review, dose_summation, …
    minutes: int
    on: date
    entered_on: date | None
    step: str  # consultation, tumor_board, unique_plan, delivery, completion
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ComplexityFactor:
    """Something that made this case unusual, in one sentence of the clinic's own record."""

    slug: str  # reirradiation, adaptive, motion, pediatric_anesthesia, multiple_sites, …
    says: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Attestation:
    """A person's signed statement on the episode: medical necessity, no listed code fits, …"""

    slug: str
    says: str
    by: Actor
    on: date
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CompletionSummary:
    """The end-of-treatment summary."""

    on: Held[date] = field(default_factory=Held)
    status: Held[str] = field(default_factory=Held)  # completed, stopped, on_break, in_progress
    termination_reason: Held[str] = field(default_factory=Held)
    fractions_reported: Held[int] = field(default_factory=Held)
    sent_to_physicians: Held[bool] = field(default_factory=Held)
