"""The course as a chart states it: prescribed, planned, delivered; course, phase, plan, fraction, session.

After CodeX Radiation Therapy STU2. Doses in Gy. A part refers to other parts and to volumes by their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Intent, Modality


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume that is treated or spared. ``kind``: ptv, ctv, gtv, itv, igtv, oar, or the code given."""

    id: str
    name: str = ""
    kind: str = ""
    body_site: str = ""
    qualifiers: tuple[str, ...] = ()
    uid: str = ""  # official identifier, a DICOM UID as a rule
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class BiologicDose:
    """A dose in a radiobiologic metric, for example EQD2 with its alpha/beta in the unit."""

    value: Decimal
    unit: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class VolumeDose:
    """The dose to one volume: prescribed, planned or delivered, by the part it stands in."""

    volume_id: str
    dose_gy: Decimal | None = None
    dose_per_fraction_gy: Decimal | None = None
    fractions: int | None = None
    uniform: bool | None = None  # all fractions gave the same dose
    point: bool | None = None  # to a point, not to the volume
    primary_plan: bool | None = None  # the dose the plan is normalized to
    biologic: tuple[BiologicDose, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RadiationUse:
    """One modality with its techniques (SNOMED CT codes; ``techniques`` are our slugs where we know them)."""

    modality: Modality
    modality_code: str = ""
    techniques: tuple[str, ...] = ()
    technique_codes: tuple[str, ...] = ()
    energies: tuple[str, ...] = ()  # "18 MV", or an isotope's code
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DicomReference:
    """The DICOM object a part stands for."""

    instance_uid: str
    sop_class_uid: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one field of a part was read."""

    field: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CoursePart:
    """One part of the course.

    ``side``: prescribed, planned, delivered. ``level``: course, phase, plan, fraction, session. ``status`` is
    the source's own word (completed, stopped, revoked, …). ``number`` counts fractions in their plan and
    sessions in the course.
    """

    id: str
    side: str
    level: str
    name: str = ""
    status: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    authored_on: date | None = None
    sessions: int | None = None
    fractions: int | None = None
    number: int | None = None
    number_in_phase: int | None = None
    intent: Intent | None = None
    uses: tuple[RadiationUse, ...] = ()
    doses: tuple[VolumeDose, ...] = ()
    body_sites: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()  # ICD-10-CM or other codes of the reason
    image_guidance: tuple[str, ...] = ()  # "cbct kV"
    motion_management: tuple[str, ...] = ()
    intrafraction_verification: tuple[str, ...] = ()
    reirradiation: bool | None = None
    change_reasons: tuple[str, ...] = ()
    termination_reasons: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    session_id: str = ""
    requester: Actor | None = None
    performers: tuple[Actor, ...] = ()
    location: str = ""
    machine: str = ""
    dicom: tuple[DicomReference, ...] = ()
    uid: str = ""  # official identifier, a DICOM UID as a rule
    places: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def at(self, field: str) -> tuple[Evidence, ...]:
        """Return where a field was read, or where the part stands."""
        return tuple(place.evidence for place in self.places if place.field == field) or self.evidence
