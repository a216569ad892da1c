"""Run the cases that stand in the packs."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.rules.evaluate import evaluate
from unlisted.rules.rule import Case
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import CaseResult


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """A case whose rule answers otherwise than expected."""

    case: Case
    rule_id: str
    expected: CaseResult
    got: CaseResult
    explanation: str


def run_cases(rulebook: Rulebook, cases: tuple[Case, ...] | None = None) -> tuple[CaseFailure, ...]:
    """Run the cases (all of the rulebook's by default); return those that fail."""
    failures: list[CaseFailure] = []
    for case in rulebook.cases if cases is None else cases:
        for rule_id, expected in case.expect:
            outcome = evaluate(rulebook.rule(rule_id), case.given, case.on)
            if outcome.result is not expected:
                failures.append(CaseFailure(case, rule_id, expected, outcome.result, outcome.explanation))
    return tuple(failures)
