"""Compare answers: two rulebooks on one day, or one rulebook on two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from unlisted.base.outcome import Unavailable
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer, select


class AnswerChangeKind(StrEnum):
    """What became of an answer."""

    APPEARED = "appeared"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One rule whose answer differs; ``None`` where there is no such rule."""

    rule_id: str
    kind: AnswerChangeKind
    before: RuleAnswer | Unavailable | None
    after: RuleAnswer | Unavailable | None


def compare(
    old: Rulebook, new: Rulebook, *, old_day: date, new_day: date | None = None
) -> tuple[AnswerChange, ...]:
    """Return the rules whose answers differ, by id.

    An answer ``appeared`` when there was none or it was unavailable, ``went`` the other way round, and
    ``changed`` when what it says, its value, its dates, its sources or its staleness differ.
    """
    changes: list[AnswerChange] = []
    for rule_id in sorted(old.rules.keys() | new.rules.keys()):
        before = select(old.rules[rule_id], old_day) if rule_id in old.rules else None
        after = select(new.rules[rule_id], new_day or old_day) if rule_id in new.rules else None
        if before != after:
            changes.append(AnswerChange(rule_id, _kind(before, after), before, after))
    return tuple(changes)


def _kind(
    before: RuleAnswer | Unavailable | None, after: RuleAnswer | Unavailable | None
) -> AnswerChangeKind:
    was, is_now = isinstance(before, RuleAnswer), isinstance(after, RuleAnswer)
    if was != is_now:
        return AnswerChangeKind.APPEARED if is_now else AnswerChangeKind.WENT
    if before is None or after is None:
        return AnswerChangeKind.APPEARED if before is None else AnswerChangeKind.WENT
    return AnswerChangeKind.CHANGED
