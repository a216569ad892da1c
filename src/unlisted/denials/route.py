"""Where a denial goes: class, next action, level, deadline, channel, external review; or why not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.evidence import Citation
from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.denials.classify import Classified, DenialCodes, classify
from unlisted.denials.deadline import Deadline, deadline_of
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer, select

MEDICARE = "medicare"
_QUESTIONS = {1: "appeal.first_level", 2: "appeal.second_level"}
_EXTERNAL_REVIEW = "payers.federal_law.external_review.window"
_MEDICARE_LEVELS = (
    ("redetermination", "medicare.appeals.redetermination", ""),
    ("reconsideration", "medicare.appeals.reconsideration", ""),
    (
        "administrative_law_judge",
        "medicare.appeals.hearing_council_court",
        "medicare.appeals.amount_in_controversy",
    ),
    ("appeals_council", "medicare.appeals.hearing_council_court", ""),
    (
        "federal_court",
        "medicare.appeals.hearing_council_court",
        "medicare.appeal_amounts.federal_court",
    ),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of appeal: what the rule says, its deadline where a limit is stated, its channels.

    ``minimum`` is the amount in controversy in US dollars; ``None`` where there is none.
    """

    number: int
    name: str
    rule: RuleAnswer
    deadline: Deadline | None
    channels: tuple[str, ...]
    minimum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """A denial to be routed: its codes, who denied, when the notice is dated, which level comes next."""

    reason: str
    remarks: tuple[str, ...] = ()
    group: str = ""
    payer: str = ""
    line_of_business: str = ""
    notice: date | None = None
    received: date | None = None
    level: int = 1
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The answer. ``appealable`` is false for every stop; what no source states is unavailable."""

    denied: Denied
    classified: Classified
    appealable: bool
    level: Answer[Level]
    peer_to_peer: Answer[RuleAnswer]
    external_review: Answer[RuleAnswer]
    citations: tuple[Citation, ...]


def route_denial(denied: Denied, rulebook: Rulebook, on: date) -> Route:
    """Route a denial by the rulebook on a day. Raises ``UnknownNameError`` for a payer it does not know."""
    lineage = rulebook.lineage(rulebook.payer(denied.payer).id) if denied.payer else ()
    codes = DenialCodes(denied.reason, denied.remarks, denied.group, lineage, denied.line_of_business)
    classified = classify(rulebook.denials, codes)
    citations = classified.entry.citations if classified.entry is not None else ()
    if classified.stop is not None:
        stopped = Unavailable(Reason.NOT_SEARCHED, "no appeal exists: see the stop reason")
        return Route(denied, classified, False, stopped, stopped, stopped, citations)
    return Route(
        denied,
        classified,
        classified.may_draft,
        _level(denied, rulebook, lineage, on),
        _answer("appeal.peer_to_peer", denied, rulebook, on),
        _external(denied, classified, rulebook, lineage, on),
        citations,
    )


def medicare_levels(notice: date, rulebook: Rulebook, on: date) -> tuple[Level, ...]:
    """Return the five levels with the amounts of the day; each deadline is counted from ``notice``."""
    found = []
    for number, (name, rule_id, amount_id) in enumerate(_MEDICARE_LEVELS, start=1):
        answer = select(rulebook.rule(rule_id), on)
        if isinstance(answer, RuleAnswer):
            found.append(_as_level(number, name, answer, notice, None, _amount(amount_id, rulebook, on)))
    return tuple(found)


def _level(denied: Denied, rulebook: Rulebook, lineage: tuple[str, ...], on: date) -> Answer[Level]:
    if not denied.payer:
        return Unavailable(
            Reason.NOT_SEARCHED, "no payer was named", would_fill="the payer: levels and limits are its own"
        )
    if MEDICARE in lineage:
        return _medicare_level(denied, rulebook, on)
    if denied.level not in _QUESTIONS:
        return Unavailable(
            Reason.NOT_SEARCHED,
            "the rulebook keeps two levels of a plan",
            would_fill="the last decision letter",
        )
    found = _answer(_QUESTIONS[denied.level], denied, rulebook, on)
    if isinstance(found, Unavailable):
        return found
    name = found.value.rule_id.rsplit(".", 1)[-1]
    return Available(
        _as_level(denied.level, name, found.value, denied.notice, denied.received, None), found.evidence
    )


def _medicare_level(denied: Denied, rulebook: Rulebook, on: date) -> Answer[Level]:
    if not 1 <= denied.level <= len(_MEDICARE_LEVELS):
        return Unavailable(Reason.NO_OBSERVATIONS, "there is no further level")
    name, rule_id, amount_id = _MEDICARE_LEVELS[denied.level - 1]
    answer = select(rulebook.rule(rule_id), on)
    if isinstance(answer, Unavailable):
        return answer
    minimum = _amount(amount_id, rulebook, on)
    level = _as_level(denied.level, name, answer, denied.notice, denied.received, minimum)
    return Available(level, answer.evidence)


def _as_level(
    number: int,
    name: str,
    answer: RuleAnswer,
    notice: date | None,
    received: date | None,
    minimum: Decimal | None,
) -> Level:
    value = answer.value
    deadline = deadline_of(value, notice, received) if value is not None and notice is not None else None
    return Level(number, name, answer, deadline, value.channel if value is not None else (), minimum)


def _amount(rule_id: str, rulebook: Rulebook, on: date) -> Decimal | None:
    if not rule_id:
        return None
    answer = select(rulebook.rule(rule_id), on)
    return answer.value.usd if isinstance(answer, RuleAnswer) and answer.value is not None else None


def _answer(question: str, denied: Denied, rulebook: Rulebook, on: date) -> Answer[RuleAnswer]:
    """Return the first rule that answers for the payer; rules of other lines of business are left out."""
    if not denied.payer:
        return Unavailable(Reason.NOT_SEARCHED, "no payer was named", would_fill="the payer")
    gap: Unavailable | None = None
    for found in rulebook.answers(
        question, payer=denied.payer, on=on, line_of_business=denied.line_of_business or None
    ):
        own = found.rule.applies_to.lines_of_business
        if own and denied.line_of_business not in own:
            continue
        if isinstance(found.answer, RuleAnswer):
            return Available(found.answer, found.answer.evidence)
        gap = gap or found.answer
    searched = f"rules of {denied.payer} on {question}"
    return gap or Unavailable(
        Reason.NOT_PUBLISHED, searched, rulebook.verified_through, "the provider manual or the denial letter"
    )


def _external(
    denied: Denied, classified: Classified, rulebook: Rulebook, lineage: tuple[str, ...], on: date
) -> Answer[RuleAnswer]:
    if not classified.medical_judgment:
        return Unavailable(
            Reason.NO_OBSERVATIONS, "external review is for decisions with a medical judgment; this has none"
        )
    if MEDICARE in lineage:
        answer = select(rulebook.rule("medicare.appeals.hearing_council_court"), on)
    else:
        answer = select(rulebook.rule(_EXTERNAL_REVIEW), on)
    return Available(answer, answer.evidence) if isinstance(answer, RuleAnswer) else answer
