"""Valid claim files as bases, and a small language that puts one fault into a file.

Operations, one or more divided by ``;``::

    set SV1#2 1.7 TEXT      an element or component (TEXT may be empty; ␠ is a space at its end)
    drop REF:G1             a segment, by number or by qualifier
    copy DTP:472#1          the same segment once more, right after itself
    add NTE*ADD*TEXT after HI
    move NTE after HI
    rename N3 N33
    header 13 000000009     a field of ISA, padded as given

The count in SE01 is put right afterwards, so that a fault stays single; ``keep_count`` leaves it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from builders.claims import (
    BARE_HOSPITAL,
    COMMERCIAL,
    DOCTOR,
    HOME,
    MEDICARE,
    OTHER_DOCTOR,
    PATIENT,
    RELATIVE,
    SERVICE_DAY,
    batch,
    institutional,
    line,
    professional,
)
from unlisted.claim.model import (
    Adjustment,
    Attachment,
    Claim,
    Frequency,
    LineAdjudication,
    Note,
    OtherCoverage,
    PayerName,
)
from unlisted.formats.x12.write import write_batch


def _planning() -> object:
    return line(1, code="77263", charge=Decimal("600"), description="")


def _office() -> Claim:
    unlisted = line(
        2, authorization="PA0002", notes=(Note("ADD", "FIVE FRACTIONS MD PRESENT"),), pointers=(1, 2)
    )
    return professional(
        lines=(_planning(), unlisted),
        referring=OTHER_DOCTOR,
        authorization="PA0001",
        referral="RF0001",
        medical_record_number="MRN0001",
        attachments=(Attachment("PY", "EL", "ACN000001"),),
        notes=(Note("ADD", "REPORT UPLOADED"),),
        patient_paid=Decimal("20"),
    )


def _second() -> Claim:
    decided = LineAdjudication(
        "OTHER1",
        Decimal("800"),
        "77499",
        Decimal(1),
        SERVICE_DAY,
        (),
        (Adjustment("CO", "45", Decimal("600")), Adjustment("PR", "2", Decimal("100"))),
    )
    other = OtherCoverage(
        PayerName("EXAMPLE FIRST PLAN", "OTHER1"),
        "FIRST0001",
        PATIENT.name,
        "P",
        filing_code="CI",
        paid=Decimal("800"),
        remarks=("MA01",),
    )
    return professional(
        coverage=replace(COMMERCIAL, sequence="S"),
        lines=(line(1, adjudications=(decided,)),),
        other_coverages=(other,),
    )


def bases() -> dict[str, str]:
    """Return the valid files by name; each has no finding at all."""
    claims = {
        "office": _office(),
        "medicare": professional(
            coverage=MEDICARE, facility_code="22", facility=BARE_HOSPITAL, lines=(line(1, modifiers=("26",)),)
        ),
        "inpatient": professional(facility_code="21", facility=BARE_HOSPITAL, hospital_admission=SERVICE_DAY),
        "second": _second(),
        "dependent": professional(
            coverage=replace(COMMERCIAL, subscriber=RELATIVE),
            patient=replace(PATIENT, address=HOME),
            relationship="01",
        ),
        "replacement": professional(frequency=Frequency.REPLACEMENT, payer_control_number="PAYER77"),
        "hospital": institutional(
            attachments=(Attachment("OZ", "EL", "ACN000002"),),
            authorization="PA0003",
            rendering=None,
            notes=(Note("ADD", "COMPARATOR 77768 ON FILE"),),
        ),
        "physics": professional(
            lines=(
                line(1, code="77399", description="IN VIVO DOSIMETRY ARRAY FOR LATTICE BOOST COMPARE 77331"),
                line(2, code="77331", charge=Decimal("200"), description=""),
            )
        ),
        "hospital_planning": institutional(
            lines=(
                line(
                    1,
                    code="77299",
                    revenue_code="0333",
                    description="COMPOSITE DOSE MAP OF 3 PRIOR COURSES COMPARE 77295",
                ),
            ),
            attending=DOCTOR,
        ),
    }
    return {name: write_batch(batch(claim)).decode("ascii") for name, claim in claims.items()}


def spoil(text: str, operations: str, *, keep_count: bool = False) -> str:
    """Return the file with the operations done."""
    segments = [item for item in text.replace("\n", "").split("~") if item]
    for operation in operations.split(";"):
        _do(segments, operation.strip())
    if not keep_count:
        _recount(segments)
    return "~\n".join(segments) + "~\n"


def _do(segments: list[str], operation: str) -> None:
    word, _, rest = operation.partition(" ")
    match word:
        case "set":
            address, place, *value = rest.split(" ", 2)
            index = _find(segments, address)
            segments[index] = _with(segments[index], place, (value[0] if value else "").replace("␠", " "))
        case "drop":
            del segments[_find(segments, rest)]
        case "copy":
            index = _find(segments, rest)
            segments.insert(index + 1, segments[index])
        case "add":
            new, _, address = rest.rpartition(" after ")
            segments.insert(_find(segments, address) + 1, new)
        case "move":
            address, _, target = rest.partition(" after ")
            item = segments.pop(_find(segments, address))
            segments.insert(_find(segments, target) + 1, item)
        case "rename":
            address, new = rest.split(" ")
            index = _find(segments, address)
            _, mark, tail = segments[index].partition("*")
            segments[index] = new + mark + tail
        case "header":
            number, value = rest.split(" ", 1)
            fields = segments[0].split("*")
            fields[int(number)] = value
            segments[0] = "*".join(fields)
        case _:
            raise ValueError(f"no operation {word!r}")


def _find(segments: list[str], address: str) -> int:
    """Find ``SV1``, ``SV1#2``, ``REF:G1``, ``REF:G1#2``, ``HL::22`` (the third element)."""
    name, _, number = address.partition("#")
    name, *qualifiers = name.split(":")
    found = []
    for index, item in enumerate(segments):
        elements = item.split("*")
        wanted = enumerate(qualifiers, start=1)
        if elements[0] == name and all(
            not q or (n < len(elements) and elements[n].split(":")[0] == q) for n, q in wanted
        ):
            found.append(index)
    return found[int(number or 1) - 1]


def _with(item: str, place: str, value: str) -> str:
    number, _, part = place.partition(".")
    elements = item.split("*")
    elements += [""] * (int(number) + 1 - len(elements))
    if part:
        parts = elements[int(number)].split(":")
        parts += [""] * (int(part) - len(parts))
        parts[int(part) - 1] = value
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        elements[int(number)] = ":".join(parts)
    else:
        elements[int(number)] = value
    while len(elements) > 1 and not elements[-1]:
        elements.pop()
    return "*".join(elements)


def _recount(segments: list[str]) -> None:
    start = next((i for i, item in enumerate(segments) if item.startswith("ST*")), None)
    end = next((i for i, item in enumerate(segments) if item.startswith("SE*")), None)
    if start is not None and end is not None:
        segments[end] = _with(segments[end], "1", str(end - start + 1))
