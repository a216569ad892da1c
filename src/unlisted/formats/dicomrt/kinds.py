"""Which objects are read: SOP Class UID to our kind (PS3.4 B.5, PS3.6 A)."""

from __future__ import annotations

_STORAGE = "1.2.840.10008.5.1.4.1.1."

KINDS = {
    f"{_STORAGE}481.5": "RTPLAN",
    f"{_STORAGE}481.8": "RTIONPLAN",
    f"{_STORAGE}481.3": "RTSTRUCT",
    f"{_STORAGE}481.2": "RTDOSE",
    f"{_STORAGE}481.4": "RTBEAMSRECORD",
    f"{_STORAGE}481.9": "RTIONRECORD",
    f"{_STORAGE}481.6": "RTBRACHYRECORD",
    f"{_STORAGE}481.7": "RTSUMMARY",
    f"{_STORAGE}66.1": "REG",
    f"{_STORAGE}481.1": "RTIMAGE",
    f"{_STORAGE}2": "CT",
    f"{_STORAGE}2.1": "CT",
    f"{_STORAGE}4": "MR",
    f"{_STORAGE}4.1": "MR",
    f"{_STORAGE}128": "PT",
}
"""Kinds by SOP class."""

DICOMDIR = "1.2.840.10008.1.3.10"

RECORD_KINDS = frozenset({"RTBEAMSRECORD", "RTIONRECORD", "RTBRACHYRECORD"})
PLAN_KINDS = frozenset({"RTPLAN", "RTIONPLAN"})
IMAGE_KINDS = frozenset({"CT", "MR", "PT"})

SIGNS = (
    ("IonBeamSequence", "RTIONPLAN"),
    ("FractionGroupSequence", "RTPLAN"),
    ("TreatmentSessionBeamSequence", "RTBEAMSRECORD"),
    ("TreatmentSessionIonBeamSequence", "RTIONRECORD"),
    ("TreatmentSessionApplicationSetupSequence", "RTBRACHYRECORD"),
    ("FractionGroupSummarySequence", "RTSUMMARY"),
    ("StructureSetROISequence", "RTSTRUCT"),
    ("RegistrationSequence", "REG"),
)
"""Elements that tell the kind where the SOP class is lost."""

BY_MODALITY = {"RTDOSE": "RTDOSE", "RTIMAGE": "RTIMAGE", "CT": "CT", "MR": "MR", "PT": "PT", "REG": "REG"}
"""Kinds by Modality (0008,0060), the last resort."""
