"""Small DICOM radiotherapy objects, made for one test each: no clinic, no patient."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from typing import Any

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

ROOT = "1.2.826.0.1.3680043.10.1514"
SOP = "1.2.840.10008.5.1.4.1.1."
CLASSES = {
    "RTPLAN": f"{SOP}481.5",
    "RTIONPLAN": f"{SOP}481.8",
    "RTSTRUCT": f"{SOP}481.3",
    "RTDOSE": f"{SOP}481.2",
    "RTBEAMSRECORD": f"{SOP}481.4",
    "RTIONRECORD": f"{SOP}481.9",
    "RTBRACHYRECORD": f"{SOP}481.6",
    "RTSUMMARY": f"{SOP}481.7",
    "REG": f"{SOP}66.1",
    "RTIMAGE": f"{SOP}481.1",
    "CT": f"{SOP}2",
    "MR": f"{SOP}4",
}


def uid(name: str) -> str:
    """Return an identifier that is always the same for a name."""
    return f"{ROOT}.{int(hashlib.sha256(name.encode()).hexdigest()[:24], 16)}"


def item(**values: Any) -> Dataset:
    """Return a data set with elements by keyword; lists of data sets become sequences."""
    made = Dataset()
    for keyword, value in values.items():
        is_items = isinstance(value, list) and all(isinstance(entry, Dataset) for entry in value)
        setattr(made, keyword, Sequence(value) if is_items else value)
    return made


def to_bytes(kind: str, name: str, *, preamble: bool = True, explicit: bool = True, **values: Any) -> bytes:
    """Return one object as a file: its class by kind, its identifier by name."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CLASSES[kind]
    meta.MediaStorageSOPInstanceUID = uid(name)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID = CLASSES[kind]
    made.SOPInstanceUID = uid(name)
    made.PatientName = "MADEUP^NOBODY"
    made.PatientID = "T-0001"
    for keyword, value in item(**values).items():
        made[keyword] = value
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=preamble, implicit_vr=not explicit, little_endian=True)
    data = out.getvalue()
    return data if preamble else data[data.index(b"\x08\x00") :]


def leaves(*openings: float) -> list[str]:
    """Return leaf positions of as many pairs as there are openings (mm to each side)."""
    return [f"-{opening:g}" for opening in openings] + [f"{opening:g}" for opening in openings]


def point(
    index: int,
    weight: float,
    opening: tuple[float, ...] | None = None,
    gantry: float | None = None,
    rotation: str = "",
    **values: Any,
) -> Dataset:
    """Return a control point; what is ``None`` or empty is not repeated."""
    made = item(ControlPointIndex=str(index), CumulativeMetersetWeight=f"{weight:g}", **values)
    if opening is not None:
        made.BeamLimitingDevicePositionSequence = Sequence(
            [
                item(RTBeamLimitingDeviceType="ASYMX", LeafJawPositions=["-50", "50"]),
                item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=leaves(*opening)),
            ]
        )
    if gantry is not None:
        made.GantryAngle = f"{gantry:g}"
    if rotation:
        made.GantryRotationDirection = rotation
    return made


STILL = (
    point(0, 0, (10, 10), 0, "NONE", NominalBeamEnergy="6", PatientSupportAngle="0"),
    point(1, 1),
)


def beam(number: int = 1, points: Iterable[Dataset] = STILL, **values: Any) -> Dataset:
    """Return a photon beam unless told otherwise."""
    found = list(points)
    given = {
        "BeamName": f"B{number}",
        "BeamType": "STATIC",
        "RadiationType": "PHOTON",
        "TreatmentDeliveryType": "TREATMENT",
        "TreatmentMachineName": "M1",
        **values,
    }
    return item(
        BeamNumber=str(number),
        NumberOfControlPoints=str(given.pop("NumberOfControlPoints", len(found))),
        ControlPointSequence=found,
        **given,
    )


def group(
    fractions: int = 5, doses: tuple[str | None, ...] = ("2",), metersets: tuple[str, ...] = ("100",)
) -> Dataset:
    """Return a fraction group with the dose (Gy) and meterset (MU) of each beam."""
    references = []
    for number, (dose, meterset) in enumerate(zip(doses, metersets, strict=True), 1):
        entry = item(ReferencedBeamNumber=str(number), BeamMeterset=meterset)
        if dose is not None:
            entry.BeamDose = dose
        references.append(entry)
    return item(
        FractionGroupNumber="1",
        NumberOfFractionsPlanned=str(fractions),
        NumberOfBeams=str(len(doses)),
        ReferencedBeamSequence=references,
    )


def plan(name: str = "A", **values: Any) -> bytes:
    """Return an approved plan of one static beam, 5 fractions of 2 Gy, unless told otherwise."""
    kind = values.pop("kind", "RTPLAN")
    given = {
        "RTPlanLabel": name,
        "RTPlanDate": "20260901",
        "RTPlanGeometry": "PATIENT",
        "PlanIntent": "CURATIVE",
        "ApprovalStatus": "APPROVED",
        "ReviewDate": "20260902",
        "ReviewTime": "120000",
        "ReviewerName": "ONC^RAD",
        "FrameOfReferenceUID": uid("frame"),
        "FractionGroupSequence": [group()],
        "BeamSequence": [beam()],
        **values,
    }
    return to_bytes(kind, f"plan-{name}", **{key: value for key, value in given.items() if value is not None})


def plan_uid(name: str = "A") -> str:
    """Return the identifier of ``plan(name)``."""
    return uid(f"plan-{name}")


def delivery(number: int = 1, fraction: int = 1, meterset: str = "100", **values: Any) -> Dataset:
    """Return a beam of a treatment record."""
    given = {
        "SpecifiedPrimaryMeterset": meterset,
        "TreatmentTerminationStatus": "NORMAL",
        "TreatmentVerificationStatus": "VERIFIED",
        "TreatmentDeliveryType": "TREATMENT",
        **values,
    }
    return item(
        ReferencedBeamNumber=str(number),
        CurrentFractionNumber=str(fraction),
        DeliveredPrimaryMeterset=meterset,
        BeamName=f"B{number}",
        **given,
    )


def record(name: str, day: str, *beams: Dataset, plan_name: str = "A", **values: Any) -> bytes:
    """Return a beams treatment record; ``day`` as YYYYMMDD."""
    kind = values.pop("kind", "RTBEAMSRECORD")
    sequence = values.pop("sequence", "TreatmentSessionBeamSequence")
    given = {
        "TreatmentDate": day,
        "TreatmentTime": "093000",
        "TreatmentMachineSequence": [item(TreatmentMachineName="M1")],
        "ReferencedRTPlanSequence": [item(ReferencedSOPInstanceUID=plan_uid(plan_name))],
        "ReferencedFractionGroupNumber": "1",
        sequence: list(beams) or [delivery()],
        **values,
    }
    return to_bytes(
        kind, f"record-{name}", **{key: value for key, value in given.items() if value is not None}
    )


def sequence_bomb(items: int) -> bytes:
    """Return a plan whose beam sequence holds so many empty items, written by hand: 8 bytes each."""
    head = to_bytes("RTPLAN", "bomb")
    body = b"\xfe\xff\x00\xe0\x00\x00\x00\x00" * items
    return head + b"\x0a\x30\xb0\x00SQ\x00\x00" + len(body).to_bytes(4, "little") + body


def deep_sequences(depth: int) -> bytes:
    """Return a plan with sequences of undefined length inside each other."""
    head = to_bytes("RTPLAN", "deep")
    opened = (b"\x0a\x30\xb0\x00SQ\x00\x00" + b"\xff" * 4 + b"\xfe\xff\x00\xe0" + b"\xff" * 4) * depth
    return head + opened
