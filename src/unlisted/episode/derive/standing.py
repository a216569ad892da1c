"""Say which plans count, and why others do not; propose stereotactic treatment for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from unlisted.episode.derive.doses import treatment_beams
from unlisted.episode.plan import Plan
from unlisted.episode.vocabulary import Approval, Modality, Technique

NOT_FOR_TREATMENT = {
    "VERIFICATION": "verification",
    "MACHINE_QA": "machine quality assurance",
    "RESEARCH": "research",
    "SERVICE": "service of the machine",
}
"""Plan Intents (300A,000A) that treat no one."""

STEREOTACTIC_DOSE_GY = Decimal(5)
STEREOTACTIC_FRACTIONS = 5
_MODULATED = frozenset(
    {
        Technique.VMAT,
        Technique.ARC,
        Technique.IMRT_STEP_AND_SHOOT,
        Technique.IMRT_SLIDING_WINDOW,
        Technique.PROTON_SCANNED,
        Technique.ION_SCANNED,
    }
)
_FIXATION = ("HEADFRAME", "MASK", "BODY_FRAME", "WHOLE_BODY_POD", "BITEBLOCK", "VACUUM_MOLD")


def not_a_treatment(plan: Plan) -> str:
    """Say why a plan treats no patient (quality assurance, phantom, research); empty where it may."""
    if plan.intent.is_known and plan.intent.value in NOT_FOR_TREATMENT:
        return f"Plan Intent is {plan.intent.value}: {NOT_FOR_TREATMENT[plan.intent.value]}, not treatment"
    if plan.geometry.is_known and plan.geometry.value == "TREATMENT_DEVICE":
        return "RT Plan Geometry is TREATMENT_DEVICE: planned on a phantom or the machine, not on a patient"
    if plan.phantom.is_known and plan.phantom.value:
        return "the subject is a phantom, not a patient"
    if any(relation.relationship == "VERIFIED_PLAN" for relation in plan.relations):
        return "it verifies another plan (relationship VERIFIED_PLAN)"
    return ""


def approval_missing(plan: Plan) -> str:
    """Say why a plan is not approved; empty where it is, or where its file says nothing of approval."""
    if plan.approval.is_known and plan.approval.value is not Approval.APPROVED:
        return f"Approval Status is {plan.approval.value.value.upper()}"
    return ""


def with_standing(plans: Iterable[Plan], treated: frozenset[str]) -> tuple[Plan, ...]:
    """Return the plans, each with why it is left out and whether stereotactic treatment is proposed.

    An unapproved plan is left out as long as no record used it; once used, what the patient received
    counts, and a finding says that the approval is missing.
    """
    found = []
    for plan in plans:
        why_not = not_a_treatment(plan) or ("" if plan.uid in treated else approval_missing(plan))
        proposed, why = (False, "") if why_not else propose_stereotactic(plan)
        found.append(replace(plan, excluded=why_not, stereotactic_proposed=proposed, why_stereotactic=why))
    return tuple(found)


def propose_stereotactic(plan: Plan) -> tuple[bool, str]:
    """Propose, never decide, that a plan is stereotactic; DICOM has no flag for it.

    The dose pattern (at least 5 Gy a fraction, at most 5 fractions) must fit, and one more sign must be
    there: moving or modulated beams, couch turned, frame, mask or mold, unflattened beam. A single open
    field of 8 Gy to bone fits the pattern and has no sign.
    """
    beams = treatment_beams(plan)
    outside = [beam for beam in beams if beam.modality not in (Modality.BRACHYTHERAPY, Modality.ELECTRON)]
    if not outside or any(beam.technique is Technique.TOTAL_BODY for beam in outside):
        return False, ""
    if not (plan.dose_per_fraction_gy.is_known and plan.fractions_planned.is_known):
        return False, ""
    dose, count = plan.dose_per_fraction_gy.value, plan.fractions_planned.value
    if dose < STEREOTACTIC_DOSE_GY or count > STEREOTACTIC_FRACTIONS:
        return False, ""
    pattern = f"{dose.normalize():f} Gy in each of {count} fraction{'s' if count != 1 else ''}"
    signs = _signs(plan)
    if not signs:
        return (
            False,
            f"{pattern} fits, but no other sign is there: open fields, couch at zero, no frame or mask",
        )
    return True, f"{pattern}; {', '.join(signs)}. A person must confirm"


def _signs(plan: Plan) -> list[str]:
    beams = treatment_beams(plan)
    signs = []
    techniques = sorted({beam.technique.value for beam in beams if beam.technique in _MODULATED})
    if techniques:
        signs.append(f"technique {' and '.join(techniques)}")
    if any(angle % 360 for beam in beams for angle in beam.couch_angles):
        signs.append("couch turned (non-coplanar)")
    if any(beam.fluence_mode == "NON_STANDARD" for beam in beams):
        signs.append("unflattened beam")
    devices = plan.immobilization.value if plan.immobilization.is_known else ()
    fixed = [kind for kind in _FIXATION if any(device.upper().startswith(kind) for device in devices)]
    if fixed:
        signs.append(f"fixation {' and '.join(fixed)}")
    return signs
