"""Contradictions as blocks: both sides, their sources and dates, what the software does and why."""

from __future__ import annotations

from unlisted.report.blocks import Conflict, Side
from unlisted.report.draft import Draft
from unlisted.report.words import REASON_WORDS
from unlisted.rules.rule import Conflict as RuleConflict
from unlisted.rules.rule import ConflictSide
from unlisted.rules.select import RuleAnswer, Scope, in_scope, select
from unlisted.rules.vocabulary import Topic


def conflict_blocks(draft: Draft, *, coding: bool) -> tuple[Conflict, ...]:
    """Return the contradictions that touch the code: on coding (section 4), or all others (section 6)."""
    return tuple(
        _block(draft, conflict)
        for conflict in draft.rulebook.conflicts
        if _touches(draft, conflict) and _is_coding(draft, conflict) == coding
    )


def _touches(draft: Draft, conflict: RuleConflict) -> bool:
    scope = Scope(code=draft.code)
    return any(in_scope(draft.rulebook.rules[side.rule_id], scope) for side in conflict.sides)


def _is_coding(draft: Draft, conflict: RuleConflict) -> bool:
    return any(draft.rulebook.rules[side.rule_id].topic is Topic.CODING for side in conflict.sides)


def _block(draft: Draft, conflict: RuleConflict) -> Conflict:
    follows = (
        next((side.says for side in conflict.sides if side.rule_id == conflict.follows), conflict.follows)
        or "neither; a person decides"
    )
    return Conflict(
        id=f"conflict-{conflict.id}".replace(".", "-").replace("_", "-"),
        question=conflict.question,
        sides=tuple(_side(draft, side) for side in conflict.sides),
        follows=follows,
        why=conflict.why,
    )


def _side(draft: Draft, side: ConflictSide) -> Side:
    answer = select(draft.rulebook.rules[side.rule_id], draft.day)
    if not isinstance(answer, RuleAnswer):
        return Side(draft.say(side.says), REASON_WORDS[answer.reason], "")
    source = answer.evidence[0].source if answer.evidence else None
    return Side(
        draft.say(side.says, answer.evidence),
        source.publisher if source else "",
        source.published if source else "",
    )
