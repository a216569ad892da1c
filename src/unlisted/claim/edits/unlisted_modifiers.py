"""Modifiers on unlisted lines: 26 and TC by the code's own indicator, never by the comparator's habit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from unlisted.base.outcome import Available
from unlisted.claim.code_values import FACILITY_PLACES
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView, LineView

_PFS = "rulebook amounts.pfs (relative value files, PC/TC indicator)"
_PARTS = frozenset({"26", "TC"})
_LIABILITY = frozenset({"GA", "GX", "GY", "GZ"})
_EFFORT = frozenset({"22", "52", "53"})

ANY = rule(
    "unlisted.modifier",
    5,
    WARNING,
    "an unlisted line carries a modifier",
    "take it out unless the payer asks for it",
    "rulebook coding.modifiers.none_on_unlisted (2018, second-hand)",
)
EFFORT = rule(
    "unlisted.modifier_of_effort",
    5,
    BLOCKING,
    "an unlisted line is marked as more or less than typical",
    "take 22, 52 or 53 out: an unlisted code has no typical case; say it in the report",
    "rulebook coding.modifiers.m22",
)
NOT_SPLIT = rule(
    "unlisted.pctc_not_split",
    5,
    BLOCKING,
    "26 or TC stands on a code that is not split",
    "take the modifier out",
    _PFS,
)
BOTH = rule(
    "unlisted.pctc_both",
    5,
    BLOCKING,
    "26 and TC stand on one line",
    "bill the whole service without either, or each part on its own line",
    _PFS,
)
WHOLE_AND_PART = rule(
    "unlisted.pctc_whole_and_part",
    5,
    BLOCKING,
    "the whole service and a part of it are billed for one day",
    "bill the whole or the parts",
    _PFS,
)
FACILITY_WHOLE = rule(
    "unlisted.pctc_facility_without_26",
    7,
    WARNING,
    "the whole service is billed where the hospital owns the equipment",
    "settle with the payer whether 26 is wanted: the indicator allows it, management has no technical part",
    _PFS,
)
FACILITY_TECHNICAL = rule(
    "unlisted.pctc_technical_in_facility",
    7,
    BLOCKING,
    "a practitioner bills the technical part in a facility",
    "the hospital bills the technical part",
    _PFS,
)
COPIED = rule(
    "unlisted.modifier_copied",
    5,
    WARNING,
    "an unlisted line carries the modifiers of its comparable code",
    "choose modifiers by the unlisted code's own indicator",
    _PFS,
)


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield what is wrong with modifiers."""
    others: dict[str, set[tuple[str, ...]]] = {}
    for line in view.lines:
        others.setdefault(line.code, set()).add(line.modifiers)
    for line in view.lines:
        day = line.days[0] or context.on
        yield from _parts(view, line, context, day)
        if line.code not in context.unlisted:
            continue
        for number in range(3, 7):
            modifier = line.service.part(line.procedure_element, number)
            if modifier in _EFFORT:
                yield line.at(EFFORT, line.element(number), value=modifier)
            elif modifier and modifier not in _PARTS | _LIABILITY:
                yield line.at(ANY, line.element(number), value=modifier)
        yield from _copied(line, context, others)
    yield from _whole_and_part(view)


def indicator(code: str, context: EditContext, day: date) -> str:
    """Return a code's PC/TC indicator on a day; empty where it is not known."""
    found = context.tables.relative_values(code, day)
    return found.value.pctc_indicator if isinstance(found, Available) else ""


def _parts(view: ClaimView, line: LineView, context: EditContext, day: date) -> Iterator[ClaimFinding]:
    parts = _PARTS & set(line.modifiers)
    place = "" if view.institutional else view.place_of(line)
    known = indicator(line.code, context, day)
    element = line.element(3)
    if len(parts) == 2:
        yield line.at(BOTH, element)
    if parts and known and known != "1":
        text = f"{line.code} has PC/TC indicator {known}: neither 26 nor TC may stand on it"
        yield line.at(NOT_SPLIT, element, message=text, value=line.code)
    if "TC" in parts and place in FACILITY_PLACES:
        severity = BLOCKING if view.is_medicare else WARNING
        yield line.at(FACILITY_TECHNICAL, element, severity=severity)
    whole = not parts and known == "1" and line.code in context.unlisted
    if whole and view.is_medicare and place in FACILITY_PLACES:
        yield line.at(FACILITY_WHOLE, element)


def _whole_and_part(view: ClaimView) -> Iterator[ClaimFinding]:
    seen: dict[tuple[str, date | None], set[bool]] = {}
    for line in view.lines:
        is_part = bool(_PARTS & set(line.modifiers))
        kinds = seen.setdefault((line.code, line.days[0]), set())
        if line.code and kinds and is_part not in kinds:
            yield line.at(WHOLE_AND_PART, line.element(3), value=line.code)
        kinds.add(is_part)


def _copied(
    line: LineView, context: EditContext, others: dict[str, set[tuple[str, ...]]]
) -> Iterator[ClaimFinding]:
    if not set(line.modifiers) - _LIABILITY:
        return
    named = {*re.findall(r"\b[0-9]{5}\b", line.description), context.comparators.get(line.control_number, "")}
    for code in sorted(named - {line.code}):
        if line.modifiers in others.get(code, ()):
            yield line.at(COPIED, line.element(3), value=code)
            return
