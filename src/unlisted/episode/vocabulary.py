"""The closed lists of the episode, in the standards' own words."""

from __future__ import annotations

from enum import StrEnum


class Technique(StrEnum):
    """How a beam delivers, derived from its control points (PS3.3 C.8.8.14, C.8.8.21, C.8.8.25)."""

    STATIC = "static"
    FIELD_IN_FIELD = "field_in_field"
    IMRT_STEP_AND_SHOOT = "imrt_step_and_shoot"
    IMRT_SLIDING_WINDOW = "imrt_sliding_window"
    VMAT = "vmat"
    ARC = "arc"
    ELECTRON = "electron"
    PROTON_SCANNED = "proton_scanned"
    PROTON_PASSIVE = "proton_passive"
    ION_SCANNED = "ion_scanned"
    ION_PASSIVE = "ion_passive"
    BRACHYTHERAPY_HDR = "brachytherapy_hdr"
    BRACHYTHERAPY_PDR = "brachytherapy_pdr"
    BRACHYTHERAPY_LDR = "brachytherapy_ldr"
    BRACHYTHERAPY_PERMANENT = "brachytherapy_permanent"
    TOTAL_BODY = "total_body"
    SETUP = "setup"
    UNKNOWN = "unknown"  # the control points needed are not there


class Modality(StrEnum):
    """The radiation."""

    PHOTON = "photon"
    ELECTRON = "electron"
    PROTON = "proton"
    CARBON = "carbon"
    NEUTRON = "neutron"
    ION = "ion"
    BRACHYTHERAPY = "brachytherapy"
    UNKNOWN = "unknown"


class Intent(StrEnum):
    """Why the patient is treated."""

    CURATIVE = "curative"
    PALLIATIVE = "palliative"
    PROPHYLACTIC = "prophylactic"


class Approval(StrEnum):
    """The plan's approval status (300E,0002)."""

    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    REJECTED = "rejected"


class Termination(StrEnum):
    """How a beam ended (3008,002A)."""

    NORMAL = "normal"
    OPERATOR = "operator"
    MACHINE = "machine"
    UNKNOWN = "unknown"


class Verification(StrEnum):
    """Whether the machine verified the parameters (3008,002C)."""

    VERIFIED = "verified"
    VERIFIED_WITH_OVERRIDE = "verified_with_override"
    NOT_VERIFIED = "not_verified"


class Role(StrEnum):
    """Who did the work."""

    RADIATION_ONCOLOGIST = "radiation_oncologist"
    MEDICAL_PHYSICIST = "medical_physicist"
    DOSIMETRIST = "dosimetrist"
    RADIATION_THERAPIST = "radiation_therapist"
    NURSE = "nurse"
    NURSE_PRACTITIONER = "nurse_practitioner"
    PHYSICIAN_ASSISTANT = "physician_assistant"
    OTHER_PHYSICIAN = "other_physician"
    OTHER = "other"


class GuidanceKind(StrEnum):
    """How the position was verified."""

    CBCT = "cbct"
    CT = "ct"
    MRI = "mri"
    KV_PAIR = "kv_pair"
    PORT_IMAGE = "port_image"
    ULTRASOUND = "ultrasound"
    SURFACE = "surface"
    OTHER = "other"


class ChangeReason(StrEnum):
    """Why a plan was revised or adapted (CodeX RT reason for revision or adaptation)."""

    TARGET = "target"
    ORGAN_AT_RISK = "organ_at_risk"
    ACUTE_TOXICITY = "acute_toxicity"
    INTENT = "intent"
    PATIENT_CHOICE = "patient_choice"
    OTHER = "other"
