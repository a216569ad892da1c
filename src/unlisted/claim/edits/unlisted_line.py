"""The unlisted line itself: units, place, charge, neighbors, who bills it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from unlisted.claim.code_values import RADIATION_PLACES
from unlisted.claim.edits.catalogue import ADVICE, BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView, LineView
from unlisted.claim.unlisted_codes import RADIATION_ONCOLOGY

_ONCE = "rulebook coding.unlisted_reporting.once_per_encounter"
_HELD = "rulebook coding.decision_order.r19_more_than_one"
_MATCH = "remittance matching by REF 6R; OpenEMR X125010837P.php regrets not sending it (01dd433)"
_MANAGEMENT = frozenset({"77427", "77431", "77432", "77435"})
_PLACEHOLDERS = frozenset(
    Decimal(text)
    for text in (
        "0.01",
        "0.10",
        "1",
        "1.00",
        "9.99",
        "99.99",
        "999.99",
        "9999.99",
        "99999.99",
        "9999",
        "99999",
    )
)

UNITS = rule(
    "unlisted.units",
    5,
    BLOCKING,
    "an unlisted line has more than one unit",
    "bill one unit, and price the whole service",
    _ONCE,
)
FRACTION = rule(
    "unlisted.units_fraction",
    5,
    BLOCKING,
    "an unlisted line has a fraction of a unit",
    "bill one unit",
    _ONCE,
)
MINUTES = rule(
    "unlisted.minutes",
    5,
    BLOCKING,
    "an unlisted line is counted in minutes or days",
    "count in units (UN)",
    _ONCE,
)
TWICE = rule(
    "unlisted.twice_on_a_day",
    4,
    WARNING,
    "one unlisted code stands twice for one day",
    "join the lines, or say what sets them apart",
    _HELD,
)
SEVERAL = rule(
    "unlisted.several_on_a_day",
    4,
    WARNING,
    "several unlisted codes stand for one day",
    "hold for review before it is sent",
    _HELD,
)
HOSPITAL = rule(
    "unlisted.hospital_bill",
    7,
    BLOCKING,
    "77499 stands on a hospital's bill",
    "bill it on the practitioner's claim",
    "rulebook coding.decision_order.r18_facility_bill; amounts.opps.77499 (status B)",
)
PLACE = rule(
    "unlisted.place",
    5,
    WARNING,
    "the place of service is unusual for radiation oncology",
    "check the place: 11, 19, 21, 22 or 24",
    "rulebook coding.claim_identifiers.places_of_service (Noridian)",
)
NO_CONTROL_NUMBER = rule(
    "unlisted.line_control_number_missing",
    4,
    WARNING,
    "a line has no control number",
    "send REF 6R on every line",
    _MATCH,
)
CONTROL_TWICE = rule(
    "unlisted.line_control_number_twice",
    4,
    BLOCKING,
    "two lines of a claim have the same control number",
    "give each line its own",
    _MATCH,
)
NO_CHARGE = rule(
    "unlisted.no_charge",
    3,
    BLOCKING,
    "an unlisted line has no charge",
    "set the fee from the comparator worksheet",
    "rulebook coding.comparator.suggested_fee",
)
PLACEHOLDER = rule(
    "unlisted.placeholder_charge",
    3,
    WARNING,
    "the charge of an unlisted line looks like a placeholder",
    "set the fee from the comparator worksheet",
    "rulebook coding.comparator.suggested_fee",
)
WITH_MANAGEMENT = rule(
    "unlisted.with_listed_management",
    4,
    WARNING,
    "77499 stands beside a listed management code",
    "say in the report what lies outside the listed code, or bill one of them",
    "rulebook coding.unlisted_reporting.accurate_code_first; CARC 189 and 97 follow such claims",
)
WITH_SPECIAL = rule(
    "unlisted.with_special_treatment",
    4,
    WARNING,
    "77499 stands beside 77470",
    "test 77470 first; do not bill the same effort twice",
    "rulebook coding.decision_order.r12_extra_effort",
)
REVENUE = rule(
    "unlisted.revenue_code",
    5,
    WARNING,
    "the revenue code does not mark radiation therapy",
    "use 0333, unless the hospital's table says otherwise",
    "rulebook coding.claim_identifiers.revenue_code",
)
RENDERING = rule(
    "unlisted.rendering_missing",
    4,
    WARNING,
    "a group bills an unlisted line and does not say who rendered it",
    "add the rendering provider",
    "positions of 005010X222A1, loops 2310B and 2420A",
)
SPAN = rule(
    "unlisted.span_of_days",
    4,
    ADVICE,
    "an unlisted line spans several days",
    "say in the report what was done on which day",
    _ONCE,
)
NOT_POINTED = rule(
    "unlisted.no_cancer_diagnosis",
    5,
    ADVICE,
    "an unlisted radiation line points to no diagnosis of a tumor",
    "point to the disease that was treated",
    "rulebook coding.diagnosis.malignancy_first",
)


def check(view: ClaimView, context: EditContext) -> Iterator[ClaimFinding]:
    """Yield what is wrong with unlisted lines and line control numbers."""
    controls: set[str] = set()
    for line in view.lines:
        number = line.control_number
        if line.code in context.unlisted and not number:
            yield view.at(
                NO_CONTROL_NUMBER, line.loop, "REF", "REF02", line=line.number, position=line.service.position
            )
        if number and number in controls:
            item = line.loop.first("REF", "6R")
            yield view.at(CONTROL_TWICE, line.loop, item or "REF", "REF02", line=line.number)
        controls.add(number)
    unlisted = [line for line in view.lines if line.code in context.unlisted]
    days: dict[date | None, set[str]] = {}
    for line in unlisted:
        yield from _one(view, line)
        codes = days.setdefault(line.days[0], set())
        if line.code in codes:
            yield line.at(TWICE, line.element(2), value=line.code)
        elif codes:
            yield line.at(SEVERAL, line.element(2), value=line.code)
        codes.add(line.code)
    yield from _neighbors(view)


def _one(view: ClaimView, line: LineView) -> Iterator[ClaimFinding]:
    units, charge = line.units, line.charge
    if units is not None and units != units.to_integral_value():
        yield line.at(FRACTION, line.units_element)
    elif units is not None and units > 1:
        yield line.at(UNITS, line.units_element)
    if line.unit_kind in ("MJ", "DA"):
        yield line.at(MINUTES, "SV204" if line.institutional else "SV103", value=line.unit_kind)
    if charge is not None and charge == 0:
        yield line.at(NO_CHARGE, line.charge_element)
    elif charge in _PLACEHOLDERS:
        yield line.at(PLACEHOLDER, line.charge_element)
    first, last = line.days
    if first is not None and last is not None and last > first:
        yield view.at(SPAN, line.loop, line.loop.first("DTP", "472") or "DTP", "DTP03", line=line.number)
    if line.code not in RADIATION_ONCOLOGY:
        return
    if view.institutional:
        revenue = line.service.get(1)
        if line.code == "77499":
            yield line.at(HOSPITAL, line.element(2), severity=BLOCKING if view.is_medicare else WARNING)
        if len(revenue) == 4 and not revenue.startswith("033"):
            yield line.at(REVENUE, "SV201", value=revenue)
        return
    if view.place_of(line) not in RADIATION_PLACES:
        element = "SV105" if line.service.get(5) else "CLM05-1"
        where = (
            line.at(PLACE, element) if line.service.get(5) else view.at_head(PLACE, element, line=line.number)
        )
        yield where
    yield from _who_and_why(view, line)


def _who_and_why(view: ClaimView, line: LineView) -> Iterator[ClaimFinding]:
    billing = view.billing.inner("2010AA")
    name = billing.first("NM1") if billing else None
    rendered = view.claim.inner("2310B") or line.loop.inner("2420A")
    if name is not None and name.get(2) == "2" and rendered is None:
        yield view.at(RENDERING, "2310B", "NM1", line=line.number, position=view.head.position)
    codes = [code for kind, code, *_ in view.diagnoses if kind in ("ABK", "ABF")]
    pointed = [
        codes[int(p) - 1]
        for p in line.pointers
        if p.isascii() and p.isdigit() and 0 < int(p[:3]) <= len(codes)
    ]
    if pointed and not any(code[:1] in ("C", "D") or code.startswith("Z51") for code in pointed):
        yield line.at(NOT_POINTED, "SV107")


def _neighbors(view: ClaimView) -> Iterator[ClaimFinding]:
    codes = {line.code for line in view.lines}
    for line in view.lines:
        if line.code != "77499":
            continue
        if codes & _MANAGEMENT:
            yield line.at(WITH_MANAGEMENT, line.element(2), value=min(codes & _MANAGEMENT))
        if "77470" in codes:
            yield line.at(WITH_SPECIAL, line.element(2), value="77470")
