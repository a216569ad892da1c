"""Write a decision as a coder would: why this code, why none of the others, what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.coding.decision import Candidate, CodedLine, Decision, Ground, Outcome, State, Statement
from unlisted.coding.decision_rules import DecisionRules
from unlisted.coding.facts import CourseFacts
from unlisted.coding.request import UNLISTED_OF
from unlisted.coding.units import Counted

_VERBS = {
    State.FITS: "fits",
    State.EXCLUDED: "is excluded",
    State.UNKNOWN: "is not decided",
}


def explain(
    decision: Decision, facts: CourseFacts, rules: DecisionRules, counted: Counted | None
) -> tuple[Statement, ...]:
    """Return the sentences, each with its rules and evidence, in the order a reader needs them."""
    return (
        _opening(decision, facts),
        *(_of(item) for item in _told(decision)),
        *_units(decision, counted, rules),
        *_remaining(decision),
        *_closing(decision),
    )


def why_no_listed_code(decision: Decision) -> tuple[Statement, ...]:
    """Return the sentences that exclude the listed codes of the stage, for the letter."""
    stage = decision.request.stage
    unlisted = set(UNLISTED_OF.values())
    return tuple(
        _of(item)
        for item in decision.candidates
        if item.stage is stage and item.state is State.EXCLUDED and item.code not in unlisted
    ) + _remaining(decision)


def _opening(decision: Decision, facts: CourseFacts) -> Statement:
    counts = facts.by_slug["fractions"]
    text = f"Code set of {decision.code_year}, date of service {decision.on}: {counts.says}."
    return Statement(text, (), counts.evidence)


def _told(decision: Decision) -> Iterable[Candidate]:
    """Choose whom to speak of: the stage's codes, and codes of other stages that fit or have ended."""
    stage = decision.request.stage
    seen: set[str] = set()
    for item in decision.candidates:
        if item.code in seen:
            continue
        seen.add(item.code)
        ended = item.ground is Ground.CODE_SET
        modality = item.rule_id.startswith("coding.decision.modality")
        if (item.stage is stage and not modality) or item.state is State.FITS or (ended and not modality):
            yield item


def _of(item: Candidate) -> Statement:
    reasons = "; ".join(item.because)
    text = f"{item.code} ({item.name}) {_VERBS[item.state]}: {reasons}."
    return Statement(text, (item.rule_id,), (*item.evidence, *item.citations))


def _units(decision: Decision, counted: Counted | None, rules: DecisionRules) -> Iterable[Statement]:
    if counted is None:
        return
    line = next((item for item in decision.lines if item.code == "77427"), None)
    whole, left = divmod(counted.sessions, 5)
    counts = f"{counted.sessions} fractions"
    if any(slug == "sessions_countable" for slug, _, _ in counted.open):
        counts = f"Counted once a day, {counts}"
    sums = f"{counts} are {whole} times five and {left} more"
    rule = rules.rule("r08_77427")
    yield Statement(f"{sums}: {_plural(counted.made, 'unit')} of 77427.", (rule.id,), rule.citations)
    supported = counted.supported
    exams = tuple(place for unit in decision.units for place in unit.evidence)
    if supported < counted.made:
        text = (
            f"A physician's examination supports {supported} of {_plural(counted.made, 'unit')}; "
            "77499 does not take the place of a unit without one."
        )
        found = rules.rule("r11_physician_examination")
        yield Statement(text, (found.id,), (*exams, *found.citations))
    else:
        found = rules.rule("r11_physician_examination")
        yield Statement(
            "Each unit has an examination by a physician.", (found.id,), (*exams, *found.citations)
        )
    if counted.billed is not None:
        found = rules.rule("r10_resumed_course")
        more = line.units if line and line.units else 0
        text = (
            f"The course is counted anew on all its fractions: {_plural(supported, 'unit')} in all, "
            f"{counted.billed} billed before, {more} more to bill."
        )
        yield Statement(text, (found.id,), found.citations)


def _remaining(decision: Decision) -> tuple[Statement, ...]:
    found = []
    for item in decision.remaining:
        if item.reached_by and item.wholly:
            reach = _out_of_reach(decision, item.reached_by)
        elif item.reached_by:
            reach = f"{' or '.join(item.reached_by)} may describe a part of it"
        else:
            reach = "no listed code is known here that describes it"
        found.append(Statement(f"{item.says}: {reach}.", (), item.evidence))
    return tuple(found)


def _out_of_reach(decision: Decision, codes: tuple[str, ...]) -> str:
    """Say why the code that could describe the work is not reported."""
    why = next((c.because for c in decision.candidates if c.code in codes and c.state is not State.FITS), ())
    told = f" ({'; '.join(why)})" if why else ""
    return f"{' or '.join(codes)} could describe it and is not reported here{told}"


def _closing(decision: Decision) -> Iterable[Statement]:
    lines = ", ".join(_line(line) for line in decision.lines)
    for item in decision.edits:
        yield Statement(
            f"{item.message.rstrip('.')}. {item.fix[:1].upper()}{item.fix[1:]}.", (), item.evidence
        )
    if decision.outcome is Outcome.HOLD:
        stands = f" {lines} stands whatever the answer." if decision.standing else ""
        asked = " ".join(item.asks for item in decision.questions)
        yield Statement(
            f"Held back.{stands} To be answered: {asked or 'a person has to review the points above.'}",
            tuple(dict.fromkeys(item.rule_id for item in decision.questions)),
        )
        return
    places = tuple(answer.evidence for answer in decision.answers)
    yield Statement(f"The record supports: {lines}.", tuple(line.rule_id for line in decision.lines), places)
    for route in decision.routes:
        if route.payable is False:
            offer = f" The {route.offer} claim may carry it." if route.offer else ""
            yield Statement(f"{route.says}.{offer}", (), route.evidence)


def _line(line: CodedLine) -> str:
    return f"{line.code} × {line.units}" if line.units else line.code


def _plural(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
