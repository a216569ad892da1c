"""The decision as a table (``tests/builders/vignettes``): five rows or more a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from builders.vignettes.effort import EFFORT, PHYSICS_WORK
from builders.vignettes.modality import ELECTRONIC, OTHER, POSITRON, SUPERFICIAL
from builders.vignettes.plans import CATEGORY_III, PLANS
from builders.vignettes.row import HOLD, Vignette
from builders.vignettes.stages import BILLS, GUARDS, STAGES
from builders.vignettes.stereotactic import BODY, CRANIAL, SHORT
from builders.vignettes.weekly import EXAMS, RESUMED, TWICE, WEEKLY
from unlisted.coding.decide import decide
from unlisted.coding.decision_rules import DecisionRules
from unlisted.coding.edits import EditTables

TABLE = [
    *SUPERFICIAL,
    *ELECTRONIC,
    *POSITRON,
    *OTHER,
    *SHORT,
    *CRANIAL,
    *BODY,
    *WEEKLY,
    *TWICE,
    *RESUMED,
    *EXAMS,
    *EFFORT,
    *PHYSICS_WORK,
    *PLANS,
    *CATEGORY_III,
    *STAGES,
    *BILLS,
    *GUARDS,
]


@pytest.mark.parametrize("row", [pytest.param(v, id=f"{v.rule} {v.name}") for v in TABLE])
def test_vignette(row: Vignette, rules_on: Callable[[date], DecisionRules], edits: EditTables) -> None:
    found = decide(row.episode, rules_on(row.on), row.request, edits, row.answers)
    assert found.outcome == row.outcome
    assert tuple((line.code, line.units) for line in found.lines) == row.lines
    assert {q.slug for q in found.questions} >= set(row.asks)
    if row.asks and row.outcome == HOLD:
        assert {q.slug for q in found.questions} == set(row.asks)
    assert {q.slug for q in found.also_ask} >= set(row.also)
    assert {code: found.candidate(code).state.value for code, _ in row.states} == dict(row.states)
    if row.findings or row.rule == "R15":
        assert tuple(item.code for item in found.edits) == row.findings


def test_each_rule_has_five_vignettes_or_more() -> None:
    counts = {f"R{n}": sum(row.rule == f"R{n}" for row in TABLE) for n in range(1, 20)}
    counts["R1a"] = sum(row.rule == "R1a" for row in TABLE)
    assert {rule: n for rule, n in counts.items() if n < 5} == {}
    assert len(TABLE) >= 120
    assert len({(row.rule, row.name) for row in TABLE}) == len(TABLE)
