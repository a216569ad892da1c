"""Walk a resource and remember what was read, so that the rest can be listed as not mapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.base.errors import BrokenFileError
from unlisted.base.evidence import FileEvidence
from unlisted.formats.fhir.codes import SNOMED

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?$")
_NOT_LISTED = frozenset({"resourceType", "id", "meta", "text", "implicitRules", "language"})
"""Keys that carry no fact of their own: identity, metadata, and the narrative that repeats the data."""


@dataclass(slots=True, eq=False)
class Resource:
    """One resource of a file: where it stands, its JSON, and the paths that were read."""

    file: str
    sha256: str
    path: str
    tree: dict[str, Any]
    url: str = ""
    contained: dict[str, Resource] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    set_aside: str = ""  # why no fact may be taken from it; see ``modifiers``

    @property
    def type(self) -> str:
        """Return the resource type."""
        return str(self.tree.get("resourceType", ""))

    @property
    def key(self) -> str:
        """Return ``Type/id``."""
        return f"{self.type}/{self.tree.get('id', '')}"

    @property
    def root(self) -> Element:
        """Return the resource as an element."""
        return Element(self, self.tree, self.path)

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the profiles claimed, without versions."""
        meta = self.tree.get("meta")
        held = meta.get("profile") if isinstance(meta, dict) else None
        return tuple(
            url.partition("|")[0] for url in (held if isinstance(held, list) else ()) if isinstance(url, str)
        )

    def evidence(self, path: str = "") -> FileEvidence:
        """Return the place of an element as evidence."""
        return FileEvidence(self.file, self.sha256, path or self.path)

    def broken(self, path: str, what: str) -> BrokenFileError:
        """Return the error for an element of the wrong shape; no value is shown."""
        return BrokenFileError(
            f"{self.file} breaks FHIR: {what}",
            where=f"{self.file} {path}",
            why="a fact that is misread would end in a claim",
            fix="validate the file with `unlisted fhir validate`, and export it again",
        )

    def unmapped(self) -> Iterator[str]:
        """Return the paths that were not read, each as high up as nothing below it was read."""
        if self.set_aside:
            yield f"{self.path} (set aside: {self.set_aside})"
            return
        if not self.used:
            yield self.path
            return
        read = {part for path in self.used for part in _above(path)}
        yield from self._left(self.tree, self.path, read, top=True)

    def _left(self, value: Any, path: str, read: set[str], *, top: bool = False) -> Iterator[str]:
        if path in self.used:
            return
        if path not in read:
            yield path
            return
        items: Iterator[tuple[str, Any]]
        if isinstance(value, dict):
            items = (
                (f"{path}.{key}", item) for key, item in value.items() if not (top and key in _NOT_LISTED)
            )
        else:
            items = (
                (f"{path}[{n}]", item) for n, item in enumerate(value if isinstance(value, list) else ())
            )
        for place, item in items:
            yield from self._left(item, place, read)


def _above(path: str) -> Iterator[str]:
    yield path
    for n in range(len(path) - 1, 0, -1):
        if path[n] in ".[":
            yield path[:n]


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A value of a resource with its place. Asking for a plain value marks it as read."""

    resource: Resource
    value: Any
    path: str

    @property
    def evidence(self) -> FileEvidence:
        """Return the place as evidence."""
        return self.resource.evidence(self.path)

    def read(self) -> None:
        """Mark this element and all below it as read."""
        self.resource.used.add(self.path)

    def one(self, name: str) -> Element | None:
        """Return the child object or value ``name``; raise ``BrokenFileError`` for a list."""
        self.check_object()
        if name not in self.value:
            return None
        if isinstance(self.value[name], list):
            raise self.resource.broken(f"{self.path}.{name}", "a list where one value is expected")
        return Element(self.resource, self.value[name], f"{self.path}.{name}")

    def all(self, name: str) -> list[Element]:
        """Return the items of the list ``name``; a lone object counts as a list of one."""
        self.check_object()
        held = self.value.get(name)
        if held is None:
            return []
        if not isinstance(held, list):
            return [Element(self.resource, held, f"{self.path}.{name}")]
        return [
            Element(self.resource, item, f"{self.path}.{name}[{n}]")
            for n, item in enumerate(held)
            if item is not None
        ]

    def text(self, name: str) -> str:
        """Return a string, read; ``""`` where it is absent."""
        found = self.one(name)
        if found is None:
            return ""
        if not isinstance(found.value, str):
            raise self.resource.broken(found.path, "a text is expected")
        found.read()
        return found.value

    def whole(self, name: str) -> int | None:
        """Return an integer, read."""
        found = self.one(name)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int):
            raise self.resource.broken(found.path, "a whole number is expected")
        found.read()
        return found.value

    def number(self, name: str) -> Decimal | None:
        """Return a decimal, read."""
        found = self.one(name)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int | Decimal):
            raise self.resource.broken(found.path, "a number is expected")
        found.read()
        return Decimal(found.value)

    def flag(self, name: str) -> bool | None:
        """Return a boolean, read."""
        found = self.one(name)
        if found is None:
            return None
        if not isinstance(found.value, bool):
            raise self.resource.broken(found.path, "true or false is expected")
        found.read()
        return found.value

    def day(self, name: str) -> date | None:
        """Return the day of a date or time as written, read; a year or month alone is left unread."""
        found = self.one(name)
        if found is None:
            return None
        if not isinstance(found.value, str):
            raise self.resource.broken(found.path, "a date is expected")
        if not _DAY.match(found.value):
            return None
        try:
            day = date.fromisoformat(found.value[:10])
        except ValueError as error:
            raise self.resource.broken(found.path, "not a day of the calendar") from error
        found.read()
        return day

    def extensions(self, *urls: str) -> list[Element]:
        """Return the extensions with one of these urls."""
        return [
            item
            for item in self.all("extension")
            if isinstance(item.value, dict) and item.value.get("url") in urls
        ]

    def check_object(self) -> None:
        """Raise ``BrokenFileError`` where this is no object."""
        if not isinstance(self.value, dict):
            raise self.resource.broken(self.path, "an object is expected")


def codings(concept: Element) -> Iterator[tuple[str, str, Element]]:
    """Return system and code of each coding of a CodeableConcept or Coding."""
    concept.check_object()
    for item in concept.all("coding") if "coding" in concept.value else [concept]:
        item.check_object()
        system, code = item.value.get("system"), item.value.get("code")
        if isinstance(code, str):
            yield (system if isinstance(system, str) else ""), code, item


def code_in(concept: Element | None, system: str) -> str:
    """Return the first code of one system, read; ``""`` where there is none."""
    if concept is None:
        return ""
    for found, code, item in codings(concept):
        if found == system:
            mark_coding(item)
            return code
    return ""


def mark_coding(item: Element) -> None:
    """Mark system, code and words of a coding as read; its version and extensions stay listed."""
    for name in ("system", "code", "display"):
        held = item.one(name)
        if held is not None:
            held.read()


def read_coding(concept: Element, item: Element) -> None:
    """Mark a coding as read, and the concept's text where it only repeats it; other words stay listed."""
    mark_coding(item)
    text, words = concept.one("text"), item.value.get("display")
    if text is not None and isinstance(words, str) and str(text.value).strip().lower() == words.lower():
        text.read()


def shown(concept: Element | None) -> str:
    """Return a concept as ``code |words|`` (the way SNOMED CT writes it), or its text; read.

    A code of another system stands as ``system#code |words|``.
    """
    if concept is None:
        return ""
    for system, code, item in codings(concept):
        if system and system != SNOMED:
            code = f"{system}#{code}"  # noqa: PLW2901
        words = item.value.get("display")
        read_coding(concept, item)
        return f"{code} |{words.replace('|', '/')}|" if isinstance(words, str) else code
    return concept.text("text")
