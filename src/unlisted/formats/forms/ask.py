"""What a person is asked for an element of the checklist: fields by their type, with what is held beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from unlisted.episode.completeness_applies import counting_plans, orders
from unlisted.episode.completeness_fields import APPLIES_BY, DOCUMENTS, FIELDS, Fields
from unlisted.episode.enter import Place
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.formats.forms.shape import SECTIONS, FieldShape, Kind, SectionShape, shapes_of

PATIENT_AND_COVERAGE = "patient_and_coverage"
"""No element of the checklist: the facts of the front desk, corrected in the same way."""

ADMINISTRATIVE = frozenset({"patient", "coverages"})
NEW = "new"
_BY_KEY = {section.key: section for section in SECTIONS}
_FROM_FILES_ONLY = frozenset({"plans", "plan_changes"})  # a person completes them, a file brings them
_REIRRADIATION = FieldShape("reirradiation", Kind.YES_NO, (), None, is_held=True, required=False)
_OFFICE = {
    PATIENT_AND_COVERAGE: (
        *(f"patient.{shape.name}" for shape in shapes_of(_BY_KEY["patient"].cls)),
        *(f"coverages.{shape.name}" for shape in shapes_of(_BY_KEY["coverages"].cls)),
    )
}
_ONE = {
    "coverages": "coverage",
    "diagnoses": "diagnosis",
    "prior_courses": "prior course",
    "simulations": "simulation",
    "prescriptions": "prescription",
    "plans": "plan",
    "plan_changes": "plan change",
    "image_guidance": "image",
    "visits": "visit",
    "physics_consults": "physics consultation",
    "time_log": "piece of work",
    "complexity": "complexity factor",
}
_NAMED_BY = ("id", "label", "icd10cm", "body_site", "payer")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its name in the form, its shape, and what is held there now."""

    name: str
    shape: FieldShape
    held: Held[Any]


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one entry. ``new``: an entry that is not there yet; filled in whole or left empty.

    ``decides``: not known, and other elements of the checklist apply or not depending on it.
    """

    title: str
    section: str
    asked: tuple[Asked, ...]
    new: bool = False
    decides: bool = False
    day: date | None = None

    @property
    def administrative(self) -> bool:
        """Say whether these are facts of the office, not of the clinic."""
        return self.section in ADMINISTRATIVE


def wanted_documents(slug: str) -> tuple[str, ...]:
    """Return the documents an element asks for."""
    return DOCUMENTS.get(slug, ())


def ask_for(episode: Episode, slug: str) -> tuple[Group, ...]:
    """Return what can be entered for an element, and what may decide whether it applies and is not known."""
    if slug in _OFFICE:
        return tuple(_groups(episode, _OFFICE[slug]))
    wanted = FIELDS.get(slug, ())
    return (*_groups(episode, wanted), *_deciding(episode, tuple(n for n in APPLIES_BY if n not in wanted)))


def _deciding(episode: Episode, names: Fields) -> Iterator[Group]:
    for group in _groups(episode, names):
        asked = tuple(item for item in group.asked if not item.held.is_known)
        if asked and not group.new:
            yield replace(group, asked=asked, decides=True)


def _groups(episode: Episode, wanted: Iterable[str]) -> Iterator[Group]:
    by_section: dict[str, list[str]] = {}
    for name in wanted:
        section, _, field = name.partition(".")
        by_section.setdefault(section, []).append(field)
    for section, names in by_section.items():
        if section == _REIRRADIATION.name:
            only = Asked(section, _REIRRADIATION, episode.reirradiation)
            yield Group("Earlier radiation", section, (only,))
        elif not _BY_KEY[section].is_list:
            item = getattr(episode, section)
            yield Group(_title(section), section, _of(section, item, Place(section), names))
        else:
            yield from _of_list(episode, _BY_KEY[section], names)


def _of_list(episode: Episode, section: SectionShape, names: list[str]) -> Iterator[Group]:
    one = _ONE[section.key]
    items = getattr(episode, section.key)
    shown = _counting(episode, section.key)
    for n, item in enumerate(items):
        asked = _of(section.key, item, Place(section.key, n), names)
        if asked and any(item is each for each in shown):
            title, day = f"{_title(one)}{_called(item, n, len(items))}", _day(item)
            yield Group(title, section.key, asked, day=day)
    if section.key in _FROM_FILES_ONLY:
        return
    shapes = [shape for shape in shapes_of(section.cls) if _in_new(shape, names)]
    asked = tuple(Asked(f"{section.key}.{NEW}.{shape.name}", shape, Held()) for shape in shapes)
    yield Group(f"Another {one}" if items else _title(one), section.key, asked, new=True)


def _in_new(shape: FieldShape, names: list[str]) -> bool:
    if shape.name == "entered_on":
        return False  # the day of entry is the day it is typed
    return (
        not names[0]
        or shape.required
        or shape.name in names
        or shape.name in {"on", "by", "icd10cm", "body_site"}
    )


def _of(section: str, item: Any, place: Place, names: list[str]) -> tuple[Asked, ...]:
    shapes = {shape.name: shape for shape in shapes_of(_BY_KEY[section].cls)}
    return tuple(
        Asked(str(Place(place.section, place.index, name)), shapes[name], getattr(item, name))
        for name in names
        if name in shapes and shapes[name].is_held
    )


def _counting(episode: Episode, section: str) -> list[Any]:
    """Return the entries the checklist looks at: no plan that is left out, no side diagnosis."""
    if section == "plans":
        return list(counting_plans(episode))
    if section == "prescriptions":
        return orders(episode)
    if section == "diagnoses":
        main = [item for item in episode.diagnoses if item.is_primary]
        return main or list(episode.diagnoses[:1])
    return list(getattr(episode, section))


def _title(slug: str) -> str:
    words = slug.replace("_", " ")
    return words[:1].upper() + words[1:]


def _day(item: Any) -> date | None:
    found = getattr(item, "on", None)
    return found.value if isinstance(found, Held) and found.is_known else None


def _called(item: Any, n: int, many: int) -> str:
    known = {field.name for field in fields(item)}
    for name in _NAMED_BY:
        found = getattr(item, name) if name in known else None
        value = found.value if isinstance(found, Held) and found.is_known else found
        if value and not isinstance(value, Held):
            return f" {n + 1}: {value}" if many > 1 else f": {value}"
    return f" {n + 1}" if many > 1 else ""
