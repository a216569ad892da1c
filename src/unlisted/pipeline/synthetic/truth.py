"""What is true of a made-up chart: the answer key an importer is held to."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.episode.vocabulary import Technique


@dataclass(frozen=True, slots=True)
class TruePlan:
    """A plan: the technique of each beam, and whether it counts; ``why_not`` is qa or unapproved."""

    label: str
    uid: str
    techniques: tuple[Technique, ...]
    fractions_planned: int
    counts: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class TrueFraction:
    """A delivered fraction with its days, dose in Gy, and what happened."""

    plan_label: str
    number: int
    days: tuple[date, ...]
    dose_gy: Decimal
    complete: bool = True
    continued: bool = False
    machine_stops: int = 0
    overrides: int = 0


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything true of one chart. ``records`` counts treatment records of plans that count.

    ``diagnosis`` (ICD-10-CM), ``payer``, ``member_id`` and ``toxicity`` (term and CTCAE grade) stand in FHIR
    only.
    """

    chart: str
    technique: str
    fault: str
    record_number: str
    plans: tuple[TruePlan, ...]
    fractions: tuple[TrueFraction, ...]
    records: int
    replans: tuple[tuple[str, str], ...]
    minutes: int
    visits: int
    reirradiation: bool
    stereotactic_proposed: bool
    diagnosis: str
    payer: str
    member_id: str
    toxicity: tuple[str, int]
    birth_date: date
    missing_fractions: tuple[int, ...] = ()

    @property
    def dose_gy(self) -> Decimal:
        """Return the dose of the whole chart in Gy."""
        return sum((item.dose_gy for item in self.fractions), Decimal(0))

    @property
    def treatment_days(self) -> tuple[date, ...]:
        """Return the distinct treatment days."""
        return tuple(sorted({day for item in self.fractions for day in item.days}))

    def to_json(self) -> str:
        """Return the answer key as text, the same for the same chart."""
        return json.dumps(_plain(self), indent=2, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | date):
        return str(value)
    return value


@dataclass(frozen=True, slots=True)
class Chart:
    """The files of a made-up chart by name, and what is true of them."""

    files: dict[str, bytes]
    truth: Truth
