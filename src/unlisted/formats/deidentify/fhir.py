"""Gather from FHIR JSON what is known, and rewrite it by the policy; references still lead to their goals."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from unlisted.base.errors import LimitExceededError
from unlisted.formats.deidentify.days import days_in
from unlisted.formats.deidentify.keys import STANDARD_UID, Pseudonyms, name_parts
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.policy import (
    FHIR_DROPPED,
    FHIR_KEPT_DISPLAY,
    FHIR_STRUCTURE,
    REPLACED_BASE,
    STANDARD_SYSTEMS,
)
from unlisted.formats.deidentify.scrub import Scrubber

MAX_DEPTH = 64
_PARTIAL = re.compile(r"((?:19|20)\d\d)(-\d\d)?")
_REFERENCE = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/.*)?$")
_OID = re.compile(r"(?:urn:oid:)?([0-2](?:\.\d+){3,})$")
_DATE_KEYS = re.compile(
    r"(date|Date|DateTime|Time|Period|start|end|issued|recorded|authored|created|sent|received)"
)


def gather(tree: Any, known: Known) -> None:
    """Add what the resources say of patient, staff, organizations, identifiers and days."""
    _gather(tree, "", "", known, 0)


def _gather(node: Any, key: str, resource: str, known: Known, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise LimitExceededError(f"more than {MAX_DEPTH} levels in a FHIR file", why="no resource needs it")
    if isinstance(node, list):
        for item in node:
            _gather(item, key, resource, known, depth + 1)
    elif isinstance(node, dict):
        resource = str(node.get("resourceType", resource))
        if node.get("resourceType") == "Patient" and isinstance(node.get("name"), list):
            names = [_full_name(name) for name in node["name"] if isinstance(name, dict)]
            known.people.add(frozenset(part for name in names for part in name_parts(name)))
        if "family" in node or "given" in node:
            known.add(known.patient_names if resource == "Patient" else known.staff, _full_name(node))
        for name, value in node.items():
            if isinstance(value, dict | list):
                _gather(value, name, resource, known, depth + 1)
            elif isinstance(value, str):
                _note(node, name, value, key, resource, known)


def _full_name(node: dict[str, Any]) -> str:
    given = node.get("given", [])
    parts = [str(part) for part in given if isinstance(part, str)] if isinstance(given, list) else []
    return " ".join([*parts, str(node.get("family", ""))]).strip()


def _note(node: dict[str, Any], name: str, value: str, key: str, resource: str, known: Known) -> None:
    known.dates.update(days_in(value))
    if name == "birthDate" and resource == "Patient":
        known.birth_dates.update(days_in(value))
    if name == "id" and "resourceType" in node:
        known.add(known.identifiers, value)
    elif name == "value" and key == "identifier":
        oid = _OID.match(value)
        if oid and not oid[1].startswith(STANDARD_UID):
            known.add(known.uids, oid[1])
        elif resource == "Patient" and _is_record_number(node):
            known.add(known.record_numbers, value)
        else:
            known.add(known.identifiers, value)
    elif name in {"subscriberId", "dependent"} or (name == "value" and key == "class"):
        known.add(known.identifiers, value)
    elif name == "name" and resource in {"Organization", "Location"}:
        known.add(known.institutions, value)
    elif name == "text" and key == "name":
        known.add(known.patient_names if resource == "Patient" else known.staff, value)


def _is_record_number(identifier: dict[str, Any]) -> bool:
    """Say whether an identifier of the patient is the record number: typed MR, or without a type."""
    kind = identifier.get("type")
    codings = kind.get("coding", []) if isinstance(kind, dict) else []
    codes = [item.get("code") for item in codings if isinstance(item, dict)]
    return not codes or "MR" in codes


def rewrite(tree: Any, names: Pseudonyms, scrubber: Scrubber, latest: date) -> Any:
    """Return the resources de-identified."""
    return _Rewriter(names, scrubber, latest).node(tree, "", "")


class _Rewriter:
    """Rewrite one tree from the top down."""

    def __init__(self, names: Pseudonyms, scrubber: Scrubber, latest: date) -> None:
        self._names, self._scrubber, self._latest = names, scrubber, latest

    def node(self, node: Any, key: str, resource: str) -> Any:
        """Return a node rewritten; ``key`` is where it stands."""
        if isinstance(node, list):
            return [self.node(item, key, resource) for item in node]
        if isinstance(node, dict):
            return self._object(node, key, resource)
        return self._scrubber.text(node) if isinstance(node, str) else node

    def _object(self, node: dict[str, Any], key: str, resource: str) -> dict[str, Any]:
        resource = str(node.get("resourceType", resource))
        if "family" in node or "given" in node:
            return self._human_name(node, resource)
        if key == "text" and "div" in node:
            return {"status": "empty", "div": '<div xmlns="http://www.w3.org/1999/xhtml"></div>'}
        made: dict[str, Any] = {}
        for name, value in node.items():
            if name in FHIR_DROPPED or name.startswith("_"):
                continue
            if name == "display" and ("reference" in node or "identifier" in node):
                if key in FHIR_KEPT_DISPLAY and isinstance(value, str):
                    made[name] = self._scrubber.text(value)
                continue
            made[name] = (
                self._string(node, name, value, key, resource)
                if isinstance(value, str)
                else self.node(value, name, resource)
            )
        return made

    def _human_name(self, node: dict[str, Any], resource: str) -> dict[str, Any]:
        if resource != "Patient":
            return {"family": self._names.staff(_full_name(node))}
        family, given = self._names.patient_names
        return {"family": family, "given": [given]}

    def _string(self, node: dict[str, Any], name: str, value: str, key: str, resource: str) -> str:
        made = self._identity(node, name, value, key, resource)
        if made is not None:
            return made
        if name == "birthDate":
            born = days_in(value)
            return self._names.birth_date(born[0], self._latest).isoformat() if born else ""
        if _DATE_KEYS.search(name) and _PARTIAL.fullmatch(value):
            return self._partial(value)
        return value if name in FHIR_STRUCTURE else self._scrubber.text(value)

    def _identity(self, node: dict[str, Any], name: str, value: str, key: str, resource: str) -> str | None:
        """Return what replaces a field that identifies by itself; ``None`` for other fields."""
        made = None
        if name in {"reference", "fullUrl"} or (
            name == "url" and key not in {"extension", "modifierExtension"} and _REFERENCE.match(value)
        ):
            made = self._reference(value)
        elif name == "value" and key == "identifier":
            made = self._identifier(node, value, resource)
        elif name == "system" and key == "identifier":
            made = value if value.startswith(STANDARD_SYSTEMS) else f"{REPLACED_BASE}/id"
        elif name == "name" and resource in {"Organization", "Location"}:
            made = self._names.institution(value)
        elif (
            (name == "id" and "resourceType" in node)
            or name in {"subscriberId", "dependent"}
            or (name == "value" and key == "class")
        ):
            made = self._names.identifier(value)
        return made

    def _identifier(self, node: dict[str, Any], value: str, resource: str) -> str:
        oid = _OID.match(value)
        if oid:
            return value.replace(oid[1], self._names.uid(oid[1]))
        if resource == "Patient" and _is_record_number(node):
            return self._names.record_number(value)
        return self._names.identifier(value)

    def _reference(self, value: str) -> str:
        if value.startswith("#"):
            return "#" + self._names.identifier(value[1:])
        if value.startswith("urn:uuid:"):
            return "urn:uuid:" + self._names.uuid(value[9:])
        found = _REFERENCE.match(value)
        if found is None:
            return self._names.identifier(value)
        made = f"{found[1]}/{self._names.identifier(found[2])}"
        return f"{REPLACED_BASE}/{made}" if "://" in value else made

    def _partial(self, value: str) -> str:
        """Move a year or a month by its middle: the day is not known."""
        year, month = int(value[:4]), value[5:7]
        moved = self._names.day(date(year, int(month) if month else 7, 15))
        return f"{moved:%Y-%m}" if month else f"{moved:%Y}"
