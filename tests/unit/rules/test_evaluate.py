"""Evaluation: outcome, explanation, what follows."""

from __future__ import annotations

from datetime import date

import pytest

from builders.rule_files import REGISTRY, gap, pack, rule, version
from unlisted.base.outcome import Severity, Truth
from unlisted.rules.cases import run_cases
from unlisted.rules.evaluate import RuleOutcome, evaluate
from unlisted.rules.given import Given
from unlisted.rules.rulebook import build_rulebook
from unlisted.rules.vocabulary import CaseResult

DAY = date(2026, 6, 1)
LETTER = "check: {has_document: letter_of_medical_necessity}"
UNMET = LETTER + "\n        if_unmet: {severity: blocking, next_step: attach_letter}"


def outcome(given: Given, *versions: str, applies_to: str = "{}", on: date = DAY) -> RuleOutcome:
    book = build_rulebook(REGISTRY | pack("p", rule("r", *versions, applies_to=applies_to), payer="group"))
    return evaluate(book.rule("payers.group.p.r"), given, on)


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (Given(documents=("letter_of_medical_necessity",)), CaseResult.MET),
        (Given(documents=()), CaseResult.UNMET),
        (Given(), CaseResult.UNKNOWN),
    ],
)
def test_a_check_is_met_unmet_or_unknown(given: Given, result: CaseResult) -> None:
    assert outcome(given, version("2026-01-01", extra=LETTER)).result is result


def test_unmet_names_severity_next_step_reason_and_source() -> None:
    found = outcome(Given(documents=("plan",)), version("2026-01-01", extra=UNMET))
    assert (found.severity, found.next_step) == (Severity.BLOCKING, "attach_letter")
    assert found.explanation == (
        "Not met: letter of medical necessity is wanted; documents at hand: plan. "
        "The rule: Records go with the line. [The publisher, The policy, p. 1; from 2026-01-01]"
    )
    assert [line.truth for line in found.lines] == [Truth.UNMET]
    assert found.citations


def test_nothing_follows_from_met_or_unknown() -> None:
    for given in (Given(), Given(documents=("letter_of_medical_necessity",))):
        found = outcome(given, version("2026-01-01", extra=UNMET))
        assert (found.severity, found.next_step) == (None, "")


def test_a_stale_answer_says_so_in_its_explanation() -> None:
    found = outcome(Given(documents=()), version("2026-01-01", verified="2026-02-01", extra=LETTER))
    assert "stale, verified through 2026-02-01" in found.explanation


def test_a_rule_without_check_is_answered() -> None:
    assert outcome(Given(), version("2026-01-01")).result is CaseResult.ANSWERED


def test_a_hole_and_a_gap_are_unavailable() -> None:
    assert outcome(Given(), version("2026-01-01"), on=date(2020, 1, 1)).result is CaseResult.UNAVAILABLE
    assert outcome(Given(), gap()).result is CaseResult.UNAVAILABLE


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (Given(code="77427"), CaseResult.NOT_APPLICABLE),
        (Given(code="77499", billing_class="institutional"), CaseResult.NOT_APPLICABLE),
        (Given(code="77499", billing_class="professional"), CaseResult.ANSWERED),
        (Given(code="77499"), CaseResult.ANSWERED),
    ],
)
def test_a_rule_about_something_else_does_not_apply(given: Given, result: CaseResult) -> None:
    scope = "{codes: [unlisted_radiation], billing_class: [professional]}"
    found = outcome(given, version("2026-01-01"), applies_to=scope)
    assert found.result is result


def test_a_negated_check_explains_itself_the_right_way_round() -> None:
    found = outcome(
        Given(setting="outpatient_hospital"),
        version("2026-01-01", extra="check: {not: {setting_is: outpatient_hospital}}"),
    )
    assert found.result is CaseResult.UNMET
    assert "ruled out: the setting is outpatient hospital" in found.explanation


def test_a_case_that_fails_is_told_with_what_was_got() -> None:
    tail = (
        "cases:\n"
        "  - {name: right, on: 2026-06-01, given: {documents: []}, expect: {r: unmet}}\n"
        "  - {name: wrong, on: 2026-06-01, given: {documents: []}, expect: {payers.group.p.r: met}}\n"
    )
    files = pack("p", rule("r", version("2026-01-01", extra=LETTER)), payer="group", tail=tail)
    (failure,) = run_cases(build_rulebook(REGISTRY | files))
    assert (failure.case.name, failure.expected, failure.got) == ("wrong", CaseResult.MET, CaseResult.UNMET)
