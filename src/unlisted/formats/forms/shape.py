"""What a form may hold: derived from the episode model, so that a new fact is at once a form field."""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from unlisted.episode import care, clinical, delivery, person, plan
from unlisted.episode.fact import Held
from unlisted.rules.vocabulary import Step

FORM_KIND = "unlisted.episode/1"
STEPS = tuple(step.value for step in Step)


class Kind(StrEnum):
    """The shape of one answer, in the words of the form."""

    TEXT = "text"
    DAY = "day, YYYY-MM-DD"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    PERSON = "name of an entry of people, or name, role, npi, credentials"
    TEXTS = "list of texts"
    TOXICITIES = "list of term, grade, version, attribution, action"


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field: its kind, the closed list it is chosen from (if any), and whether it must be given.

    ``is_held`` fields become a fact with its evidence; the others stand as they are.
    """

    name: str
    kind: Kind
    choices: tuple[str, ...]
    enum: type[StrEnum] | None
    is_held: bool
    required: bool


@dataclass(frozen=True, slots=True)
class SectionShape:
    """One section of the form: the key, the episode's attribute, the class, and whether it is a list."""

    key: str
    cls: type[Any]
    is_list: bool


SECTIONS: tuple[SectionShape, ...] = (
    SectionShape("patient", person.Patient, False),
    SectionShape("coverages", person.Coverage, True),
    SectionShape("diagnoses", clinical.Diagnosis, True),
    SectionShape("prior_courses", clinical.PriorCourse, True),
    SectionShape("consultation", clinical.Consultation, False),
    SectionShape("tumor_board", clinical.TumorBoard, False),
    SectionShape("simulations", clinical.Simulation, True),
    SectionShape("prescriptions", plan.Prescription, True),
    SectionShape("plans", plan.Plan, True),
    SectionShape("plan_changes", plan.PlanChange, True),
    SectionShape("image_guidance", delivery.ImageGuidance, True),
    SectionShape("visits", care.Visit, True),
    SectionShape("physics_consults", care.PhysicsConsult, True),
    SectionShape("time_log", care.TimeEntry, True),
    SectionShape("complexity", care.ComplexityFactor, True),
    SectionShape("attestations", care.Attestation, True),
    SectionShape("completion", care.CompletionSummary, False),
)

# Facts no person writes; a fact in a shape a form cannot write (a time, a list of objects) is left out too.
_FROM_MACHINES_ONLY = {
    "beams",
    "dose_reference_uids",
    "frame_of_reference_uid",
    "structure_set_uid",
    "predecessor_uid",
    "stereotactic_proposed",
    "why_stereotactic",
    "excluded",
    "evidence",
    "geometry",
    "phantom",
    "image_guidance_planned",
    "relations",
}
_CHOICES = {
    (person.Patient, "sex"): ("male", "female", "other", "unknown"),
    (plan.Prescription, "level"): ("course", "phase", "plan"),
    (clinical.Diagnosis, "laterality"): ("left", "right", "bilateral", "midline"),
    (care.CompletionSummary, "status"): ("completed", "stopped", "on_break", "in_progress"),
    (care.TimeEntry, "step"): STEPS,
}
_DEFAULTED = {(care.Attestation, "by"), (care.Attestation, "on")}  # else who entered the form, and when
_PLAIN = {str: Kind.TEXT, date: Kind.DAY, int: Kind.WHOLE, Decimal: Kind.NUMBER, bool: Kind.YES_NO}


def shapes_of(cls: type[Any]) -> tuple[FieldShape, ...]:
    """Return the fields a form may give for a class of the model, in its order."""
    return _SHAPES[cls]


def _derive(cls: type[Any]) -> tuple[FieldShape, ...]:
    hints = typing.get_type_hints(cls)
    found = []
    for item in fields(cls):
        hint = hints[item.name]
        is_held = typing.get_origin(hint) is Held
        inner = typing.get_args(hint)[0] if is_held else _without_none(hint)
        kind = _kind(inner)
        if kind is None or item.name in _FROM_MACHINES_ONLY or (cls is plan.Plan and item.name == "kind"):
            continue
        is_enum = isinstance(inner, type) and issubclass(inner, StrEnum)
        has_default = item.default is not MISSING or item.default_factory is not MISSING
        optional = inner is not hint or has_default or (cls, item.name) in _DEFAULTED
        found.append(
            FieldShape(
                item.name,
                kind,
                tuple(inner) if is_enum else _CHOICES.get((cls, item.name), ()),
                inner if is_enum else None,
                is_held,
                required=not optional,
            )
        )
    return tuple(found)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    return hint


def _kind(inner: Any) -> Kind | None:
    if inner is person.Actor:
        return Kind.PERSON
    if typing.get_origin(inner) is tuple:
        item = typing.get_args(inner)[0]
        if item is care.Toxicity:
            return Kind.TOXICITIES
        if item is str:
            return Kind.TEXTS
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return Kind.TEXT
    return _PLAIN.get(inner)


_SHAPES = {section.cls: _derive(section.cls) for section in SECTIONS}
