"""The units of 77427 that the record supports: fractions in fives, an examination each, less those billed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unlisted.base.outcome import Finding, Severity, Truth
from unlisted.coding.course import Course
from unlisted.coding.decision_rules import DecisionRules, run
from unlisted.coding.facts import CourseFacts
from unlisted.coding.request import Request
from unlisted.coding.sessions import management_units, one_session_a_day
from unlisted.rules.given import Given

_RULES = {
    "sessions_countable": "coding.decision.units.r09_two_sessions",
    "physician_exam_in_each_unit": "coding.decision.units.r11_physician_examination",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Units supported, the days of each, and what is open: (fact, why, whether it holds the answer back)."""

    sessions: int
    made: int  # units the sessions make, examined or not
    units: int
    billed: int | None
    spans: tuple[tuple[date, date], ...]  # empty as long as sessions are not decided
    supported: int
    open: tuple[tuple[str, str, bool], ...]
    findings: tuple[Finding, ...]
    rule_ids: dict[str, str]


def count_units(course: Course, request: Request, facts: CourseFacts, rules: DecisionRules) -> Counted:
    """Count the units a physician's examination supports; those already billed are taken off."""
    open_ones: list[tuple[str, str, bool]] = []
    sessions = len(course.sessions)
    made = management_units(sessions)
    undecided = False
    if _truth("r09_two_sessions", facts, rules) is Truth.UNKNOWN:
        folded = management_units(len(one_session_a_day(course.sessions)))
        says = facts.by_slug["sessions_countable"].says
        open_ones.append(("sessions_countable", f"{says}: {folded} or {made} units", folded != made))
        undecided = folded != made
        if undecided:
            sessions, made = len(one_session_a_day(course.sessions)), folded
    examined = [unit for unit in course.units if unit.exam_days][:made]
    supported = len(examined)
    if _truth("r11_physician_examination", facts, rules) is Truth.UNKNOWN:
        says = facts.by_slug["physician_exam_in_each_unit"].says
        open_ones.append(("physician_exam_in_each_unit", says, True))
    findings: list[Finding] = []
    units = supported
    if request.units_billed is not None:
        units = supported - request.units_billed
        findings += _against_billed(request.units_billed, supported)
        units = max(units, 0)
    return Counted(
        sessions,
        made,
        units,
        request.units_billed,
        () if undecided else tuple((unit.first, unit.last) for unit in examined),
        supported,
        tuple(open_ones),
        tuple(findings),
        dict(_RULES),
    )


def _against_billed(billed: int, supported: int) -> list[Finding]:
    """Say when nothing is left to bill, or when more was billed than the record supports."""
    if supported > billed:
        return []
    if supported == billed:
        says = f"every unit of 77427 that the record supports ({supported}) was billed before"
        return [Finding("all_units_billed", Severity.ADVICE, says, fix="nothing more is to be billed")]
    says = f"{billed} units of 77427 were billed, the record supports {supported}"
    return [Finding("units_over_billed", Severity.BLOCKING, says, fix="correct the earlier claim")]


def _truth(name: str, facts: CourseFacts, rules: DecisionRules) -> Truth:
    return run(rules.rule(name), Given(course=facts.known()))[0]
