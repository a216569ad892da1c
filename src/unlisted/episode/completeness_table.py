"""Where each clinical element of the rulebook is looked for in an episode.

An element that is not named here needs a person: it is unknown until someone attests it.
"""

from __future__ import annotations

from collections.abc import Mapping

from unlisted.episode import completeness_applies as applies
from unlisted.episode import completeness_care as care
from unlisted.episode.completeness_probe import document, either, every, facts, when
from unlisted.episode.completeness_questions import (
    BODY_SITE,
    CODE,
    CONSULT_BY,
    CONSULT_ON,
    CONSULT_SIGNED,
    HISTOLOGY,
    IMAGING,
    IMMOBILIZATION,
    INTENT,
    ORDER_SIGNED,
    ORGANS,
    PERFORMANCE,
    POSITION,
    RECURRENCE,
    STAGE,
    SYSTEMIC,
    TARGETS,
    changes,
    consults,
    diagnoses,
    motion,
    orders,
    plans,
    prior_courses,
    simulations,
)
from unlisted.episode.completeness_state import Probe, attested, firm
from unlisted.episode.completeness_table_course import COURSE_PROBES

_again = applies.reirradiation
_stereo = applies.stereotactic

_CONSULTATION: dict[str, Probe] = {
    "clinical_history_and_exam": every(facts(CONSULT_ON, CONSULT_BY), document("consultation_note")),
    "prior_radiation": when(
        _again,
        prior_courses(
            ("site", lambda c: c.body_site),
            ("end", lambda c: c.ended_on),
            ("dose", lambda c: c.dose_gy),
            ("fractions", lambda c: c.fractions),
        ),
    ),
    "performance_status": facts(PERFORMANCE),
    "treatment_intent": facts(INTENT),
    "histology_stage_and_technique": diagnoses(HISTOLOGY, STAGE, RECURRENCE),
    "recent_physician_notes": every(document("consultation_note"), diagnoses(CODE)),
    "diagnostic_reports": every(
        document("imaging_report", "pathology_report"),
        facts(("review of the imaging", lambda e: e.consultation.imaging_reviewed)),
    ),
    "service_order": either(document("service_order"), orders(*ORDER_SIGNED)),
    "consult_request_and_outcome": every(
        facts(("who asked for the consultation", lambda e: e.consultation.requested_by)), attested
    ),
    "consultation_report": every(document("consultation_note"), facts(CONSULT_SIGNED)),
    "accountable_physician": facts(CONSULT_BY),
    "diagnosis_and_stage_for_payer": diagnoses(CODE, STAGE),
    "expert_pathology_and_radiology_review": when(applies.sarcoma, attested),
    "eligibility_factors": when(_again, every(facts(PERFORMANCE), attested)),
    "few_options_rationale": when(_again, attested),
    "prior_data_quality": when(
        _again, every(prior_courses(("records obtained", lambda c: c.records_obtained)), attested)
    ),
    "audit_parameters": when(
        _again,
        prior_courses(
            ("dose", lambda c: c.dose_gy),
            ("fractions", lambda c: c.fractions),
            ("end", lambda c: c.ended_on),
            ("records obtained", lambda c: c.records_obtained),
            ("overlap with the target", lambda c: c.overlaps_target),
        ),
    ),
    "outside_records_missing": when(_again, attested),
    "recurrent_stereotactic_justification": when(
        applies.both(_stereo, applies.recurrent), every(facts(PERFORMANCE), attested)
    ),
}

_TUMOR_BOARD: dict[str, Probe] = {
    "multidisciplinary_evaluation": when(
        applies.sarcoma,
        facts(
            ("day of the tumor board", lambda e: e.tumor_board.on),
            ("specialties present", lambda e: e.tumor_board.specialties),
        ),
    ),
    "sequence_decision": when(
        applies.sarcoma,
        facts(
            ("options weighed", lambda e: e.tumor_board.options_weighed),
            ("reason of the choice", lambda e: e.tumor_board.reason),
        ),
    ),
    "case_conference_standard": facts(("day of the tumor board", lambda e: e.tumor_board.on)),
    "prospective_regular_conference": firm(care.board_before_treatment),
    "final_decision_stays_with_physician": attested,
    "specialties_present": care.board_specialties,
    "recommendation_statement": facts(
        ("recommendation", lambda e: e.tumor_board.recommendation),
        ("reason of the recommendation", lambda e: e.tumor_board.reason),
    ),
    "shared_decision_reirradiation": when(_again, attested),
}

_DIRECTIVE: dict[str, Probe] = {
    "prescription_standard_content": orders(
        ("site", lambda o: o.site),
        ("technique", lambda o: o.technique),
        ("modality", lambda o: o.modality),
        ("dose", lambda o: o.dose_gy),
        ("dose per fraction", lambda o: o.dose_per_fraction_gy),
        ("fractions", lambda o: o.fractions),
    ),
    "planning_directive": document("planning_directive"),
    "unambiguous_planning_directive": when(applies.modulated, document("planning_directive")),
    "additional_plan_support": when(
        applies.plan_changed,
        changes(("reason", lambda c: c.reason), ("detail", lambda c: c.detail)),
    ),
    "single_planning_per_course": when(applies.plan_changed, attested),
    "peer_review_before_start": document("peer_review"),
}

_DOSIMETRY: dict[str, Probe] = {
    "sbrt_image_review": when(_stereo, document("isodose_review")),
    "dvh_review": when(_stereo, document("isodose_review")),
    "steps_or_arcs": when(_stereo, care.beams_described),
    "volumes_listed": when(_stereo, every(plans(TARGETS, ORGANS), attested)),
    "aims_and_constraints": when(_stereo, document("planning_directive")),
    "planning_system_description": when(_stereo, attested),
    "stereotactic_dose_metrics": when(_stereo, attested),
    "planner_document_set": document("plan_report"),
    "image_guidance_and_motion_in_plan": every(facts(("motion management", motion)), orders(*ORDER_SIGNED)),
    "sfrt_reporting": when(applies.spatially_fractionated, attested),
    "lattice_geometry": when(applies.spatially_fractionated, attested),
}

_PHYSICS: dict[str, Probe] = {
    "consult_request_written": when(
        applies.physics_consulted,
        consults(
            ("physician who asked", lambda c: c.requested_by),
            ("day of the request", lambda c: c.requested_on),
            ("question", lambda c: c.question),
        ),
    ),
    "consult_request_specific": when(
        applies.physics_consulted, every(consults(("question", lambda c: c.question)), attested)
    ),
    "consult_report": when(
        applies.physics_consulted,
        consults(
            ("physicist who reports", lambda c: c.reported_by),
            ("day of the report", lambda c: c.reported_on),
            ("review by the physician", lambda c: c.reviewed_on),
        ),
    ),
    "prior_dose_analysis": when(_again, document("dose_summation_report")),
    "consult_not_for_imrt_planning": when(
        applies.both(applies.physics_consulted, applies.modulated), attested
    ),
    "special_dosimetry_order_and_report": when(
        applies.with_special_dosimetry, document("special_dosimetry_order", "special_dosimetry_report")
    ),
    "three_review_points": document("physics_initial_check", "physics_weekly_check", "physics_final_check"),
    "rx_match_and_approvals": firm(care.plans_approved_as_ordered),
    "parameters_clearance_deliverability": document("physics_initial_check"),
    "prior_dose_and_sum": when(_again, document("dose_summation_report")),
    "conformity_for_sbrt": when(_stereo, attested),
    "secondary_calculation": document("secondary_calculation"),
    "psqa_and_fusion_review": when(
        applies.both(_stereo, _again), document("quality_assurance_report", "dose_summation_report")
    ),
}

_NOTES: dict[str, Probe] = {
    "planning_note_signed": document("planning_note"),
    "diagnosis_site_intent": every(diagnoses(CODE, BODY_SITE), facts(INTENT)),
    "targets_and_organs_at_risk": plans(TARGETS, ORGANS),
    "modality_systemic_and_difficulties": every(orders(("modality", lambda o: o.modality)), facts(SYSTEMIC)),
    "imrt_special_need": when(applies.modulated, attested),
}

_REIRRADIATION: dict[str, Probe] = {
    "reirradiation_class": when(_again, attested),
    "reported_characteristics": when(_again, attested),
    "cumulative_dose_parameters": when(_again, document("dose_summation_report")),
    "composite_for_retreatment": when(_again, document("dose_summation_report")),
    "equieffective_and_available_dose": when(_again, attested),
    "repair_assumption": when(_again, attested),
    "registration_method": when(_again, attested),
    "accumulation_uncertainty": when(_again, attested),
    "multi_tps_workflow": when(_again, attested),
    "structured_flag": facts(("whether it is a reirradiation", lambda e: e.reirradiation)),
}

_SIMULATION: dict[str, Probe] = {
    "reconstruct_setup": every(simulations(IMMOBILIZATION, IMAGING), care.beams_described),
    "simulation_report_content": simulations(("day", lambda s: s.on), IMAGING, POSITION, IMMOBILIZATION),
    "physician_presence_distinct": care.physician_at_simulation,
    "repeat_simulation_reason": when(applies.simulated_twice, care.repeat_has_reason),
    "imrt_bundled_simulation": when(applies.modulated, attested),
    "thigh_position_examples": when(applies.thigh_sarcoma, simulations(POSITION, IMMOBILIZATION)),
    "thigh_margin_basis": when(applies.both(applies.thigh_sarcoma, applies.modulated), attested),
    "identity_consent_intent": every(
        facts(
            ("name", lambda e: e.patient.family_name),
            ("record number", lambda e: e.patient.record_number),
            ("birth date", lambda e: e.patient.birth_date),
            INTENT,
        ),
        document("consent"),
    ),
    "site_modality_technique": orders(
        ("site", lambda o: o.site),
        ("modality", lambda o: o.modality),
        ("technique", lambda o: o.technique),
    ),
    "position_and_immobilization": simulations(POSITION, IMMOBILIZATION),
    "accessories_and_preparation": simulations(("contrast", lambda s: s.contrast)),
    "scan_extent_and_motion": every(
        simulations(("motion management", lambda s: s.motion_management)), attested
    ),
    "adaptive_or_resimulation": when(applies.simulated_twice, care.repeat_has_reason),
    "simulation_directive": document("simulation_order"),
}

PROBES: Mapping[str, Probe] = {
    **_CONSULTATION,
    **_TUMOR_BOARD,
    **_DIRECTIVE,
    **_DOSIMETRY,
    **_PHYSICS,
    **_NOTES,
    **_REIRRADIATION,
    **_SIMULATION,
    **COURSE_PROBES,
}

ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "diagnosis_and_stage_for_payer": ("unitedhealthcare",),
    "special_procedure_payer_limits": ("unitedhealthcare",),
    "necessity_outside_listed_sites": ("unitedhealthcare",),
    "additional_plan_support": ("blue_shield_california",),
    "repeat_simulation_reason": ("blue_shield_california",),
    "single_planning_per_course": ("highmark",),
    "face_to_face_within_span": ("evolent", "highmark"),
}
"""Elements that one payer asks for: they do not apply where another payer is named."""
