"""As-of selection: what a rule answers on a day, and how old the answer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from unlisted.base.evidence import Citation, Confidence
from unlisted.base.outcome import Reason, Unavailable
from unlisted.rules.rule import Rule, RuleVersion, TypedValue

OUTDATED_AFTER = timedelta(days=90)
"""Payers announce changes about this long ahead, and Medicare's files come by quarter: an answer
checked within this time is used without a doubt, and its day is shown; later it is doubtful."""


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What a rule says on a day, with its evidence.

    ``stale``: the day is after ``verified_through``; ``outdated``: by more than ``OUTDATED_AFTER``.
    ``undated``: the source gives no start.
    ``effective`` is written for a reader: ``from 2024-06-01``, ``2024-01-01 to 2024-12-31``, ``undated``.
    """

    rule_id: str
    says: str
    answer: str
    value: TypedValue | None
    evidence: tuple[Citation, ...]
    effective: str
    undated: bool
    stale: bool
    outdated: bool
    verified_through: date
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True)
class Selection:
    """A rule that speaks to a question, and what it answers.

    ``inherited_from`` is the payer whose rule is taken over (``any_payer`` for rules that hold whoever
    pays), or empty when the rule is the payer's own.
    """

    rule: Rule
    answer: RuleAnswer | Unavailable
    inherited_from: str = ""


def version_on(rule: Rule, on: date) -> RuleVersion | None:
    """Return the version in force on the day, or ``None`` for a hole."""
    return next((version for version in rule.versions if version.period.contains(on)), None)


def _hole(rule: Rule, on: date) -> str:
    ended = [v.period.end for v in rule.versions if v.period.end is not None and v.period.end < on]
    return f"the last ended on {max(ended)}" if ended else f"none is in force on {on} yet"


def select(rule: Rule, on: date) -> RuleAnswer | Unavailable:
    """Return what the rule says on the day; a day in a hole is ``source_not_retained``."""
    version = version_on(rule, on)
    if version is None:
        return Unavailable(
            Reason.SOURCE_NOT_RETAINED,
            searched=f"the dated versions of {rule.id}: {_hole(rule, on)}",
            searched_on=max((item.verified_through for item in rule.versions), default=None),
            would_fill=f"the text in force on {on}",
        )
    if version.unavailable is not None:
        return version.unavailable
    return RuleAnswer(
        rule_id=rule.id,
        says=version.says,
        answer=version.answer,
        value=version.value,
        evidence=version.citations,
        effective=effective_text(version),
        undated=version.undated,
        stale=on > version.verified_through,
        outdated=on > version.verified_through + OUTDATED_AFTER,
        verified_through=version.verified_through,
        confidence=version.confidence or Confidence.LOW,
        note=version.note,
    )


def effective_text(version: RuleVersion) -> str:
    """Write the days a version answers for."""
    start, end = version.period.start, version.period.end
    if start is None:
        return "undated" if end is None else f"until {end}, start undated"
    return f"from {start}" if end is None else f"{start} to {end}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about; ``None`` leaves a side open, so that rules about any of it answer."""

    code: str | None = None
    billing_class: str | None = None
    state: str | None = None
    setting: str | None = None
    line_of_business: str | None = None


def in_scope(rule: Rule, scope: Scope) -> bool:
    """Say whether the rule speaks of what is asked: an open side on either part agrees with all."""
    applies = rule.applies_to
    return (
        _agrees(scope.code, applies.codes)
        and _agrees(scope.billing_class, applies.billing_class)
        and _agrees(scope.state, applies.states)
        and _agrees(scope.setting, applies.settings)
        and _agrees(scope.line_of_business, applies.lines_of_business)
    )


def _agrees(asked: str | None, named: frozenset[str] | tuple[str, ...]) -> bool:
    return asked is None or not named or asked in named
