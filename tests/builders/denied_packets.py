"""Denials of the demo packet's unlisted line, as an 835 of its payer."""

from __future__ import annotations

from pathlib import Path

from builders.packets import DAY, INPUTS, NOW
from builders.remittances import interchange, payment
from unlisted.pipeline.appeal_draft import Drafted, draft_appeal
from unlisted.pipeline.control_numbers import ControlNumberFile

CLAIM = (
    "CLP*SARC0001*1*2226.14*{paid}*0*12*{number}*22*1~NM1*QC*1*SYNTHETICSON*EXAMPLUS~"
    "SVC*HC:77435*1250*1000**1~DTM*472*20260916~CAS*CO*45*250~REF*6R*SARC0001-001~AMT*B6*1000~"
    "SVC*HC:77499*976.14*{line}**1~DTM*472*20260916~{cas}REF*6R*SARC0001-002~{allowed}{remarks}"
)


def denied_file(
    folder: Path, cas: str, *remarks: str, line: str = "0", paid: str = "1000", number: str = "PCN0001"
) -> Path:
    """Write a remittance in which the unlisted line has these adjustments and remarks."""
    text = CLAIM.format(
        paid=paid,
        line=line,
        number=number,
        cas=cas,
        allowed=f"AMT*B6*{line}~" if line != "0" else "",
        remarks="".join(f"LQ*HE*{code}~" for code in remarks),
    )
    path = folder / "denied.835"
    path.write_text(interchange(payment(text, paid)), encoding="ascii")
    return path


def draft(folder: Path, file: Path, *, level: int = 1) -> Drafted:
    """Draft the answer to a denial of the demo packet."""
    numbers = ControlNumberFile(folder / "control-number")
    return draft_appeal(INPUTS, file, day=DAY, now=NOW, numbers=numbers, level=level)
