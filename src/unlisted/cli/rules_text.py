"""How rules are written for a reader and for JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from unlisted.base.outcome import Unavailable
from unlisted.rules.compare import AnswerChange
from unlisted.rules.rule import Rule, RuleVersion
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer, effective_text, select


def rule_summary(rule: Rule, day: date) -> dict[str, Any]:
    """Return a rule and its answer on a day, for JSON."""
    return {
        "id": rule.id,
        "payer": rule.payer,
        "topic": rule.topic,
        "question": rule.question,
        "answer": select(rule, day),
    }


def rule_line(rule: Rule, day: date) -> str:
    """Write a rule in one line."""
    return f"{rule.id}  {_said(select(rule, day))}"


def rule_details(rulebook: Rulebook, rule: Rule, day: date) -> dict[str, Any]:
    """Return everything known of a rule, for JSON."""
    return {
        **rule_summary(rule, day),
        "as_of": day,
        "rulebook_version": rulebook.version,
        "applies_to": {
            "codes": sorted(rule.applies_to.codes),
            "billing_class": rule.applies_to.billing_class,
            "lines_of_business": rule.applies_to.lines_of_business,
            "states": rule.applies_to.states,
            "settings": rule.applies_to.settings,
        },
        "facts": rule.facts,
        "file": rule.path,
        "versions": [_version_plain(version, day) for version in rule.versions],
        "conflicts": rulebook.conflicts_of(rule.id),
    }


def _version_plain(version: RuleVersion, day: date) -> dict[str, Any]:
    return {
        "effective": effective_text(version),
        "in_force": version.period.contains(day),
        "verified_through": version.verified_through,
        "stale": day > version.verified_through,
        "confidence": version.confidence,
        "says": version.says,
        "answer": version.answer,
        "value": version.value,
        "has_check": version.check is not None,
        "if_unmet": version.if_unmet,
        "citations": version.citations,
        "unavailable": version.unavailable,
        "note": version.note,
    }


def rule_text(rulebook: Rulebook, rule: Rule, day: date) -> str:
    """Explain a rule on a screen: the answer of the day first, then every version."""
    applies = rule.applies_to
    sides = (
        applies.named,
        applies.billing_class,
        applies.lines_of_business,
        applies.states,
        applies.settings,
    )
    scope = "; ".join(", ".join(side) for side in sides if side) or "any line"
    lines = [
        rule.id,
        f"  topic {rule.topic}" + (f", question {rule.question}" if rule.question else ""),
        f"  payer {rule.payer or 'any'}; about {scope}",
        f"  as of {day}: {_said(select(rule, day))}",
        f"  file {rule.path}" + (f"; research facts {', '.join(rule.facts)}" if rule.facts else ""),
    ]
    for version in rule.versions:
        lines.extend(_version_lines(version, day))
    for conflict in rulebook.conflicts_of(rule.id):
        lines.append(f"  contradiction {conflict.id}: {conflict.question}")
        lines.extend(f"    {side.rule_id}: {side.says}" for side in conflict.sides)
        lines.append(f"    followed: {conflict.follows or 'none'}. {conflict.why}")
    return "\n".join(lines)


def _version_lines(version: RuleVersion, day: date) -> list[str]:
    here = " (in force)" if version.period.contains(day) else ""
    stale = ", stale" if day > version.verified_through else ""
    lines = [f"  version {effective_text(version)}{here}: verified through {version.verified_through}{stale}"]
    if version.unavailable is not None:
        lines.append(f"    {_said(version.unavailable)}")
    else:
        lines.append(f"    {version.says} (confidence {version.confidence})")
    if version.if_unmet is not None:
        lines.append(f"    if unmet: {version.if_unmet.severity}, {version.if_unmet.next_step}")
    for citation in version.citations:
        source = citation.source
        lines.append(
            f"    cites {source.publisher}, {source.title} ({source.published}), {citation.locator}; "
            f"{source.url}; read {source.retrieved}"
        )
    if version.note:
        lines.append(f"    note: {version.note}")
    return lines


def change_text(change: AnswerChange) -> str:
    """Write what became of one answer."""
    lines = [f"{change.kind}: {change.rule_id}"]
    lines.extend(
        f"  {name}: {_said(answer)}"
        for name, answer in (("before", change.before), ("after", change.after))
        if answer is not None
    )
    return "\n".join(lines)


def _said(answer: RuleAnswer | Unavailable) -> str:
    if isinstance(answer, Unavailable):
        fill = f"; would be filled by {answer.would_fill}" if answer.would_fill else ""
        return f"unavailable ({answer.reason}): searched {answer.searched}{fill}"
    marks = [answer.effective, f"confidence {answer.confidence}"]
    if answer.stale:
        marks.append(f"stale since {answer.verified_through}")
    return f"{answer.answer or answer.says} [{', '.join(marks)}]"
