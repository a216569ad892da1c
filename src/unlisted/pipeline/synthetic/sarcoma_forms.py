"""The forms of the demo case, one for each step, entered by the person who did the work."""

from __future__ import annotations

from datetime import date
from typing import Any

from unlisted.formats.forms.shape import FORM_KIND
from unlisted.pipeline.synthetic import sarcoma_story as days
from unlisted.pipeline.synthetic.chart_files import form_bytes, person_entry
from unlisted.pipeline.synthetic.dicom_base import Study
from unlisted.pipeline.synthetic.identity import CLINIC, Person
from unlisted.pipeline.synthetic.plans import PlanSpec
from unlisted.pipeline.synthetic.sarcoma_checklist import (
    COMPLETION,
    CONSULTATION,
    DELIVERY,
    PHYSICS,
    PLANNING,
    Said,
)

CASE = "SARCOMA-DEMO"
GRADING = "CTCAE v5.0"
SITE = "Left thigh"


def sarcoma_forms(study: Study, plan_a: PlanSpec, plan_b: PlanSpec) -> dict[str, bytes]:
    """Return the forms by name."""
    trees = {
        "1-consultation.yaml": _consultation(study),
        "2-tumor-board.yaml": _board(),
        "3-plan.yaml": _plan(study, plan_a, plan_b),
        "3-physics.yaml": _physics(),
        "4-delivery.yaml": _delivery(study, plan_a, plan_b),
        "5-completion.yaml": _completion(),
    }
    return {name: form_bytes(tree) for name, tree in trees.items()}


def _form(by: Person, on: date, **sections: Any) -> dict[str, Any]:
    return {
        "form": FORM_KIND,
        "case": CASE,
        "people": {person.key: person_entry(person) for person in CLINIC.people},
        "entered_by": by.key,
        "entered_on": _day(on),
        **sections,
    }


def _day(on: date) -> str:
    return on.isoformat()


def _checklist(said: Said) -> list[dict[str, str]]:
    return [{"element": slug, "state": "complete", "says": says} for slug, says in said.items()]


def _consultation(study: Study) -> dict[str, Any]:
    patient = study.patient
    return _form(
        CLINIC.physician,
        days.CONSULTED,
        patient={
            "record_number": patient.record_number,
            "family_name": patient.family_name,
            "given_name": patient.given_name,
            "birth_date": _day(patient.birth_date),
            "sex": patient.sex,
        },
        coverages=[
            {
                "order": "1",
                "payer": "Blue Cross Blue Shield of Massachusetts",
                "payer_id": "bcbs_massachusetts",
                "member_id": "SYNMEMBER77499",
                "line_of_business": "commercial",
                "authorization_number": "SYN-AUTH-0001",
            }
        ],
        diagnoses=[
            {
                "icd10cm": "C49.22",
                "onset": _day(days.RECURRENCE),
                "histology": "undifferentiated pleomorphic sarcoma, high grade",
                "stage": "local recurrence, no metastasis on chest imaging",
                "body_site": "left thigh",
                "laterality": "left",
                "is_recurrence": "yes",
                "is_primary": "yes",
            }
        ],
        reirradiation="yes",
        prior_courses=[
            {
                "body_site": "left thigh",
                "started_on": _day(days.PRIOR_START),
                "ended_on": _day(days.PRIOR_END),
                "dose_gy": "50",
                "fractions": "25",
                "modality": "photon",
                "overlaps_target": "yes",
                "records_obtained": "yes",
            }
        ],
        consultation={
            "on": _day(days.CONSULTED),
            "by": "physician",
            "requested_by": "Dr. Pat Mockdale, orthopedic oncology",
            "intent": "curative",
            "performance_status": "ECOG 1",
            "records_reviewed": "yes",
            "imaging_reviewed": "yes",
            "concurrent_systemic_therapy": "none",
            "signed_on": _day(days.CONSULTED),
        },
        documents=["consultation_note", "imaging_report", "pathology_report", "service_order", "consent"],
        checklist=_checklist(CONSULTATION),
    )


def _board() -> dict[str, Any]:
    return _form(
        CLINIC.physician,
        days.BOARD,
        tumor_board={
            "on": _day(days.BOARD),
            "specialties": [
                "surgery",
                "medical oncology",
                "radiation oncology",
                "pathology",
                "diagnostic radiology",
            ],
            "options_weighed": [
                "wide resection with graft",
                "amputation",
                "focal reirradiation",
                "systemic treatment",
            ],
            "recommendation": "focal reirradiation as a stereotactic boost, resection held in reserve",
            "reason": "resection would take the femoral vessels; the patient declines amputation; "
            "the recurrence is small and lies inside the former field",
        },
    )


def _plan(study: Study, plan_a: PlanSpec, plan_b: PlanSpec) -> dict[str, Any]:
    order = {
        "id": "BOOST",
        "level": "phase",
        "site": SITE,
        "volume": "PTV_3000",
        "dose_gy": "30",
        "dose_per_fraction_gy": "6",
        "fractions": "5",
        "intent": "curative",
        "technique": "vmat",
        "modality": "photon",
        "signed_by": "physician",
        "signed_on": _day(days.ORDERED),
    }
    volumes = {
        "targets": ["GTV", "CTV_3000", "PTV_3000"],
        "organs_at_risk": ["Femur_L", "A_Femoral_L", "Skin"],
        "stereotactic_confirmed": "yes",
    }
    scan = {
        "patient_position": "HFS",
        "immobilization": ["vacuum cushion on the limb", "body frame"],
        "imaging": ["CT 1.5 mm", "MRI fused"],
        "contrast": "yes",
        "motion_management": ["none needed: limb, checked on repeated scans"],
        "physician_present": "yes",
    }
    return _form(
        CLINIC.physician,
        days.PLAN_B_ON,
        simulations=[
            {"on": _day(days.SIMULATED), **scan},
            {
                "on": _day(days.SIMULATED_AGAIN),
                **scan,
                "repeat_reason": "swelling of the limb by 11 mm on the image of fraction 2",
            },
        ],
        prescriptions=[order],
        plans=[{"uid": plan.uid(study), **volumes} for plan in (plan_a, plan_b)],
        plan_changes=[
            {
                "from_plan_uid": plan_a.uid(study),
                "to_plan_uid": plan_b.uid(study),
                "on": _day(days.PLAN_B_ON),
                "reason": "target",
                "detail": "limb contour grew by 11 mm, the target moved to the skin; new scan and volumes",
                "new_imaging": "yes",
                "new_structures": "yes",
                "online": "no",
            }
        ],
        documents=[
            "simulation_order",
            "planning_directive",
            "planning_note",
            "isodose_review",
            "plan_report",
        ],
        checklist=_checklist(PLANNING),
    )


def _physics() -> dict[str, Any]:
    return _form(
        CLINIC.physicist,
        days.PHYSICS_REPORTED,
        physics_consults=[
            {
                "requested_by": "physician",
                "requested_on": _day(days.PHYSICS_ASKED),
                "question": "What dose may the femoral vessels and the skin still receive after 50 Gy in 25 "
                "fractions five years ago, and what does the sum of both courses come to?",
                "reported_by": "physicist",
                "reported_on": _day(days.PHYSICS_REPORTED),
                "reviewed_on": _day(days.PHYSICS_REVIEWED),
            }
        ],
        documents=[
            "special_physics_request",
            "special_physics_report",
            "dose_summation_report",
            "quality_assurance_report",
            "secondary_calculation",
            "physics_initial_check",
            "physics_weekly_check",
            "physics_final_check",
        ],
        checklist=_checklist(PHYSICS),
    )


def _delivery(study: Study, plan_a: PlanSpec, plan_b: PlanSpec) -> dict[str, Any]:
    images, visits = [], []
    for n, on in enumerate(days.FRACTIONS):
        plan = plan_a if n < 2 else plan_b
        images.append(
            {
                "on": _day(on),
                "kind": "cbct",
                "plan_uid": plan.uid(study),
                "fraction_number": str(n + 1 if n < 2 else n - 1),
                "shift_applied": "yes",
                "approved_by": "physician",
                "approved_on": _day(on),
            }
        )
        visits.append(_visit(n, on))
    return _form(
        CLINIC.physician,
        days.FRACTIONS[-1],
        image_guidance=images,
        visits=visits,
        checklist=_checklist(DELIVERY),
    )


def _visit(n: int, on: date) -> dict[str, Any]:
    """Return the visit of one fraction: the nurse sees the patient daily, the physician examines weekly."""
    weekly = n in {1, 2, 4}
    grade = (0, 1, 1, 2, 2)[n]
    visit: dict[str, Any] = {
        "on": _day(on),
        "by": "physician" if weekly else "nurse",
        "physician_exam": "yes" if weekly else "no",
        "signed_on": _day(on),
    }
    if weekly:
        visit |= {"images_reviewed": "yes", "dosimetry_reviewed": "yes", "setup_reviewed": "yes"}
    if grade:
        actions = {1: "skin care taught", 2: "moisturizing cream and dressing, no break"}
        visit["toxicities"] = [
            {
                "term": "dermatitis radiation",
                "grade": str(grade),
                "version": GRADING,
                "attribution": "definitely due to treatment",
                "action": actions[grade],
            }
        ]
    return visit


def _completion() -> dict[str, Any]:
    return _form(
        CLINIC.physician,
        days.CHECKED,
        completion={
            "on": _day(days.SUMMARIZED),
            "status": "completed",
            "fractions_reported": "5",
            "sent_to_physicians": "yes",
        },
        complexity=[
            {"slug": "reirradiation", "says": "The target lies inside a field that received 50 Gy in 2021."},
            {
                "slug": "adaptive",
                "says": "The limb swelled by 11 mm; the plan was made anew after fraction 2.",
            },
            {
                "slug": "coordination",
                "says": "Surgery and radiation oncology met twice to keep a later resection possible.",
            },
        ],
        attestations=[
            {
                "slug": "medical_necessity",
                "says": "Without local treatment the recurrence would reach the femoral vessels; resection "
                "would mean their loss, and the patient declines amputation.",
            },
            {
                "slug": "no_listed_code_fits",
                "says": "No listed management code describes the composite reirradiation work here.",
            },
            {
                "slug": "comparator",
                "says": "Stereotactic management of up to five fractions is the nearest listed service.",
            },
            {
                "slug": "independence",
                "says": "The composite work was done apart from planning and delivery, on days of its own.",
            },
        ],
        documents=["completion_summary"],
        checklist=_checklist(COMPLETION),
    )
