"""Structure sets, dose grids, image series and registrations, by their headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.fact import Held
from unlisted.episode.vocabulary import Approval


@dataclass(frozen=True, slots=True)
class StructureSet:
    """A structure set: its targets and organs by name, its approval, the images it is drawn on."""

    uid: str
    label: Held[str] = field(default_factory=Held)
    on: Held[date] = field(default_factory=Held)
    approval: Held[Approval] = field(default_factory=Held)
    approved_by: Held[str] = field(default_factory=Held)
    approved_on: Held[date] = field(default_factory=Held)
    frame_of_reference_uids: tuple[str, ...] = ()
    image_series_uids: tuple[str, ...] = ()
    targets: Held[tuple[str, ...]] = field(default_factory=Held)
    organs_at_risk: Held[tuple[str, ...]] = field(default_factory=Held)
    other_structures: int = 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class DoseGrid:
    """A dose distribution by its header. ``maximum_gy`` only where the file states it in words."""

    uid: str
    plan_uids: tuple[str, ...] = ()
    structure_set_uid: str = ""
    frame_of_reference_uid: str = ""
    summation_type: Held[str] = field(default_factory=Held)  # PLAN, MULTI_PLAN, FRACTION, BEAM, RECORD
    dose_type: Held[str] = field(default_factory=Held)  # PHYSICAL, EFFECTIVE, ERROR
    units: Held[str] = field(default_factory=Held)  # GY, RELATIVE
    histograms: int = 0  # items of the DVH sequence
    normalization_gy: Held[Decimal] = field(default_factory=Held)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageSeries:
    """Images of one series (or one RT image): when, in which frame of reference, approved by whom."""

    series_uid: str
    modality: str  # CT, MR, PT, RTIMAGE
    on: Held[date] = field(default_factory=Held)
    frame_of_reference_uid: str = ""
    instance_uids: tuple[str, ...] = ()
    description: Held[str] = field(default_factory=Held)
    plan_uid: str = ""
    fraction_number: int | None = None
    tube_kilovolts: Held[Decimal] = field(default_factory=Held)
    approval: Held[Approval] = field(default_factory=Held)
    approved_by: Held[str] = field(default_factory=Held)
    approved_on: Held[date] = field(default_factory=Held)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """A spatial registration: which frames of reference it brings together, and when."""

    uid: str
    on: Held[date] = field(default_factory=Held)
    frame_of_reference_uids: tuple[str, ...] = ()
    series_uids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
