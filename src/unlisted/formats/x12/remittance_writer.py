"""Lay a remittance out as an 835 (005010X221A1). Used by the payer simulator and the tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from unlisted.base.edi_values import day_text, decimal_text
from unlisted.base.segment import Segment, composite, segment
from unlisted.claim.model import Adjustment
from unlisted.remittance.model import Party, ProviderAdjustment, Remittance, RemittanceClaim, RemittanceLine

REMITTANCE_VERSION = "005010X221A1"
_IN_ONE_CAS = 6
_OF_PAYER = frozenset({"2U", "EO", "HI", "NF"})
"""Qualifiers of a payer's own further numbers; others are the payee's."""


@dataclass(frozen=True, slots=True)
class PayerContact:
    """Where a payer is and whom to call: a complete 835 names both."""

    line: str
    city: str
    state: str
    zip_code: str
    phone: str


def lay_out_remittance(
    item: Remittance, control: str, *, contact: PayerContact | None = None
) -> list[Segment]:
    """Return the segments of the set, ST first, SE left out."""
    payment = item.payment
    money = "D" if payment.amount < 0 else "C"
    paid_on = _day(payment.paid_on)
    segments = [
        segment("ST", "835", control),
        segment(
            "BPR",
            payment.handling,
            decimal_text(abs(payment.amount)),
            money,
            payment.method,
            *[""] * 11,
            paid_on,
        ),
        segment("TRN", "1", payment.trace_number, payment.payer_id),
    ]
    if payment.produced_on is not None:
        segments.append(segment("DTM", "405", _day(payment.produced_on)))
    payers = [pair for pair in payment.references if pair[0] in _OF_PAYER]
    others = [pair for pair in payment.references if pair[0] not in _OF_PAYER]
    segments.append(_name(payment.payer))
    if contact is not None:
        segments.append(segment("N3", contact.line))
        segments.append(segment("N4", contact.city, contact.state, contact.zip_code))
    segments.extend(segment("REF", kind, value) for kind, value in payers)
    if contact is not None:
        segments.append(segment("PER", "BL", payment.payer.name, "TE", contact.phone))
    segments.append(_name(payment.payee))
    segments.extend(segment("REF", kind, value) for kind, value in others)
    segments.append(segment("LX", "1"))
    for claim in item.claims:
        segments.extend(_claim(claim))
    segments.extend(_provider(part) for part in item.provider_adjustments)
    return segments


def _name(party: Party) -> Segment:
    return segment("N1", party.entity, party.name, party.id_qualifier, party.id)


def _claim(claim: RemittanceClaim) -> Iterator[Segment]:
    patient = "" if claim.patient_responsibility is None else decimal_text(claim.patient_responsibility)
    yield segment(
        "CLP",
        claim.patient_control_number,
        claim.status,
        decimal_text(claim.charge),
        decimal_text(claim.paid),
        patient,
        claim.filing_code,
        claim.payer_control_number,
        claim.facility_code,
        claim.frequency,
    )
    yield from _adjustments(claim.adjustments)
    for party in claim.parties:
        yield _party(party)
    if claim.remarks:
        yield segment("MOA", "", "", *claim.remarks[:5])
    yield from _pairs("REF", claim.references)
    for kind, day in (("232", claim.service_from), ("233", claim.service_to), ("050", claim.received_on)):
        if day is not None:
            yield segment("DTM", kind, _day(day))
    for kind, amount in claim.amounts:
        yield segment("AMT", kind, decimal_text(amount))
    for kind, amount in claim.quantities:
        yield segment("QTY", kind, decimal_text(amount))
    for line in claim.lines:
        yield from _line(line)


def _line(line: RemittanceLine) -> Iterator[Segment]:
    submitted = (
        composite(line.qualifier, line.submitted_code, *line.submitted_modifiers)
        if line.submitted_code
        else ""
    )
    yield segment(
        "SVC",
        composite(line.qualifier, line.code, *line.modifiers),
        decimal_text(line.charge),
        decimal_text(line.paid),
        line.revenue_code,
        "" if line.units is None else decimal_text(line.units),
        submitted,
        "" if line.submitted_units is None else decimal_text(line.submitted_units),
    )
    if line.service_to is None:
        if line.service_from is not None:
            yield segment("DTM", "472", _day(line.service_from))
    else:
        yield segment("DTM", "150", _day(line.service_from))
        yield segment("DTM", "151", _day(line.service_to))
    yield from _adjustments(line.adjustments)
    if line.control_number:
        yield segment("REF", "6R", line.control_number)
    yield from _pairs("REF", line.references)
    for kind, amount in line.amounts:
        yield segment("AMT", kind, decimal_text(amount))
    for code in line.remarks:
        yield segment("LQ", "HE", code)


def _adjustments(items: Sequence[Adjustment]) -> Iterator[Segment]:
    """Yield CAS segments: neighbors of one group together, six to a segment."""
    for group, members in groupby(items, key=lambda item: item.group):
        held = list(members)
        for start in range(0, len(held), _IN_ONE_CAS):
            cells: list[str] = []
            for item in held[start : start + _IN_ONE_CAS]:
                quantity = "" if item.quantity is None else decimal_text(item.quantity)
                cells.extend((item.reason, decimal_text(item.amount), quantity))
            yield segment("CAS", group, *cells)


def _party(party: Party) -> Segment:
    person = "1" if party.given else "2"
    return segment(
        "NM1", party.entity, person, party.name, party.given, "", "", "", party.id_qualifier, party.id
    )


def _provider(item: ProviderAdjustment) -> Segment:
    return segment(
        "PLB",
        item.provider_id,
        _day(item.fiscal_end),
        composite(item.reason, item.reference),
        decimal_text(item.amount),
    )


def _pairs(name: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Segment]:
    for kind, value in pairs:
        yield segment(name, kind, value)


def _day(value: date | None) -> str:
    return "" if value is None else day_text(value)
