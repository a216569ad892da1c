"""The rulebook: every rule, table and registry entry, indexed; and the pure builder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from unlisted.base.errors import UnknownNameError
from unlisted.base.outcome import Answer, Finding
from unlisted.rules import amounts
from unlisted.rules.build import Parts, build_parts
from unlisted.rules.problems import Problem, as_error
from unlisted.rules.rule import Case, Conflict, Pack, Rule
from unlisted.rules.select import RuleAnswer, Scope, Selection, in_scope, select
from unlisted.rules.tables import (
    AmountRow,
    AmountTable,
    ClinicalElement,
    CodeEntry,
    CoverageEntry,
    DenialCode,
    DiagnosisGroup,
    LiteratureItem,
    Payer,
    PolicyChange,
    Question,
    Taxonomy,
    UseCase,
    WorkTime,
)

ANY_PAYER = "any_payer"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything the rule files say. ``version`` is the start of the SHA-256 over sorted paths and bytes."""

    version: str
    packs: Mapping[str, Pack]
    rules: Mapping[str, Rule]
    conflicts: tuple[Conflict, ...]
    cases: tuple[Case, ...]
    amounts: Mapping[str, AmountTable]
    elements: tuple[ClinicalElement, ...]
    work_times: tuple[WorkTime, ...]
    literature: tuple[LiteratureItem, ...]
    use_cases: tuple[UseCase, ...]
    diagnosis_groups: tuple[DiagnosisGroup, ...]
    taxonomies: tuple[Taxonomy, ...]
    changes: tuple[PolicyChange, ...]
    denials: tuple[DenialCode, ...]
    payers: Mapping[str, Payer]
    questions: Mapping[str, Question]
    codes: Mapping[str, CodeEntry]
    groups: Mapping[str, frozenset[str]]
    coverage: tuple[CoverageEntry, ...]
    _by_question: Mapping[tuple[str, str], tuple[Rule, ...]] = field(repr=False)
    _by_payer: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    _aliases: Mapping[str, str] = field(repr=False)
    _conflicts_of: Mapping[str, tuple[Conflict, ...]] = field(repr=False)

    @property
    def verified_through(self) -> date | None:
        """Return the last day any rule was verified: the rulebook's own day."""
        days = [version.verified_through for rule in self.rules.values() for version in rule.versions]
        return max(days, default=None)

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its full id; raise ``UnknownNameError`` otherwise."""
        try:
            return self.rules[rule_id]
        except KeyError:
            tail = rule_id.rsplit(".", 1)[-1]
            close = [name for name in self.rules if name.rsplit(".", 1)[-1] == tail][:3]
            raise UnknownNameError(
                f"no rule {rule_id!r}",
                why="an answer needs its rule",
                fix=f"did you mean {' or '.join(close)}?" if close else "see `unlisted rules list`",
            ) from None

    def payer(self, name: str) -> Payer:
        """Return a payer by id, name or alias (case, punctuation and legal suffixes do not count)."""
        found = self.find_payer(name)
        if found is None:
            raise UnknownNameError(
                f"no payer {name!r}",
                why="rules are kept by payer",
                fix="use an id or alias of registry/payers.yaml, for example aetna",
            )
        return found

    def find_payer(self, name: str) -> Payer | None:
        """Return the payer a name means, or ``None``."""
        payer_id = name if name in self.payers else self._aliases.get(normal_name(name))
        return None if payer_id is None else self.payers[payer_id]

    def lineage(self, payer_id: str) -> tuple[str, ...]:
        """Return the payer and those it takes answers over from, nearest first."""
        chain: list[str] = []
        here = payer_id
        while here:
            chain.append(here)
            here = self.payers[here].parent if here in self.payers else ""
        return tuple(chain)

    def rules_for(self, payer: str) -> tuple[Rule, ...]:
        """Return the payer's own rules, by id."""
        return self._by_payer.get(self.payer(payer).id, ())

    def conflicts_of(self, rule_id: str) -> tuple[Conflict, ...]:
        """Return the contradictions a rule stands in."""
        return self._conflicts_of.get(rule_id, ())

    def rules_on(self, payer_id: str, question_id: str) -> tuple[Rule, ...]:
        """Return one payer's own rules on one question (payer empty: rules that hold whoever pays)."""
        return self._by_question.get((payer_id, question_id), ())

    def answers(
        self,
        question_id: str,
        *,
        payer: str | None = None,
        code: str | None = None,
        on: date,
        billing_class: str | None = None,
        state: str | None = None,
        setting: str | None = None,
        line_of_business: str | None = None,
    ) -> tuple[Selection, ...]:
        """Return what answers a question on a day, most specific first.

        The payer's own rules come first, then its parent's, then those that hold whoever pays; within
        one of these the narrower rule first, known before unavailable. Without ``payer`` all rules answer.
        """
        if question_id not in self.questions:
            raise UnknownNameError(
                f"no question {question_id!r}",
                why="every payer is asked the same fixed questions",
                fix=f"use one of: {', '.join(self.questions)}",
            )
        scope = Scope(code, billing_class, state, setting, line_of_business)
        asked = list(self.payers) if payer is None else list(self.lineage(self.payer(payer).id))
        found: list[Selection] = []
        for payer_id in [*asked, ""]:
            inherited = "" if payer is None or payer_id == asked[0] else payer_id or ANY_PAYER
            rules = [rule for rule in self.rules_on(payer_id, question_id) if in_scope(rule, scope)]
            own = [Selection(rule, select(rule, on), inherited) for rule in rules]
            found.extend(sorted(own, key=_specific_first))
        return tuple(found)

    def amount_table(self, table_id: str) -> AmountTable:
        """Return a table by its id (``amounts.pfs.77427``); raise ``UnknownNameError`` otherwise."""
        try:
            return self.amounts[table_id]
        except KeyError:
            raise UnknownNameError(f"no table {table_id!r}", fix="look below rulebook/amounts") from None

    def amount_row(
        self, source: str, name: str, *, on: date | None = None, modifier: str | None = None, **where: str
    ) -> Answer[AmountRow]:
        """Return the one row of ``amounts.<source>.<name>`` in force on a day, or why there is none.

        ``modifier`` and ``where`` name columns that must hold the text (``""`` for an empty cell);
        ``modifier`` left out means no modifier where the table has that column.
        """
        return amounts.row_of(
            self.amounts.get(f"amounts.{source}.{name}"),
            f"amounts.{source}.{name}",
            on=on,
            modifier=modifier or "",
            where=where,
        )


def _specific_first(selection: Selection) -> tuple[int, int, str]:
    known = isinstance(selection.answer, RuleAnswer)
    return (0 if known else 1, -selection.rule.applies_to.narrowness, selection.rule.id)


_SUFFIXES = re.compile(r"\b(inc|incorporated|llc|corp|corporation|co|company|ltd|lp|the|of)\b")


def normal_name(name: str) -> str:
    """Return a payer name without case, punctuation and legal suffixes."""
    plain = re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", " and "))
    return " ".join(_SUFFIXES.sub(" ", plain).split())


def build_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """Build the rulebook from files by path (``payers/aetna/x.yaml``).

    Raises ``RulePackError`` that names every problem of the first broken file.
    """
    parts, problems = build_parts(files)
    if problems:
        raise as_error(problems)
    return _index(parts)


def find_problems(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return everything wrong in all files, by path and line; empty when the rulebook builds."""
    return build_parts(files)[1]


def find_findings(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return the same as findings."""
    return tuple(problem.as_finding() for problem in find_problems(files))


def _index(parts: Parts) -> Rulebook:
    rules = {rule.id: rule for pack in parts.packs.values() for rule in pack.rules}
    by_question: dict[tuple[str, str], tuple[Rule, ...]] = {}
    by_payer: dict[str, tuple[Rule, ...]] = {}
    for rule in sorted(rules.values(), key=lambda item: item.id):
        by_payer[rule.payer] = (*by_payer.get(rule.payer, ()), rule)
        if rule.question:
            key = (rule.payer, rule.question)
            by_question[key] = (*by_question.get(key, ()), rule)
    conflicts = tuple(conflict for pack in parts.packs.values() for conflict in pack.conflicts)
    conflicts_of: dict[str, tuple[Conflict, ...]] = {}
    for conflict in conflicts:
        for side in conflict.sides:
            conflicts_of[side.rule_id] = (*conflicts_of.get(side.rule_id, ()), conflict)
    aliases = {
        normal_name(text): payer.id
        for payer in parts.payers.values()
        for text in (payer.id, payer.name, *payer.aliases)
    }
    return Rulebook(
        version=parts.version,
        packs=parts.packs,
        rules=rules,
        conflicts=conflicts,
        cases=tuple(case for pack in parts.packs.values() for case in pack.cases),
        amounts=parts.amounts,
        elements=tuple(parts.elements),
        work_times=tuple(parts.work_times),
        literature=tuple(parts.literature),
        use_cases=tuple(parts.use_cases),
        diagnosis_groups=tuple(parts.diagnosis_groups),
        taxonomies=tuple(parts.taxonomies),
        changes=tuple(parts.changes),
        denials=tuple(parts.denials),
        payers=parts.payers,
        questions=parts.questions,
        codes=parts.codes,
        groups=parts.groups,
        coverage=tuple(parts.coverage),
        _by_question=by_question,
        _by_payer=by_payer,
        _aliases=aliases,
        _conflicts_of=conflicts_of,
    )
