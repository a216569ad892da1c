"""Which part of a course a resource is, and under which id it is known."""

from __future__ import annotations

from unlisted.formats.fhir.codes import (
    CODEX,
    COURSE_CODES,
    DICOM_UID,
    MCODE,
    OWN_IDENTIFIER,
    PROFILES,
    SNOMED,
)
from unlisted.formats.fhir.element import Element, Resource, codings
from unlisted.formats.fhir.index import Index

_BY_PROFILE = {f"{CODEX}{name}": key for key, name in PROFILES.items()}
_BY_PROFILE[f"{MCODE}mcode-radiotherapy-course-summary"] = ("delivered", "course")
_LEVELS = {code: level for level, code in COURSE_CODES.items()}
_OID = "urn:oid:"


def part_kind(resource: Resource) -> tuple[str, str] | None:
    """Return side and level of a resource that is part of a course, by profile or by code and intent."""
    for url in resource.profiles:
        if url in _BY_PROFILE:
            return _BY_PROFILE[url]
    if resource.type not in ("Procedure", "ServiceRequest"):
        return None
    concept = resource.root.one("code")
    codes = (
        [c for s, c, _ in codings(concept) if s == SNOMED]
        if concept and isinstance(concept.value, dict)
        else []
    )
    level = next((_LEVELS[code] for code in codes if code in _LEVELS), None)
    if level is None:
        return None
    if resource.type == "Procedure":
        return "delivered", level
    return ("prescribed" if resource.tree.get("intent") == "original-order" else "planned"), level


def official_uid(resource: Resource) -> str:
    """Return the official identifier, a DICOM UID without its prefix; ``""`` where there is none."""
    for item in _identifiers(resource):
        if item.get("use") == "official" or item.get("system") == DICOM_UID:
            return str(item["value"]).removeprefix(_OID)
    return ""


def dicom_uid(resource: Resource) -> str:
    """Return the official identifier where it is a DICOM UID."""
    uid = official_uid(resource)
    return uid if is_uid(uid) else ""


def is_uid(text: str) -> bool:
    """Say whether a text is a DICOM UID (part 5, section 9.1): numbers parted by full stops."""
    return 0 < len(text) <= 64 and text.count(".") > 1 and all(part.isdecimal() for part in text.split("."))


def _identifiers(resource: Resource) -> list[dict[str, object]]:
    held = resource.tree.get("identifier")
    return [
        item
        for item in (held if isinstance(held, list) else ())
        if isinstance(item, dict) and isinstance(item.get("value"), str)
    ]


class Identities:
    """One id for each part and volume: the official identifier, or ``Type/id`` where several share it.

    Published examples give one UID to different phases. Resources of one kind, identifier and name are
    states of the same part.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._holders: dict[str, set[tuple[object, ...]]] = {}
        for resource in index.resources:
            uid = official_uid(resource)
            if uid:
                self._holders.setdefault(uid, set()).add(self._kind(resource))

    def _kind(self, resource: Resource) -> tuple[object, ...]:
        names = [item["value"] for item in _identifiers(resource) if item.get("use") == "usual"]
        return resource.type, part_kind(resource), tuple(names)

    def of(self, resource: Resource) -> str:
        """Return the id of a resource."""
        own = [item["value"] for item in _identifiers(resource) if item.get("system") == OWN_IDENTIFIER]
        if own:
            return str(own[0])
        uid = official_uid(resource)
        return uid if uid and len(self._holders[uid]) == 1 else resource.key

    def follow(self, reference: Element | None) -> str:
        """Return the id of what a reference leads to; ``""`` where it is not in the files."""
        found = self._index.follow(reference)
        return self.of(found) if found is not None else ""


def mark_identifiers(root: Element) -> None:
    """Mark what ``Identities`` and ``display_name`` use."""
    official = False
    for item in root.all("identifier"):
        if not isinstance(item.value, dict):
            continue
        use, system = item.value.get("use"), item.value.get("system")
        is_name = use == "usual" or system == OWN_IDENTIFIER
        is_official = not official and (use == "official" or system == DICOM_UID)
        if is_name or is_official:
            official = official or not is_name
            for name in ("use", "system", "value", "type"):
                held = item.one(name)
                if held is not None:
                    held.read()


def display_name(root: Element, own: str) -> str:
    """Return the name for people; an id that stands in for it is none."""
    for item in root.all("identifier"):
        if isinstance(item.value, dict) and item.value.get("use") == "usual":
            name = item.text("value")
            return "" if name == own else name
    return ""
