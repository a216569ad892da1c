"""Gather from forms and time logs what is known, and rewrite them field by field."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

import yaml

from unlisted.base.errors import BrokenFileError
from unlisted.formats.deidentify.days import MONTHS, days_in
from unlisted.formats.deidentify.keys import Pseudonyms, name_parts
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.scrub import Scrubber
from unlisted.formats.forms import read_form
from unlisted.formats.forms.shape import SECTIONS, Kind, shapes_of
from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import read_tree

_IDENTIFIERS = {"member_id", "group_number", "authorization_number"}
_STAFF = {"requested_by", "approved_by"}
_UIDS = {"uid", "plan_uid", "from_plan_uid", "to_plan_uid"}
_NAMES = {"family_name", "given_name"}
_MACHINES = {"machine"}
_PERSON_FIELDS = {"name", "role", "npi", "credentials"}
_SHAPES = {section.key: {s.name: s for s in shapes_of(section.cls)} for section in SECTIONS}

ORDINARY_WORDS = frozenset(
    word
    for shapes in _SHAPES.values()
    for shape in shapes.values()
    for text in (shape.name, *shape.choices)
    for word in text.split("_")
) | {month.lower() for month in MONTHS}
"""Words of the form itself: a person may be called so, and the word must still be allowed to stand."""


def read_tree_of(name: str, data: bytes) -> dict[str, Any]:
    """Return the tree of a form that reads well; raise the reader's own error otherwise."""
    read_form(name, data)
    tree = read_tree(name, data)
    if isinstance(tree, Problem):  # read_form would have raised
        raise BrokenFileError(f"{name} cannot be read", where=name)
    return tree


def gather_form(tree: Mapping[str, Any], known: Known) -> None:
    """Add what a form says of patient, staff, identifiers and days."""
    known.add(known.identifiers, tree.get("case"))
    patient = tree.get("patient") or {}
    names = [str(patient.get(key, "")) for key in ("given_name", "family_name")]
    known.add(known.patient_names, " ".join(names))
    known.people.add(frozenset(name_parts(" ".join(names))))
    known.add(known.record_numbers, patient.get("record_number"))
    known.birth_dates.update(days_in(str(patient.get("birth_date", ""))))
    people = tree.get("people")
    _gather(tree, "", known, frozenset(people if isinstance(people, dict) else ()))


def _gather(node: Any, key: str, known: Known, people: frozenset[str]) -> None:
    """Walk a form; a text that is the short name of one of its people is no name."""
    if isinstance(node, list):
        for item in node:
            _gather(item, key, known, people)
        return
    if isinstance(node, dict):
        if "name" in node and "role" in node:
            known.add(known.staff, node["name"])
            known.add(known.identifiers, node.get("npi"))
        for name, value in node.items():
            _gather(value, name, known, people)
        return
    text = str(node)
    known.dates.update(days_in(text))
    groups = (
        (_IDENTIFIERS, known.identifiers),
        (_STAFF, known.staff),
        (_UIDS, known.uids),
        (_MACHINES, known.machines),
    )
    for keys, group in groups:
        if key in keys and text not in people:  # a name may be followed by the department
            known.add(group, text.split(",", maxsplit=1)[0] if group is known.staff else text)


def rewrite_form(
    name: str, tree: Mapping[str, Any], names: Pseudonyms, scrubber: Scrubber, known: Known
) -> bytes:
    """Return the form de-identified, in the format it came in."""
    made = _Rewriter(tree, names, scrubber, known).tree()
    if name.lower().endswith(".json"):
        return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()
    text = yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False)
    return str(text).encode()


class _Rewriter:
    """Rewrite one form; the short names of its people may be names, so they are numbered anew."""

    def __init__(self, tree: Mapping[str, Any], names: Pseudonyms, scrubber: Scrubber, known: Known) -> None:
        self._tree, self._names, self._scrubber, self._known = tree, names, scrubber, known
        people = tree.get("people")
        self._keys = {key: f"person{n}" for n, key in enumerate(people or {}, start=1)}

    def tree(self) -> dict[str, Any]:
        """Return the whole form."""
        made: dict[str, Any] = {}
        for key, value in self._tree.items():
            if value in ("", [], {}):
                continue
            made[key] = self._top(key, value)
        return made

    def _top(self, key: str, value: Any) -> Any:
        if key == "people":
            return {self._keys[name]: self._person(person) for name, person in value.items()}
        if key == "entered_by":
            return self._person(value)
        if key == "case":
            return self._names.identifier(value)
        if key in {"form", "documents", "reirradiation"}:
            return value
        if isinstance(value, list):
            return [self._entry(key, item) for item in value if item not in ("", {}, [])]
        return self._entry(key, value) if isinstance(value, dict) else self._scrubber.text(value)

    def _entry(self, section: str, entry: Any) -> Any:
        if not isinstance(entry, dict):
            return self._scrubber.text(str(entry))
        shapes = _SHAPES.get(section, {})
        made = {}
        for name, value in entry.items():
            if value in ("", [], {}):
                continue
            kind = shapes[name].kind if name in shapes else Kind.PERSON if name == "by" else Kind.TEXT
            fixed = name in shapes and bool(shapes[name].choices)
            made[name] = self._field(name, value, kind, fixed=fixed)
        return made

    def _field(self, name: str, value: Any, kind: Kind, *, fixed: bool) -> Any:
        if kind is Kind.PERSON:
            return self._person(value)
        if isinstance(value, list):
            return [self._each(item) for item in value if item != ""]
        text = str(value)
        if fixed or kind in {Kind.WHOLE, Kind.NUMBER, Kind.YES_NO} or name in {"element", "slug", "state"}:
            return text
        return self._text(name, text)

    def _text(self, name: str, text: str) -> str:
        names = self._names
        if name == "birth_date":
            born = days_in(text)
            return names.birth_date(born[0], self._known.latest).isoformat() if born else ""
        if name == "record_number":
            return names.record_number(text)
        if name in _NAMES:
            return names.patient_names[0 if name == "family_name" else 1]
        return self._identity(name, text) or self._scrubber.text(text)

    def _identity(self, name: str, text: str) -> str:
        """Return what replaces a field that identifies by itself; empty for other fields."""
        names = self._names
        made = ""
        if name in _IDENTIFIERS:
            made = names.identifier(text)
        elif name in _STAFF:
            made = names.staff(text.split(",", maxsplit=1)[0])
        elif name in _UIDS:
            made = names.uid(text)
        elif name in _MACHINES:
            made = names.machine(text)
        return made

    def _each(self, item: Any) -> Any:
        if isinstance(item, dict):
            return {key: self._scrubber.text(str(value)) for key, value in item.items()}
        return self._scrubber.text(str(item))

    def _person(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._keys.get(value, value)
        made = {key: text for key, text in value.items() if key in _PERSON_FIELDS and key != "npi"}
        if "name" in made:
            made["name"] = self._names.staff(made["name"])
        return made


def gather_log(name: str, data: bytes, known: Known) -> None:
    """Add what a time log says of staff and days."""
    for entry in read_form(name, data).time_log:
        known.add(known.staff, entry.person.name)
        known.add(known.identifiers, entry.person.npi)
        known.dates.add(entry.on)
        if entry.entered_on is not None:
            known.dates.add(entry.entered_on)
    known.dates.update(days_in(data.decode("utf-8-sig")))


def rewrite_log(data: bytes, names: Pseudonyms, scrubber: Scrubber) -> bytes:
    """Return the time log de-identified: persons by pseudonym, no NPI, days moved, notes scrubbed."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    header = [cell.strip().lower() for cell in rows[0]]
    stream = io.StringIO()
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(header)
    for row in rows[1:]:
        if any(cell.strip() for cell in row):
            out.writerow(
                [
                    _cell(column, cell.strip(), names, scrubber)
                    for column, cell in zip(header, row, strict=True)
                ]
            )
    return stream.getvalue().encode()


def _cell(column: str, cell: str, names: Pseudonyms, scrubber: Scrubber) -> str:
    if column == "npi" or not cell:
        return ""
    if column == "person":
        return names.staff(cell)
    if column in {"date", "entered_on", "note"}:
        return scrubber.text(cell)
    return cell
