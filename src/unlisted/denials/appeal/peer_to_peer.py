"""The sheet for a doctor-to-doctor call: numbers at hand, facts in one breath each, questions to expect."""

from __future__ import annotations

from unlisted.base.outcome import Available
from unlisted.denials.appeal.case import AppealCase
from unlisted.packet import facts
from unlisted.packet.letter import Blank, Fill, Heading, Letter, Line, Lines, Listing, Sentence, sentence
from unlisted.packet.letters import shared

ID = "peer-to-peer"


def peer_to_peer_sheet(appeal: AppealCase) -> Letter:
    """Write the sheet. It stays in the office: nobody signs it and it is not sent."""
    case = appeal.case
    return Letter(
        id=ID,
        title=f"Doctor-to-doctor call on {case.service.code}",
        day=case.day,
        sender=case.sender(),
        recipient=(sentence("For our own use: not sent to the plan"),),
        references=(
            *shared.identifiers(case),
            Line(
                "Plan's claim number",
                sentence("{n}", n=_number(appeal)),
            ),
        ),
        blocks=(
            Heading("The call"),
            Lines(_call(appeal)),
            Heading("What the plan holds"),
            Listing((_held(appeal),)),
            Heading("What the record shows"),
            Listing(
                (
                    *shared.earlier_radiation(case),
                    shared.delivered(case),
                    *shared.summation(case),
                    *shared.work_beyond(case),
                    sentence(
                        "Need, in the physician's words: {need}.",
                        need=facts.said(case.episode, "medical_necessity", "why the service was needed"),
                    ),
                )
            ),
            Heading("If asked why no listed code was used"),
            Listing(shared.why_not_listed(case), ordered=True),
            Heading("What to write down"),
            Lines(_to_write()),
        ),
        signature=case.signature(shown=False),
        each_page=case.each_page,
    )


def _number(appeal: AppealCase) -> Fill | Blank:
    number = appeal.denied.payer_control_number
    return Fill(number, appeal.place) if number else Blank("the plan's claim number")


def _call(appeal: AppealCase) -> tuple[Line, ...]:
    rule = appeal.route.peer_to_peer
    way: Fill | Blank = (
        Fill(rule.value.says, rules=(rule.value.rule_id,))
        if isinstance(rule, Available)
        else Blank("how this plan takes such calls; ask its provider line")
    )
    return (
        Line("How and until when", sentence("{w}", w=way)),
        Line("Number to call", sentence("{n}", n=Blank("telephone number", by_hand=True))),
        Line("Time agreed", sentence("{t}", t=Blank("day and time", by_hand=True))),
    )


def _held(appeal: AppealCase) -> Sentence:
    entry = appeal.route.classified.entry
    says = Fill(entry.says, rules=(entry.id,)) if entry is not None else Blank("what the codes mean")
    return sentence("{codes}: {says}", codes=Fill(appeal.denied.codes, appeal.place), says=says)


def _to_write() -> tuple[Line, ...]:
    wanted = ("Reviewer, specialty", "Reference number", "What was said", "Decision")
    return tuple(Line(name, sentence("{b}", b=Blank(name.lower(), by_hand=True))) for name in wanted)
