"""Section 5: a card per payer, contractor and program; benefit managers and the law beside them."""

from __future__ import annotations

from collections import defaultdict

from unlisted.base.outcome import Reason, Unavailable
from unlisted.report.blocks import (
    Block,
    Card,
    CardLine,
    Gap,
    Heading,
    Known,
    Paragraph,
    Section,
    Sentence,
)
from unlisted.report.draft import Draft
from unlisted.report.payer_choice import asked_payers, side_payers
from unlisted.report.unknown import why_unknown
from unlisted.report.words import REASON_WORDS, TOPIC_WORDS, count, plain
from unlisted.rules.rule import Rule
from unlisted.rules.rulebook import ANY_PAYER
from unlisted.rules.select import RuleAnswer, Scope, Selection, in_scope, select
from unlisted.rules.tables import Payer, Question
from unlisted.rules.vocabulary import PayerKind, Topic

_GROUPS: tuple[tuple[str, str, frozenset[PayerKind]], ...] = (
    (
        "payers-medicare",
        "Medicare and its contractors",
        frozenset({PayerKind.MEDICARE, PayerKind.MEDICARE_CONTRACTOR}),
    ),
    ("payers-commercial", "Commercial payers", frozenset({PayerKind.COMMERCIAL})),
    ("payers-blue", "Blue Cross Blue Shield plans", frozenset({PayerKind.BLUE_PLAN})),
    (
        "payers-programs",
        "Public programs that price unlisted codes by rule",
        frozenset({PayerKind.MEDICAID, PayerKind.WORKERS_COMPENSATION, PayerKind.FEDERAL_PROGRAM}),
    ),
)
_SIDE_GROUPS = (
    ("benefit-managers", "Benefit managers", PayerKind.BENEFIT_MANAGER),
    ("law", "Law on payers", PayerKind.LAW),
)


def payers_section(draft: Draft) -> Section:
    """Assemble the section."""
    payers = asked_payers(draft)
    blocks: list[Block] = [
        Paragraph(
            (
                draft.say(
                    f"{count(len(payers), 'card')}. Each line gives what the payer's own text says, from "
                    "when, and the day it was checked; what no text says is listed as not known."
                ),
                draft.say("A plan document, a contract or state law can override every general rule."),
            )
        )
    ]
    for group_id, title, kinds in _GROUPS:
        members = [payer for payer in payers if payer.kind in kinds]
        if members:
            blocks.append(Heading(f"on-{group_id}", title))
            blocks += [_card(draft, payer) for payer in members]
    for group_id, title, kind in _SIDE_GROUPS:
        cards = [_card(draft, payer, asked=False) for payer in side_payers(draft, kind)]
        shown = [card for card in cards if card.lines]
        if shown:
            blocks.append(Heading(f"on-{group_id}", title))
            blocks += shown
    return Section(5, "payers", "Payers", Known.PARTLY, tuple(blocks))


def _card(draft: Draft, payer: Payer, *, asked: bool = True) -> Card:
    lines: list[CardLine] = []
    unknown: dict[Reason, list[str]] = defaultdict(list)
    told: dict[Reason, Unavailable] = {}
    questions = draft.rulebook.questions.values()
    for question in questions if asked else ():
        known = [
            item
            for item in draft.rulebook.answers(question.id, payer=payer.id, code=draft.code, on=draft.day)
            if isinstance(item.answer, RuleAnswer) and _belongs_on_card(payer, item)
        ]
        lines += [_known_line(draft, question, item) for item in known]
        if not known and not _is_contractor(payer):
            why = why_unknown(draft, payer.id, question.id)
            unknown[why.reason].append(question.short.lower())
            told.setdefault(why.reason, why)
    lines += [line for rule in _other_rules(draft, payer) if (line := _other_line(draft, rule))]
    lines += [
        CardLine(
            topic="Not known",
            question=REASON_WORDS[reason].capitalize(),
            answer=Gap(
                ", ".join(names),
                reason,
                told[reason].searched,
                told[reason].would_fill,
                told[reason].searched_on,
            ),
        )
        for reason, names in unknown.items()
    ]
    answered = sum(1 for line in lines if isinstance(line.answer, Sentence))
    doubtful = any(line.stale or line.confidence == "low" for line in lines)
    known_state = Known.UNAVAILABLE if answered == 0 else Known.PARTLY if unknown or doubtful else Known.KNOWN
    return Card(
        f"payer-{payer.id.replace('_', '-')}", payer.name, _subtitle(draft, payer), known_state, tuple(lines)
    )


def _belongs_on_card(payer: Payer, item: Selection) -> bool:
    """A contractor's card holds its own pages; general coding rules stand in section 4, on no card."""
    return not item.inherited_from or (item.inherited_from != ANY_PAYER and not _is_contractor(payer))


def _is_contractor(payer: Payer) -> bool:
    return payer.kind is PayerKind.MEDICARE_CONTRACTOR


def _subtitle(draft: Draft, payer: Payer) -> str:
    parts = []
    if _is_contractor(payer):
        parts.append("own pages only; the rest as Medicare")
    elif payer.parent:
        parts.append(f"takes over what {draft.rulebook.payers[payer.parent].name} says")
    if payer.states:
        parts.append(", ".join(payer.states))
    return "; ".join(parts)


def _known_line(draft: Draft, question: Question, item: Selection) -> CardLine:
    answer = item.answer
    if not isinstance(answer, RuleAnswer):
        raise TypeError("a known line needs an answer")
    return CardLine(
        topic=TOPIC_WORDS[question.topic],
        question=question.asks,
        answer=draft.say_rule(answer, holder=_holder(draft, item)),
        rule_id=item.rule.id,
        effective=answer.effective,
        verified_through=answer.verified_through,
        stale=answer.outdated,
        confidence=str(answer.confidence),
    )


def _holder(draft: Draft, item: Selection) -> str:
    return draft.rulebook.payers[item.inherited_from].name if item.inherited_from else ""


def _other_rules(draft: Draft, payer: Payer) -> list[Rule]:
    scope = Scope(code=draft.code)
    return [
        rule
        for rule in draft.rulebook.rules_for(payer.id)
        if not rule.question and rule.topic is not Topic.CONTEXT and in_scope(rule, scope)
    ]


def _other_line(draft: Draft, rule: Rule) -> CardLine | None:
    answer = select(rule, draft.day)
    if isinstance(answer, Unavailable):
        return None
    return CardLine(
        topic=TOPIC_WORDS[rule.topic],
        question=plain(rule.name).capitalize(),
        answer=draft.say_rule(answer),
        rule_id=rule.id,
        effective=answer.effective,
        verified_through=answer.verified_through,
        stale=answer.outdated,
        confidence=str(answer.confidence),
    )
