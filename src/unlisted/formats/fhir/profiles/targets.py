"""Check where references lead."""

from __future__ import annotations

from typing import Any

from unlisted.formats.fhir.profiles.findings import Checking
from unlisted.formats.fhir.profiles.item import RESOURCE_BASES, At, Item, claims
from unlisted.formats.fhir.profiles.references import type_named, type_of
from unlisted.formats.fhir.profiles.resource_types import RESOURCE_TYPES
from unlisted.formats.fhir.profiles.snapshot import TYPES, Node


def check_reference(walk: Checking, item: Item, node: Node, at: At, *, whole: bool) -> None:
    """Check where a reference leads: a type that is allowed, a resource that conforms."""
    text = item.value.get("reference")
    target = at.around.find(text) if isinstance(text, str) else None
    if isinstance(text, str) and text.startswith("#") and target is None and whole:
        walk.error(at, item.where, "reference", "ref-1: no contained resource has this id")
    if not item.type.targets and not any(entry.targets for entry in node.types):
        return
    targets = [url for entry in node.types if entry.code == "Reference" for url in entry.targets]
    types = {url: _target_type(walk, url, node) for url in targets}
    name = type_of(target) or type_named(item.value)
    if not name:
        if not isinstance(text, str):  # named by words or an identifier only
            return
        walk.not_checked[f"target of {node.path}: its type is not in the file"] += 1
        return
    allowed = {kind for kind in types.values() if kind is not None}
    if None not in types.values() and not allowed & {name, *RESOURCE_BASES}:
        shown = name if name in RESOURCE_TYPES else "resource of another kind"
        expected = ", ".join(sorted(allowed))
        walk.error(at, item.where, "reference_target", f"leads to a {shown}; allowed: {expected}")
        return
    fitting = [url for url in targets if types[url] in (name, *RESOURCE_BASES, None)]
    if _any_resource({url.partition("|")[0] for url in fitting}):
        return
    if isinstance(target, dict):
        _target_profiles(walk, item, node, fitting, target, at)
    else:
        walk.not_checked[f"target of {node.path}: not in the file, so its profile is open"] += 1


def _any_resource(urls: set[str]) -> bool:
    """Say whether one of the targets is a plain resource, which asks for no profile."""
    return any(
        url.startswith(TYPES) and url[len(TYPES) :] in (*RESOURCE_TYPES, *RESOURCE_BASES) for url in urls
    )


def _target_type(walk: Checking, url: str, node: Node) -> str | None:
    found = walk.definitions.resolve(url, node.package)
    if found is not None:
        return str(found.body.get("type", ""))
    if url.startswith(TYPES) and url[len(TYPES) :] in RESOURCE_TYPES:
        return url[len(TYPES) :]
    walk.not_checked[f"profile {url}: not in the packages"] += 1
    return None


def _target_profiles(walk: Checking, item: Item, node: Node, urls: list[str], target: Any, at: At) -> None:
    bare = {url.partition("|")[0] for url in urls}
    if bare & {url.partition("|")[0] for url in claims(target)}:
        return
    around = at.around if target is at.around.root else at.around.entry(target, "")
    answers = [walk.conforms(target, url, node.package, around) for url in urls]
    if None in answers and True not in answers:
        walk.not_checked[f"profile {urls[answers.index(None)]}: not in the packages, or too far"] += 1
    elif answers and True not in answers:
        walk.error(
            at,
            item.where,
            "reference_target",
            f"leads to a resource that conforms to none of: {', '.join(urls)}",
        )
