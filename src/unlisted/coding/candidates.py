"""Weigh one candidate code against the facts, and choose among those of a stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Truth
from unlisted.coding.decision import Candidate, Ground, State
from unlisted.coding.decision_rules import DecisionRule, DecisionRules, Leaf, run
from unlisted.coding.facts import CourseFacts
from unlisted.coding.questions import label_of
from unlisted.coding.request import stage_of
from unlisted.rules.given import Given
from unlisted.rules.tables import CodeEntry

SELECTED = "selected_"
"""What begins the slug of the fact that a code was selected before."""

_STATES = {Truth.MET: State.FITS, Truth.UNMET: State.EXCLUDED, Truth.UNKNOWN: State.UNKNOWN}


def weigh(rule: DecisionRule, rules: DecisionRules, facts: CourseFacts) -> tuple[Candidate, ...]:
    """Weigh every code of a rule. A code outside the day's code set is excluded before its test."""
    truth, leaves = run(rule, Given(course=facts.known())) if rule.in_force else (Truth.UNKNOWN, ())
    found = []
    for code in rule.codes:
        entry = rules.codes[code]
        outside = not_in_code_set(entry, rules.on)
        if outside:
            found.append(
                Candidate(
                    code,
                    entry.name,
                    stage_of(entry),
                    rule.id,
                    State.EXCLUDED,
                    (outside,),
                    rule.says,
                    ground=Ground.CODE_SET,
                )
            )
            continue
        deciding = _deciding(leaves, truth)
        found.append(
            Candidate(
                code,
                entry.name,
                stage_of(entry),
                rule.id,
                _STATES[truth],
                _clauses(deciding, facts) or (f"no rule on {code} is at hand for {rules.on}",),
                rule.says,
                tuple(dict.fromkeys(leaf.slug for leaf in deciding)) if truth is Truth.UNKNOWN else (),
                _evidence(deciding, facts),
                rule.citations,
                rule.stale,
                Ground.OTHER_CODE if _for_another(deciding, truth) else Ground.FACTS,
            )
        )
    return tuple(found)


def not_in_code_set(entry: CodeEntry, on: date) -> str:
    """Say why a code is not in the code set of a day; empty where it is."""
    if entry.effective_from is not None and on < entry.effective_from:
        return f"{entry.code} is in the code set from {entry.effective_from} on, the service is of {on}"
    if entry.effective_to is not None and on > entry.effective_to:
        return f"{entry.code} left the code set after {entry.effective_to}, the service is of {on}"
    return ""


def _deciding(leaves: tuple[Leaf, ...], truth: Truth) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in leaves if leaf.truth is truth) or leaves


def _for_another(deciding: tuple[Leaf, ...], truth: Truth) -> bool:
    """Say whether the code is left out first of all because another was selected."""
    return truth is Truth.UNMET and bool(deciding) and deciding[0].slug.startswith(SELECTED)


def _clauses(leaves: Iterable[Leaf], facts: CourseFacts) -> tuple[str, ...]:
    known = (facts.by_slug.get(leaf.slug) for leaf in leaves)
    says = (
        item.says if item is not None else f"nobody has said: {label_of(leaf.slug)}"
        for leaf, item in zip(leaves, known, strict=True)
    )
    return tuple(dict.fromkeys(says))


def _evidence(leaves: Iterable[Leaf], facts: CourseFacts) -> tuple[Evidence, ...]:
    items = (facts.by_slug.get(leaf.slug) for leaf in leaves)
    return tuple(dict.fromkeys(place for item in items if item is not None for place in item.evidence))


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of a stage after choosing.

    ``fits`` is what the first fitting rule names; ``undecided`` come before it, or are all there is, and
    are not known: as long as one is, nothing is chosen.
    """

    candidates: tuple[Candidate, ...]
    fits: tuple[Candidate, ...]
    undecided: tuple[Candidate, ...]


def choose(groups: Iterable[tuple[str, tuple[Candidate, ...]]], codes: dict[str, CodeEntry]) -> Choice:
    """Take the numbered rules in order; the first with a fitting code wins and excludes those after it.

    Within one number all fitting codes are taken. An undecided code before the winner, or beside it,
    holds the choice back, unless it only guides the delivery.
    """
    shown: list[Candidate] = []
    fits: list[Candidate] = []
    undecided: list[Candidate] = []
    winner = ""
    for number, group in groups:
        if winner and number != winner:
            shown += [_after(item, fits[0]) for item in group]
            continue
        for item in group:
            if item.state is State.FITS:
                fits.append(item)
                winner = number
            elif item.state is State.UNKNOWN and codes[item.code].kind != "guidance":
                undecided.append(item)
        shown += group
    return Choice(tuple(shown), tuple(fits), tuple(undecided))


def _after(item: Candidate, first: Candidate) -> Candidate:
    if item.state is State.EXCLUDED:
        return item
    reason = f"{first.code} applies to this course in its place"
    return replace(
        item,
        state=State.EXCLUDED,
        because=(reason,),
        open_facts=(),
        evidence=first.evidence,
        ground=Ground.OTHER_CODE,
    )
