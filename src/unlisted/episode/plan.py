"""Prescriptions, plans and beams. Doses in Gy, energies in MV (photons), MeV (electrons, ions)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.fact import Held
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Approval, ChangeReason, Intent, Modality, Technique


@dataclass(frozen=True, slots=True)
class Prescription:
    """What was ordered for a volume, at the level of course, phase or plan."""

    id: str
    level: str  # course, phase, plan
    site: Held[str] = field(default_factory=Held)
    volume: Held[str] = field(default_factory=Held)
    dose_gy: Held[Decimal] = field(default_factory=Held)
    dose_per_fraction_gy: Held[Decimal] = field(default_factory=Held)
    fractions: Held[int] = field(default_factory=Held)
    intent: Held[Intent] = field(default_factory=Held)
    technique: Held[Technique] = field(default_factory=Held)
    modality: Held[Modality] = field(default_factory=Held)
    signed_by: Held[Actor] = field(default_factory=Held)
    signed_on: Held[date] = field(default_factory=Held)


@dataclass(frozen=True, slots=True)
class Beam:
    """A beam of a plan. ``meterset`` in monitor units as planned; ``why_technique`` says what decided."""

    number: int
    name: str
    technique: Technique
    why_technique: str
    modality: Modality
    energy: Decimal | None = None
    fluence_mode: str = ""
    machine: str = ""
    meterset: Decimal | None = None
    dose_gy: Decimal | None = None
    control_points: int = 0
    couch_angles: tuple[Decimal, ...] = ()
    delivery_type: str = "TREATMENT"
    declared_type: str = ""  # Beam Type (300A,00C4) as written: STATIC, DYNAMIC
    scan_mode: str = ""  # Scan Mode (300A,0308) of ion beams
    fraction_group: int | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRelation:
    """Another plan this one names, and how it is related (300A,0055): PREDECESSOR, PRIOR, VERIFIED_PLAN, …"""

    relationship: str
    plan_uid: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A treatment plan. ``excluded`` says why a plan does not count (QA, phantom, verification, …)."""

    uid: str
    label: Held[str] = field(default_factory=Held)
    planned_on: Held[date] = field(default_factory=Held)
    intent: Held[str] = field(default_factory=Held)
    approval: Held[Approval] = field(default_factory=Held)
    approved_by: Held[str] = field(default_factory=Held)
    approved_on: Held[date] = field(default_factory=Held)
    fractions_planned: Held[int] = field(default_factory=Held)
    dose_per_fraction_gy: Held[Decimal] = field(default_factory=Held)
    dose_gy: Held[Decimal] = field(default_factory=Held)
    machine: Held[str] = field(default_factory=Held)
    beams: tuple[Beam, ...] = ()
    dose_reference_uids: tuple[str, ...] = ()
    frame_of_reference_uid: str = ""
    structure_set_uid: str = ""
    predecessor_uid: str = ""
    targets: Held[tuple[str, ...]] = field(default_factory=Held)
    organs_at_risk: Held[tuple[str, ...]] = field(default_factory=Held)
    patient_position: Held[str] = field(default_factory=Held)
    immobilization: Held[tuple[str, ...]] = field(default_factory=Held)
    motion_management: Held[tuple[str, ...]] = field(default_factory=Held)
    stereotactic_proposed: bool = False  # derived, never decided: a person confirms
    why_stereotactic: str = ""
    stereotactic_confirmed: Held[bool] = field(default_factory=Held)
    excluded: str = ""
    kind: str = ""  # RTPLAN, RTIONPLAN
    geometry: Held[str] = field(default_factory=Held)  # PATIENT, TREATMENT_DEVICE (300A,000C)
    phantom: Held[bool] = field(default_factory=Held)  # the subject is a phantom, not a patient
    site: Held[str] = field(default_factory=Held)
    description: Held[str] = field(default_factory=Held)
    approved_time: Held[time] = field(default_factory=Held)
    image_guidance_planned: Held[bool] = field(default_factory=Held)
    relations: tuple[PlanRelation, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A plan that replaces another in the course, with the reason a source gives."""

    from_plan_uid: str
    to_plan_uid: str
    on: Held[date] = field(default_factory=Held)
    reason: Held[ChangeReason] = field(default_factory=Held)
    detail: Held[str] = field(default_factory=Held)
    new_imaging: Held[bool] = field(default_factory=Held)
    new_structures: Held[bool] = field(default_factory=Held)
    online: Held[bool] = field(default_factory=Held)  # adapted with the patient on the table
