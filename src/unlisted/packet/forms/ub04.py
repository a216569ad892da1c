"""The UB-04 data of an institutional claim, by form locator number, with our own names for them.

Numbers only: the data set with its code tables and wording is licensed by its owners. There is no overlay:
the values go into the practice's own printing program, or are keyed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from unlisted.base.errors import UsageError
from unlisted.claim.model import Claim, ClaimKind
from unlisted.packet.forms.field import FormField, PaperForm

REMARKS_CHARACTERS = 80
"""Room kept for FL 80: what Noridian takes there (rule ``description_institutional``)."""
LINES_ON_A_PAGE = 22


def ub04(claim: Claim, unlisted: Collection[str]) -> PaperForm:
    """Return the locators of a claim; raises ``UsageError`` for a professional claim."""
    if claim.kind is not ClaimKind.INSTITUTIONAL:
        raise UsageError("a professional claim does not go on this form", fix="use the CMS-1500")
    problems: list[str] = []
    described = [line for line in claim.lines if line.code in unlisted]
    remarks = "; ".join(f"{line.code} {line.description}" for line in described)
    if len(remarks) > REMARKS_CHARACTERS and len(described) == 1:
        remarks = described[0].description
    if len(remarks) > REMARKS_CHARACTERS:
        problems.append(
            f"FL 80 needs {len(remarks)} characters, {REMARKS_CHARACTERS} are kept: attach the descriptions"
        )
    fields = [*_head(claim), *_lines(claim), *_payer(claim), *_clinical(claim)]
    if remarks:
        fields.append(FormField("80", "remarks: what was done, where and why", remarks))
    if len(claim.lines) > LINES_ON_A_PAGE:
        problems.append(f"{len(claim.lines)} lines: more than one page")
    shown = tuple(item for item in fields if item.text)
    return PaperForm("UB-04", claim.control_number, (shown,), tuple(problems))


def _us(day: date | None) -> str:
    return "" if day is None else f"{day.month:02d}{day.day:02d}{day.year:04d}"


def _head(claim: Claim) -> list[FormField]:
    practice, stay = claim.practice, claim.stay
    patient = claim.patient or claim.coverage.subscriber
    place, home = practice.provider.address, patient.address
    where = f"{place.line}, {place.city} {place.state} {place.zip_code}" if place else ""
    fields = [
        ("1", "billing provider", practice.provider.name.family),
        ("1", "its address", where),
        ("3a", "patient control number", claim.control_number),
        ("3b", "medical record number", claim.medical_record_number),
        ("4", "type of bill", f"0{claim.facility_code}{claim.frequency.value}"),
        ("5", "tax number", practice.tax_id),
        ("6", "statement from", _us(stay.statement_from if stay else None)),
        ("6", "statement through", _us(stay.statement_to if stay else None)),
        ("8b", "patient", f"{patient.name.family}, {patient.name.given}".strip(", ")),
        ("9a", "patient's street", home.line if home else ""),
        ("9b", "city", home.city if home else ""),
        ("9c", "state", home.state if home else ""),
        ("9d", "ZIP", home.zip_code if home else ""),
        ("10", "birth date", _us(patient.birth_date)),
        ("11", "sex", patient.sex),
    ]
    if stay is not None:
        admitted = stay.admitted_on
        fields += [
            ("12", "admitted", _us(admitted.date() if admitted else None)),
            ("13", "hour admitted", f"{admitted.hour:02d}" if admitted else ""),
            ("14", "type of admission", stay.admission_type),
            ("15", "source of admission", stay.admission_source),
            ("17", "patient status", stay.patient_status),
        ]
    return [FormField(item, name, text) for item, name, text in fields]


def _lines(claim: Claim) -> list[FormField]:
    fields = []
    for number, line in enumerate(claim.lines, start=1):
        code = " ".join((line.code, *line.modifiers))
        for item, name, text in (
            ("42", "revenue code", line.revenue_code),
            ("44", "code and modifiers", code),
            ("45", "service day", _us(line.service_from)),
            ("46", "units", format(line.units.normalize(), "f")),
            ("47", "charge", f"{line.charge:.2f}"),
        ):
            fields.append(FormField(item, name, text, None, number))
    fields.append(FormField("47", "total", f"{claim.total:.2f}"))
    return fields


def _payer(claim: Claim) -> list[FormField]:
    cover = claim.coverage
    fields = [
        ("50A", "payer", cover.payer.name),
        ("51A", "payer's id", cover.payer.id),
        ("52A", "release", claim.release),
        ("53A", "payment to the provider", claim.benefits_assigned),
        ("56", "billing NPI", claim.practice.provider.npi),
        ("58A", "insured", f"{cover.subscriber.name.family}, {cover.subscriber.name.given}".strip(", ")),
        ("59A", "related to insured", claim.relationship or "18"),
        ("60A", "insured's id", cover.member_id),
        ("61A", "group name", cover.group_name),
        ("62A", "group number", cover.group_number),
        ("63A", "authorization", claim.authorization),
        ("64A", "payer's number of the first claim", claim.payer_control_number),
    ]
    for letter, other in zip("BC", claim.other_coverages, strict=False):
        fields += [
            (f"50{letter}", "other payer", other.payer.name),
            (f"60{letter}", "its member id", other.member_id),
        ]
    return [FormField(item, name, text) for item, name, text in fields]


def _clinical(claim: Claim) -> list[FormField]:
    fields = [("66", "code set", "0")]
    for number, diagnosis in enumerate(claim.diagnoses):
        item = "67" if number == 0 else f"67{chr(64 + number)}"
        present = f" {diagnosis.present_on_admission}" if diagnosis.present_on_admission else ""
        fields.append((item, "diagnosis", f"{diagnosis.code}{present}"))
    fields.append(("69", "admitting diagnosis", claim.admitting_diagnosis))
    for letter, reason in zip("abc", claim.reasons_for_visit, strict=False):
        fields.append((f"70{letter}", "reason for the visit", reason))
    if claim.attending is not None:
        name = claim.attending.name
        fields += [
            ("76", "attending NPI", claim.attending.npi),
            ("76", "attending provider", f"{name.family}, {name.given}".strip(", ")),
        ]
    return [FormField(item, name, text) for item, name, text in fields]
