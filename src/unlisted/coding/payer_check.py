"""What a payer wants for a line on a day: each point with citation and age, or what to ask the payer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import Citation
from unlisted.base.outcome import Severity, Unavailable
from unlisted.rules.evaluate import evaluate
from unlisted.rules.given import Given
from unlisted.rules.rule import AppliesTo, TypedValue
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer, Selection
from unlisted.rules.vocabulary import CaseResult, Medium, Timing

TOPICS: Mapping[str, tuple[str, ...]] = {
    "coverage": ("coverage.status", "pricing.mechanism", "pricing.rate"),
    "authorization": (
        "authorization.course",
        "authorization.unlisted_line",
        "authorization.manager",
        "authorization.guideline",
    ),
    "description": ("submission.description",),
    "documents": ("documentation.records", "documentation.timing", "documentation.letter_contents"),
    "channel": ("submission.attachment_channel", "submission.electronic_payer_id"),
    "marking": ("documentation.marking",),
    "modifiers and units": ("coding.modifiers", "coding.units", "coding.listed_first"),
    "review and edits": ("editing.review", "editing.bundling"),
    "limits": ("timely_filing.limit", "timely_filing.corrected", "appeal.first_level", "appeal.second_level"),
}
"""The points of a check, in the order of the work. Authorization of course and line stand apart."""


@dataclass(frozen=True, slots=True)
class PayerAnswer:
    """One rule that answers a point. ``from_contract``: the site's own pack; ``overridden_by`` names one.

    ``only_for`` are limits of the rule that the line says nothing on ("state TX"): it may not apply at all.
    ``result`` says whether the line meets the rule's check; ``answered`` where it has none. ``electronic``
    and ``paper`` are the times at which documents go for such a claim; empty where the rule types none.
    """

    rule_id: str
    says: str
    answer: str
    effective: str
    stale: bool
    outdated: bool
    verified_through: date
    inherited_from: str
    from_contract: bool
    overridden_by: str
    only_for: tuple[str, ...]
    result: CaseResult
    severity: Severity | None
    next_step: str
    explanation: str
    citations: tuple[Citation, ...]
    channels: tuple[str, ...] = ()
    occasions: tuple[Timing, ...] = ()
    electronic: tuple[Timing, ...] = ()
    paper: tuple[Timing, ...] = ()


@dataclass(frozen=True, slots=True)
class PayerPoint:
    """One question to the payer. ``ask``: what to ask where nothing surely answers; empty otherwise."""

    topic: str
    question: str
    asks: str
    answers: tuple[PayerAnswer, ...]
    unavailable: tuple[Unavailable, ...]
    ask: str
    timing: tuple[Timing, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayerCheck:
    """The whole check for one line, payer and day."""

    payer: str
    payer_name: str
    code: str
    on: date
    points: tuple[PayerPoint, ...]
    contract_packs: tuple[str, ...]

    def point(self, question: str) -> PayerPoint:
        """Return the point of a question."""
        return next(item for item in self.points if item.question == question)


def check_payer(
    rulebook: Rulebook,
    payer: str,
    given: Given,
    on: date,
    *,
    contract_packs: frozenset[str] = frozenset(),
) -> PayerCheck:
    """Ask every fixed question about the line ``given``. ``given.code`` must be known.

    Rules of ``contract_packs`` (the site's own) stand first and override public rules on the same question,
    which stay visible. Raises ``UnknownNameError`` for a payer that is not in the registry.
    """
    who = rulebook.payer(payer)
    points = tuple(
        _point(rulebook, who.id, topic, question, given, on, contract_packs)
        for topic, questions in TOPICS.items()
        for question in questions
        if question in rulebook.questions
    )
    used = {a.rule_id for p in points for a in p.answers if a.from_contract}
    packs = tuple(sorted({rulebook.rule(rule_id).pack_id for rule_id in used}))
    return PayerCheck(who.id, who.name, given.code or "", on, points, packs)


def check_question(rulebook: Rulebook, payer: str, question: str, given: Given, on: date) -> PayerPoint:
    """Ask one of the fixed questions by the public rules alone; raises ``UnknownNameError`` for the payer."""
    topic = next(topic for topic, questions in TOPICS.items() if question in questions)
    return _point(rulebook, rulebook.payer(payer).id, topic, question, given, on, frozenset())


def timing_for(point: PayerPoint, medium: Medium) -> tuple[Timing, PayerAnswer] | None:
    """Return the one time at which documents go for a claim on ``medium``, and who says so.

    Only typed values decide, never the words of a rule. Answers that name several times, or may not apply
    to this line at all, do not decide.
    """
    for answer in point.answers:
        named = answer.paper if medium is Medium.PAPER else answer.electronic
        if len(named) == 1 and not answer.only_for:
            return named[0], answer
    return None


def _point(
    rulebook: Rulebook,
    payer: str,
    topic: str,
    question: str,
    given: Given,
    on: date,
    contract_packs: frozenset[str],
) -> PayerPoint:
    found = rulebook.answers(
        question,
        payer=payer,
        code=given.code,
        on=on,
        billing_class=given.billing_class,
        state=given.state,
        setting=given.setting,
        line_of_business=given.line_of_business,
    )
    own = [item for item in found if item.rule.pack_id in contract_packs]
    ordered = [*own, *(item for item in found if item not in own)]
    over = next(
        (
            item.rule.id
            for item in own
            if isinstance(item.answer, RuleAnswer) and not _only_for(item.rule.applies_to, given)
        ),
        "",
    )
    told = (
        _answer(item, item.answer, given, on, from_contract=item in own, over=over)
        for item in ordered
        if isinstance(item.answer, RuleAnswer)
    )
    answers = tuple(sorted(told, key=lambda answer: bool(answer.only_for)))
    sure = any(not answer.only_for for answer in answers)
    missing = tuple(item.answer for item in ordered if isinstance(item.answer, Unavailable))
    entry = rulebook.questions[question]
    ask = "" if sure else _ask(rulebook, payer, question, given.code or "", entry.asks, missing)
    conflicts = tuple(
        dict.fromkeys(c.question for answer in answers for c in rulebook.conflicts_of(answer.rule_id))
    )
    timing = tuple(dict.fromkeys((*answers[0].electronic, *answers[0].paper))) if sure else ()
    return PayerPoint(topic, question, entry.asks, answers, missing, ask, timing, conflicts)


def _answer(
    item: Selection, answer: RuleAnswer, given: Given, on: date, *, from_contract: bool, over: str
) -> PayerAnswer:
    outcome = evaluate(item.rule, given, on)
    value = answer.value or TypedValue()
    return PayerAnswer(
        item.rule.id,
        answer.says,
        answer.answer or answer.says,
        answer.effective,
        answer.stale,
        answer.outdated,
        answer.verified_through,
        item.inherited_from,
        from_contract,
        "" if from_contract else over,
        _only_for(item.rule.applies_to, given),
        outcome.result,
        outcome.severity,
        outcome.next_step,
        outcome.explanation,
        answer.evidence,
        value.channel,
        value.occasion,
        value.timing_of(Medium.ELECTRONIC),
        value.timing_of(Medium.PAPER),
    )


def _only_for(applies: AppliesTo, given: Given) -> tuple[str, ...]:
    """Return the closed sides of a rule on which the line is silent."""
    sides = (
        ("billing class", applies.billing_class, given.billing_class),
        ("line of business", applies.lines_of_business, given.line_of_business),
        ("state", applies.states, given.state),
        ("setting", applies.settings, given.setting),
    )
    return tuple(
        f"{name} {' or '.join(closed).replace('_', ' ')}"
        for name, closed, said in sides
        if closed and not said
    )


def _ask(
    rulebook: Rulebook, payer: str, question: str, code: str, asks: str, missing: tuple[Unavailable, ...]
) -> str:
    """Write what to ask: the question about this code, and what is known to be missing."""
    fills = [item.would_fill for item in missing if item.would_fill]
    fills += [
        entry.would_fill
        for entry in rulebook.coverage
        if entry.payer == payer and question in entry.questions and (not entry.codes or code in entry.codes)
    ]
    wanted = next((text for text in fills if text), "")
    return f"{code}: {asks}" + (f" (wanted: {wanted})" if wanted else "")
