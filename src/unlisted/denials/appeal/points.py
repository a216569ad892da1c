"""The points of an appeal: what each code of the denial says, and what the record answers to it.

Only facts of this case stand here, each with its evidence; what the record does not hold is a blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from unlisted.base.money import format_usd
from unlisted.denials.appeal.case import AppealCase
from unlisted.packet import facts
from unlisted.packet.letter import Blank, Block, Fill, Listing, Paragraph, Sentence, sentence
from unlisted.packet.letters import shared
from unlisted.packet.literature import literature_sentences
from unlisted.rules.vocabulary import DenialClass


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its title, what the payer says (in our words, from its code), and the answer."""

    title: str
    held: Sentence
    answer: tuple[Block, ...]


def points_of(appeal: AppealCase) -> tuple[Point, ...]:
    """Return the points in the order of the codes; a class is answered once."""
    entries = [item for item in (appeal.route.classified.entry, *appeal.route.classified.also) if item]
    found: list[Point] = []
    seen: set[DenialClass] = set()
    for entry in entries:
        if entry.denial_class in seen or entry.denial_class not in _ANSWERS:
            continue
        seen.add(entry.denial_class)
        held = sentence(
            "The remittance of {day} gives {codes}. {says}",
            day=appeal.notice,
            codes=Fill(appeal.denied.codes, appeal.place),
            says=Fill(entry.says, rules=(entry.id,)),
        )
        answer = _ANSWERS[entry.denial_class](appeal)
        found.append(Point(_TITLES[entry.denial_class], held, answer))
    return tuple(found)


def _listed_code(appeal: AppealCase) -> tuple[Block, ...]:
    case = appeal.case
    opening = sentence(
        "Every listed code of this kind of work was tested against the record before {code} was chosen.",
        code=Fill(case.service.code, rules=tuple(line.rule_id for line in case.decision.lines)),
    )
    named = sentence(
        "The notice names no code. If the plan has one in mind, please name it, so that it can be answered."
    )
    beyond = shared.work_beyond(case)
    work = (Paragraph((sentence("No listed line describes this work:"),)), Listing(beyond)) if beyond else ()
    return (
        Paragraph((opening, shared.category_three(case))),
        Listing(shared.why_not_listed(case), ordered=True),
        *work,
        Paragraph((named,)),
    )


def _necessity(appeal: AppealCase) -> tuple[Block, ...]:
    case = appeal.case
    found = literature_sentences(case.episode, case.rulebook)
    literature = (Listing(found, ordered=True),) if found else ()
    no_literature = (
        () if found else (sentence("Literature on this use: {found}.", found=Blank("articles on this use")),)
    )
    return (
        Paragraph(
            (
                sentence(
                    "{name} is treated for {diagnosis}.",
                    name=case.patient_name,
                    diagnosis=shared.diagnosis(case),
                ),
                *shared.earlier_radiation(case),
                shared.delivered(case),
                sentence(
                    "The treating physician states: {need}.",
                    need=facts.said(case.episode, "medical_necessity", "why the service was needed"),
                ),
                *no_literature,
            )
        ),
        *literature,
    )


def _criteria(appeal: AppealCase) -> tuple[Block, ...]:
    policy = sentence(
        "The decision rests on {policy}.", policy=Blank("policy number and criteria the notice refers to")
    )
    return (Paragraph((policy,)), *_necessity(appeal))


def _records(appeal: AppealCase) -> tuple[Block, ...]:
    """Say which record shows what; the enclosures carry them."""
    case = appeal.case
    lead = sentence("The record shows the work; the enclosures carry each document named here.")
    held = tuple(
        sentence("{name} of the record.", name=Fill(facts.plain(slug).capitalize(), rules=("record",)))
        for slug in case.service.evidence
        if slug in case.episode.documents
    )
    missing = tuple(
        sentence("{name}", name=Blank(facts.plain(slug)))
        for slug in case.service.evidence
        if slug not in case.episode.documents
    )
    beyond = shared.work_beyond(case)
    return (
        Paragraph((lead, shared.delivered(case))),
        *((Listing((*held, *missing)),) if held or missing else ()),
        *((Listing(beyond),) if beyond else ()),
    )


def _bundled(appeal: AppealCase) -> tuple[Block, ...]:
    case = appeal.case
    apart = sentence(
        "The work stood apart from the listed lines of the course: {apart}.",
        apart=facts.said_within(case.episode, "independence", "how the work stood apart"),
    )
    return (Paragraph((apart,)), Listing(shared.work_beyond(case)))


def _payment(appeal: AppealCase) -> tuple[Block, ...]:
    case, denied = appeal.case, appeal.denied
    rows = [
        sentence(
            "Charged: {charge}; allowed: {allowed}; paid: {paid}.",
            charge=Fill(format_usd(denied.charge), appeal.place),
            allowed=Fill(format_usd(denied.allowed)),
            paid=Fill(format_usd(denied.paid)),
        )
    ]
    for item in appeal.variance.differences if appeal.variance else ():
        rows.append(
            sentence(
                "Against the {what} of {expected}: {difference}.",
                what=Fill(_AGAINST[item.against], rules=("coding.comparator.suggested_fee",)),
                expected=Fill(format_usd(item.expected)),
                difference=Fill(format_usd(item.difference), appeal.place),
            )
        )
    return (Listing(tuple(rows)), Paragraph(shared.comparison(case)))


def _upheld(appeal: AppealCase) -> tuple[Block, ...]:
    reasons = sentence(
        "The last decision gives as its reasons: {reasons}.", reasons=Blank("reasons of the last decision")
    )
    return (Paragraph((reasons,)), *_listed_code(appeal), *_necessity(appeal))


_AGAINST = {
    "contract": "contract",
    "floor": "lowest fee the practice accepts",
    "comparator": "Medicare price of the comparator",
    "asked": "fee asked",
}
_ANSWERS: dict[DenialClass, Callable[[AppealCase], tuple[Block, ...]]] = {
    DenialClass.LISTED_CODE_EXISTS: _listed_code,
    DenialClass.NOT_NECESSARY: _necessity,
    DenialClass.INVESTIGATIONAL: _necessity,
    DenialClass.COVERAGE_CRITERIA: _criteria,
    DenialClass.EFFORT_NOT_SUPPORTED: _records,
    DenialClass.RECORDS_MISSING: _records,
    DenialClass.AUTHORIZATION: _records,
    DenialClass.BUNDLED: _bundled,
    DenialClass.PAYMENT_LEVEL: _payment,
    DenialClass.PAID_AS_COMPARABLE: _payment,
    DenialClass.UPHELD: _upheld,
}
_TITLES = {
    DenialClass.LISTED_CODE_EXISTS: "A listed code is said to exist",
    DenialClass.NOT_NECESSARY: "The service is said not to be necessary",
    DenialClass.INVESTIGATIONAL: "The service is said to be unproven",
    DenialClass.COVERAGE_CRITERIA: "Criteria of a policy are said not to be met",
    DenialClass.EFFORT_NOT_SUPPORTED: "The record is said not to support what was billed",
    DenialClass.RECORDS_MISSING: "Records are said to be missing",
    DenialClass.AUTHORIZATION: "Authorization is said to be missing",
    DenialClass.BUNDLED: "The service is said to be part of another",
    DenialClass.PAYMENT_LEVEL: "The amount allowed",
    DenialClass.PAID_AS_COMPARABLE: "The service it was compared with",
    DenialClass.UPHELD: "The first decision was kept",
}
