"""The episode: one course of treatment of one patient, from every source at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.outcome import Finding
from unlisted.episode.care import (
    AdverseEvent,
    Attestation,
    CompletionSummary,
    ComplexityFactor,
    PhysicsConsult,
    TimeEntry,
    Visit,
)
from unlisted.episode.clinical import Consultation, Diagnosis, PriorCourse, Simulation, TumorBoard
from unlisted.episode.course import CoursePart, Volume
from unlisted.episode.delivery import DeliverySummary, Fraction, ImageGuidance, TreatmentRecord
from unlisted.episode.fact import Held
from unlisted.episode.imaging import DoseGrid, ImageSeries, Registration, StructureSet
from unlisted.episode.person import Coverage, Patient
from unlisted.episode.plan import Plan, PlanChange, Prescription


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file the episode was read from, or left out of it with the reason."""

    name: str
    sha256: str
    kind: str  # RTPLAN, RTIONPLAN, RTRECORD, RTSTRUCT, RTDOSE, REG, CT, RTIMAGE, fhir, csv, form
    used: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """Everything known of one course. Lists are in order of time; nothing is guessed.

    ``findings`` are cross checks that find billing errors; ``unmapped`` are elements of the sources
    that have no place here, each by file and path: nothing is dropped silently.
    """

    id: str
    patient: Patient = field(default_factory=Patient)
    coverages: tuple[Coverage, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    prior_courses: tuple[PriorCourse, ...] = ()
    reirradiation: Held[bool] = field(default_factory=Held)
    consultation: Consultation = field(default_factory=Consultation)
    tumor_board: TumorBoard = field(default_factory=TumorBoard)
    simulations: tuple[Simulation, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    plans: tuple[Plan, ...] = ()
    plan_changes: tuple[PlanChange, ...] = ()
    records: tuple[TreatmentRecord, ...] = ()
    fractions: tuple[Fraction, ...] = ()
    image_guidance: tuple[ImageGuidance, ...] = ()
    visits: tuple[Visit, ...] = ()
    physics_consults: tuple[PhysicsConsult, ...] = ()
    time_log: tuple[TimeEntry, ...] = ()
    complexity: tuple[ComplexityFactor, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    completion: CompletionSummary = field(default_factory=CompletionSummary)
    documents: tuple[str, ...] = ()  # slugs of documents at hand: consultation_note, special_report, …
    sources: tuple[SourceFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    unmapped: tuple[str, ...] = ()
    summaries: tuple[DeliverySummary, ...] = ()
    structure_sets: tuple[StructureSet, ...] = ()
    dose_grids: tuple[DoseGrid, ...] = ()
    images: tuple[ImageSeries, ...] = ()
    registrations: tuple[Registration, ...] = ()
    course_parts: tuple[CoursePart, ...] = ()
    volumes: tuple[Volume, ...] = ()
    adverse_events: tuple[AdverseEvent, ...] = ()

    @property
    def delivered_dose_gy(self) -> Decimal:
        """Sum the dose of the fractions that state one, in Gy."""
        return sum((f.dose_gy for f in self.fractions if f.dose_gy is not None), Decimal(0))

    @property
    def treatment_days(self) -> tuple[date, ...]:
        """Return the distinct days on which something was delivered."""
        return tuple(sorted({day for fraction in self.fractions for day in fraction.days}))
