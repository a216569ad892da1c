"""Say which resources no fact may be taken from: withdrawn, refuted, never happened, or modified unknown.

FHIR R4 marks elements that change the meaning of what they stand in ("Is Modifier", section 2.1.0.3 of
the conformance rules): a reader that does not look at them turns a withdrawn diagnosis into a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WITHDRAWN = "entered-in-error"

NO_FACT_BY_STATUS: Mapping[str, frozenset[str]] = {
    "Observation": frozenset({"registered", "cancelled"}),
    "DiagnosticReport": frozenset({"registered", "cancelled"}),
    "DocumentReference": frozenset({"superseded"}),
    "Coverage": frozenset({"draft", "cancelled"}),
    "Encounter": frozenset({"cancelled"}),
}
"""Statuses that say there is nothing yet, or nothing any more, by resource type; besides ``WITHDRAWN``."""

NOT_CONFIRMED = frozenset({"unconfirmed", "provisional", "differential"})
"""Condition.verificationStatus that is no diagnosis yet; ICD-10-CM guideline IV.H: it is not coded."""

_FALSE_FLAG = {"Patient": "active", "BodyStructure": "active"}
"""Flags that take a resource out of use when they are false."""


def why_set_aside(tree: Mapping[str, Any]) -> str:
    """Return why no fact may be taken from a resource; ``""`` where facts may be.

    Nothing of the resource's own text is repeated: statuses are named only where they are ours.
    """
    kind = tree.get("resourceType")
    if not isinstance(kind, str):
        return ""
    return _meaning(tree) or _status(kind, tree) or _flags(kind, tree)


def _meaning(tree: Mapping[str, Any]) -> str:
    if tree.get("implicitRules"):
        return "it follows implicit rules that are not known here"
    if holds_modifier_extension(tree):
        return "a modifier extension that is not known here changes its meaning"
    return ""


def _status(kind: str, tree: Mapping[str, Any]) -> str:
    status = tree.get("status")
    if WITHDRAWN in (status, tree.get("docStatus")):
        return "entered in error"
    if isinstance(status, str) and status in NO_FACT_BY_STATUS.get(kind, ()):
        return f"its status is {status}"
    verified = _codes(tree.get("verificationStatus"))
    if WITHDRAWN in verified:
        return "entered in error"
    if "refuted" in verified:
        return "the diagnosis was refuted"
    if verified & NOT_CONFIRMED:
        return "the diagnosis is not confirmed"
    return ""


def _flags(kind: str, tree: Mapping[str, Any]) -> str:
    if tree.get(_FALSE_FLAG.get(kind, "")) is False:
        return "it is not in use (active is false)"
    if tree.get("doNotPerform") is True:
        return "it asks not to do something"
    if kind == "AdverseEvent" and tree.get("actuality") == "potential":
        return "the event could have happened, and did not"
    return ""


def _codes(concept: Any) -> set[str]:
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    held = codings if isinstance(codings, list) else ()
    return {str(item["code"]) for item in held if isinstance(item, Mapping) and "code" in item}


def holds_modifier_extension(tree: Any) -> bool:
    """Say whether a modifier extension stands anywhere below; none is known to this reader."""
    held = [tree]
    while held:
        item = held.pop()
        if isinstance(item, Mapping):
            if item.get("modifierExtension"):
                return True
            held.extend(value for value in item.values() if isinstance(value, dict | list))
        elif isinstance(item, list):
            held.extend(value for value in item if isinstance(value, dict | list))
    return False
