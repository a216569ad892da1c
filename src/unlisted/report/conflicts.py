"""Contradictions as blocks: both sides, their sources and dates, what the software does and why."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.report.blocks import Conflict, Side
from unlisted.report.draft import Draft
from unlisted.report.words import REASON_WORDS
from unlisted.rules.rule import Conflict as RuleConflict
from unlisted.rules.rule import ConflictSide
from unlisted.rules.select import RuleAnswer, Scope, in_scope, select


def conflict_blocks(
    draft: Draft, *, topics: Iterable[str] = (), prefixes: Iterable[str] = ()
) -> tuple[Conflict, ...]:
    """Return the contradictions that touch the code, of packs and topics asked for (empty: all)."""
    wanted_topics, wanted_prefixes = set(topics), tuple(prefixes)
    return tuple(
        _block(draft, conflict)
        for conflict in draft.rulebook.conflicts
        if (not wanted_prefixes or conflict.pack_id.startswith(wanted_prefixes))
        and _touches(draft, conflict, wanted_topics)
    )


def _touches(draft: Draft, conflict: RuleConflict, topics: set[str]) -> bool:
    rules = [draft.rulebook.rules[side.rule_id] for side in conflict.sides]
    scope = Scope(code=draft.code)
    return any(in_scope(rule, scope) for rule in rules) and (
        not topics or any(str(rule.topic) in topics for rule in rules)
    )


def _block(draft: Draft, conflict: RuleConflict) -> Conflict:
    follows = (
        next((side.says for side in conflict.sides if side.rule_id == conflict.follows), conflict.follows)
        or "neither; a person decides"
    )
    return Conflict(
        id=f"conflict-{conflict.pack_id}.{conflict.id}".replace(".", "-").replace("_", "-"),
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
