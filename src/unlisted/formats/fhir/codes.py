"""Code tables between FHIR (mCODE 4.0.0, CodeX RT 2.0.0) and the episode. Codes only, words are ours."""

from __future__ import annotations

from unlisted.episode.vocabulary import ChangeReason, GuidanceKind, Intent, Modality, Technique

SNOMED = "http://snomed.info/sct"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
NPI = "http://hl7.org/fhir/sid/us-npi"
DICOM_UID = "urn:dicom:uid"
URI = "urn:ietf:rfc:3986"
NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
OWN_IDENTIFIER = "urn:unlisted:identifier"
"""System of identifiers that are no DICOM UID."""

MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
GRADE_URL = "http://hl7.org/fhir/uv/ae-research-ig/StructureDefinition/severity-or-grade"

RADIOTHERAPY = "1287742003"
COURSE = "1217123003"
COURSE_CODES = {
    "course": COURSE,
    "phase": "1222565005",
    "plan": "1255724003",
    "fraction": "1297069006",
}

KIND_CODES = frozenset({*COURSE_CODES.values(), RADIOTHERAPY, "108290001", "308335008"})
"""SNOMED CT codes that only say that a resource is part of a radiotherapy course, or a visit of one."""

COURSE_WORDS = {
    COURSE: "Radiotherapy course of treatment (regime/therapy)",
    "1222565005": "Radiotherapy treatment phase (regime/therapy)",
    "1255724003": "Radiotherapy treatment plan (regime/therapy)",
    "1297069006": "Fractionated dose radiotherapy (procedure)",
    RADIOTHERAPY: "Radiotherapy (procedure)",
}
"""Displays of SNOMED CT that the profiles' patterns ask for word by word."""

PROFILES = {
    ("prescribed", "course"): "codexrt-radiotherapy-course-prescription",
    ("prescribed", "phase"): "codexrt-radiotherapy-phase-prescription",
    ("prescribed", "plan"): "codexrt-radiotherapy-plan-prescription",
    ("planned", "course"): "codexrt-radiotherapy-planned-course",
    ("planned", "phase"): "codexrt-radiotherapy-planned-phase",
    ("planned", "plan"): "codexrt-radiotherapy-treatment-plan",
    ("delivered", "course"): "codexrt-radiotherapy-course-summary",
    ("delivered", "phase"): "codexrt-radiotherapy-treated-phase",
    ("delivered", "plan"): "codexrt-radiotherapy-treated-plan",
    ("delivered", "fraction"): "codexrt-radiotherapy-treated-fraction",
    ("delivered", "session"): "codexrt-radiotherapy-treatment-session",
}
"""The profile of each part of a course, by side and level."""

MODALITIES = {
    "1156506007": Modality.PHOTON,
    "45643008": Modality.ELECTRON,
    "10611004": Modality.PROTON,
    "1156505006": Modality.CARBON,
    "80347004": Modality.NEUTRON,
    "394902000": Modality.BRACHYTHERAPY,
    "438629002": Modality.BRACHYTHERAPY,
    "1156384006": Modality.BRACHYTHERAPY,
    "1156708005": Modality.BRACHYTHERAPY,
    "169359004": Modality.BRACHYTHERAPY,
}
MODALITY_CODES = {
    Modality.PHOTON: "1156506007",
    Modality.ELECTRON: "45643008",
    Modality.PROTON: "10611004",
    Modality.CARBON: "1156505006",
    Modality.NEUTRON: "80347004",
}
"""Brachytherapy needs its dose rate: see ``BRACHYTHERAPY_CODES``."""

BRACHYTHERAPY_CODES = {
    Technique.BRACHYTHERAPY_HDR: "394902000",
    Technique.BRACHYTHERAPY_PDR: "1156384006",
    Technique.BRACHYTHERAPY_LDR: "1156708005",
    Technique.BRACHYTHERAPY_PERMANENT: "169359004",
}

TECHNIQUES = {
    "441799006": "imrt",
    "1156530009": "vmat",
    "1162782007": "three_dimensional",
    "1156526006": "two_dimensional",
    "1156528007": "spot_scanning",
    "1156529004": "passive_scattering",
    "1204242009": "scanning",
    "1163157007": "ultra_high_dose_rate",
    "169317000": "neutron_capture",
    "168524008": "intraoperative",
    "113120007": "interstitial",
    "384692006": "intracavitary",
    "14473006": "intraluminal",
}
TECHNIQUE_CODES = {
    Technique.STATIC: "1162782007",
    Technique.FIELD_IN_FIELD: "1162782007",
    Technique.ARC: "1162782007",
    Technique.ELECTRON: "1162782007",
    Technique.IMRT_STEP_AND_SHOOT: "441799006",
    Technique.IMRT_SLIDING_WINDOW: "441799006",
    Technique.VMAT: "1156530009",
    Technique.PROTON_SCANNED: "1156528007",
    Technique.PROTON_PASSIVE: "1156529004",
    Technique.ION_SCANNED: "1156528007",
    Technique.ION_PASSIVE: "1156529004",
}
PRECISE_TECHNIQUES = {
    ("vmat", Modality.PHOTON): Technique.VMAT,
    ("three_dimensional", Modality.ELECTRON): Technique.ELECTRON,
    ("spot_scanning", Modality.PROTON): Technique.PROTON_SCANNED,
    ("scanning", Modality.PROTON): Technique.PROTON_SCANNED,
    ("passive_scattering", Modality.PROTON): Technique.PROTON_PASSIVE,
    ("spot_scanning", Modality.CARBON): Technique.ION_SCANNED,
    ("scanning", Modality.CARBON): Technique.ION_SCANNED,
    ("passive_scattering", Modality.CARBON): Technique.ION_PASSIVE,
}
"""Where a chart's technique says as much as a beam's control points would. Plain IMRT does not."""

INTENTS = {
    "373808002": Intent.CURATIVE,
    "363676003": Intent.PALLIATIVE,
    "129428001": Intent.PROPHYLACTIC,
}
INTENT_CODES = {intent: code for code, intent in INTENTS.items()}

GUIDANCE = {
    "717193008": GuidanceKind.CBCT,
    "77477000": GuidanceKind.CT,
    "113091000": GuidanceKind.MRI,
    "168537006": GuidanceKind.KV_PAIR,
    "16310003": GuidanceKind.ULTRASOUND,
    "1297350006": GuidanceKind.SURFACE,
    "44491008": GuidanceKind.OTHER,
}
GUIDANCE_CODES = {
    GuidanceKind.CBCT: "717193008",
    GuidanceKind.CT: "77477000",
    GuidanceKind.MRI: "113091000",
    GuidanceKind.KV_PAIR: "168537006",
    GuidanceKind.PORT_IMAGE: "168537006",
    GuidanceKind.ULTRASOUND: "16310003",
    GuidanceKind.SURFACE: "1297350006",
}

MOTION = {
    "721071000124104": "free_breathing",
    "721051000124109": "breath_hold",
    "721031000124102": "none",
    "721061000124106": "gating",
    "1286801002": "tracking",
    "1286802009": "internal_target_volume",
    "721081000124101": "abdominal_compression",
}
MOTION_CODES = {slug: code for code, slug in MOTION.items()}
FREE_BREATHING_TECHNIQUES = frozenset(
    {"gating", "tracking", "internal_target_volume", "abdominal_compression"}
)

VERIFICATION = {
    "16310003": "ultrasound",
    "77477000": "ct",
    "113091000": "mri",
    "168537006": "x_ray",
    "1335864002": "fiducials",
    "1332089004": "transponders",
    "1297350006": "surface",
}
VERIFICATION_CODES = {slug: code for code, slug in VERIFICATION.items()}
QUALIFIERS = {"50607009": "once", "255204007": "several"}
QUALIFIER_CODES = {slug: code for code, slug in QUALIFIERS.items()}

CHANGE_REASONS = {
    "1259231006": ChangeReason.TARGET,
    "1259232004": ChangeReason.ORGAN_AT_RISK,
    "373858009": ChangeReason.ACUTE_TOXICITY,
    "1259981006": ChangeReason.INTENT,
    "314846003": ChangeReason.PATIENT_CHOICE,
}
CHANGE_CODES = {str(reason): code for code, reason in CHANGE_REASONS.items()}

TERMINATION = {
    "266721009": "no_response",
    "407563006": "not_tolerated",
    "160932005": "financial",
    "105480006": "refused",
    "184081006": "moved_away",
    "309846006": "not_available",
    "399307001": "lost_to_follow_up",
    "419620001": "death",
    "7058009": "noncompliance",
    "443729008": "trial_completed",
    "77386006": "pregnancy",
}
TERMINATION_CODES = {slug: code for code, slug in TERMINATION.items()}

VOLUME_KINDS = {
    "228793007": "ptv",
    "228791009": "gtv",
    "228792002": "ctv",
    "1201745009": "itv",
    "1201746005": "igtv",
    "1162586008": "oar",
}
VOLUME_CODES = {slug: code for code, slug in VOLUME_KINDS.items()}

LATERALITY = {"7771000": "left", "24028007": "right", "51440002": "bilateral", "399488007": "midline"}
LATERALITY_CODES = {slug: code for code, slug in LATERALITY.items()}

COURSE_STATES = {
    "completed": "completed",
    "stopped": "stopped",
    "on-hold": "on_break",
    "in-progress": "in_progress",
    "not-done": "not_started",
    "preparation": "not_started",
}
"""Status of a delivered course, and the word of the completion summary."""

DOCUMENTS = {
    "80785-9": "plan_of_care",
    "74156-1": "plan_of_care",
    "11488-4": "consultation_note",
    "11506-3": "progress_note",
    "11526-1": "pathology_report",
    "22637-3": "pathology_report",
    "18748-4": "imaging_report",
    "34133-9": "summary_of_episode",
    "52032-0": "denial_letter",
    "51969-4": "genetic_report",
}
"""LOINC codes of documents and reports, and the slug of the document at hand."""

STAGE_CODES = frozenset({"21908-9", "21902-2", "21914-7"})
"""LOINC: stage group, clinical, pathologic, other."""
