"""Which facts and documents of an episode fill an element of the checklist: what a person can enter for it.

A field is named ``section.field``, or by the section alone where whole entries are added. The probes of
``completeness_table`` decide; a test holds this table against what they read.
"""

from __future__ import annotations

from collections.abc import Mapping

Fields = tuple[str, ...]

_CODE: Fields = ("diagnoses.icd10cm",)
_CONSULT: Fields = ("consultation.on", "consultation.by")
_ORDER_SIGNED: Fields = ("prescriptions.signed_by", "prescriptions.signed_on")
_PRIOR: Fields = ("prior_courses.ended_on", "prior_courses.dose_gy", "prior_courses.fractions")
_EXAM: Fields = ("visits.on", "visits.by", "visits.physician_exam")
_IMAGE_APPROVAL: Fields = (
    "image_guidance.on",
    "image_guidance.approved_by",
    "image_guidance.approved_on",
)
_TARGETS: Fields = ("plans.targets", "plans.organs_at_risk")

FIELDS: Mapping[str, Fields] = {
    # consultation
    "clinical_history_and_exam": _CONSULT,
    "prior_radiation": ("prior_courses.body_site", *_PRIOR),
    "performance_status": ("consultation.performance_status",),
    "treatment_intent": ("consultation.intent", "prescriptions.intent"),
    "histology_stage_and_technique": ("diagnoses.histology", "diagnoses.stage", "diagnoses.is_recurrence"),
    "recent_physician_notes": _CODE,
    "diagnostic_reports": ("consultation.imaging_reviewed",),
    "service_order": _ORDER_SIGNED,
    "consult_request_and_outcome": ("consultation.requested_by",),
    "consultation_report": ("consultation.signed_on",),
    "accountable_physician": ("consultation.by",),
    "diagnosis_and_stage_for_payer": (*_CODE, "diagnoses.stage"),
    "eligibility_factors": ("consultation.performance_status",),
    "prior_data_quality": ("prior_courses.records_obtained",),
    "audit_parameters": (*_PRIOR, "prior_courses.records_obtained", "prior_courses.overlaps_target"),
    "recurrent_stereotactic_justification": ("consultation.performance_status",),
    # tumor board
    "multidisciplinary_evaluation": ("tumor_board.on", "tumor_board.specialties"),
    "sequence_decision": ("tumor_board.options_weighed", "tumor_board.reason"),
    "case_conference_standard": ("tumor_board.on",),
    "prospective_regular_conference": ("tumor_board.on",),
    "specialties_present": ("tumor_board.specialties",),
    "recommendation_statement": ("tumor_board.recommendation", "tumor_board.reason"),
    # plan
    "prescription_standard_content": (
        "prescriptions.site",
        "prescriptions.technique",
        "prescriptions.modality",
        "prescriptions.dose_gy",
        "prescriptions.dose_per_fraction_gy",
        "prescriptions.fractions",
    ),
    "additional_plan_support": ("plan_changes.reason", "plan_changes.detail"),
    "volumes_listed": _TARGETS,
    "image_guidance_and_motion_in_plan": (
        "simulations.motion_management",
        "plans.motion_management",
        *_ORDER_SIGNED,
    ),
    "consult_request_written": (
        "physics_consults.requested_by",
        "physics_consults.requested_on",
        "physics_consults.question",
    ),
    "consult_request_specific": ("physics_consults.question",),
    "consult_report": (
        "physics_consults.reported_by",
        "physics_consults.reported_on",
        "physics_consults.reviewed_on",
    ),
    "rx_match_and_approvals": (
        "plans.approval",
        "plans.dose_per_fraction_gy",
        "prescriptions.dose_per_fraction_gy",
    ),
    "diagnosis_site_intent": (
        *_CODE,
        "diagnoses.body_site",
        "consultation.intent",
        "prescriptions.intent",
    ),
    "targets_and_organs_at_risk": _TARGETS,
    "modality_systemic_and_difficulties": (
        "prescriptions.modality",
        "consultation.concurrent_systemic_therapy",
    ),
    "structured_flag": ("reirradiation",),
    "reconstruct_setup": ("simulations.immobilization", "simulations.imaging"),
    "simulation_report_content": (
        "simulations.on",
        "simulations.imaging",
        "simulations.patient_position",
        "simulations.immobilization",
    ),
    "physician_presence_distinct": ("simulations.physician_present",),
    "repeat_simulation_reason": ("simulations.repeat_reason",),
    "thigh_position_examples": ("simulations.patient_position", "simulations.immobilization"),
    "identity_consent_intent": (
        "patient.family_name",
        "patient.record_number",
        "patient.birth_date",
        "consultation.intent",
        "prescriptions.intent",
    ),
    "site_modality_technique": (
        "prescriptions.site",
        "prescriptions.modality",
        "prescriptions.technique",
    ),
    "position_and_immobilization": ("simulations.patient_position", "simulations.immobilization"),
    "accessories_and_preparation": ("simulations.contrast",),
    "scan_extent_and_motion": ("simulations.motion_management",),
    "adaptive_or_resimulation": ("simulations.repeat_reason",),
    # delivery
    "machine_energy_imaging_qa": ("plans.machine",),
    "sbrt_five_fraction_limit": ("image_guidance.on",),
    "sbrt_course_reporting": (
        "completion.fractions_reported",
        "completion.termination_reason",
        "prescriptions.fractions",
    ),
    "approval_before_next_fraction": _IMAGE_APPROVAL,
    "off_site_review": _IMAGE_APPROVAL,
    "image_guidance_summary": ("image_guidance.on", "image_guidance.kind"),
    "shifts_within_limits": ("image_guidance.shift_applied",),
    "physician_exam_per_unit": _EXAM,
    "no_proxy_exam": _EXAM[1:],
    "personal_performance": _EXAM[1:],
    "face_to_face_within_span": _EXAM,
    "reviewed_items": (
        "visits.physician_exam",
        "visits.images_reviewed",
        "visits.dosimetry_reviewed",
        "visits.setup_reviewed",
    ),
    "response_and_tolerance": ("visits.on", "visits.by"),
    "version_and_term": ("visits.toxicities",),
    "grade_scale": ("visits.toxicities",),
    "attribution_and_time_window": ("visits.toxicities",),
    "change_with_comment": ("plan_changes.detail",),
    "reason_categories": ("plan_changes.reason", "plan_changes.new_imaging"),
    "second_dataset_for_boost": ("plan_changes.new_imaging", "plan_changes.detail"),
    # documentation
    "author_authentication": ("consultation.signed_on", "prescriptions.signed_on", "visits.signed_on"),
    "unsigned_order_disregarded": ("prescriptions.signed_on",),
    "no_late_signature": ("prescriptions.signed_on",),
    "codes_and_diagnoses_supported": _CODE,
    "summary_within_one_month": ("completion.on", "completion.sent_to_physicians"),
    "minimum_data_elements": (
        *_CODE,
        "prescriptions.site",
        "prescriptions.modality",
        "prescriptions.technique",
        "prescriptions.dose_per_fraction_gy",
    ),
    "contemporaneous_entry": ("time_log",),
    "late_entries": ("time_log",),
    "nature_extent_need_time_effort_equipment": (
        "time_log",
        "simulations.immobilization",
        "plans.immobilization",
        "complexity",
    ),
}
"""Elements that are not named here are shown by a document, by a machine's records or by a person's word."""

DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "clinical_history_and_exam": ("consultation_note",),
    "recent_physician_notes": ("consultation_note",),
    "diagnostic_reports": ("imaging_report", "pathology_report"),
    "service_order": ("service_order",),
    "consultation_report": ("consultation_note",),
    "planning_directive": ("planning_directive",),
    "unambiguous_planning_directive": ("planning_directive",),
    "peer_review_before_start": ("peer_review",),
    "sbrt_image_review": ("isodose_review",),
    "dvh_review": ("isodose_review",),
    "aims_and_constraints": ("planning_directive",),
    "planner_document_set": ("plan_report",),
    "prior_dose_analysis": ("dose_summation_report",),
    "special_dosimetry_order_and_report": ("special_dosimetry_order", "special_dosimetry_report"),
    "three_review_points": ("physics_initial_check", "physics_weekly_check", "physics_final_check"),
    "parameters_clearance_deliverability": ("physics_initial_check",),
    "prior_dose_and_sum": ("dose_summation_report",),
    "secondary_calculation": ("secondary_calculation",),
    "psqa_and_fusion_review": ("quality_assurance_report", "dose_summation_report"),
    "planning_note_signed": ("planning_note",),
    "cumulative_dose_parameters": ("dose_summation_report",),
    "composite_for_retreatment": ("dose_summation_report",),
    "identity_consent_intent": ("consent",),
    "simulation_directive": ("simulation_order",),
    "machine_energy_imaging_qa": ("quality_assurance_report",),
    "weekly_review_items": ("physics_weekly_check",),
    "first_week_plan_quality": ("physics_weekly_check",),
    "adaptive_guideline_sheet": ("adaptive_instructions",),
    "physician_summary_note": ("completion_summary",),
    "end_of_treatment_review": ("physics_final_check",),
    "synoptic_three_sections": ("completion_summary",),
}
"""The documents an element asks for, as the probes name them."""

APPLIES_BY: Fields = (
    "reirradiation",
    "plans.stereotactic_confirmed",
    "diagnoses.icd10cm",
    "diagnoses.is_recurrence",
    "prescriptions.technique",
    "plan_changes.online",
)
"""Facts that decide whether an element applies: asked where that is not known."""
