"""Values of the code sets that a claim uses: values only, no wording; the texts stay with their owners."""

from __future__ import annotations

import re


def values(text: str) -> frozenset[str]:
    """Expand ``1-3 A0-8 MA01-134``; numbers keep the leading zeros of the first."""
    found: set[str] = set()
    for item in text.split():
        run = re.fullmatch(r"([A-Z]*)(\d+)-(\d+)", item)
        if run is None:
            found.add(item)
            continue
        width = len(run[2]) if run[2].startswith("0") else 1
        found.update(f"{run[1]}{number:0{width}d}" for number in range(int(run[2]), int(run[3]) + 1))
    return frozenset(found)


PLACES_OF_SERVICE = values("01-27 31-34 41 42 49-58 60-62 65 66 71 72 81 99")
"""CMS place of service codes; as in pyx12 4.0.0 (52 values), with 66 of 2024."""

STATES = values(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY "
    "NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP UM"
)
"""US states, territories and military mail (USPS); Canadian provinces are judged only with a country code."""

FILING_CODES = values("11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ")
"""SBR09."""

REPORT_TYPES = values(
    "03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ DS EB HC "
    "HR I5 IR LA M1 MT NN OB OC OD OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP"
)
"""PWK01."""

CARC = values("1-306 A0-8 B1-23 D1-23 P1-32 W1-9 Y1-3")
"""Claim adjustment reason codes seen up to June 2024, retired ones included; newer ones are remarked on."""

RARC = values("M1-144 MA01-134 N1-812 N815-895")
"""Remittance advice remark codes seen up to June 2024 (N895)."""

RELATED_CAUSES = frozenset({"AA", "EM", "OA"})
"""CLM11."""

PATIENT_STATUS = values("01-09 20 21 30 40-43 50 51 61-66 69 70 81-95")
"""CL103, two digits; values only."""

HOSPITAL_PLACES = frozenset({"19", "21", "22", "23"})
"""Places of service that are part of a hospital."""

FACILITY_PLACES = HOSPITAL_PLACES | {"24"}
"""Places where Medicare pays the practitioner the facility rate, as far as radiation oncology uses them."""

RADIATION_PLACES = frozenset({"11", "19", "21", "22", "24"})
"""Places Noridian names for radiation oncology (specialty page, read 2026-11-23)."""

MEDICARE_FILING = frozenset({"MA", "MB"})
"""SBR09 of traditional Medicare; a Medicare Advantage plan files as 16."""
