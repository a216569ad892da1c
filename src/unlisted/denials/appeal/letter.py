"""The appeal letter: the denial, its points one by one, what is asked, by when, and what is enclosed."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.dates import long_day
from unlisted.base.money import format_usd
from unlisted.base.outcome import Available
from unlisted.denials.appeal.case import AppealCase, Refusal
from unlisted.denials.appeal.points import points_of
from unlisted.packet import facts
from unlisted.packet.letter import (
    Blank,
    Block,
    Fill,
    Heading,
    Letter,
    Line,
    Paragraph,
    Sentence,
    sentence,
)
from unlisted.packet.letters import shared
from unlisted.rules.vocabulary import DenialAction

ID = "appeal"
_NOT_ENCLOSED = frozenset({"cover-sheet", "evidence-index"})
"""Sheets of the first packet that belong to its own sending."""
_REMEDY = {
    DenialAction.APPEAL_CODING: "Please process {code} as billed and price it like {comparator}.",
    DenialAction.APPEAL_CLINICAL: "Please reverse the decision and pay {code}; compare it with {comparator}.",
    DenialAction.APPEAL_RECORDS: "Please decide {code} on the records enclosed, compared with {comparator}.",
    DenialAction.APPEAL_BUNDLING: "Please pay {code} apart from the other lines, compared with {comparator}.",
    DenialAction.APPEAL_PAYMENT: "Please allow the fee asked for {code}, by comparison with {comparator}.",
    DenialAction.NEXT_LEVEL: "Please reverse the decision on {code} and compare it with {comparator}.",
}


def may_not_draft(appeal: AppealCase) -> Refusal | None:
    """Say why no appeal may be drafted, or ``None``: the stop stands before anything is written."""
    route = appeal.route
    entry = route.classified.entry
    if entry is None:
        return Refusal("the rulebook does not know these codes", "let a person read the notice", "")
    if route.classified.stop is not None:
        why = route.classified.stop.value.replace("_", " ")
        return Refusal(f"a hard stop: {why}. {entry.says}", entry.do, entry.id)
    if not route.appealable and not _too_little(appeal):
        return Refusal(f"the next step is no appeal. {entry.says}", entry.do, entry.id)
    return None


def _too_little(appeal: AppealCase) -> bool:
    """Say whether a payment to be checked was checked, and less was allowed than expected."""
    checks = appeal.route.classified.action is DenialAction.CHECK_PAYMENT
    return checks and appeal.variance is not None and appeal.variance.underpaid


def appeal_letter(appeal: AppealCase, enclosures: Iterable[Letter] = ()) -> Letter | Refusal:
    """Write the appeal as a draft; a ``Refusal`` where nothing may be drafted.

    ``enclosures`` are the packet's letters that go with it.
    """
    refusal = may_not_draft(appeal)
    if refusal is not None:
        return refusal
    case = appeal.case
    blocks: list[Block] = [Paragraph((_opening(appeal),))]
    for number, point in enumerate(points_of(appeal), start=1):
        blocks += [Heading(f"Point {number}: {point.title}"), Paragraph((point.held,)), *point.answer]
    blocks += [Heading("What we ask"), Paragraph(_asks(appeal))]
    return Letter(
        id=ID,
        title=f"Appeal, level {appeal.route.denied.level}: unlisted service {case.service.code}",
        day=case.day,
        sender=case.sender(),
        recipient=case.recipient("Attention: provider appeals"),
        references=(*shared.identifiers(case), *_references(appeal)),
        blocks=tuple(blocks),
        signature=case.signature(),
        each_page=case.each_page,
        enclosures=_enclosures(appeal, enclosures),
    )


def _opening(appeal: AppealCase) -> Sentence:
    denied = appeal.denied
    pattern = (
        "We appeal the denial of {amount} for {code}, dated {day}."
        if not denied.allowed
        else "We appeal the amount allowed for {code}, {amount}, dated {day}."
    )
    amount = denied.allowed or denied.charge
    return sentence(
        pattern,
        amount=Fill(format_usd(amount), appeal.place),
        code=Fill(appeal.case.service.code, appeal.place),
        day=appeal.notice,
    )


def _references(appeal: AppealCase) -> tuple[Line, ...]:
    denied = appeal.denied
    number = (
        Fill(denied.payer_control_number, appeal.place)
        if denied.payer_control_number
        else Blank("the plan's claim number")
    )
    found = [
        Line("Plan's claim number", sentence("{n}", n=number)),
        Line("Denial codes", sentence("{c}", c=Fill(denied.codes, appeal.place))),
    ]
    if denied.trace_number:
        found.append(Line("Payment", sentence("{t}", t=Fill(denied.trace_number, appeal.place))))
    level = appeal.route.level
    if isinstance(level, Available) and level.value.deadline is not None:
        due = Fill(long_day(level.value.deadline.due), rules=(level.value.rule.rule_id,))
        found.append(Line("To be filed by", sentence("{d}", d=due)))
    return tuple(found)


def _asks(appeal: AppealCase) -> tuple[Sentence, ...]:
    case, route = appeal.case, appeal.route
    found = [
        sentence(
            _REMEDY.get(route.classified.action, _REMEDY[DenialAction.APPEAL_PAYMENT]),
            code=Fill(case.service.code, rules=("coding.comparator.comparison",)),
            comparator=Fill(case.comparator),
        )
    ]
    if isinstance(route.peer_to_peer, Available):
        found.append(
            sentence(
                "Our physician asks for a doctor-to-doctor call. {rule}",
                rule=Fill(route.peer_to_peer.value.says, rules=(route.peer_to_peer.value.rule_id,)),
            )
        )
    else:
        found.append(sentence("Our physician will take a doctor-to-doctor call before a decision."))
    if isinstance(route.external_review, Available):
        found.append(
            sentence(
                "If the denial is kept, we ask for a written reason and the way to an outside review. {rule}",
                rule=Fill(route.external_review.value.says, rules=(route.external_review.value.rule_id,)),
            )
        )
    else:
        found.append(sentence("If the denial is kept, please give the reason in writing and the next level."))
    return tuple(found)


def _enclosures(appeal: AppealCase, letters: Iterable[Letter]) -> tuple[Sentence, ...]:
    case = appeal.case
    notice = sentence(
        "Remittance of {day}, {codes}", day=appeal.notice, codes=Fill(appeal.denied.codes, appeal.place)
    )
    claim = sentence(
        "The claim as sent, {number}",
        number=Fill(
            case.claim.control_number, rules=(shared.CLAIM.format(number=case.claim.control_number),)
        ),
    )
    own = [
        sentence("{title}", title=Fill(item.title, rules=("packet",)))
        for item in letters
        if item.id not in _NOT_ENCLOSED
    ]
    records = [
        sentence("{name}", name=Fill(facts.plain(slug).capitalize(), rules=("record",)))
        for slug in case.service.evidence
        if slug in case.episode.documents
    ]
    return (notice, claim, *own, *records)
