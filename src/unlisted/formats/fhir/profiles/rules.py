"""Evaluate invariants; those that hold for every resource are checked in code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unlisted.formats.fhir.profiles.fhirpath import NotDecidableError, holds
from unlisted.formats.fhir.profiles.findings import Findings
from unlisted.formats.fhir.profiles.item import At, hash_texts, texts_of
from unlisted.formats.fhir.profiles.snapshot import Invariant, Node
from unlisted.formats.fhir.profiles.terminology import codes_in, expand


def check_contained(found: Findings, at: At, value: Mapping[str, Any], where: str) -> None:
    """Check dom-2 to dom-5: contained resources are flat, bare and referred to."""
    contained = value.get("contained")
    if not isinstance(contained, list) or not contained:
        return
    used = set(texts_of(value, "reference")) | set(hash_texts(value))
    for n, item in enumerate(contained):
        if not isinstance(item, dict):
            continue
        here = f"{where}.contained[{n}]"
        meta = item.get("meta")
        if "contained" in item:
            found.error(at, here, "invariant", "dom-2: a contained resource contains another")
        if isinstance(meta, dict) and ("versionId" in meta or "lastUpdated" in meta):
            found.error(
                at, here, "invariant", "dom-4: a contained resource has a version or a date of update"
            )
        if isinstance(meta, dict) and "security" in meta:
            found.error(at, here, "invariant", "dom-5: a contained resource has a security label")
        if f"#{item.get('id')}" not in used and "#" not in set(texts_of(item, "reference")):
            found.error(at, here, "invariant", "dom-3: a contained resource that nothing refers to")


def check_invariants(found: Findings, node: Node, value: Any, path: str, where: str, at: At) -> None:
    """Evaluate the invariants of an element on a value."""
    if path == "Narrative":
        found.not_checked["narratives: their HTML (txt-1, txt-2)"] += 1
    if path == "Extension" and isinstance(value, dict):
        has_value = any(key.startswith(("value", "_value")) for key in value)
        if has_value == ("extension" in value):
            found.error(at, where, "invariant", "ext-1: an extension holds either a value or extensions")
    for rule in node.invariants:
        answer = _answer(found, rule, value, path, at)
        if answer is None:
            found.not_checked[f"invariant {rule.key}: cannot be decided"] += 1
        elif not answer:
            text = f"{rule.key}: {rule.human}" if rule.human else rule.key
            if rule.is_error:
                found.error(at, where, "invariant", text, why=rule.expression)
            else:
                found.warning(at, where, "invariant", text, why=rule.expression)


def _answer(found: Findings, rule: Invariant, value: Any, path: str, at: At) -> bool | None:
    key = (id(value), rule.expression)
    is_object = isinstance(value, dict)
    if is_object and key in found.answers:
        return found.answers[key]
    found.invariants += 1

    def member_of(one: Any, url: str) -> bool | None:
        expansion = expand(found.definitions, url, found.asking)
        answers = [expansion.holds(s, c) for s, c in codes_in(one)] if expansion else [None]
        return True if True in answers else None if None in answers else False

    try:
        answer: bool | None = holds(
            rule.expression,
            value,
            path,
            resource=at.around.resource,
            root=at.around.root,
            resolve=at.around.find,
            member_of=member_of,
        )
    except NotDecidableError:
        answer = None
    if is_object:
        found.answers[key] = answer
    return answer
