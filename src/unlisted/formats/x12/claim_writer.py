"""Lay claims out as the loops of an 837P or 837I. Deterministic: the same batch gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from unlisted.base.edi_values import day_text, decimal_text
from unlisted.base.errors import UsageError
from unlisted.base.segment import Segment, composite, segment
from unlisted.claim.description import why_unusable
from unlisted.claim.model import (
    Batch,
    Claim,
    ClaimKind,
    Diagnosis,
    LineAdjudication,
    OtherCoverage,
    Party,
    Practice,
    ServiceLine,
)
from unlisted.claim.tree import INSTITUTIONAL_VERSION, PROFESSIONAL_VERSION, Loop
from unlisted.claim.unlisted_codes import UnlistedCodes
from unlisted.formats.x12 import claim_parts as parts

CLAIMS_IN_SET = 5000
CLAIMS_IN_LOOP = 100
LINES = {ClaimKind.PROFESSIONAL: 50, ClaimKind.INSTITUTIONAL: 999}
DIAGNOSES = {ClaimKind.PROFESSIONAL: 12, ClaimKind.INSTITUTIONAL: 25}
VERSIONS = {ClaimKind.PROFESSIONAL: PROFESSIONAL_VERSION, ClaimKind.INSTITUTIONAL: INSTITUTIONAL_VERSION}


def refuse_unwritable(claims: Sequence[Claim], unlisted: UnlistedCodes) -> None:
    """Raise ``UsageError`` for a claim that may not be written at all.

    That is an unlisted line without a usable description, more lines or diagnoses than a claim holds, a
    line without control number, or more than four modifiers. Every other fault is an edit's matter.
    """
    for count, claim in enumerate(claims, start=1):
        if not 0 < len(claim.lines) <= LINES[claim.kind]:
            raise _refusal(
                count, 0, f"a claim has 1 to {LINES[claim.kind]} lines, not {len(claim.lines)}", "divide it"
            )
        if len(claim.diagnoses) > DIAGNOSES[claim.kind]:
            raise _refusal(
                count, 0, f"at most {DIAGNOSES[claim.kind]} diagnoses fit", "keep those that matter"
            )
        for number, line in enumerate(claim.lines, start=1):
            reason = why_unusable(line.description) if line.code in unlisted else ""
            if reason:
                raise _refusal(
                    count,
                    number,
                    f"the description of unlisted code {line.code} cannot be used: {reason}",
                    "say in at most 80 characters what was done, how, where, and the comparable code",
                )
            if not line.control_number:
                raise _refusal(
                    count, number, "the line has no control number", "give it one: the remittance names it"
                )
            if len(line.modifiers) > 4:
                raise _refusal(count, number, "a line has at most four modifiers", "keep four")


def _refusal(claim: int, line: int, what: str, fix: str) -> UsageError:
    where = f"claim {claim}" + (f", line {line}" if line else "")
    return UsageError(what, where=where, why="a payer would reject it, or post its payment wrongly", fix=fix)


def lay_out(batch: Batch) -> list[Loop]:
    """Return the transaction sets of a batch as loops, ST to SE."""
    if not batch.claims:
        raise UsageError("there are no claims to write", fix="build at least one claim")
    kinds = {claim.kind for claim in batch.claims}
    if len(kinds) > 1:
        raise UsageError(
            "professional and institutional claims cannot share a file",
            why="each kind has its own version",
            fix="write one file for each kind",
        )
    starts = range(0, len(batch.claims), CLAIMS_IN_SET)
    return [_transaction(batch, batch.claims[s : s + CLAIMS_IN_SET], i) for i, s in enumerate(starts)]


def _transaction(batch: Batch, claims: Sequence[Claim], index: int) -> Loop:
    version = VERSIONS[claims[0].kind]
    control = f"{batch.numbers.transaction + index:04d}"
    reference = batch.numbers.batch or f"{batch.numbers.interchange:09d}"
    stamp = (day_text(batch.created.date()), f"{batch.created:%H%M}")
    root = Loop(
        "ST", [segment("ST", "837", control, version), segment("BHT", "0019", "00", reference, *stamp, "CH")]
    )
    root.loops += [_submitter(batch.submitter), _receiver(batch.receiver)]
    number = 0
    for practice, of_practice in groupby(claims, key=lambda claim: claim.practice):
        number += 1
        billing = _billing(practice, number)
        root.loops.append(billing)
        parent = number
        for start in _subscriber_runs(list(of_practice)):
            number = _subscriber(billing, start, number, parent)
    count = sum(len(loop.segments) for loop in root.walk()) + 1
    root.loops.append(Loop("SE", [segment("SE", str(count), control)]))
    return root


def _subscriber_runs(claims: list[Claim]) -> list[list[Claim]]:
    runs: list[list[Claim]] = []
    for claim in claims:
        last = runs[-1][-1] if runs else None
        same = last is not None and (last.coverage, last.patient, last.relationship) == (
            claim.coverage,
            claim.patient,
            claim.relationship,
        )
        if same and len(runs[-1]) < CLAIMS_IN_LOOP:
            runs[-1].append(claim)
        else:
            runs.append([claim])
    return runs


def _submitter(party: Party) -> Loop:
    return Loop(
        "1000A",
        [
            segment("NM1", "41", "2", party.name, "", "", "", "", "46", party.id),
            segment("PER", "IC", party.contact_name, "TE", party.phone),
        ],
    )


def _receiver(party: Party) -> Loop:
    return Loop("1000B", [segment("NM1", "40", "2", party.name, "", "", "", "", "46", party.id)])


def _billing(practice: Practice, number: int) -> Loop:
    loop = Loop("2000A", [segment("HL", str(number), "", "20", "1")])
    provider = practice.provider
    if provider.taxonomy:
        loop.segments.append(segment("PRV", "BI", "PXC", provider.taxonomy))
    inner = parts.provider_loop("2010AA", "85", provider, place=True)
    inner.segments += parts.reference_segment("EI", practice.tax_id)
    if practice.contact_phone:
        inner.segments.append(segment("PER", "IC", practice.contact_name, "TE", practice.contact_phone))
    loop.loops.append(inner)
    if practice.pay_to is not None:
        kind = "1" if provider.name.is_person else "2"
        loop.loops.append(
            Loop("2010AB", [segment("NM1", "87", kind), *parts.address_segments(practice.pay_to)])
        )
    return loop


def _subscriber(billing: Loop, claims: list[Claim], number: int, parent: int) -> int:
    """Add a subscriber with patient and claims; return the last hierarchical number used."""
    claim = claims[0]
    coverage, other_patient = claim.coverage, claim.patient is not None
    number += 1
    loop = Loop("2000B", [segment("HL", str(number), str(parent), "22", "1" if other_patient else "0")])
    billing.loops.append(loop)
    loop.segments.append(
        segment(
            "SBR",
            coverage.sequence,
            "" if other_patient else "18",
            coverage.group_number,
            coverage.group_name,
            coverage.type_code,
            "",
            "",
            "",
            coverage.filing_code,
        )
    )
    loop.loops.append(Loop("2010BA", parts.person_segments("IL", coverage.subscriber, coverage.member_id)))
    payer = coverage.payer
    loop.loops.append(
        Loop(
            "2010BB",
            [
                segment("NM1", "PR", "2", payer.name, "", "", "", "", "PI", payer.id),
                *parts.address_segments(payer.address),
            ],
        )
    )
    target = loop
    if claim.patient is not None:
        target = Loop(
            "2000C",
            [segment("HL", str(number + 1), str(number), "23", "0"), segment("PAT", claim.relationship)],
        )
        target.loops.append(Loop("2010CA", parts.person_segments("QC", claim.patient, "")))
        loop.loops.append(target)
        number += 1
    target.loops += [_claim(item) for item in claims]
    return number


def _claim(claim: Claim) -> Loop:
    professional = claim.kind is ClaimKind.PROFESSIONAL
    kind = "B" if professional else "A"
    loop = Loop(
        "2300",
        [
            segment(
                "CLM",
                claim.control_number,
                decimal_text(claim.total),
                "",
                "",
                composite(claim.facility_code, kind, claim.frequency.value),
                claim.signature if professional else "",
                claim.assignment,
                claim.benefits_assigned,
                claim.release,
            )
        ],
    )
    loop.segments += _claim_dates(claim)
    loop.segments += parts.attachment_segments(claim.attachments)
    if professional:
        loop.segments += parts.amount_segment("F5", claim.patient_paid)
    else:
        loop.segments += parts.amount_segment("F3", claim.patient_paid)
    for kind, value in (
        ("9F", claim.referral),
        ("G1", claim.authorization),
        ("F8", claim.payer_control_number),
        ("EA", claim.medical_record_number),
    ):
        loop.segments += parts.reference_segment(kind, value)
    loop.segments += parts.note_segments(claim.notes)
    loop.segments += _diagnoses(claim)
    loop.loops += _claim_providers(claim)
    loop.loops += [_other_coverage(other, claim.kind) for other in claim.other_coverages]
    loop.loops += [_line(line, number, claim.kind) for number, line in enumerate(claim.lines, start=1)]
    return loop


def _claim_dates(claim: Claim) -> list[Segment]:
    found: list[Segment] = []
    if claim.hospital_admission is not None:
        found.append(segment("DTP", "435", "D8", day_text(claim.hospital_admission)))
    stay = claim.stay
    if stay is not None:
        days = f"{day_text(stay.statement_from)}-{day_text(stay.statement_to)}"
        found.append(segment("DTP", "434", "RD8", days))
        if stay.admitted_on is not None:
            found.append(
                segment("DTP", "435", "DT", f"{day_text(stay.admitted_on.date())}{stay.admitted_on:%H%M}")
            )
        found.append(segment("CL1", stay.admission_type, stay.admission_source, stay.patient_status))
    return found


def _diagnoses(claim: Claim) -> list[Segment]:
    if claim.kind is ClaimKind.PROFESSIONAL:
        codes = [composite("ABF" if index else "ABK", d.code) for index, d in enumerate(claim.diagnoses)]
        return [segment("HI", *codes)] if codes else []
    found: list[Segment] = []
    if claim.diagnoses:
        found.append(segment("HI", _with_admission("ABK", claim.diagnoses[0])))
    if claim.admitting_diagnosis:
        found.append(segment("HI", composite("ABJ", claim.admitting_diagnosis)))
    if claim.reasons_for_visit:
        found.append(segment("HI", *(composite("APR", code) for code in claim.reasons_for_visit)))
    others = [_with_admission("ABF", d) for d in claim.diagnoses[1:]]
    found += [segment("HI", *others[start : start + 12]) for start in range(0, len(others), 12)]
    return found


def _with_admission(kind: str, diagnosis: Diagnosis) -> str:
    return composite(kind, diagnosis.code, "", "", "", "", "", "", diagnosis.present_on_admission)


def _claim_providers(claim: Claim) -> list[Loop]:
    if claim.kind is ClaimKind.PROFESSIONAL:
        chosen = (
            ("2310A", "DN", claim.referring, ""),
            ("2310B", "82", claim.rendering, "PE"),
            ("2310C", "77", claim.facility, ""),
            ("2310D", "DQ", claim.supervising, ""),
        )
    else:
        chosen = (
            ("2310A", "71", claim.attending, "AT"),
            ("2310D", "82", claim.rendering, ""),
            ("2310E", "77", claim.facility, ""),
            ("2310F", "DN", claim.referring, ""),
        )
    return [
        parts.provider_loop(name, entity, provider, taxonomy, place=entity == "77")
        for name, entity, provider, taxonomy in chosen
        if provider is not None
    ]


def _other_coverage(other: OtherCoverage, kind: ClaimKind) -> Loop:
    loop = Loop(
        "2320",
        [
            segment(
                "SBR",
                other.sequence,
                other.relationship,
                other.group_number,
                other.group_name,
                other.type_code,
                "",
                "",
                "",
                other.filing_code,
            )
        ],
    )
    loop.segments += parts.adjustment_segments(other.adjustments)
    amounts = [("D", other.paid), ("A8", other.non_covered), ("EAF", other.remaining)]
    if kind is ClaimKind.INSTITUTIONAL:
        amounts = [amounts[0], amounts[2], amounts[1]]
    for name, amount in amounts:
        loop.segments += parts.amount_segment(name, amount)
    loop.segments.append(segment("OI", "", "", other.accepts_assignment, "", "", other.release))
    if other.remarks:
        loop.segments.append(segment("MOA", "", "", *other.remarks[:5]))
    loop.loops.append(Loop("2330A", [parts.name_segment("IL", other.subscriber, "MI", other.member_id)]))
    payer = Loop(
        "2330B",
        [
            segment("NM1", "PR", "2", other.payer.name, "", "", "", "", "PI", other.payer.id),
            *parts.address_segments(other.payer.address),
        ],
    )
    if other.paid_on is not None:
        payer.segments.append(segment("DTP", "573", "D8", day_text(other.paid_on)))
    payer.segments += parts.reference_segment("F8", other.payer_control_number)
    loop.loops.append(payer)
    return loop


def _line(line: ServiceLine, number: int, kind: ClaimKind) -> Loop:
    professional = kind is ClaimKind.PROFESSIONAL
    code = parts.procedure(line.code, line.modifiers, line.description)
    charge, units = decimal_text(line.charge), decimal_text(line.units)
    loop = Loop("2400", [segment("LX", str(number))])
    if professional:
        pointers = composite(*(str(pointer) for pointer in line.pointers))
        loop.segments.append(
            segment("SV1", code, charge, line.unit_kind, units, line.place_of_service, "", pointers)
        )
    else:
        loop.segments.append(segment("SV2", line.revenue_code, code, charge, line.unit_kind, units))
    loop.segments += parts.attachment_segments(line.attachments)
    first = day_text(line.service_from)
    if line.service_to is None:
        loop.segments.append(segment("DTP", "472", "D8", first))
    else:
        loop.segments.append(segment("DTP", "472", "RD8", f"{first}-{day_text(line.service_to)}"))
    if professional:
        loop.segments += parts.reference_segment("G1", line.authorization)
    loop.segments += parts.reference_segment("6R", line.control_number)
    if professional:
        loop.segments += parts.reference_segment("9F", line.referral)
    loop.segments += parts.note_segments(line.notes)
    if line.rendering is not None:
        name = "2420A" if professional else "2420C"
        loop.loops.append(parts.provider_loop(name, "82", line.rendering, "PE" if professional else ""))
    loop.loops += [_adjudication(item, line, professional) for item in line.adjudications]
    return loop


def _adjudication(item: LineAdjudication, line: ServiceLine, professional: bool) -> Loop:
    revenue = "" if professional else line.revenue_code
    code = parts.procedure(item.code, item.modifiers)
    loop = Loop(
        "2430",
        [segment("SVD", item.payer_id, decimal_text(item.paid), code, revenue, decimal_text(item.units))],
    )
    loop.segments += parts.adjustment_segments(item.adjustments)
    loop.segments.append(segment("DTP", "573", "D8", day_text(item.paid_on)))
    loop.segments += parts.amount_segment("EAF", item.remaining)
    return loop
