"""Lay out a 999 and a 277CA: used by the payer simulator and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.edi_values import day_text, decimal_text
from unlisted.base.segment import Segment, composite, segment

FUNCTIONAL_VERSION = "005010X231A1"
ACKNOWLEDGEMENT_VERSION = "005010X214"


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What a 277CA says of a claim: category and status code, the charge, the payer's number.

    ``patient`` is family and given name, ``member_id`` and ``service_from`` as on the claim.
    """

    control_number: str
    category: str
    code: str
    charge: Decimal
    patient: tuple[str, str]
    member_id: str
    service_from: date
    payer_control_number: str = ""


def lay_out_functional(
    group_control: str, version: str, sets: Sequence[tuple[str, bool]], control: str
) -> list[Segment]:
    """Return a 999 for a group of 837s; each set with its control number and whether it is taken."""
    taken = sum(1 for _, accepted in sets if accepted)
    verdict = "A" if taken == len(sets) else "P" if taken else "R"
    found = [
        segment("ST", "999", control, FUNCTIONAL_VERSION),
        segment("AK1", "HC", group_control, version),
    ]
    for number, accepted in sets:
        found.append(segment("AK2", "837", number, version))
        if not accepted:
            found.append(segment("IK3", "SV1", "27", "2400", "8"))
            found.append(segment("IK4", composite("1", "7"), "352", "5"))
        found.append(segment("IK5", "A") if accepted else segment("IK5", "R", "5"))
    count = str(len(sets))
    found.append(segment("AK9", verdict, count, count, str(taken)))
    return found


def lay_out_acknowledgement(
    payer: tuple[str, str], answers: Sequence[ClaimAnswer], reference: str, day: date, control: str
) -> list[Segment]:
    """Return a 277CA about claims; ``payer`` is name and id."""
    on = day_text(day)
    found = [
        segment("ST", "277", control, ACKNOWLEDGEMENT_VERSION),
        segment("BHT", "0085", "08", reference, on, "1200", "TH"),
        segment("HL", "1", "", "20", "1"),
        segment("NM1", "PR", "2", payer[0], "", "", "", "", "PI", payer[1]),
        segment("TRN", "1", reference),
        segment("DTP", "050", "D8", on),
        segment("DTP", "009", "D8", on),
        segment("HL", "2", "1", "21", "1"),
        segment("NM1", "41", "2", "EXAMPLE ONCOLOGY BILLING", "", "", "", "", "46", "SUBMITTERID"),
        segment("TRN", "2", reference),
        segment("STC", composite("A1", "19", "PR"), on, "WQ", "0"),
        segment("HL", "3", "2", "19", "1"),
        segment("NM1", "85", "2", "EXAMPLE ONCOLOGY GROUP", "", "", "", "", "XX", "1234567893"),
        segment("TRN", "1", "0"),
        segment("STC", composite("A1", "19", "PR"), "", "WQ", "0"),
    ]
    for number, item in enumerate(answers, start=4):
        action = "WQ" if item.category in ("A1", "A2") else "U"
        found += [
            segment("HL", str(number), "3", "PT"),
            segment("NM1", "QC", "1", *item.patient, "", "", "", "MI", item.member_id),
            segment("TRN", "2", item.control_number),
            segment("STC", composite(item.category, item.code), on, action, decimal_text(item.charge)),
        ]
        if item.payer_control_number:
            found.append(segment("REF", "1K", item.payer_control_number))
        found.append(segment("DTP", "472", "D8", day_text(item.service_from)))
    return found
