"""Read the loops of an 837 back into claims: ``read_batch(write_batch(x)) == x``.

What our own model does not hold (ambulance, equipment, drugs …) is passed over here; edits look at the
loops themselves and see all of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from unlisted.base.edi_values import read_day, read_decimal, read_minute
from unlisted.base.errors import BrokenFileError
from unlisted.base.segment import Segment
from unlisted.claim.model import (
    Address,
    Adjustment,
    Attachment,
    Batch,
    Claim,
    ClaimKind,
    ControlNumbers,
    Coverage,
    Diagnosis,
    Frequency,
    LineAdjudication,
    Name,
    Note,
    OtherCoverage,
    Party,
    PayerName,
    Person,
    Practice,
    Provider,
    ServiceLine,
    Stay,
)
from unlisted.claim.tree import INSTITUTIONAL_VERSION, Loop
from unlisted.formats.x12.claim_file import ClaimFileReader, ClaimSet

_NOTHING = Segment(("",))


def read_batch(data: bytes) -> Batch:
    """Read one interchange of claims.

    Raises ``BrokenFileError`` where an element that our model cannot do without is missing or misshapen:
    run the edits to see everything that is wrong.
    """
    sets = [item for item in ClaimFileReader(io.BytesIO(data)).sets() if item.root.segments]
    if not sets:
        raise BrokenFileError("the file holds no claims", why="there is nothing to read", fix="give an 837")
    first = sets[0]
    isa, gs = first.source.interchange or _NOTHING, first.source.group or _NOTHING
    bht = first.root.first("BHT") or _NOTHING
    created = read_minute(bht.get(4) + bht.get(5)[:4])
    if created is None:
        raise _missing("", "BHT", "BHT04")
    submitter, receiver = first.root.inner("1000A"), first.root.inner("1000B")
    batch_id = bht.get(3)
    interchange = _whole(isa.get(13))
    numbers = ControlNumbers(
        interchange,
        _whole(gs.get(6)),
        _whole(first.root.segments[0].get(2)),
        "" if batch_id == f"{interchange:09d}" else batch_id,
    )
    claims = tuple(claim for item in sets for claim in claims_of(item))
    return Batch(_party(submitter), _party(receiver), created, numbers, claims, isa.get(15) or "P")


def claims_of(item: ClaimSet) -> list[Claim]:
    """Return the claims of one transaction set, in their order."""
    institutional = item.envelope.version.startswith(INSTITUTIONAL_VERSION[:10])
    kind = ClaimKind.INSTITUTIONAL if institutional else ClaimKind.PROFESSIONAL
    claims: list[Claim] = []
    for billing in item.root.within("2000A"):
        practice = _practice(billing)
        for subscriber in billing.within("2000B"):
            coverage = _coverage(subscriber)
            claims += [_claim(c, kind, practice, coverage) for c in subscriber.within("2300")]
            for patient in subscriber.within("2000C"):
                person = _person(patient.inner("2010CA"), "QC")
                relationship = _first(patient, "PAT").get(1)
                claims += [
                    replace(_claim(c, kind, practice, coverage), patient=person, relationship=relationship)
                    for c in patient.within("2300")
                ]
    return claims


def _missing(loop: str, segment: str, element: str) -> BrokenFileError:
    return BrokenFileError(
        f"{element} is missing or misshapen",
        where=f"loop {loop}, segment {segment}" if loop else segment,
        why="the claim cannot be understood without it",
        fix="run `unlisted claim check` on the file to see everything that is wrong",
    )


def _first(loop: Loop | None, segment_id: str, *qualifiers: str) -> Segment:
    return (loop.first(segment_id, *qualifiers) if loop else None) or _NOTHING


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _amount(loop: Loop, item: Segment, number: int) -> Decimal:
    value = read_decimal(item.get(number))
    if value is None:
        raise _missing(loop.name, item.id, f"{item.id}{number:02d}")
    return value


def _optional(loop: Loop, kind: str) -> Decimal | None:
    item = loop.first("AMT", kind)
    return None if item is None else _amount(loop, item, 2)


def _day(loop: Loop, item: Segment, number: int) -> date:
    value = read_day(item.get(number)[:8])
    if value is None:
        raise _missing(loop.name, item.id or "DTP", f"{item.id or 'DTP'}{number:02d}")
    return value


def _optional_day(loop: Loop, kind: str) -> date | None:
    item = loop.first("DTP", kind)
    return None if item is None else _day(loop, item, 3)


def _reference(loop: Loop | None, kind: str) -> str:
    return _first(loop, "REF", kind).get(2)


def _name(item: Segment) -> Name:
    if item.get(2) == "2":
        return Name(item.get(3), is_person=False)
    return Name(item.get(3), item.get(4), item.get(5), item.get(7))


def _address(loop: Loop | None) -> Address | None:
    street, city = _first(loop, "N3"), _first(loop, "N4")
    if not street.id:
        return None
    return Address(street.get(1), city.get(1), city.get(2), city.get(3), street.get(2))


def _party(loop: Loop | None) -> Party:
    name, contact = _first(loop, "NM1"), _first(loop, "PER")
    return Party(name.get(3), name.get(9), contact.get(2), contact.get(4))


def _provider(loop: Loop | None) -> Provider | None:
    if loop is None:
        return None
    item = _first(loop, "NM1")
    return Provider(_name(item), item.get(9), _first(loop, "PRV").get(3), _address(loop))


def _practice(billing: Loop) -> Practice:
    loop, pay_to = billing.inner("2010AA"), billing.inner("2010AB")
    provider = _provider(loop) or Provider(Name("", is_person=False), "")
    contact = _first(loop, "PER")
    return Practice(
        replace(provider, taxonomy=_first(billing, "PRV").get(3)),
        _reference(loop, "EI"),
        _address(pay_to),
        contact.get(2),
        contact.get(4),
    )


def _person(loop: Loop | None, entity: str) -> Person:
    born = _first(loop, "DMG")
    return Person(_name(_first(loop, "NM1", entity)), read_day(born.get(2)), born.get(3), _address(loop))


def _payer(loop: Loop | None) -> PayerName:
    item = _first(loop, "NM1", "PR")
    return PayerName(item.get(3), item.get(9), _address(loop))


def _coverage(loop: Loop) -> Coverage:
    share, insured = _first(loop, "SBR"), loop.inner("2010BA")
    return Coverage(
        payer=_payer(loop.inner("2010BB")),
        member_id=_first(insured, "NM1").get(9),
        subscriber=_person(insured, "IL"),
        sequence=share.get(1),
        filing_code=share.get(9),
        group_number=share.get(3),
        group_name=share.get(4),
        type_code=share.get(5),
    )


def _attachments(loop: Loop) -> tuple[Attachment, ...]:
    return tuple(Attachment(item.get(1), item.get(2), item.get(6)) for item in loop.all("PWK"))


def _notes(loop: Loop) -> tuple[Note, ...]:
    return tuple(Note(item.get(1), item.get(2)) for item in loop.all("NTE"))


def _claim(loop: Loop, kind: ClaimKind, practice: Practice, coverage: Coverage) -> Claim:
    head = _first(loop, "CLM")
    professional = kind is ClaimKind.PROFESSIONAL
    frequency = head.part(5, 3)
    if frequency not in list(Frequency):
        raise _missing(loop.name, "CLM", "CLM05-3")
    providers = {inner.name: _provider(inner) for inner in loop.loops if inner.name.startswith("2310")}
    names = ("2310A", "2310B", "2310C", "2310D") if professional else ("2310F", "2310D", "2310E", "")
    referring, rendering, facility, supervising = (providers.get(name) for name in names)
    return Claim(
        kind=kind,
        control_number=head.get(1),
        practice=practice,
        coverage=coverage,
        facility_code=head.part(5, 1),
        diagnoses=_diagnoses(loop),
        lines=tuple(_line(inner, kind) for inner in loop.within("2400")),
        frequency=Frequency(frequency),
        payer_control_number=_reference(loop, "F8"),
        authorization=_reference(loop, "G1"),
        referral=_reference(loop, "9F"),
        medical_record_number=_reference(loop, "EA"),
        attachments=_attachments(loop),
        notes=_notes(loop),
        rendering=rendering,
        referring=referring,
        supervising=supervising,
        attending=None if professional else providers.get("2310A"),
        facility=facility,
        stay=None if professional else _stay(loop),
        admitting_diagnosis=_information(loop, "ABJ", "BJ")[0][1] if _information(loop, "ABJ", "BJ") else "",
        reasons_for_visit=tuple(code for _, code, _ in _information(loop, "APR", "PR")),
        hospital_admission=_optional_day(loop, "435") if professional else None,
        other_coverages=tuple(_other_coverage(inner) for inner in loop.within("2320")),
        patient_paid=_optional(loop, "F5" if professional else "F3"),
        assignment=head.get(7),
        benefits_assigned=head.get(8),
        release=head.get(9),
        signature=head.get(6) if professional else "Y",
    )


def _information(loop: Loop, *kinds: str) -> list[tuple[str, str, str]]:
    """Return (qualifier, code, present on admission) of the HI elements with these qualifiers."""
    found: list[tuple[str, str, str]] = []
    for item in loop.all("HI"):
        for number in range(1, len(item.elements)):
            if item.part(number, 1) in kinds:
                found.append((item.part(number, 1), item.part(number, 2), item.part(number, 9)))
    return found


def _diagnoses(loop: Loop) -> tuple[Diagnosis, ...]:
    return tuple(Diagnosis(code, flag) for _, code, flag in _information(loop, "ABK", "BK", "ABF", "BF"))


def _stay(loop: Loop) -> Stay | None:
    days, codes = loop.first("DTP", "434"), _first(loop, "CL1")
    if days is None:
        return None
    admitted = loop.first("DTP", "435")
    first = _day(loop, days, 3)
    last = read_day(days.get(3)[9:]) or first
    when: datetime | None = read_minute(admitted.get(3)) if admitted else None
    return Stay(first, last, codes.get(3), codes.get(1), codes.get(2), when)


def _adjustments(items: Iterable[Segment], loop: Loop) -> tuple[Adjustment, ...]:
    found: list[Adjustment] = []
    for item in items:
        for start in range(2, len(item.elements), 3):
            if item.get(start):
                amount = _amount(loop, item, start + 1)
                found.append(
                    Adjustment(item.get(1), item.get(start), amount, read_decimal(item.get(start + 2)))
                )
    return tuple(found)


def _other_coverage(loop: Loop) -> OtherCoverage:
    share, insured, payer = _first(loop, "SBR"), loop.inner("2330A"), loop.inner("2330B")
    remarks = _first(loop, "MOA")
    release = _first(loop, "OI")
    return OtherCoverage(
        payer=_payer(payer),
        member_id=_first(insured, "NM1").get(9),
        subscriber=_name(_first(insured, "NM1")),
        sequence=share.get(1),
        relationship=share.get(2),
        filing_code=share.get(9),
        group_number=share.get(3),
        group_name=share.get(4),
        type_code=share.get(5),
        paid=_optional(loop, "D"),
        remaining=_optional(loop, "EAF"),
        non_covered=_optional(loop, "A8"),
        adjustments=_adjustments(loop.all("CAS"), loop),
        remarks=tuple(remarks.get(n) for n in range(3, 8) if remarks.get(n)),
        paid_on=_optional_day(payer, "573") if payer else None,
        payer_control_number=_reference(payer, "F8"),
        accepts_assignment=release.get(3),
        release=release.get(6),
    )


def _line(loop: Loop, kind: ClaimKind) -> ServiceLine:
    professional = kind is ClaimKind.PROFESSIONAL
    item = _first(loop, "SV1" if professional else "SV2")
    if not item.id:
        raise _missing(loop.name, "SV1" if professional else "SV2", "")
    code, money = (1, 2) if professional else (2, 3)
    pointers = item.parts(7) if professional else ["1"]
    days = _first(loop, "DTP", "472")
    return ServiceLine(
        code=item.part(code, 2),
        charge=_amount(loop, item, money),
        service_from=_day(loop, days, 3),
        control_number=_reference(loop, "6R"),
        units=_amount(loop, item, money + 2),
        service_to=read_day(days.get(3)[9:]) if days.get(2) == "RD8" else None,
        modifiers=tuple(m for m in (item.part(code, n) for n in range(3, 7)) if m),
        description=item.part(code, 7),
        pointers=tuple(_whole(pointer) for pointer in pointers if pointer),
        place_of_service=item.get(5) if professional else "",
        revenue_code="" if professional else item.get(1),
        unit_kind=item.get(money + 1),
        authorization=_reference(loop, "G1"),
        referral=_reference(loop, "9F"),
        attachments=_attachments(loop),
        notes=_notes(loop),
        rendering=_provider(loop.inner("2420A" if professional else "2420C")),
        adjudications=tuple(_adjudication(inner) for inner in loop.within("2430")),
    )


def _adjudication(loop: Loop) -> LineAdjudication:
    item = _first(loop, "SVD")
    return LineAdjudication(
        payer_id=item.get(1),
        paid=_amount(loop, item, 2),
        code=item.part(3, 2),
        units=_amount(loop, item, 5),
        paid_on=_day(loop, _first(loop, "DTP", "573"), 3),
        modifiers=tuple(m for m in (item.part(3, n) for n in range(3, 7)) if m),
        adjustments=_adjustments(loop.all("CAS"), loop),
        remaining=_optional(loop, "EAF"),
    )
