"""Find the sent claim and lines a remittance speaks of. What is not certain goes to the queue, never a guess.

Order: line control numbers (REF 6R); the payer's claim control number; the patient control number. Numbers
that name different claims contradict each other: nothing is chosen. Within a claim: line control number;
code, modifiers and day; code and day with dropped or changed modifiers; the code the payer says it received.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from unlisted.base.outcome import Finding, Severity
from unlisted.remittance.model import RemittanceClaim, RemittanceLine
from unlisted.remittance.sent import SentClaim, SentIndex, SentLine

CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class LineMatch:
    """A line of the remittance and the sent line it is about; ``how`` names the rule that found it."""

    line: RemittanceLine
    sent: SentLine
    how: str


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """A claim found, with its lines. ``lines`` is empty where the remittance has none."""

    claim: SentClaim
    how: str
    lines: tuple[LineMatch, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No claim, or not surely one: why, and which claims it could be."""

    reason: str
    candidates: tuple[str, ...] = ()


def match_claim(claim: RemittanceClaim, index: SentIndex) -> ClaimMatch | Unmatched:
    """Match a claim of a remittance with a sent claim."""
    found, how = _find(claim, index)
    if len(found) != 1:
        reason = "ambiguous" if found and how != CONTRADICTION else how
        return Unmatched(reason, tuple(sorted(found)))
    sent = index.claims[next(iter(found))]
    lines = _match_lines(claim, sent)
    if isinstance(lines, str):
        return Unmatched(lines, (sent.control_number,))
    return ClaimMatch(sent, how, lines, _differences(claim, sent, lines))


def _find(claim: RemittanceClaim, index: SentIndex) -> tuple[set[str], str]:
    numbers = [line.control_number for line in claim.lines if line.control_number]
    by_line = index.by_lines(numbers)
    by_payer = index.by_payer_number(claim.payer_control_number)
    named = {claim.patient_control_number} & set(index.claims)
    if by_line:
        sure = by_line & named if named else by_line
        if named and not sure:
            return by_line | named, CONTRADICTION
        return sure, "line_control_number"
    if by_payer:
        if named and not named & by_payer:
            return by_payer | named, CONTRADICTION
        return by_payer & named if named else by_payer, "payer_control_number"
    if named:
        return named, "patient_control_number"
    return set(), "unknown_claim"


def _same_service(got: RemittanceLine, sent: SentLine) -> bool:
    return got.code == sent.code and _same_day(got, sent)


def _same_day(got: RemittanceLine, sent: SentLine) -> bool:
    return got.service_from is None or got.service_from == sent.service_from


_Rule = Callable[[RemittanceLine, SentLine], bool]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("line_control_number", lambda got, sent: got.control_number == sent.control_number != ""),
    (
        "code_modifiers_day",
        lambda got, sent: _same_service(got, sent) and got.modifiers == sent.modifiers,
    ),
    ("modifier_changed", _same_service),
    (
        "code_changed",
        lambda got, sent: got.submitted_code == sent.code and _same_day(got, sent),
    ),
)


def _match_lines(claim: RemittanceClaim, sent: SentClaim) -> tuple[LineMatch, ...] | str:
    """Return the lines' matches, or why one has none. Several may be one sent line divided."""
    found: list[LineMatch] = []
    left = {line.control_number: line.charge for line in sent.lines}
    for got in claim.lines:
        match = _match_line(got, sent, left)
        if isinstance(match, str):
            return match
        left[match.sent.control_number] -= abs(got.charge)
        found.append(match)
    return tuple(found)


def _match_line(got: RemittanceLine, sent: SentClaim, left: dict[str, Decimal]) -> LineMatch | str:
    for how, rule in _RULES:
        fits = [line for line in sent.lines if rule(got, line)]
        if len(fits) > 1:  # equal lines: the ones with room for this charge
            fits = [line for line in fits if left[line.control_number] >= abs(got.charge)]
            exact = [line for line in fits if left[line.control_number] == abs(got.charge)]
            alike = {(line.code, line.modifiers, line.service_from, line.charge) for line in exact}
            if len(alike) == 1:
                fits = exact[:1]  # the lines say the same in everything: which is which changes nothing
        if len(fits) == 1:
            return LineMatch(got, fits[0], how)
        if len(fits) > 1:
            return "ambiguous_line"
    return "unknown_line"


def _differences(
    claim: RemittanceClaim, sent: SentClaim, lines: tuple[LineMatch, ...]
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    charge = abs(claim.charge)
    if charge != sent.charge:
        found.append(_found("match.charge_differs", "the claim's charge is not the one that was sent"))
    for item in lines:
        if item.how == "modifier_changed":
            found.append(_found("match.modifier_changed", "the payer judged other modifiers than were sent"))
        elif item.how == "code_changed":
            found.append(_found("match.code_changed", "the payer judged another code than was sent"))
    counts: dict[str, int] = {}
    for item in lines:
        counts[item.sent.control_number] = counts.get(item.sent.control_number, 0) + 1
    if any(number > 1 for number in counts.values()):
        found.append(_found("match.split_line", "the payer divided a line"))
    return tuple(found)


def _found(code: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, message, fix="look at the claim before the next step")
