"""The coverage register: code × payer × question, what is known, partly known, or not and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from unlisted.base.evidence import Confidence
from unlisted.base.outcome import Reason, Unavailable
from unlisted.rules.problems import Problem
from unlisted.rules.rulebook import ANY_PAYER, Rulebook
from unlisted.rules.select import RuleAnswer, Scope, Selection, in_scope, select
from unlisted.rules.tables import CoverageEntry
from unlisted.rules.vocabulary import NOT_ASKED

UNLISTED_GROUP = "unlisted_radiation"


class CoverageStatus(StrEnum):
    """How much is known. ``hole``: neither answered nor declared, a defect of the rulebook."""

    KNOWN = "known"
    PARTLY = "partly"
    UNAVAILABLE = "unavailable"
    HOLE = "hole"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What one payer is known to answer to one question for one code on one day.

    ``doubts`` says why a row is only partly known: ``undated``, ``stale``, ``low_confidence``,
    ``conflict``. ``inherited_from`` is the payer the answer or the declared hole is taken over from.
    """

    code: str
    payer: str
    question: str
    status: CoverageStatus
    rule_ids: tuple[str, ...] = ()
    verified_through: date | None = None
    doubts: tuple[str, ...] = ()
    inherited_from: str = ""
    reason: Reason | None = None
    searched: str = ""
    would_fill: str = ""


def coverage_register(rulebook: Rulebook, codes: Iterable[str], on: date) -> tuple[CoverageRow, ...]:
    """Return one row for each code, asked payer and question, in the order of the registry."""
    holes = _holes_by_question(rulebook)
    selected: dict[tuple[str, str], tuple[Selection, ...]] = {}
    asked = [payer.id for payer in rulebook.payers.values() if payer.kind not in NOT_ASKED]
    return tuple(
        _row(rulebook, code, payer_id, question_id, on, selected, holes)
        for code in codes
        for payer_id in asked
        for question_id in rulebook.questions
    )


def _row(
    rulebook: Rulebook,
    code: str,
    payer_id: str,
    question_id: str,
    on: date,
    selected: dict[tuple[str, str], tuple[Selection, ...]],
    holes: dict[tuple[str, str], list[CoverageEntry]],
) -> CoverageRow:
    scope = Scope(code=code)
    lineage = rulebook.lineage(payer_id)
    gaps: list[tuple[str, str, Unavailable]] = []  # payer, rule, why
    for source in (*lineage, ""):
        fitting = [
            item
            for item in _selections(rulebook, source, question_id, on, selected)
            if in_scope(item.rule, scope)
        ]
        known = [item.answer for item in fitting if isinstance(item.answer, RuleAnswer)]
        if known:
            return _answered(rulebook, code, payer_id, question_id, source, known)
        gaps.extend(
            (source, item.rule.id, item.answer) for item in fitting if isinstance(item.answer, Unavailable)
        )
    if gaps:
        source, rule_id, gap = gaps[0]
        return CoverageRow(
            code,
            payer_id,
            question_id,
            CoverageStatus.UNAVAILABLE,
            (rule_id,),
            gap.searched_on,
            inherited_from=_taken_over(source, payer_id),
            reason=gap.reason,
            searched=gap.searched,
            would_fill=gap.would_fill,
        )
    for source in lineage:
        for entry in holes.get((source, question_id), ()):
            if not entry.codes or code in entry.codes:
                return CoverageRow(
                    code,
                    payer_id,
                    question_id,
                    CoverageStatus.UNAVAILABLE,
                    verified_through=entry.searched_on,
                    inherited_from=_taken_over(source, payer_id),
                    reason=entry.reason,
                    searched=entry.searched,
                    would_fill=entry.would_fill,
                )
    return CoverageRow(code, payer_id, question_id, CoverageStatus.HOLE)


def _answered(
    rulebook: Rulebook, code: str, payer_id: str, question_id: str, source: str, known: list[RuleAnswer]
) -> CoverageRow:
    rule_ids = tuple(answer.rule_id for answer in known)
    doubts = min((_doubts(answer) for answer in known), key=len)
    if any(rulebook.conflicts_of(rule_id) for rule_id in rule_ids):
        doubts = (*doubts, "conflict")
    return CoverageRow(
        code,
        payer_id,
        question_id,
        CoverageStatus.PARTLY if doubts else CoverageStatus.KNOWN,
        rule_ids,
        max(answer.verified_through for answer in known),
        doubts,
        _taken_over(source, payer_id),
    )


def _doubts(answer: RuleAnswer) -> tuple[str, ...]:
    found = (
        ("undated", answer.undated),
        ("stale", answer.stale),
        ("low_confidence", answer.confidence is Confidence.LOW),
    )
    return tuple(name for name, holds in found if holds)


def _taken_over(source: str, payer_id: str) -> str:
    return "" if source == payer_id else source or ANY_PAYER


def _selections(
    rulebook: Rulebook,
    payer_id: str,
    question_id: str,
    on: date,
    selected: dict[tuple[str, str], tuple[Selection, ...]],
) -> tuple[Selection, ...]:
    key = (payer_id, question_id)
    if key not in selected:
        selected[key] = tuple(Selection(rule, select(rule, on)) for rule in rulebook.rules_on(*key))
    return selected[key]


def _holes_by_question(rulebook: Rulebook) -> dict[tuple[str, str], list[CoverageEntry]]:
    holes: dict[tuple[str, str], list[CoverageEntry]] = {}
    for entry in rulebook.coverage:
        for question in entry.questions:
            holes.setdefault((entry.payer, question), []).append(entry)
    return holes


def find_holes(rulebook: Rulebook) -> Iterator[Problem]:
    """Yield one problem for each payer with questions neither answered nor declared.

    Asked for the four unlisted codes on the rulebook's own day.
    """
    on = rulebook.verified_through
    if on is None:
        return
    codes = sorted(rulebook.groups.get(UNLISTED_GROUP, ()))
    missing: dict[str, dict[str, list[str]]] = {}
    for row in coverage_register(rulebook, codes, on):
        if row.status is CoverageStatus.HOLE:
            missing.setdefault(row.payer, {}).setdefault(row.question, []).append(row.code)
    for payer, questions in missing.items():
        listed = ", ".join(
            name if len(found) == len(codes) else f"{name} ({' '.join(found)})"
            for name, found in questions.items()
        )
        yield Problem(
            "coverage_hole",
            f"registry/coverage/{payer}.yaml",
            0,
            0,
            "unanswered",
            f"{len(questions)} questions are neither answered nor declared: {listed}",
            "what nobody knows must be said, with what was searched",
            "add a rule that answers, or an entry under `unanswered:` with its reason",
        )
