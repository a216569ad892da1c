"""Find the resources in named files: bundles, single resources, NDJSON."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.base.evidence import FileEvidence
from unlisted.base.outcome import Finding, Severity
from unlisted.formats.fhir.element import Resource
from unlisted.formats.fhir.limits import MAX_BYTES, read_json
from unlisted.formats.fhir.modifiers import holds_modifier_extension, why_set_aside

MAX_FILES = 50_000
MAX_LINES = 200_000
MAX_NESTED_BUNDLES = 4
_NOT_LISTED = frozenset({"resourceType", "id", "meta", "language", "type", "entry"})
"""What of a bundle carries no fact of its own."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a resource stands, and what its bundle says about it."""

    file: str
    sha256: str
    path: str = ""
    url: str = ""
    set_aside: str = ""
    depth: int = 0


@dataclass(slots=True)
class Found:
    """The resources of some files in order; what else bundles hold; findings on whole bundles."""

    resources: list[Resource] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def open(self, tree: Any, place: _Place) -> None:
        """Add a resource, or what a bundle holds."""
        kind = tree.get("resourceType") if isinstance(tree, dict) else None
        if not isinstance(kind, str) or not kind.isalpha():
            raise BrokenFileError(
                f"{place.file} holds no FHIR resource",
                where=f"{place.file} {place.path}".strip(),
                fix="give FHIR R4 resources in JSON: an object with resourceType",
            )
        path = place.path if "." in place.path else f"{place.path}{kind}"
        here = replace(place, path=path, set_aside=place.set_aside or why_set_aside(_shallow(tree)))
        if kind == "Bundle":
            self._bundle(tree, here)
        else:
            self.resources.append(_resource(tree, here))

    def _bundle(self, tree: dict[str, Any], place: _Place) -> None:
        entries = tree.get("entry", [])
        if not isinstance(entries, list) or place.depth > MAX_NESTED_BUNDLES:
            raise _broken(place.file, f"{place.path}.entry")
        self.unmapped += [f"{place.file} {place.path}.{key}" for key in tree if key not in _NOT_LISTED]
        self._pages(tree, place)
        beside: Counter[str] = Counter()
        known: set[str] = set()
        for n, entry in enumerate(entries):
            if not isinstance(entry, dict):
                raise _broken(place.file, f"{place.path}.entry[{n}]")
            beside.update(key for key in entry if key not in ("fullUrl", "resource", "id"))
            full_url = entry.get("fullUrl")
            url = full_url if isinstance(full_url, str) else ""
            aside = place.set_aside or _aside(entry)
            if tree.get("type") == "history":  # newest first; the newest state counts
                key = _key(entry)
                aside = aside or ("a newer version of it stands before" if key and key in known else "")
                known.add(key)
            if "resource" in entry:
                inside = f"{place.path}.entry[{n}].resource"
                self.open(
                    entry["resource"],
                    replace(place, path=inside, url=url, set_aside=aside, depth=place.depth + 1),
                )
        self.unmapped += [
            f"{place.file} {place.path}.entry[].{key} (of {count} {'entry' if count == 1 else 'entries'})"
            for key, count in beside.items()
        ]

    def _pages(self, tree: dict[str, Any], place: _Place) -> None:
        links = tree.get("link")
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and link.get("relation") == "next":
                self.findings.append(
                    Finding(
                        "bundle_has_more_pages",
                        Severity.WARNING,
                        "the bundle is one page of a search result; the next page is not among the files",
                        f"{place.file} {place.path}.link",
                        "fetch all pages and import them together",
                        (FileEvidence(place.file, place.sha256, f"{place.path}.link"),),
                    )
                )


def looks_like_fhir(head: bytes) -> bool:
    """Say whether a file begins as FHIR JSON or NDJSON does."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and b'"resourceType"' in head


def find_resources(files: Sequence[tuple[str, bytes]]) -> Found:
    """Return all resources of the files, bundles opened, each with its place and why it may not be used.

    Raises ``BrokenFileError`` for a file that is not FHIR JSON, ``LimitExceededError`` beyond the limits.
    """
    if len(files) > MAX_FILES:
        raise LimitExceededError(f"more than {MAX_FILES} FHIR files at once")
    found = Found()
    for name, data in files:
        place = _Place(name, hashlib.sha256(data).hexdigest())
        if name.lower().endswith(".ndjson"):
            for n, tree in read_lines(name, data):
                found.open(tree, replace(place, path=f"line {n}: "))
        else:
            found.open(read_json(name, data), place)
    return found


def read_lines(name: str, data: bytes) -> Iterator[tuple[int, Any]]:
    """Return the parsed lines of NDJSON with their numbers; raise as ``read_json`` does."""
    if len(data) > MAX_BYTES:
        raise LimitExceededError(f"{name} has more than {MAX_BYTES} bytes", where=name)
    for n, line in enumerate(data.split(b"\n"), start=1):
        if n > MAX_LINES:
            raise LimitExceededError(f"{name} has more than {MAX_LINES} lines", where=name)
        if line.strip():
            yield n, read_json(f"{name} line {n}", line)


def _shallow(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a bundle without its entries: each of them answers for itself."""
    is_bundle = tree.get("resourceType") == "Bundle"
    return {key: value for key, value in tree.items() if key != "entry"} if is_bundle else tree


def _aside(entry: dict[str, Any]) -> str:
    """Return why the resource of an entry may not be used, by what stands beside it."""
    request = entry.get("request")
    if isinstance(request, dict) and request.get("method") == "DELETE":
        return "its entry deletes it"
    if holds_modifier_extension({key: value for key, value in entry.items() if key != "resource"}):
        return "a modifier extension on its entry changes its meaning"
    return ""


def _key(entry: dict[str, Any]) -> str:
    """Return what names the resource of an entry in all its versions."""
    resource, request = entry.get("resource"), entry.get("request")
    if isinstance(resource, dict) and isinstance(resource.get("id"), str):
        return f"{resource.get('resourceType')}/{resource['id']}"
    url = request.get("url") if isinstance(request, dict) else None
    return "/".join(url.partition("/_history/")[0].split("/")[-2:]) if isinstance(url, str) else ""


def _resource(tree: dict[str, Any], place: _Place) -> Resource:
    found = Resource(place.file, place.sha256, place.path, tree, place.url, set_aside=place.set_aside)
    contained = tree.get("contained")
    for n, item in enumerate(contained if isinstance(contained, list) else ()):
        if isinstance(item, dict) and isinstance(item.get("id"), str) and not why_set_aside(item):
            found.contained[item["id"]] = Resource(
                place.file, place.sha256, f"{place.path}.contained[{n}]", item, used=found.used
            )
    return found


def _broken(name: str, where: str) -> BrokenFileError:
    return BrokenFileError(f"{name} holds a broken bundle", where=f"{name} {where}")
