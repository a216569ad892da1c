"""Evaluate a rule's check on what is given, and explain the outcome as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import Citation
from unlisted.base.outcome import Severity, Truth, Unavailable
from unlisted.rules import logic
from unlisted.rules.checks import Call, Check, words
from unlisted.rules.given import Given
from unlisted.rules.rule import AppliesTo, Rule
from unlisted.rules.select import RuleAnswer, select, version_on
from unlisted.rules.vocabulary import CaseResult


@dataclass(frozen=True, slots=True)
class Line:
    """What one predicate found."""

    predicate: str
    truth: Truth
    text: str


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """The outcome of one rule for one situation on one day.

    ``severity`` and ``next_step`` are set when the check is unmet and the rule names them.
    """

    rule_id: str
    on: date
    result: CaseResult
    explanation: str
    lines: tuple[Line, ...] = ()
    answer: RuleAnswer | Unavailable | None = None
    severity: Severity | None = None
    next_step: str = ""
    citations: tuple[Citation, ...] = ()


def evaluate(rule: Rule, given: Given, on: date) -> RuleOutcome:
    """Evaluate the version in force on the day.

    A rule about something else than what is given is ``not_applicable``; scope facts left out are
    taken as in scope. A version without a check is ``answered``.
    """
    outside = outside_scope(rule.applies_to, given)
    if outside:
        return RuleOutcome(rule.id, on, CaseResult.NOT_APPLICABLE, f"Does not apply: {outside}.")
    answer = select(rule, on)
    if isinstance(answer, Unavailable):
        text = f"Not known on {on}: {words(answer.reason)}; searched {answer.searched}."
        return RuleOutcome(rule.id, on, CaseResult.UNAVAILABLE, text, answer=answer)
    version = version_on(rule, on)
    if version is None or version.check is None:
        return RuleOutcome(
            rule.id,
            on,
            CaseResult.ANSWERED,
            _with_source(answer.says, answer),
            answer=answer,
            citations=answer.evidence,
        )
    truth, lines = run_check(version.check, given)
    unmet = version.if_unmet if truth is Truth.UNMET else None
    return RuleOutcome(
        rule.id,
        on,
        CaseResult(truth.value),
        _explain(truth, lines, answer),
        lines=lines,
        answer=answer,
        severity=unmet.severity if unmet else None,
        next_step=unmet.next_step if unmet else "",
        citations=answer.evidence,
    )


def run_check(check: Check, given: Given) -> tuple[Truth, tuple[Line, ...]]:
    """Run a check; return its truth and what each predicate found."""
    if isinstance(check, Call):
        truth, text = check.predicate.test(given, check.argument)
        return truth, (Line(check.predicate.name, truth, text),)
    results = [run_check(part, given) for part in check.parts]
    truths = [truth for truth, _ in results]
    lines = tuple(line for _, found in results for line in found)
    match check.kind:
        case "all":
            return logic.all_of(truths), lines
        case "any":
            return logic.any_of(truths), lines
        case "not":
            return logic.negate(truths[0]), tuple(
                Line(line.predicate, logic.negate(line.truth), f"ruled out: {line.text}") for line in lines
            )
        case _:
            return logic.at_least(check.n, truths), lines


def outside_scope(applies: AppliesTo, given: Given) -> str:
    """Say which given fact lies outside the rule's scope; empty when none does."""
    sides = (
        ("code", given.code, applies.codes),
        ("billing class", given.billing_class, applies.billing_class),
        ("line of business", given.line_of_business, applies.lines_of_business),
        ("state", given.state, applies.states),
        ("setting", given.setting, applies.settings),
    )
    for name, value, named in sides:
        if value is not None and named and value not in named:
            return f"the {name} is {words(value)}, the rule is about {', '.join(sorted(named))}"
    return ""


_OPENINGS = {Truth.MET: "Met", Truth.UNMET: "Not met", Truth.UNKNOWN: "Not known"}


def _explain(truth: Truth, lines: tuple[Line, ...], answer: RuleAnswer) -> str:
    deciding = [line.text for line in lines if line.truth is truth] or [line.text for line in lines]
    return _with_source(f"{_OPENINGS[truth]}: {'; '.join(deciding)}. The rule: {answer.says}", answer)


def _with_source(text: str, answer: RuleAnswer) -> str:
    if not answer.evidence:
        return text
    first = answer.evidence[0]
    marks = [answer.effective]
    if answer.stale:
        marks.append(f"stale, verified through {answer.verified_through}")
    return f"{text} [{first.source.publisher}, {first.source.title}, {first.locator}; {'; '.join(marks)}]"
