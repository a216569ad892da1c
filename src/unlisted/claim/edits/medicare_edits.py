"""Medicare's edit tables: units a day, and pairs of codes (SNIP 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from unlisted.base.outcome import Available, Severity
from unlisted.claim.code_values import values
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView, LineView

UNITS = rule(
    "ncci.units",
    7,
    BLOCKING,
    "the units of a code on one day exceed the medically unlikely edit",
    "bill what the edit allows, or be ready to prove the rest",
    "rulebook amounts.mue (CMS release in force)",
)
PAIR = rule(
    "ncci.pair",
    7,
    BLOCKING,
    "two codes of one day may not be billed together",
    "bill the column one code only",
    "rulebook amounts.ncci (CMS procedure-to-procedure edits)",
)
PAIR_NEEDS_MODIFIER = rule(
    "ncci.pair_needs_modifier",
    7,
    BLOCKING,
    "two codes of one day go together only with a modifier",
    "use the modifier where the record supports it, else bill the column one code only",
    "rulebook amounts.ncci (CMS procedure-to-procedure edits)",
)
_OPENS = values(
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI 24 "
    "25 57 58 78 79 27 59 91 XE XS XP XU"
)
"""Modifiers that open a pair of indicator 1 (NCCI policy manual, chapter 1; values only)."""


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield breaches of the tables; for payers that only follow Medicare they are warnings."""
    setting = "outpatient_hospital" if view.institutional else "practitioner"
    severity = BLOCKING if view.is_medicare else WARNING
    days: dict[tuple[str, date], Decimal] = {}
    for line in view.lines:
        day, units = line.days[0], line.units
        if day is None or units is None:
            continue
        key = (line.code, day)
        days[key] = days.get(key, Decimal(0)) + units
        allowed = context.tables.units_line(line.code, day, setting)
        if isinstance(allowed, Available) and days[key] > allowed.value.units:
            text = f"{line.code}: {days[key]} units on one day; {allowed.value.units} are expected at most"
            yield line.at(UNITS, line.units_element, message=text, severity=severity, value=line.code)
    yield from _pairs(view, context, setting, severity)


def _pairs(view: ClaimView, context: EditContext, setting: str, severity: Severity) -> Iterator[ClaimFinding]:
    days: dict[date | None, dict[str, list[LineView]]] = {}
    for line in view.lines:
        days.setdefault(line.days[0], {}).setdefault(line.code, []).append(line)
    for codes in days.values():
        for code in sorted(codes):
            for pair in context.tables.pairs.get(code, ()):
                if (pair.setting, pair.column_one) != (setting, code) or pair.column_two == code:
                    continue
                for line in codes.get(pair.column_two, ()):
                    opened = _OPENS & {*line.modifiers, *(m for one in codes[code] for m in one.modifiers)}
                    text = f"{line.code} is not paid beside {code} on one day"
                    if pair.modifier_indicator == "0":
                        yield line.at(PAIR, line.element(2), message=text, severity=severity, value=line.code)
                    elif pair.modifier_indicator == "1" and not opened:
                        element = line.element(3)
                        yield line.at(
                            PAIR_NEEDS_MODIFIER, element, message=text, severity=severity, value=line.code
                        )
