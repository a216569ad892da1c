"""Rules on bundles that stand in the text of a standard, not in a profile.

They are asked for apart from the profiles, because published examples break them too. FHIR R4 section
2.36.4.1: ``fullUrl`` agrees with the resource's id, and references are followed by it. Da Vinci PAS
(``specification.md``, spec-15 to spec-18): the first entry is the Claim or the ClaimResponse, and every
resource referred to is in the bundle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from unlisted.base.outcome import Severity
from unlisted.formats.fhir.profiles.issue import Issue
from unlisted.formats.fhir.profiles.references import entries_of

_PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-pas-"
_RESTFUL = re.compile(r"^(https?://.*)/([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})$")
_RELATIVE = re.compile(r"^[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}$")


def check_exchange(bundle: Any) -> tuple[Issue, ...]:
    """Return what breaks these rules in a bundle; nothing for another resource."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        return ()
    entries = list(entries_of(bundle))
    found = [issue for n, entry in enumerate(entries) for issue in _full_url(entry, f"Bundle.entry[{n}]")]
    meta = bundle.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    profiles = [url for url in claimed if isinstance(url, str)] if isinstance(claimed, list) else []
    if any(url.startswith(_PAS) for url in profiles):
        found += [*_first(entries, profiles), *_closed(entries)]
    return tuple(found)


def _issue(location: str, rule: str, what: str, why: str, fix: str) -> Issue:
    return Issue(Severity.BLOCKING, location, "", rule, what, why, fix)


def _full_url(entry: Mapping[str, Any], place: str) -> Iterator[Issue]:
    resource, url = entry.get("resource"), entry.get("fullUrl")
    restful = _RESTFUL.match(url) if isinstance(url, str) else None
    if restful is None or not isinstance(resource, dict) or "id" not in resource:
        return
    if restful[3] != resource["id"] or restful[2] != resource.get("resourceType"):
        yield _issue(
            f"{place}.fullUrl",
            "reference",
            "disagrees with the type or id of the resource",
            "references to it lead nowhere (FHIR R4, Bundle)",
            "give the resource's own address",
        )


def _first(entries: Sequence[Mapping[str, Any]], profiles: Sequence[str]) -> Iterator[Issue]:
    wanted = "ClaimResponse" if any("response" in url for url in profiles) else "Claim"
    first = entries[0].get("resource") if entries else None
    if not isinstance(first, dict) or first.get("resourceType") != wanted:
        yield _issue(
            "Bundle.entry[0].resource",
            "slice",
            f"the first entry is not the {wanted}",
            "the receiver reads the first entry (PAS spec-15)",
            f"put the {wanted} first",
        )


def _closed(entries: Sequence[Mapping[str, Any]]) -> Iterator[Issue]:
    urls = {url for entry in entries if isinstance(url := entry.get("fullUrl"), str)}
    names = {
        f"{item.get('resourceType')}/{item.get('id')}"
        for entry in entries
        if isinstance(item := entry.get("resource"), dict)
    }
    for n, entry in enumerate(entries):
        url = entry.get("fullUrl")
        restful = _RESTFUL.match(url) if isinstance(url, str) else None
        for place, text in _references(entry.get("resource"), f"Bundle.entry[{n}].resource"):
            relative = _RELATIVE.match(text) is not None
            there = (
                f"{restful[1]}/{text}" in urls
                if relative and restful
                else text in (names if relative else urls)
            )
            if not text.startswith("#") and not there:
                yield _issue(
                    place,
                    "reference",
                    "leads to a resource that is not in the bundle",
                    "all that is referred to is sent along (PAS spec-17)",
                    "add the resource, or correct the reference or the fullUrl",
                )


def _references(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from _references(item, f"{place}[{n}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "reference" and isinstance(item, str):
                yield place, item
            elif isinstance(item, dict | list):
                yield from _references(item, f"{place}.{key}")
