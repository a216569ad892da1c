"""The cover letter: what was done, why no listed code fits, what it compares with, what is asked."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.money import format_usd
from unlisted.base.outcome import Available, Unavailable
from unlisted.packet import facts
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import Blank, Fill, Heading, Letter, Listing, Paragraph, Sentence, sentence
from unlisted.packet.letters import shared
from unlisted.rules.vocabulary import Timing

ID = "cover-letter"
TITLE = "Unlisted service {code}: what was done and how it compares"


def cover_letter(case: PacketCase, enclosures: Iterable[Letter]) -> Letter:
    """Write the cover letter for the documents of a packet."""
    return Letter(
        id=ID,
        title=TITLE.format(code=case.service.code),
        day=case.day,
        sender=case.sender(),
        recipient=case.recipient("Attention: claim review"),
        references=shared.identifiers(case),
        blocks=(
            Paragraph((_opening(case), shared.category_three(case))),
            Heading("What was done"),
            Paragraph((*shared.earlier_radiation(case), shared.delivered(case), *_plan_change(case))),
            Listing((*shared.work_beyond(case), *shared.summation(case), shared.service_time(case))),
            Heading("Why no listed code describes it"),
            Listing(shared.why_not_listed(case)),
            Heading("What it compares with"),
            Paragraph(shared.comparison(case)),
            Paragraph((_charge(case),)),
            Heading("Why it was needed"),
            Paragraph((_need(case),)),
            Heading("What we ask"),
            Paragraph(_asks(case)),
        ),
        signature=case.signature(),
        each_page=case.each_page,
        enclosures=_enclosures(case, enclosures),
    )


def _opening(case: PacketCase) -> Sentence:
    return sentence(
        "We report {code} for {description}.",
        code=Fill(case.service.code, rules=tuple(_rule_of_line(case))),
        description=Fill(facts.small_start(case.description.text), case.description.evidence),
    )


def _rule_of_line(case: PacketCase) -> Iterable[str]:
    return (line.rule_id for line in case.decision.lines if line.code == case.service.code)


def _plan_change(case: PacketCase) -> tuple[Sentence, ...]:
    changes = case.episode.plan_changes
    if not changes:
        return ()
    return (
        sentence(
            "During the course the plan was replaced: {detail}.",
            detail=facts.text(changes[-1].detail, "reason of the plan change"),
        ),
    )


def _charge(case: PacketCase) -> Sentence:
    asked = case.column.fee.asked
    charge = Fill(
        format_usd(case.line.charge), rules=(shared.CLAIM.format(number=case.claim.control_number),)
    )
    if isinstance(asked, Available) and asked.value == case.line.charge:
        return sentence(
            "The charge of {charge} on the claim is that fee.", charge=charge, evidence=asked.evidence
        )
    return sentence(
        "The charge on the claim is {charge}; it follows from {basis}.",
        charge=charge,
        basis=Blank("what the charge rests on"),
    )


def _need(case: PacketCase) -> Sentence:
    found = facts.statement(case.episode, "medical_necessity")
    who = Blank("physician") if found is None else Fill(found.by.name, found.evidence)
    return sentence(
        "{who} states: {need}.",
        who=who,
        need=facts.said(case.episode, "medical_necessity", "why the service was needed"),
    )


def _asks(case: PacketCase) -> tuple[Sentence, ...]:
    asks = [
        sentence(
            "Please price the line by comparison with {code}, as set out above and in the worksheet.",
            code=Fill(case.comparator, rules=("coding.comparator.comparison",)),
        )
    ]
    if isinstance(case.plan.when, Available) and case.plan.when.value is Timing.BY_APPEAL:
        asks.append(
            sentence(
                "The plan takes documents on an electronic claim by its appeal path; these come that way.",
                rules=case.plan.rules,
            )
        )
    if any(not isinstance(item, Unavailable) for item in case.plan.marking):
        asks.append(
            sentence(
                "The passages that describe the service are underlined.",
                rules=tuple(item.rule_id for item in case.plan.marking),
            )
        )
    asks.append(
        sentence("If anything is open, our physician will take a doctor-to-doctor call before a decision.")
    )
    return tuple(asks)


def _enclosures(case: PacketCase, letters: Iterable[Letter]) -> tuple[Sentence, ...]:
    own = [sentence("{title}", title=Fill(letter.title, rules=("packet",))) for letter in letters]
    records = [
        sentence(
            "{name} (underlined where it describes the service)", name=Fill(facts.plain(slug).capitalize())
        )
        if slug in {"dose_summation_report", "special_physics_report"}
        else sentence("{name}", name=Fill(facts.plain(slug).capitalize()))
        for slug in case.service.evidence
        if slug in case.episode.documents
    ]
    return (*own, *records)
