"""Follow references inside one file: contained resources and the entries of a bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_LITERAL = re.compile(
    r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?$"
)


class Surroundings:
    """The resources a reference may lead to, from one resource that may stand in a bundle."""

    __slots__ = ("_by_url", "_contained", "_entry_url", "_urls", "resource", "root")

    def __init__(
        self, root: Any, resource: Any, by_url: dict[str, Any] | None = None, entry_url: str = ""
    ) -> None:
        self.root = root
        self.resource = resource
        self._by_url = by_url if by_url is not None else _entries(root)
        self._entry_url = entry_url
        self._urls: dict[int, str] | None = None
        contained = root.get("contained") if isinstance(root, dict) else None
        self._contained = {
            item["id"]: item
            for item in (contained if isinstance(contained, list) else ())
            if isinstance(item, dict) and isinstance(item.get("id"), str)
        }

    def entry(self, resource: Any, entry_url: str) -> Surroundings:
        """Return the surroundings of a bundle's entry."""
        by_url = (
            {**self._by_url, **_entries(resource)}
            if resource.get("resourceType") == "Bundle"
            else self._by_url
        )
        return Surroundings(resource, resource, by_url, entry_url)

    def contained(self, resource: Any) -> Surroundings:
        """Return the surroundings of a contained resource."""
        return Surroundings(self.root, resource, self._by_url, self._entry_url)

    def url_of(self, resource: Any) -> str:
        """Return the ``fullUrl`` of a resource that stands in this bundle; ``""`` where it has none."""
        if self._urls is None:
            self._urls = {
                id(entry["resource"]): url
                for entry in entries_of(self.resource)
                if "resource" in entry and isinstance(url := entry.get("fullUrl"), str)
            }
        return self._urls.get(id(resource), "")

    def find(self, reference: str) -> Any | None:
        """Return the resource a reference leads to, or ``None`` where it is not in the file."""
        if reference == "#":
            return self.root
        if reference.startswith("#"):
            return self._contained.get(reference[1:])
        reference = reference.partition("|")[0]
        if reference in self._by_url:
            return self._by_url[reference]
        base = _LITERAL.sub("", self._entry_url)
        if self._entry_url.startswith("http") and f"{base}/{reference}" in self._by_url:
            return self._by_url[f"{base}/{reference}"]
        literal = _LITERAL.search(reference)
        return self._by_url.get(f"{literal[1]}/{literal[2]}") if literal and "://" not in reference else None


def type_named(reference: Any) -> str:
    """Return the resource type a Reference names in its ``type`` or its literal; ``""`` for none."""
    if not isinstance(reference, dict):
        return ""
    text, named = reference.get("reference"), reference.get("type")
    if isinstance(text, str) and not text.startswith(("#", "urn:")):
        literal = _LITERAL.search(text)
        if literal:
            return literal[1]
    return named.rpartition("/")[2] if isinstance(named, str) else ""


def _entries(bundle: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries_of(bundle):
        resource, url = entry.get("resource"), entry.get("fullUrl")
        if not isinstance(resource, dict):
            continue
        if isinstance(url, str):
            found.setdefault(url, resource)
        if isinstance(resource.get("resourceType"), str) and isinstance(resource.get("id"), str):
            found.setdefault(f"{resource['resourceType']}/{resource['id']}", resource)
    return found


def entries_of(bundle: Any) -> Iterator[dict[str, Any]]:
    """Return the entries of a bundle that are objects."""
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    if isinstance(entries, list) and bundle.get("resourceType") == "Bundle":
        yield from (entry for entry in entries if isinstance(entry, dict))


def type_of(value: Any) -> str:
    """Return the resource type of a value; ``""`` where it is no resource."""
    kind = value.get("resourceType") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""
