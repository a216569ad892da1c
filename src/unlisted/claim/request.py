"""The claim request file: a case's claims as a biller writes them, read into the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from unlisted.base.edi_values import read_decimal
from unlisted.claim.fields import Fields, Problems
from unlisted.claim.model import (
    Adjustment,
    Attachment,
    Claim,
    ClaimKind,
    Coverage,
    Diagnosis,
    Frequency,
    LineAdjudication,
    Name,
    Note,
    OtherCoverage,
    PayerName,
    Person,
    Provider,
    ServiceLine,
    Stay,
)
from unlisted.claim.practice_file import PayerEntry, PracticeFile, read_address

_FREQUENCIES = {"original": Frequency.ORIGINAL, "replacement": Frequency.REPLACEMENT, "void": Frequency.VOID}
_SEQUENCES = {"first": "P", "second": "S", "third": "T"}


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every claim of a request shares."""

    office: PracticeFile
    payer: PayerEntry


def read_request(tree: object, name: str, office: PracticeFile, payer: PayerEntry) -> tuple[Claim, ...]:
    """Read the nested values of a request; raise ``BrokenFileError`` that names every problem.

    Names and notes become plain capitals, diagnoses lose their point, totals are summed, and a line
    without a control number gets one from the claim's.
    """
    problems = Problems(name)
    top = Fields(tree, "", problems)
    setting = _Setting(office, payer)
    claims = top.each("claims", lambda fields: _claim(fields, setting), needed=True)
    top.close()
    problems.raise_if_any()
    return claims


def _claim(fields: Fields, setting: _Setting) -> Claim:
    institutional = (
        fields.choice("kind", tuple(ClaimKind), ClaimKind.PROFESSIONAL.value) == ClaimKind.INSTITUTIONAL.value
    )
    kind = ClaimKind.INSTITUTIONAL if institutional else ClaimKind.PROFESSIONAL
    control = fields.text("control_number", needed=True, limit=20)
    patient = _person(fields, "patient")
    coverage, relationship = _coverage(fields, setting.payer, patient)
    people = _people(fields, setting.office)
    return Claim(
        kind=kind,
        control_number=control,
        practice=setting.office.practice,
        coverage=coverage,
        facility_code=_facility_code(fields, institutional),
        diagnoses=_diagnoses(fields, institutional),
        lines=_numbered(fields.each("lines", lambda item: _line(item, institutional), needed=True), control),
        frequency=_FREQUENCIES[fields.choice("frequency", tuple(_FREQUENCIES), "original")],
        patient=patient if relationship else None,
        relationship=relationship,
        payer_control_number=fields.text("payer_control_number", limit=50),
        authorization=fields.text("authorization", limit=50),
        referral=fields.text("referral", limit=50),
        medical_record_number=fields.text("medical_record_number", limit=50),
        attachments=fields.each("attachments", _attachment),
        notes=fields.each("notes", _note),
        rendering=people("rendering", not institutional),
        referring=people("referring", False),
        supervising=people("supervising", False) if not institutional else None,
        attending=people("attending", True) if institutional else None,
        facility=people("facility", False),
        stay=_stay(fields) if institutional else None,
        admitting_diagnosis=_code(fields.text("admitting_diagnosis")) if institutional else "",
        reasons_for_visit=tuple(_code(c) for c in fields.words("reasons_for_visit")) if institutional else (),
        hospital_admission=None if institutional else fields.day("hospital_admission"),
        other_coverages=fields.each("other_coverages", _other_coverage),
        patient_paid=fields.amount("patient_paid"),
    )


def _person(fields: Fields, key: str) -> Person:
    inner = fields.inner(key) or Fields({}, f"{fields.path}.{key}", fields.problems)
    person = _read_person(inner)
    inner.close()
    return person


def _read_person(inner: Fields) -> Person:
    name = Name(
        inner.text("family", needed=True, limit=60),
        inner.text("given", limit=35),
        inner.text("middle", limit=25),
        inner.text("suffix", limit=10),
    )
    return Person(
        name,
        inner.day("birth_date", needed=True),
        {"female": "F", "male": "M"}.get(inner.choice("sex", ("female", "male", "unknown"), "unknown"), "U"),
        read_address(inner.inner("address") or Fields({}, f"{inner.path}.address", inner.problems)),
    )


def _coverage(fields: Fields, payer: PayerEntry, patient: Person) -> tuple[Coverage, str]:
    """Return the coverage and how patient and subscriber are related; empty where they are one."""
    inner = fields.inner("coverage") or Fields({}, f"{fields.path}.coverage", fields.problems)
    subscriber, relationship = patient, ""
    other = inner.inner("subscriber")
    if other is not None:
        relationship = other.text("relationship", needed=True, limit=2)
        subscriber = _read_person(other)
        other.close()
    coverage = Coverage(
        payer=payer.name,
        member_id=inner.text("member_id", needed=True, limit=80),
        subscriber=subscriber,
        sequence=_SEQUENCES[inner.choice("order", tuple(_SEQUENCES), "first")],
        filing_code=payer.filing_code,
        group_number=inner.text("group_number", limit=50),
        group_name="" if inner.has("group_number") else inner.text("group_name", limit=60),
        type_code=inner.text("medicare_secondary_reason", limit=2),
    )
    inner.close()
    return coverage, relationship


def _people(fields: Fields, office: PracticeFile) -> Callable[[str, bool], Provider | None]:
    def find(key: str, with_taxonomy: bool) -> Provider | None:
        """Return the person or place a key names by id."""
        wanted = fields.plain(key)
        if not wanted:
            return None
        if wanted not in office.people:
            fields.wrong(
                key, "is no id of the practice file", "name an id under `providers:` or `facilities:`"
            )
            return None
        return office.people[wanted] if with_taxonomy else replace(office.people[wanted], taxonomy="")

    return find


def _facility_code(fields: Fields, institutional: bool) -> str:
    if not institutional:
        return fields.digits("place_of_service", lengths=(2,), needed=True)
    bill = fields.digits("bill_type", lengths=(3,), needed=True)
    if bill and bill[0] != "0":
        fields.wrong(
            "bill_type", "does not begin with zero", 'write three digits without the frequency, as in "013"'
        )
    return bill[1:]


def _code(text: str) -> str:
    return text.replace(".", "").replace(" ", "")


def _diagnoses(fields: Fields, institutional: bool) -> tuple[Diagnosis, ...]:
    codes = [_code(text) for text in fields.words("diagnoses")]
    flags = fields.words("present_on_admission") if institutional else ()
    if not codes:
        fields.wrong("diagnoses", "is missing", "list at least one diagnosis")
    if flags and len(flags) != len(codes):
        fields.wrong(
            "present_on_admission",
            "has not one entry for each diagnosis",
            "give Y, N, U, W or nothing at all",
        )
        flags = ()
    return tuple(Diagnosis(code, flag) for code, flag in zip(codes, flags or ("",) * len(codes), strict=True))


def _line(fields: Fields, institutional: bool) -> ServiceLine:
    first = fields.day("from", needed=True)
    charge = fields.amount("charge", needed=True)
    rest = fields.each("adjudications", _adjudication)
    pointers = fields.words("pointers") or ("1",)
    if not all(p.isascii() and p.isdigit() and 0 < int(p) <= 12 for p in pointers) or len(pointers) > 4:
        fields.wrong("pointers", "are not one to four numbers of diagnoses", "write [1] or [1, 2]")
        pointers = ("1",)
    return ServiceLine(
        code=fields.text("code", needed=True, limit=5),
        charge=charge if charge is not None else Decimal(0),
        service_from=first or date.min,
        control_number=fields.text("control_number", limit=50),
        units=Decimal(fields.whole("units", 1)),
        service_to=fields.day("to"),
        modifiers=fields.words("modifiers"),
        description=fields.text("description"),
        pointers=(1,) if institutional else tuple(int(p) for p in pointers),
        place_of_service="" if institutional else fields.digits("place_of_service", lengths=(2,)),
        revenue_code=fields.digits("revenue_code", lengths=(4,), needed=True) if institutional else "",
        authorization="" if institutional else fields.text("authorization", limit=50),
        referral="" if institutional else fields.text("referral", limit=50),
        attachments=fields.each("attachments", _attachment),
        notes=fields.each("notes", _note),
        adjudications=rest,
    )


def _numbered(lines: tuple[ServiceLine, ...], control: str) -> tuple[ServiceLine, ...]:
    return tuple(
        line if line.control_number else replace(line, control_number=f"{control}-{number:03d}")
        for number, line in enumerate(lines, start=1)
    )


def _attachment(fields: Fields) -> Attachment:
    return Attachment(
        fields.text("report_type", needed=True, limit=2),
        fields.text("transmission", needed=True, limit=2),
        fields.text("control_number", limit=50),
    )


def _note(fields: Fields) -> Note:
    return Note(fields.text("kind", limit=3) or "ADD", fields.text("text", needed=True, limit=80))


def _stay(fields: Fields) -> Stay | None:
    inner = fields.inner("stay") or Fields({}, f"{fields.path}.stay", fields.problems)
    first, last = inner.day("from", needed=True), inner.day("to", needed=True)
    stay = (
        Stay(
            first,
            last,
            inner.digits("patient_status", lengths=(2,), needed=True),
            inner.text("admission_type", limit=1),
            inner.text("admission_source", limit=1),
            inner.moment("admitted"),
        )
        if first and last
        else None
    )
    if stay is not None:
        inner.close()
    return stay


def _adjustment(fields: Fields) -> Adjustment:
    quantity = fields.plain("quantity")
    amount = read_decimal(fields.plain("amount", needed=True))
    if amount is None:
        fields.wrong("amount", "is no amount in dollars", "write for example 12.50 or -12.50")
    return Adjustment(
        fields.text("group", needed=True, limit=2),
        fields.text("reason", needed=True, limit=5),
        amount if amount is not None else Decimal(0),
        read_decimal(quantity) if quantity else None,
    )


def _adjudication(fields: Fields) -> LineAdjudication:
    return LineAdjudication(
        payer_id=fields.text("payer_id", needed=True, limit=80),
        paid=fields.amount("paid", needed=True) or Decimal(0),
        code=fields.text("code", needed=True, limit=5),
        units=Decimal(fields.whole("units", 1)),
        paid_on=fields.day("decided_on", needed=True) or date.min,
        modifiers=fields.words("modifiers"),
        adjustments=fields.each("adjustments", _adjustment),
        remaining=fields.amount("remaining"),
    )


def _other_coverage(fields: Fields) -> OtherCoverage:
    subscriber = fields.inner("subscriber") or Fields({}, f"{fields.path}.subscriber", fields.problems)
    name = Name(subscriber.text("family", needed=True, limit=60), subscriber.text("given", limit=35))
    subscriber.close()
    group = fields.text("group_number", limit=50)
    return OtherCoverage(
        payer=PayerName(
            fields.text("payer", needed=True, limit=60), fields.text("payer_id", needed=True, limit=80)
        ),
        member_id=fields.text("member_id", needed=True, limit=80),
        subscriber=name,
        sequence=_SEQUENCES[fields.choice("order", tuple(_SEQUENCES), "first")],
        relationship=fields.text("relationship", limit=2) or "18",
        filing_code=fields.text("filing_code", needed=True, limit=2),
        group_number=group,
        paid=fields.amount("paid"),
        remaining=fields.amount("remaining"),
        non_covered=fields.amount("non_covered"),
        adjustments=fields.each("adjustments", _adjustment),
        remarks=fields.words("remarks"),
        paid_on=fields.day("decided_on"),
        payer_control_number=fields.text("payer_control_number", limit=50),
    )
