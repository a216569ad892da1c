"""The payer's own rules on the unlisted line, from the rulebook, as of the day of service (SNIP 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from unlisted.base.outcome import Severity
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding, EditRule
from unlisted.claim.edits.view import ClaimView, LineView
from unlisted.rules.evaluate import RuleOutcome, evaluate
from unlisted.rules.given import Given
from unlisted.rules.rule import Rule
from unlisted.rules.vocabulary import CaseResult, Topic

_BOOK = "the payer's rule in the rulebook, named in the finding"

DESCRIPTION = rule(
    "payer.description", 7, BLOCKING, "the payer's rule on the description is not met", "see the rule", _BOOK
)
MODIFIERS = rule(
    "payer.modifiers", 7, WARNING, "the payer's rule on modifiers is not met", "see the rule", _BOOK
)
UNITS = rule("payer.units", 7, WARNING, "the payer's rule on units is not met", "see the rule", _BOOK)
AUTHORIZATION = rule(
    "payer.authorization",
    7,
    BLOCKING,
    "the payer wants an authorization and none stands on the claim",
    "put its number into REF G1",
    _BOOK,
)
FILING = rule(
    "payer.filing_limit",
    7,
    WARNING,
    "the payer's time to file has run out",
    "show proof of timely filing",
    _BOOK,
)
_LINES_OF_BUSINESS = {
    "MA": "medicare",
    "MB": "medicare",
    "16": "medicare_advantage",
    "MC": "medicaid",
    "WC": "workers_compensation",
}
_SETTINGS = {
    "11": "office",
    "19": "outpatient_hospital",
    "21": "inpatient_hospital",
    "22": "outpatient_hospital",
    "24": "ambulatory_surgical_center",
}
_TOPICS = frozenset({Topic.AUTHORIZATION, Topic.TIMELY_FILING})
_QUESTIONS = frozenset({"submission.description", "coding.modifiers", "coding.units"})


def payer_of(view: ClaimView, context: EditContext) -> str:
    """Return the payer's registry id: the one given, else found by the name on the claim, else empty."""
    if context.payer or context.rulebook is None:
        return context.payer
    found = context.rulebook.find_payer(view.payer.get(3))
    if found is not None:
        return found.id
    return "medicare" if view.is_medicare and "medicare" in context.rulebook.payers else ""


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield the payer's checks that unlisted lines do not meet; unknown facts never count against a line."""
    book = context.rulebook
    payer = payer_of(view, context)
    if book is None or payer not in book.payers:
        return
    rules = [item for one in book.lineage(payer) for item in book.rules_for(one) if _speaks(item)]
    for line in view.lines:
        if line.code not in context.unlisted:
            continue
        given = given_of(view, line, context)
        for item in rules:
            if item.applies_to.codes and line.code not in item.applies_to.codes:
                continue
            outcome = evaluate(item, given, line.days[0] or context.on)
            if outcome.result is CaseResult.UNMET:
                yield _finding(view, line, item, outcome)


def _speaks(item: Rule) -> bool:
    """Say whether a rule has a check that an element of the claim answers."""
    asked = item.topic in _TOPICS or item.question in _QUESTIONS
    return asked and any(version.check is not None for version in item.versions)


def given_of(view: ClaimView, line: LineView, context: EditContext) -> Given:
    """Return what a claim says of one line, as the rules ask for it."""
    authorized = line.loop.first("REF", "G1") or view.claim.first("REF", "G1")
    place = None if view.institutional else view.place_of(line)
    last = line.days[1]
    units = line.units
    narrative = {"sv202_7" if view.institutional else "sv101_7": line.description}
    narrative["nte"] = " ".join(item.get(2) for loop in (line.loop, view.claim) for item in loop.all("NTE"))
    narrative["pwk"] = "PWK" if view.claim.first("PWK") or line.loop.first("PWK") else ""
    return Given(
        code=line.code,
        billing_class="institutional" if view.institutional else "professional",
        state=_state(view),
        line_of_business=context.line_of_business or _LINES_OF_BUSINESS.get(view.filing_code),
        setting="outpatient_hospital" if view.institutional else _SETTINGS.get(place or ""),
        place_of_service=place,
        description=line.description,
        authorizations=("course", "unlisted_line") if authorized else (),
        units=int(units) if units is not None and units == units.to_integral_value() else None,
        modifiers=line.modifiers,
        narrative=narrative,
        days_since={"date_of_service": (context.on - last).days} if last and last <= context.on else None,
    )


def _state(view: ClaimView) -> str | None:
    """Return the billing provider's state: state rules of a payer follow the provider."""
    billing = view.billing.inner("2010AA")
    city = billing.first("N4") if billing else None
    return (city.get(2) if city else "") or None


def _finding(view: ClaimView, line: LineView, item: Rule, outcome: RuleOutcome) -> ClaimFinding:
    chosen, element = _place(item, line)
    unsure = chosen is FILING or bool(item.applies_to.lines_of_business)  # a contract may say otherwise
    severity = Severity.WARNING if unsure and outcome.severity is Severity.BLOCKING else outcome.severity
    version = next((v for v in item.versions if v.period.contains(outcome.on)), None)
    says = version.says if version is not None else item.name
    step = outcome.next_step.replace("_", " ")
    more: dict[str, Any] = {
        "severity": severity,
        "source": f"rulebook {item.id}",
        "message": f"{chosen.says}: {says}",
    }
    if step:
        more["fix"] = step
    if element in ("REF02", "DTP03"):
        more |= {"line": line.number, "position": line.service.position}
        return view.at(chosen, line.loop, element[:3], element, **more)
    return line.at(chosen, element, **more)


def _place(item: Rule, line: LineView) -> tuple[EditRule, str]:
    """Return the edit a rule belongs to, and the element it is about."""
    if item.question == "submission.description":
        return DESCRIPTION, line.element(7)
    if item.question == "coding.modifiers":
        return MODIFIERS, line.element(3)
    if item.question == "coding.units":
        return UNITS, line.units_element
    return (AUTHORIZATION, "REF02") if item.topic is Topic.AUTHORIZATION else (FILING, "DTP03")
