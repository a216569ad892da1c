"""What stands before the plan: diagnosis, prior radiation, consultation, tumor board, simulation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.episode.fact import Held
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Intent


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis by its ICD-10-CM code (without descriptor); ``is_recurrence`` where a source says so."""

    icd10cm: Held[str] = field(default_factory=Held)
    onset: Held[date] = field(default_factory=Held)
    histology: Held[str] = field(default_factory=Held)
    stage: Held[str] = field(default_factory=Held)
    body_site: Held[str] = field(default_factory=Held)
    laterality: Held[str] = field(default_factory=Held)
    is_recurrence: Held[bool] = field(default_factory=Held)
    is_primary: bool = False  # the reason for this course
    other_codes: tuple[str, ...] = ()  # "system|code" of codes that are not ICD-10-CM


@dataclass(frozen=True, slots=True)
class PriorCourse:
    """An earlier course of radiation. Dose in Gy."""

    body_site: Held[str] = field(default_factory=Held)
    started_on: Held[date] = field(default_factory=Held)
    ended_on: Held[date] = field(default_factory=Held)
    dose_gy: Held[Decimal] = field(default_factory=Held)
    fractions: Held[int] = field(default_factory=Held)
    modality: Held[str] = field(default_factory=Held)
    overlaps_target: Held[bool] = field(default_factory=Held)
    records_obtained: Held[bool] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class Consultation:
    """The consultation, and what it settled. ``elements`` are documentation elements found in it."""

    on: Held[date] = field(default_factory=Held)
    by: Held[Actor] = field(default_factory=Held)
    requested_by: Held[str] = field(default_factory=Held)
    intent: Held[Intent] = field(default_factory=Held)
    performance_status: Held[str] = field(default_factory=Held)
    records_reviewed: Held[bool] = field(default_factory=Held)
    imaging_reviewed: Held[bool] = field(default_factory=Held)
    concurrent_systemic_therapy: Held[str] = field(default_factory=Held)
    signed_on: Held[date] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class TumorBoard:
    """A multidisciplinary discussion: who was there, what was weighed, what was recommended."""

    on: Held[date] = field(default_factory=Held)
    specialties: Held[tuple[str, ...]] = field(default_factory=Held)
    options_weighed: Held[tuple[str, ...]] = field(default_factory=Held)
    recommendation: Held[str] = field(default_factory=Held)
    reason: Held[str] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulation: position, immobilization, imaging, motion management."""

    on: Held[date] = field(default_factory=Held)
    patient_position: Held[str] = field(default_factory=Held)  # HFS, HFP, FFS …
    immobilization: Held[tuple[str, ...]] = field(default_factory=Held)
    imaging: Held[tuple[str, ...]] = field(default_factory=Held)
    contrast: Held[bool] = field(default_factory=Held)
    motion_management: Held[tuple[str, ...]] = field(default_factory=Held)
    physician_present: Held[bool] = field(default_factory=Held)
    repeat_reason: Held[str] = field(default_factory=Held)
