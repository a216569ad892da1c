"""Find the resources in named files: bundles, single resources, ndjson; and follow their references."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.formats.fhir.element import Element, Resource
from unlisted.formats.fhir.profiles.limits import MAX_BYTES, read_json

MAX_FILES = 50_000
MAX_LINES = 200_000
MAX_NESTED_BUNDLES = 4


def find_resources(files: Sequence[tuple[str, bytes]]) -> list[Resource]:
    """Return all resources of the files, bundles opened, each with its place.

    Raises ``BrokenFileError`` for a file that is not FHIR JSON, ``LimitExceededError`` beyond the limits.
    """
    if len(files) > MAX_FILES:
        raise LimitExceededError(f"more than {MAX_FILES} FHIR files at once")
    return [resource for name, data in files for resource in _of_file(name, data)]


def _of_file(name: str, data: bytes) -> Iterator[Resource]:
    sha256 = hashlib.sha256(data).hexdigest()
    if not name.lower().endswith(".ndjson"):
        yield from _opened(name, sha256, read_json(name, data), "", "", 0)
        return
    if len(data) > MAX_BYTES:
        raise LimitExceededError(f"{name} has more than {MAX_BYTES} bytes", where=name)
    for n, line in enumerate(data.split(b"\n"), start=1):
        if n > MAX_LINES:
            raise LimitExceededError(f"{name} has more than {MAX_LINES} lines", where=name)
        if line.strip():
            yield from _opened(name, sha256, read_json(f"{name} line {n}", line), f"line {n}: ", "", 0)


def _opened(name: str, sha256: str, tree: Any, place: str, url: str, depth: int) -> Iterator[Resource]:
    kind = tree.get("resourceType") if isinstance(tree, dict) else None
    if not isinstance(kind, str) or not kind.isalpha():
        raise BrokenFileError(
            f"{name} holds no FHIR resource",
            where=f"{name} {place}".strip(),
            fix="give FHIR R4 resources in JSON: an object with resourceType",
        )
    path = place if "." in place else f"{place}{kind}"
    if kind != "Bundle":
        yield _resource(name, sha256, path, tree, url)
        return
    entries = tree.get("entry", [])
    if not isinstance(entries, list) or depth > MAX_NESTED_BUNDLES:
        raise BrokenFileError(f"{name} holds a broken bundle", where=f"{name} {path}.entry")
    for n, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise BrokenFileError(f"{name} holds a broken bundle", where=f"{name} {path}.entry[{n}]")
        full_url = entry.get("fullUrl")
        if "resource" in entry:
            inside = f"{path}.entry[{n}].resource"
            yield from _opened(
                name,
                sha256,
                entry["resource"],
                inside,
                full_url if isinstance(full_url, str) else "",
                depth + 1,
            )


def _resource(name: str, sha256: str, path: str, tree: dict[str, Any], url: str) -> Resource:
    found = Resource(name, sha256, path, tree, url)
    contained = tree.get("contained")
    for n, item in enumerate(contained if isinstance(contained, list) else ()):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            found.contained[item["id"]] = Resource(
                name, sha256, f"{path}.contained[{n}]", item, used=found.used
            )
    return found


class Index:
    """The resources by full URL and by ``Type/id``."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = resources
        self._by_url: dict[str, Resource] = {}
        self._by_key: dict[tuple[str, str], Resource] = {}
        for resource in resources:
            if resource.url:
                self._by_url.setdefault(resource.url, resource)
            self._by_key.setdefault(("", resource.key), resource)
            self._by_key.setdefault((resource.file, resource.key), resource)

    def of_type(self, *types: str) -> list[Resource]:
        """Return the resources of these types, in the order of the files."""
        return [resource for resource in self.resources if resource.type in types]

    def follow(self, reference: Element | None) -> Resource | None:
        """Return the resource a Reference leads to, the reference read; ``None`` leaves it unread."""
        if reference is None:
            return None
        element = reference.one("reference")
        text = element.value if element is not None else None
        if not isinstance(text, str):
            return None
        if text.startswith("#"):
            found = reference.resource.contained.get(text[1:])
        else:
            parts = text.partition("/_history/")[0].split("/")
            key = "/".join(parts[-2:])
            found = (
                self._by_url.get(text)
                or self._by_key.get((reference.resource.file, key))
                or self._by_key.get(("", key))
            )
        if found is not None:
            reference.read()
        return found
