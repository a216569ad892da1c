"""What was delivered: records, fractions, sessions, image guidance. Doses in Gy, meterset in MU."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.fact import Held
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import GuidanceKind, Termination, Verification


@dataclass(frozen=True, slots=True)
class Override:
    """An operator's override of a machine parameter (3008,0060)."""

    parameter: str
    reason: str
    operator: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class BeamDelivery:
    """One beam of one record."""

    beam_number: int
    beam_name: str
    meterset_specified: Decimal | None
    meterset_delivered: Decimal | None
    dose_gy: Decimal | None
    termination: Termination
    termination_code: str
    verification: Verification | None
    delivery_type: str  # TREATMENT, CONTINUATION, SETUP, OPEN_PORTFILM, TRMT_PORTFILM
    overrides: tuple[Override, ...]
    evidence: tuple[Evidence, ...]
    reported_dose_gy: Decimal | None = None  # the record's own dose, used where the plan states none
    delivered_seconds: Decimal | None = None
    started_at: time | None = None  # of the first and last control point
    ended_at: time | None = None
    corrected_parameters: int = 0
    tolerance_violations: int = 0


@dataclass(frozen=True, slots=True)
class TreatmentRecord:
    """One treatment record object: a session at the machine, or the continuation of one."""

    uid: str
    plan_uid: str
    fraction_number: int
    on: date
    at: time | None
    machine: str
    beams: tuple[BeamDelivery, ...]
    evidence: tuple[Evidence, ...]
    kind: str = ""  # beams, ion, brachy
    fractions_planned: int | None = None
    fraction_group: int | None = None
    session_uid: str = ""
    verification_images: int = 0


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """What a treatment summary record says of one plan: the system's own count, to check ours against."""

    uid: str
    plan_uid: str
    status: Held[str] = field(default_factory=Held)  # NOT_STARTED, ON_TREATMENT, ON_BREAK, STOPPED, COMPLETED
    comment: Held[str] = field(default_factory=Held)
    fractions_planned: Held[int] = field(default_factory=Held)
    fractions_delivered: Held[int] = field(default_factory=Held)
    first_treated_on: Held[date] = field(default_factory=Held)
    last_treated_on: Held[date] = field(default_factory=Held)
    cumulative_dose_gy: Held[Decimal] = field(default_factory=Held)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Fraction:
    """A delivered fraction: distinct (plan, fraction number), continuations folded in.

    ``complete`` when every treatment beam of the plan reached its meterset; ``days`` are the calendar
    days it took. ``dose_gy`` is the sum over its records.
    """

    plan_uid: str
    number: int
    days: tuple[date, ...]
    dose_gy: Decimal | None
    record_uids: tuple[str, ...]
    complete: bool
    continued: bool
    overrides: int
    machine_stops: int
    evidence: tuple[Evidence, ...]
    dose_basis: str = ""  # beam_dose, prescription, record: what the dose was worked out from


@dataclass(frozen=True, slots=True)
class ImageGuidance:
    """An image taken to verify the position, and whether a physician approved it."""

    on: Held[date] = field(default_factory=Held)
    kind: Held[GuidanceKind] = field(default_factory=Held)
    plan_uid: str = ""
    fraction_number: int | None = None
    shift_applied: Held[bool] = field(default_factory=Held)
    approved_by: Held[Actor] = field(default_factory=Held)
    approved_on: Held[date] = field(default_factory=Held)
