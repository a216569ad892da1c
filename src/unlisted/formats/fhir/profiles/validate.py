"""Validate one resource against the profiles it claims, or those asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unlisted.base.errors import UnknownNameError
from unlisted.base.outcome import Severity
from unlisted.formats.fhir.limits import MAX_ISSUES, check_limits
from unlisted.formats.fhir.profiles.definitions import Definitions, Package
from unlisted.formats.fhir.profiles.issue import Checked
from unlisted.formats.fhir.profiles.references import Surroundings
from unlisted.formats.fhir.profiles.walk import Walk


def validate(
    resource: Any,
    definitions: Definitions,
    *,
    profiles: Sequence[str] = (),
    package: str = "",
    name: str = "resource",
) -> Checked:
    """Return what breaks a profile, and what could not be checked.

    ``profiles`` (canonicals, with or without ``|version``) are checked besides those in ``meta.profile``.
    ``package`` (``name`` or ``name@version``) says which guide's versions count for canonicals without one;
    else the package of the first profile found. Raises ``LimitExceededError`` for hostile input and
    ``UnknownNameError`` for a package or profile asked for that is not loaded.
    """
    check_limits(name, resource)
    asking = _asking(definitions, package, [*profiles, *_claimed(resource)])
    for url in profiles:
        if definitions.resolve(url, asking) is None:
            raise UnknownNameError(
                f"no package holds the profile {url}", where=name, fix="add its package to the folder"
            )
    walk = Walk(definitions, asking)
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    where = kind if isinstance(kind, str) else name
    walk.resource(resource, where, Surroundings(resource, resource), tuple(profiles), asking)
    issues = sorted(walk.issues.values(), key=lambda issue: issue.severity is not Severity.BLOCKING)
    return Checked(
        tuple(issues[:MAX_ISSUES]),
        tuple(walk.profiles),
        tuple(sorted(walk.not_checked.items())),
        walk.invariants,
        walk.left_off + max(0, len(issues) - MAX_ISSUES),
    )


def _claimed(resource: Any) -> list[str]:
    """Return the profiles a resource claims, and for a bundle without, those of its entries."""
    held = resource if isinstance(resource, Mapping) else {}
    meta = held.get("meta")
    found = meta.get("profile") if isinstance(meta, Mapping) else None
    own = [url for url in found if isinstance(url, str)] if isinstance(found, list) else []
    if own or not isinstance(held.get("entry"), list):
        return own
    inner = [entry.get("resource") for entry in held["entry"] if isinstance(entry, Mapping)]
    return [
        url for item in inner if isinstance(item, Mapping) and "entry" not in item for url in _claimed(item)
    ]


def _asking(definitions: Definitions, package: str, urls: list[str]) -> Package | None:
    if package:
        found = definitions.package(package)
        if found is None:
            raise UnknownNameError(f"the package {package} is not loaded", fix="add it to the folder")
        return found
    for url in urls:
        definition = definitions.resolve(url)
        if definition is not None:
            return definition.package
    return None
