"""What a gap weakens: the part of the letter, the source of the element, and rules of the payer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from unlisted.base.evidence import Citation
from unlisted.rules.checks import Call, Check
from unlisted.rules.rule import Rule
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer, select, version_on
from unlisted.rules.tables import ClinicalElement


class Target(StrEnum):
    """What kind of thing is weakened."""

    LETTER = "letter"
    RULE = "rule"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Weakened:
    """One thing a gap weakens: a letter's part, a source's demand, or a rule by its id."""

    target: Target
    name: str
    says: str
    citations: tuple[Citation, ...] = ()


_LETTER_PARTS: Mapping[str, str] = {
    "consultation": "letter of medical necessity: who the patient is and why radiation",
    "consultation_prior_radiation": "letter of medical necessity: why radiation again",
    "tumor_board": "letter of medical necessity: the options weighed and the recommendation",
    "unique_plan_directive": "special report: what was ordered and planned",
    "unique_plan_dosimetry": "special report: the plan, its volumes and dose",
    "unique_plan_physics": "special report: the physicist's work on this patient",
    "unique_plan_planning_note": "special report: why this technique and no simpler one",
    "unique_plan_reirradiation": "special report: the summed dose of both courses",
    "unique_plan_setup": "special report: set-up and simulation",
    "unique_plan_simulation": "special report: set-up and simulation",
    "delivery_fractions": "special report: what was delivered",
    "delivery_image_guidance": "special report: image guidance of each fraction",
    "delivery_on_treatment": "special report: management during the course",
    "delivery_plan_change": "special report: why the plan was changed",
    "completion_summary": "record index: the completion summary",
    "completion_time": "special report: time and effort by person and activity",
    "completion_authorship": "record index: entries that count as authored",
    "completion_necessity": "letter of medical necessity: the record that supports it",
    "completion_unlisted_reason": "cover letter: why no listed code describes the service",
}

FEEDS: Mapping[str, tuple[str, ...]] = {
    "contemporaneous_entry": ("time",),
    "late_entries": ("time",),
    "complexity_relative_to_simpler_care": ("effort",),
    "nature_extent_need_time_effort_equipment": (
        "nature_and_extent",
        "medical_necessity",
        "time",
        "effort",
        "equipment",
    ),
    "comparator_service": ("comparator",),
    "imrt_special_need": ("medical_necessity",),
    "technique_justification": ("medical_necessity",),
    "extensive_record_for_all_rt": ("medical_necessity",),
    "special_procedure_evidence": ("effort",),
    "reconstruct_setup": ("equipment",),
}
"""Contents of a letter, as payers' rules name them, that an element's record supplies."""

DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "consult_request_written": ("special_physics_request",),
    "consult_request_specific": ("special_physics_request",),
    "consult_report": ("special_physics_report",),
    "cover_letter_why_unlisted": ("cover_letter",),
    "nature_extent_need_time_effort_equipment": ("special_report", "procedure_report"),
    "complete_record": ("medical_records",),
    "extensive_record_for_all_rt": ("medical_records",),
}
"""Documents, as payers' rules name them, that an element's record goes into."""


def weakened_by(
    element: ClinicalElement,
    rulebook: Rulebook,
    on: date,
    payers: tuple[str, ...],
    rules: Sequence[tuple[Rule, RuleAnswer]] | None = None,
) -> tuple[Weakened, ...]:
    """Return what a gap in the element weakens: letter first, then payers' rules in force, then its source.

    ``payers`` are the ids whose rules count, in order; empty counts the rules of all. ``rules`` are those of
    ``record_rules`` where the caller asks for many elements.
    """
    _, pack, slug = element.id.rsplit(".", 2)
    found = [Weakened(Target.LETTER, _LETTER_PARTS[pack], "")] if pack in _LETTER_PARTS else []
    wanted = {("has_element", name) for name in (element.element, slug, *FEEDS.get(slug, ()))}
    wanted |= {("has_document", name) for name in DOCUMENTS.get(slug, ())}
    for rule, answer in record_rules(rulebook, on, payers) if rules is None else rules:
        version = version_on(rule, on)
        asked = {
            (call.predicate.name, call.argument) for call in calls_of(version.check if version else None)
        }
        if asked & wanted:
            found.append(Weakened(Target.RULE, rule.id, answer.says, answer.evidence))
    source = element.citations[0].source if element.citations else None
    if source is not None:
        name = f"{source.publisher}, {source.title}, {element.citations[0].locator}"
        found.append(Weakened(Target.SOURCE, name, element.says, element.citations))
    return tuple(found)


def record_rules(rulebook: Rulebook, on: date, payers: tuple[str, ...]) -> Iterator[tuple[Rule, RuleAnswer]]:
    """Yield the rules in force that ask for a document or an element, by payer and id."""
    order = {payer: n for n, payer in enumerate(payers)}
    rules = sorted(rulebook.rules.values(), key=lambda rule: (order.get(rule.payer, len(order)), rule.id))
    for rule in rules:
        if payers and rule.payer not in order:
            continue
        version = version_on(rule, on)
        answer = select(rule, on)
        if version is None or not isinstance(answer, RuleAnswer):
            continue
        if any(call.predicate.fact in {"documents", "elements"} for call in calls_of(version.check)):
            yield rule, answer


def calls_of(check: Check | None) -> Iterator[Call]:
    """Yield every predicate a check uses."""
    if isinstance(check, Call):
        yield check
    elif check is not None:
        for part in check.parts:
            yield from calls_of(part)
