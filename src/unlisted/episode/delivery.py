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
