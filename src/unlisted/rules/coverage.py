"""The coverage register: code × payer × question, what is known, partly known, or not and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
    """Return one row for each code, asked payer and question, in the order of the registry.

    The nearest known answer counts (own, parent's, whoever pays); then the nearest rule that says it
    is unavailable; then the nearest declared hole.
    """
    register = _Register(rulebook, on)
    asked = [payer.id for payer in rulebook.payers.values() if payer.kind not in NOT_ASKED]
    return tuple(
        register.row(code, payer_id, question_id)
        for code in codes
        for payer_id in asked
        for question_id in rulebook.questions
    )


class _Register:
    """Select each rule once, however many codes and inheriting payers ask for it."""

    def __init__(self, rulebook: Rulebook, on: date) -> None:
        self._rulebook = rulebook
        self._on = on
        self._selected: dict[tuple[str, str], tuple[Selection, ...]] = {}
        self._holes: dict[tuple[str, str], list[CoverageEntry]] = {}
        for entry in rulebook.coverage:
            for question in entry.questions:
                self._holes.setdefault((entry.payer, question), []).append(entry)

    def row(self, code: str, payer_id: str, question_id: str) -> CoverageRow:
        """Return the row of one code, payer and question."""
        scope = Scope(code=code)
        lineage = self._rulebook.lineage(payer_id)
        bare = CoverageRow(code, payer_id, question_id, CoverageStatus.HOLE)
        gap_row: CoverageRow | None = None
        for source in (*lineage, ""):
            fitting = [item for item in self._select(source, question_id) if in_scope(item.rule, scope)]
            known = [item.answer for item in fitting if isinstance(item.answer, RuleAnswer)]
            if known:
                return self._answered(bare, source, known)
            for item in fitting:
                if gap_row is None and isinstance(item.answer, Unavailable):
                    gap_row = _unavailable(bare, source, item.answer, (item.rule.id,))
        return gap_row or self._declared(bare, lineage) or bare

    def _declared(self, bare: CoverageRow, lineage: tuple[str, ...]) -> CoverageRow | None:
        for source in lineage:
            for entry in self._holes.get((source, bare.question), ()):
                if not entry.codes or bare.code in entry.codes:
                    gap = Unavailable(entry.reason, entry.searched, entry.searched_on, entry.would_fill)
                    return _unavailable(bare, source, gap)
        return None

    def _answered(self, bare: CoverageRow, source: str, known: list[RuleAnswer]) -> CoverageRow:
        rule_ids = tuple(answer.rule_id for answer in known)
        doubts = min((_doubts(answer) for answer in known), key=len)
        if any(self._rulebook.conflicts_of(rule_id) for rule_id in rule_ids):
            doubts = (*doubts, "conflict")
        return replace(
            bare,
            status=CoverageStatus.PARTLY if doubts else CoverageStatus.KNOWN,
            rule_ids=rule_ids,
            verified_through=max(answer.verified_through for answer in known),
            doubts=doubts,
            inherited_from=_taken_over(source, bare.payer),
        )

    def _select(self, payer_id: str, question_id: str) -> tuple[Selection, ...]:
        key = (payer_id, question_id)
        if key not in self._selected:
            rules = self._rulebook.rules_on(*key)
            self._selected[key] = tuple(Selection(rule, select(rule, self._on)) for rule in rules)
        return self._selected[key]


def _unavailable(
    bare: CoverageRow, source: str, gap: Unavailable, rule_ids: tuple[str, ...] = ()
) -> CoverageRow:
    return replace(
        bare,
        status=CoverageStatus.UNAVAILABLE,
        rule_ids=rule_ids,
        verified_through=gap.searched_on,
        inherited_from=_taken_over(source, bare.payer),
        reason=gap.reason,
        searched=gap.searched,
        would_fill=gap.would_fill,
    )


def _doubts(answer: RuleAnswer) -> tuple[str, ...]:
    found = (
        ("undated", answer.undated),
        ("stale", answer.outdated),
        ("low_confidence", answer.confidence is Confidence.LOW),
    )
    return tuple(name for name, holds in found if holds)


def _taken_over(source: str, payer_id: str) -> str:
    return "" if source == payer_id else source or ANY_PAYER


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
