"""Synthetic claims for tests: made-up people, the usual test NPI, every shape the claim model has.

``random_claim(seed)`` gives the same claim for the same number, so that a failing one can be named.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

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

SERVICE_DAY = date(2026, 6, 15)
TEXT = "ONLINE ADAPTIVE RT MGMT 5 FX MD PRESENT RECONTOUR REPLAN COMPARE 77427"
NPIS = ("1234567893", "1245319599", "1679576722", "1003000126")
PLACE = Address("100 TEST WAY", "SPRINGFIELD", "IL", "627010001")
HOME = Address("1 SAMPLE ST", "SPRINGFIELD", "IL", "62701")
GROUP = Provider(Name("EXAMPLE RADIATION ONCOLOGY GROUP", is_person=False), NPIS[0], "2085R0001X", PLACE)
HOSPITAL = Provider(Name("EXAMPLE CANCER HOSPITAL", is_person=False), NPIS[1], "282N00000X", PLACE)
DOCTOR = Provider(Name("EXAMPLE", "RADONC"), NPIS[2], "2085R0001X")
BARE_DOCTOR = replace(DOCTOR, taxonomy="")  # where the claim carries no taxonomy
BARE_HOSPITAL = replace(HOSPITAL, taxonomy="")
OTHER_DOCTOR = Provider(Name("REFERRING", "DOC"), NPIS[3])
PATIENT = Person(Name("TESTPATIENT", "PAT"), date(1962, 3, 4), "M", HOME)
RELATIVE = Person(Name("TESTSPOUSE", "SAM"), date(1960, 1, 2), "F", HOME)
COMMERCIAL = Coverage(
    PayerName("EXAMPLE COMMERCIAL PLAN", "EXCOM"), "TST000000001", PATIENT, filing_code="CI"
)
MEDICARE = Coverage(PayerName("EXAMPLE MAC PART B", "EXMAC"), "1EG4TE5MK73", PATIENT, filing_code="MB")


def line(number: int = 1, **changes: object) -> ServiceLine:
    """Return an unlisted management line."""
    made = ServiceLine("77499", Decimal(1500), SERVICE_DAY, f"LN{number:03d}", description=TEXT)
    return replace(made, **changes)  # type: ignore[arg-type]


def professional(**changes: object) -> Claim:
    """Return a clean commercial claim for 77499 at an office."""
    made = Claim(
        kind=ClaimKind.PROFESSIONAL,
        control_number="UNL77499A",
        practice=Practice(GROUP, "000000001"),
        coverage=COMMERCIAL,
        facility_code="11",
        diagnoses=(Diagnosis("C4921"), Diagnosis("Z923")),
        lines=(line(),),
        rendering=DOCTOR,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def institutional(**changes: object) -> Claim:
    """Return a clean commercial hospital claim for 77799."""
    made = Claim(
        kind=ClaimKind.INSTITUTIONAL,
        control_number="UNL77799H",
        practice=Practice(HOSPITAL, "000000002"),
        coverage=COMMERCIAL,
        facility_code="13",
        diagnoses=(Diagnosis("C61"),),
        lines=(
            line(code="77799", revenue_code="0333", description="HDR SURFACE MOLD SCALP 3 FX COMPARE 77768"),
        ),
        attending=DOCTOR,
        stay=Stay(SERVICE_DAY, SERVICE_DAY, "01", "3", "1"),
        reasons_for_visit=("C61",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def batch(*claims: Claim, number: int = 1) -> Batch:
    """Return an interchange of claims."""
    return Batch(
        Party("EXAMPLE ONCOLOGY BILLING", "SUBMITTERID", "TEST CONTACT", "5555550100"),
        Party("EXAMPLE RECEIVER", "RECEIVERID"),
        datetime(2026, 7, 1, 9, 15),  # noqa: DTZ001 - a claim's clock has no zone
        ControlNumbers(number, number),
        claims or (professional(),),
    )


_LISTED = ("77263", "77295", "77334", "77300", "77336", "77338", "77370")
_SIBLINGS = (
    ("77399", "IN VIVO DOSIMETRY ARRAY FOR LATTICE BOOST 3 SESSIONS COMPARE 77331"),
    ("77799", "HDR SURFACE MOLD SCALP 3 FX COMPARE 77768"),
    ("77299", "COMPOSITE DOSE MAP OF 3 PRIOR COURSES BEFORE REIRRADIATION COMPARE 77295"),
)
_PAYERS = {
    "MB": ("EXAMPLE MAC PART B", "EXMAC"),
    "16": ("EXAMPLE ADVANTAGE PLAN", "EXADV"),
    "CI": ("EXAMPLE COMMERCIAL PLAN", "EXCOM"),
    "BL": ("EXAMPLE BLUE PLAN", "EXBLUE"),
    "MC": ("EXAMPLE STATE MEDICAID", "EXMCD"),
}
_REPORTS = ("OZ", "M1", "PY", "P5", "OD", "RT", "DG", "RR", "B3", "CT")


def random_claim(seed: int) -> Claim:
    """Return a valid claim: place, payer, attachments, lines, frequency and second coverage by the seed."""
    chance = random.Random(seed)
    filing = chance.choice(tuple(_PAYERS))
    hospital = chance.random() < 0.3
    coverage = Coverage(
        PayerName(*_PAYERS[filing]),
        "TST000000001",
        chance.choice((PATIENT, RELATIVE)),
        filing_code=filing,
        group_number=chance.choice(("", "GRP100")) if filing in ("CI", "BL") else "",
    )
    count = chance.choice((1, 1, 2, 3, 5, 12, 50))
    lines = tuple(_random_line(chance, number, hospital) for number in range(1, count + 1))
    frequency = chance.choice((Frequency.ORIGINAL, Frequency.ORIGINAL, Frequency.REPLACEMENT, Frequency.VOID))
    others: tuple[OtherCoverage, ...] = ()
    if chance.random() < 0.3:
        coverage = replace(coverage, sequence="S", type_code="12" if filing == "MB" and not hospital else "")
        lines, other = _adjudicated(lines, chance)
        others = (other,)
    related = coverage.subscriber is RELATIVE
    base = institutional() if hospital else professional()
    place = chance.choice(("13", "85")) if hospital else chance.choice(("11", "19", "21", "22", "24"))
    return replace(
        base,
        control_number=f"UNL{seed:06d}",
        coverage=coverage,
        patient=PATIENT if related else None,
        relationship="01" if related else "",
        facility_code=place,
        hospital_admission=SERVICE_DAY if place == "21" else None,
        lines=lines,
        frequency=frequency,
        payer_control_number="" if frequency is Frequency.ORIGINAL else "PAYERCLAIM77",
        authorization=chance.choice(("", "PA0001")),
        referral=chance.choice(("", "RF0001")),
        medical_record_number=chance.choice(("", "MRN0001")),
        attachments=_random_attachments(chance, filing),
        notes=chance.choice(((), (Note("ADD", "COMPARABLE SERVICE 77427 REPORT AT HAND"),))),
        other_coverages=others,
        facility=None if place in ("11", "13", "85") else BARE_HOSPITAL,
        referring=chance.choice((None, OTHER_DOCTOR)),
        supervising=None if hospital else chance.choice((None, BARE_DOCTOR)),
    )


def _random_line(chance: random.Random, number: int, hospital: bool) -> ServiceLine:
    code, text = chance.choice((*_SIBLINGS, ("77499", TEXT))) if number == 1 else (chance.choice(_LISTED), "")
    if hospital and code == "77499":
        code, text = _SIBLINGS[0]
    return ServiceLine(
        code,
        Decimal(chance.randrange(100, 400000)) / 100,
        SERVICE_DAY,
        f"LN{number:03d}",
        description=text,
        pointers=(1,) if hospital else chance.choice(((1,), (1, 2), (2, 1))),
        revenue_code="0333" if hospital else "",
        authorization="" if hospital else chance.choice(("", "PA0002")),
        notes=() if hospital or number > 1 else chance.choice(((), (Note("ADD", "FIVE FRACTIONS"),))),
        rendering=None if chance.random() < 0.9 else BARE_DOCTOR if hospital else DOCTOR,
    )


def _random_attachments(chance: random.Random, filing: str) -> tuple[Attachment, ...]:
    ways = ("BM", "FX") if filing == "MB" else ("EL", "BM", "FX", "EM", "AA")
    found = []
    for number in range(chance.choice((0, 0, 1, 2, 10))):
        way = chance.choice(ways)
        control = "" if way == "AA" else f"ACN{number:06d}"
        found.append(Attachment(chance.choice(_REPORTS), way, control))
    return tuple(found)


def _adjudicated(
    lines: tuple[ServiceLine, ...], chance: random.Random
) -> tuple[tuple[ServiceLine, ...], OtherCoverage]:
    """Return the lines as another payer decided them, and that payer's totals; all in balance."""
    decided, paid_total = [], Decimal(0)
    on = SERVICE_DAY + timedelta(days=10)
    for item in lines:
        paid = (item.charge / 2).quantize(Decimal("0.01"))
        share = (item.charge / 10).quantize(Decimal("0.01"))
        adjustments = (Adjustment("CO", "45", item.charge - paid - share), Adjustment("PR", "2", share))
        paid_total += paid
        decided.append(
            replace(
                item,
                adjudications=(LineAdjudication("OTHER1", paid, item.code, item.units, on, (), adjustments),),
            )
        )
    other = OtherCoverage(
        PayerName("EXAMPLE FIRST PLAN", "OTHER1"),
        "FIRST0001",
        PATIENT.name,
        "P",
        filing_code="CI",
        paid=paid_total,
        remaining=chance.choice((None, Decimal("12.50"))),
        remarks=chance.choice(((), ("MA01",))),
    )
    return tuple(decided), other
