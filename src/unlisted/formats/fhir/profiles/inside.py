"""Check resources that stand inside another: contained ones, and the entries of a bundle."""

from __future__ import annotations

from unlisted.formats.fhir.profiles.findings import Checking
from unlisted.formats.fhir.profiles.item import RESOURCE_BASES, At, Item, claims
from unlisted.formats.fhir.profiles.references import Surroundings, type_of
from unlisted.formats.fhir.profiles.snapshot import Node


def check_inner_resource(walk: Checking, node: Node, item: Item, at: At, *, whole: bool) -> None:
    """Check a resource by what it claims, and by what the element around it asks for."""
    value, kind = item.value, item.type
    name = type_of(value)
    allowed = [entry.code for entry in node.types]
    if name not in allowed and not set(allowed) & set(RESOURCE_BASES):
        walk.error(at, item.where, "type", f"one of {', '.join(allowed)} is expected")
        return
    around = _around(walk, node, item, at)
    if whole:
        walk.resource(value, item.where, around, asking=walk.asking)
    wanted = [url for entry in node.types if entry.code in (name, kind.code) for url in entry.profiles]
    claimed = {url.partition("|")[0] for url in claims(value)}
    if wanted and not any(url.partition("|")[0] in claimed for url in wanted):
        answers = [walk.conforms(value, url, node.package, around) for url in wanted]
        if True in answers:
            return
        if None in answers:
            walk.not_checked[f"profile {wanted[answers.index(None)]}: not in the packages"] += 1
        else:
            walk.error(at, item.where, "type", f"conforms to none of: {', '.join(wanted)}")


def _around(walk: Checking, node: Node, item: Item, at: At) -> Surroundings:
    key = id(item.value)
    if key not in walk.around_of:
        if node.name == "contained":
            walk.around_of[key] = at.around.contained(item.value)
        else:
            walk.around_of[key] = at.around.entry(item.value, at.around.url_of(item.value))
    return walk.around_of[key]
