"""Codes against their code sets: place, bill type, procedure, modifier, diagnosis, reasons (SNIP 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from unlisted.base.segment import Segment
from unlisted.claim import code_values as sets
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding, EditRule
from unlisted.claim.edits.view import TEN_QUALIFIERS, ClaimView, LineView
from unlisted.claim.tree import Loop

_CMS = "CMS code sets; values as in pyx12 4.0.0 and northstar (June 2024)"

PLACE = rule(
    "snip5.place_of_service",
    5,
    BLOCKING,
    "a place of service does not exist",
    "use a two-digit code of CMS",
    _CMS,
)
BILL_TYPE = rule(
    "snip5.bill_type",
    5,
    BLOCKING,
    "a bill type cannot exist",
    "write the two digits between the zero and the frequency",
    "shape of the bill type; no NUBC text used",
)
FREQUENCY = rule(
    "snip5.frequency",
    5,
    BLOCKING,
    "a frequency code does not exist",
    "use 1, 7 or 8 (hospitals also 0, 2 to 4 and 9)",
    "shape of the frequency code; no NUBC text used",
)
REVENUE = rule(
    "snip5.revenue_code",
    5,
    BLOCKING,
    "a revenue code has not four digits",
    "write four digits, as in 0333",
    "shape of the revenue code; rulebook coding.claim_identifiers.revenue_code",
)
PROCEDURE = rule(
    "snip5.procedure_shape",
    5,
    BLOCKING,
    "a procedure code cannot exist",
    "five characters, for example 77499, G6015 or 0394T",
    "shape of CPT and HCPCS codes",
)
NOT_IN_FORCE = rule(
    "snip5.procedure_not_in_force",
    5,
    BLOCKING,
    "a procedure code was not in force on the day of service",
    "use the code of the day's code year",
    "rulebook registry of codes",
)
MODIFIER = rule(
    "snip5.modifier_shape",
    5,
    BLOCKING,
    "a modifier has not two letters or digits",
    "use a two-character modifier",
    "shape of CPT and HCPCS modifiers",
)
MODIFIER_TWICE = rule(
    "snip5.modifier_twice",
    5,
    BLOCKING,
    "a modifier stands twice on a line",
    "keep one",
    "shape of the service line",
)
MODIFIER_GAP = rule(
    "snip5.modifier_gap",
    5,
    WARNING,
    "a modifier follows an empty place",
    "move the modifiers up",
    "shape of the service line",
)
DIAGNOSIS = rule(
    "snip5.diagnosis_shape",
    5,
    BLOCKING,
    "a diagnosis code cannot exist",
    "ICD-10-CM: a letter, a digit, three to seven characters, no point",
    "ICD-10-CM, shape of the codes",
)
DIAGNOSIS_POINT = rule(
    "snip5.diagnosis_point",
    5,
    BLOCKING,
    "a diagnosis code is written with its point",
    "leave the point out",
    "ICD-10-CM, shape of the codes",
)
DIAGNOSIS_UNKNOWN = rule(
    "snip5.diagnosis_unknown",
    5,
    BLOCKING,
    "a diagnosis code is not in the table of its year",
    "look the code up; it may need another character",
    "the loaded ICD-10-CM table",
)
DIAGNOSIS_OLD = rule(
    "snip5.diagnosis_old_set",
    5,
    BLOCKING,
    "a diagnosis of the old code set is used after 2015-09-30",
    "use ICD-10-CM with qualifier ABK or ABF",
    "45 CFR 162.1002",
)
DIAGNOSIS_TWICE = rule(
    "snip5.diagnosis_twice", 5, WARNING, "a diagnosis stands twice", "keep one", "shape of the claim"
)
EXTERNAL_FIRST = rule(
    "snip5.external_cause_first",
    5,
    BLOCKING,
    "the principal diagnosis is an external cause",
    "put the disease first",
    "ICD-10-CM official guidelines, external causes",
)
FILING = rule(
    "snip5.filing_code",
    5,
    BLOCKING,
    "a filing code does not exist",
    "use a code of SBR09, such as MB, 16 or CI",
    _CMS,
)
FILING_MISSING = rule(
    "snip5.filing_code_missing", 5, WARNING, "the kind of coverage is not given", "fill SBR09", _CMS
)
REASON = rule(
    "snip5.adjustment_reason",
    5,
    WARNING,
    "an adjustment reason is not among the codes known (June 2024)",
    "copy it again from the remittance; newer codes may be right",
    "CARC values, June 2024",
)
REMARK = rule(
    "snip5.remark",
    5,
    WARNING,
    "a remark code is not among the codes known (June 2024)",
    "copy it again from the remittance; newer codes may be right",
    "RARC values, June 2024",
)
REPORT_TYPE = rule(
    "snip5.report_type", 5, BLOCKING, "a report type does not exist", "use for example OZ, M1, PY or OB", _CMS
)
PATIENT_STATUS = rule(
    "snip5.patient_status",
    5,
    BLOCKING,
    "a patient status does not exist",
    "use two digits, 01 to 95",
    "shape of CL103",
)
_PROCEDURE = re.compile(r"[A-Z0-9]\d{3}[A-Z0-9]", re.ASCII)
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z]([0-9A-Z]{1,4})?", re.ASCII)
_OLD_DIAGNOSIS = re.compile(r"(\d{3}|V\d{2}|E\d{3})\d{0,2}", re.ASCII)
_REVENUE = re.compile(r"\d{4}", re.ASCII)
_BILL = re.compile(r"[1-8][1-9]", re.ASCII)
_TEN_FROM = date(2015, 10, 1)
_PROFESSIONAL_FREQUENCIES = frozenset("178")
_HOSPITAL_FREQUENCIES = frozenset("0123456789ABCDEFGHIJKMPQXYZ")


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield codes that cannot be right."""
    yield from _head(view)
    yield from _diagnoses(view, context)
    for line in view.lines:
        yield from _line(view, line, context)
    for loop in view.claim.walk():
        yield from _elsewhere(loop)
    share = view.subscriber.first("SBR")
    if share is not None:
        if not share.get(9):
            yield view.at(FILING_MISSING, view.subscriber, share, "SBR09")
        elif share.get(9) not in sets.FILING_CODES:
            yield view.at(FILING, view.subscriber, share, "SBR09", value=share.get(9))


def _head(view: ClaimView) -> Iterator[ClaimFinding]:
    if not view.facility or not view.frequency:
        return
    if view.institutional:
        if not _BILL.fullmatch(view.facility):
            yield view.at_head(BILL_TYPE, "CLM05-1", value=view.facility)
        known = _HOSPITAL_FREQUENCIES
        status = view.claim.first("CL1")
        if status is not None and status.get(3) and status.get(3) not in sets.PATIENT_STATUS:
            yield view.at(PATIENT_STATUS, view.claim, status, "CL103", value=status.get(3))
    else:
        if view.facility not in sets.PLACES_OF_SERVICE:
            yield view.at_head(PLACE, "CLM05-1", value=view.facility)
        known = _PROFESSIONAL_FREQUENCIES
    if view.frequency not in known:
        yield view.at_head(FREQUENCY, "CLM05-3", value=view.frequency)


def _diagnoses(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    day = view.first_day()
    seen: set[tuple[bool, str]] = set()
    for kind, code, number, position in view.diagnoses:
        element = f"HI{number:02d}-2"
        if not code:
            continue
        if kind not in TEN_QUALIFIERS:
            if day is not None and day >= _TEN_FROM:
                yield view.at(DIAGNOSIS_OLD, "2300", "HI", f"HI{number:02d}-1", value=kind, position=position)
            elif not _OLD_DIAGNOSIS.fullmatch(code):
                yield view.at(DIAGNOSIS, "2300", "HI", element, value=code, position=position)
            continue
        if "." in code:
            yield view.at(DIAGNOSIS_POINT, "2300", "HI", element, position=position)
        elif not _DIAGNOSIS.fullmatch(code):
            yield view.at(DIAGNOSIS, "2300", "HI", element, position=position)
        elif context.diagnoses is not None and code not in context.diagnoses:
            yield view.at(DIAGNOSIS_UNKNOWN, "2300", "HI", element, position=position)
        elif kind == "ABK" and code[0] in "VWXY":
            yield view.at(EXTERNAL_FIRST, "2300", "HI", element, position=position)
        listed = (kind in ("ABK", "ABF"), code)
        if listed[0] and listed in seen:
            yield view.at(DIAGNOSIS_TWICE, "2300", "HI", element, position=position)
        seen.add(listed)


def _line(view: ClaimView, line: LineView, context: EditContext) -> Iterator[ClaimFinding]:
    qualifier = line.service.part(line.procedure_element, 1)
    if line.code and qualifier == "HC":
        if not _PROCEDURE.fullmatch(line.code):
            yield line.at(PROCEDURE, line.element(2), value=line.code)
        else:
            yield from _in_force(line, context)
    modifiers = [line.service.part(line.procedure_element, n) for n in range(3, 7)]
    for number, modifier in enumerate(modifiers, start=3):
        if modifier and not _MODIFIER.fullmatch(modifier):
            yield line.at(MODIFIER, line.element(number), value=modifier)
        if modifier and number > 3 and not modifiers[number - 4]:
            yield line.at(MODIFIER_GAP, line.element(number))
    if len(set(line.modifiers)) < len(line.modifiers):
        yield line.at(MODIFIER_TWICE, line.element(4), value=line.modifiers[-1])
    if line.institutional and line.service.get(1) and not _REVENUE.fullmatch(line.service.get(1)):
        yield line.at(REVENUE, "SV201", value=line.service.get(1))
    if not line.institutional and line.service.get(5) and line.service.get(5) not in sets.PLACES_OF_SERVICE:
        yield line.at(PLACE, "SV105", value=line.service.get(5))


def _in_force(line: LineView, context: EditContext) -> Iterator[ClaimFinding]:
    entry = context.rulebook.codes.get(line.code) if context.rulebook else None
    day = line.days[0]
    if entry is None or day is None:
        return
    late = entry.effective_to is not None and day > entry.effective_to
    early = entry.effective_from is not None and day < entry.effective_from
    if late or early:
        when = f"after {entry.effective_to}" if late else f"before {entry.effective_from}"
        text = f"{line.code} is used for a day {when}, when it was not in force"
        yield line.at(NOT_IN_FORCE, line.element(2), message=text, value=line.code)


def _elsewhere(loop: Loop) -> Iterator[ClaimFinding]:
    for item in loop.segments:
        match item.id:
            case "CAS":
                for number in range(2, len(item.elements), 3):
                    yield from _known(loop, item, number, sets.CARC, REASON)
            case "MOA":
                for number in range(3, 8):
                    yield from _known(loop, item, number, sets.RARC, REMARK)
            case "PWK" if item.get(1) and item.get(1) not in sets.REPORT_TYPES:
                yield REPORT_TYPE.at(loop.name, "PWK", "PWK01", value=item.get(1), position=item.position)
            case "SBR" if loop.name == "2320" and item.get(9) and item.get(9) not in sets.FILING_CODES:
                yield FILING.at(loop.name, "SBR", "SBR09", value=item.get(9), position=item.position)


def _known(
    loop: Loop, item: Segment, number: int, known: frozenset[str], asked: EditRule
) -> Iterator[ClaimFinding]:
    value = item.get(number)
    if value and value not in known:
        yield asked.at(loop.name, item.id, f"{item.id}{number:02d}", value=value, position=item.position)
