"""The checklist as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unlisted.base.evidence import EnteredEvidence, Evidence, FileEvidence
from unlisted.episode.completeness import Completeness, ElementState


def completeness_data(found: Completeness) -> Mapping[str, Any]:
    """Return the checklist as plain data: what ``--json`` prints."""
    return {
        "episode": found.episode_id,
        "as_of": found.on,
        "payer": found.payer,
        "rulebook_version": found.rulebook_version,
        "gaps": len(found.gaps),
        "steps": [
            {
                "step": step.step.value,
                "counts": {state.value: count for state, count in step.counts.items()},
                "elements": [_element_data(item) for item in step.elements],
            }
            for step in found.steps
        ],
        "payer_rules": [
            {
                "rule": need.rule_id,
                "payer": need.payer,
                "says": need.says,
                "truth": need.truth.value,
                "found": need.found,
                "wanted": need.wanted,
                "from_packet": need.drafted,
            }
            for need in found.needs
        ],
        "unplaced_statements": [item.slug for item in found.unplaced],
    }


def _element_data(item: ElementState) -> Mapping[str, Any]:
    return {
        "id": item.element.id,
        "slug": item.slug,
        "state": item.state.value,
        "strength": item.element.strength.value,
        "wanted": item.element.says,
        "why": item.why,
        "missing": item.missing,
        "evidence": [_evidence_data(evidence) for evidence in item.evidence],
        "weakens": [
            {"target": weak.target.value, "name": weak.name, "says": weak.says} for weak in item.weakens
        ],
    }


def _evidence_data(evidence: Evidence) -> Mapping[str, Any]:
    if isinstance(evidence, FileEvidence):
        return {"file": evidence.file_name, "sha256": evidence.sha256, "locator": evidence.locator}
    if isinstance(evidence, EnteredEvidence):
        return {
            "entered_by": evidence.person,
            "role": evidence.role,
            "entered_on": evidence.entered_on,
            "form": evidence.form,
            **({"why": evidence.why} if evidence.why else {}),
        }
    return {"source": evidence.source.id, "locator": evidence.locator}
