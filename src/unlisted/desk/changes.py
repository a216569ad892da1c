"""What changed in the rules between two days, as the page of policy updates shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from unlisted.base.outcome import Unavailable
from unlisted.coding.request import UNLISTED_OF
from unlisted.pipeline.case_review import packaged
from unlisted.rules.compare import AnswerChange, compare
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer

ANYONE = "any"
"""In a filter: rules that hold whoever pays."""


class Became(StrEnum):
    """What became of an answer. ``STALE``: the words stay, the day they were verified is past."""

    APPEARED = "appeared"
    WENT = "went"
    CHANGED = "changed"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Side:
    """An answer on one of the two days; ``known`` is false where it says why there is none."""

    says: str
    known: bool
    effective: str = ""
    verified_through: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One rule whose answer differs between two days.

    ``payers`` are those whose cases it concerns: the payer itself and those that take its answers over;
    empty where it holds whoever pays. ``codes`` are the unlisted codes it concerns.
    """

    rule_id: str
    payer: str
    payer_name: str
    topic: str
    asks: str
    became: Became
    before: Side | None
    after: Side | None
    payers: frozenset[str]
    codes: frozenset[str]


@lru_cache(maxsize=32)
def changes_between(old: date, new: date) -> tuple[PolicyChange, ...]:
    """Return every rule whose answer differs: words first, then what only went stale; by payer and topic."""
    book = packaged()[0]
    found = [_change(book, item) for item in compare(book, book, old_day=old, new_day=new)]
    order = {payer.id: payer.order for payer in book.payers.values()}
    found.sort(
        key=lambda item: (
            item.became is Became.STALE,
            order.get(item.payer, 0),
            item.payer,
            item.topic,
            item.rule_id,
        )
    )
    return tuple(found)


def chosen_changes(old: date, new: date, *, payer: str = "", stale: bool = False) -> tuple[PolicyChange, ...]:
    """Return the changes of a payer, with those it takes over from its parents; all for no payer."""
    lineage = packaged()[0].lineage(payer) if payer and payer != ANYONE else ()
    return tuple(
        item
        for item in changes_between(old, new)
        if (stale or item.became is not Became.STALE)
        and (not payer or (not item.payer if payer == ANYONE else item.payer in lineage))
    )


def _change(book: Rulebook, item: AnswerChange) -> PolicyChange:
    rule = book.rules[item.rule_id]
    question = book.questions.get(rule.question)
    unlisted = frozenset(UNLISTED_OF.values())
    named = rule.applies_to.codes
    payer = book.payers.get(rule.payer)
    return PolicyChange(
        rule_id=item.rule_id,
        payer=rule.payer,
        payer_name=payer.name if payer else rule.payer.replace("_", " ") or "whoever pays",
        topic=rule.topic.value,
        asks=question.asks if question else rule.name.replace("_", " "),
        became=_became(item),
        before=_side(item.before),
        after=_side(item.after),
        payers=_concerned(book, rule.payer),
        codes=unlisted & named if named else unlisted,
    )


def _concerned(book: Rulebook, payer: str) -> frozenset[str]:
    if not payer:
        return frozenset()
    return frozenset({payer, *(name for name in book.payers if payer in book.lineage(name))})


def _became(item: AnswerChange) -> Became:
    before, after = item.before, item.after
    if isinstance(before, RuleAnswer) and isinstance(after, RuleAnswer):
        dated = replace(before, stale=after.stale, outdated=after.outdated)
        return Became.STALE if dated == after else Became.CHANGED
    return Became(item.kind.value)


def _side(answer: RuleAnswer | Unavailable | None) -> Side | None:
    if answer is None:
        return None
    if isinstance(answer, Unavailable):
        reason = answer.reason.value.replace("_", " ")
        return Side(f"{reason}: {answer.searched}" if answer.searched else reason, known=False)
    sources = tuple(
        dict.fromkeys(
            f"{cite.source.publisher}, {cite.source.title}, {cite.locator}" for cite in answer.evidence
        )
    )
    return Side(answer.says, True, answer.effective, answer.verified_through, sources[:2])
