"""What people of the demo clinic state on single elements of the checklist, in a sentence on this patient."""

from __future__ import annotations

from collections.abc import Mapping

Said = Mapping[str, str]

CONSULTATION: Said = {
    "recurrent_stereotactic_justification": (
        "Small recurrence in the old field, ECOG 1, no other local option that keeps the leg."
    ),
    "consult_request_and_outcome": (
        "Asked for by orthopedic oncology; radiation oncology takes over this course."
    ),
    "expert_pathology_and_radiology_review": (
        "Slides and MRI were read again by the sarcoma pathologist and radiologist of the center "
        "on 2026-08-17."
    ),
    "eligibility_factors": (
        "ECOG 1, expected survival of years, five years of local control after the first course."
    ),
    "few_options_rationale": "Resection would cost the femoral vessels and amputation is declined.",
    "outside_records_missing": (
        "Asked for on 2026-08-11: plan, dose and scan of 2021 came; port images did not."
    ),
    "prior_data_quality": "The dose of 2021 comes from the exported plan, not from paper.",
    "final_decision_stays_with_physician": "I follow the board and decided on the boost on 2026-08-20.",
    "shared_decision_reirradiation": (
        "Discussed with the patient and his wife on 2026-08-20; he chose the boost."
    ),
}

PLANNING: Said = {
    "imrt_special_need": (
        "A static technique would put 8 Gy more on the femoral vessels and the skin of the old field."
    ),
    "imrt_bundled_simulation": (
        "Both simulations belong to planning and are not put forward as services of their own."
    ),
    "volumes_listed": "GTV 14.2, CTV 31.8, PTV 47.5 cubic centimeters; margin 5 mm to the PTV.",
    "technique_justification": (
        "Two arcs with a steep fall-off toward the vessels, as the first course used them up."
    ),
    "tests_for_target": "MRI of 2026-08-06 and PET of 2026-08-07, both fused to the planning CT.",
    "reirradiation_class": "The new volume overlaps the volume of 2021.",
    "reported_characteristics": (
        "Tumor, both plans, delivery and follow-up every three months are in the note."
    ),
    "igrt_method_and_alignment": (
        "Cone-beam CT before each fraction, aligned on soft tissue, checked on the femur."
    ),
    "prior_rt_device_pregnancy_flags": "Prior radiation yes, implanted device no, pregnancy does not arise.",
    "scan_extent_and_motion": (
        "Scan from the iliac crest to the knee; no motion technique needed for a limb."
    ),
    "cognitive_work_note": (
        "Reasoning on dose, vessels and skin was written on 2026-08-24, before simulation."
    ),
    "thigh_margin_basis": "5 mm, from our own set-up errors with a vacuum cushion and daily cone-beam CT.",
    "mri_and_fusion": "T1 with contrast fused rigidly on the femur; delivered on SYNLINAC1.",
}

PHYSICS: Said = {
    "consult_request_specific": (
        "The question names the vessels and the skin of this patient and the plan of 2021."
    ),
    "consult_not_for_imrt_planning": (
        "The work answers what the tissue may still receive; planning was done apart."
    ),
    "dual_signed_verification": (
        "Set-up and delivery of fraction 1 signed by physician and physicist on 2026-09-08."
    ),
    "planner_site_laterality_check": (
        "Left thigh, 6 Gy times 5: prescription, scan and plan agree; checked by Kim Mockington "
        "on 2026-09-02."
    ),
    "planning_system_description": "Boltzmann solver, 1.25 mm grid, 1.5 mm slices.",
    "standard_structure_names": "All names follow TG-263: GTV, CTV_3000, PTV_3000, Femur_L, A_Femoral_L.",
    "stereotactic_dose_metrics": (
        "PTV_3000: D50% 31.9, D98% 29.4, D2% 34.8 Gy; A_Femoral_L D0.03cc 17.6, V15Gy 1.1 cc; "
        "conformity 1.08."
    ),
    "conformity_for_sbrt": "Conformity index 1.08 for the first and 1.11 for the second plan.",
    "device_dose": "No implanted device.",
    "accumulation_uncertainty": "3 mm of registration error moves the vessels' summed maximum by 4.1 Gy.",
    "equieffective_and_available_dose": (
        "EQD2 with alpha/beta 3: vessels 50.0 Gy before, 23.0 Gy now, 73.0 Gy in all; limit set at 80 Gy."
    ),
    "multi_tps_workflow": "The dose of 2021 came from another planning system and was summed as DICOM.",
    "registration_method": "Rigid on the femur; deformable as a second opinion.",
    "repair_assumption": "No credit for repair was taken.",
}

DELIVERY: Said = {
    "response_and_tolerance": "Pain eased after fraction 3; the skin reddened and peeled in the groin fold.",
    "timeout_each_fraction": (
        "A time-out by two therapists stands in the record of each of the five fractions."
    ),
    "criteria_documented": (
        "Imaging method, frequency, match volume, limits and who may approve are in the directive."
    ),
    "action_levels": "The physician is called at more than 1 cm of limb contour or 0.5 cm of tumor.",
    "daily_imaging_extremity": (
        "A limb rotates on the couch; set-up was off by up to 9 mm before correction."
    ),
    "adl_definitions": "Grade 2: dressing hurts, shopping and meals are not limited.",
    "wound_complications": "The scar of 2021 was looked at in every visit; it stayed closed.",
}

COMPLETION: Said = {
    "dated_and_timed": "All entries carry day and time from the record system.",
    "electronic_signature_identifiable": "Signatures are electronic with a certificate, none is typed.",
    "hospital_supervision_level": (
        "Freestanding center: the physician was in the suite in all five sessions."
    ),
    "identification_on_each_page": "Each page of the record index shows patient, day and physician.",
    "direct_supervision_selected_services": (
        "The physician was at the console in both simulations and all fractions."
    ),
    "do_not_bill_without_presence": "No service without the presence it asks for is billed.",
    "qualified_supervisor": "The supervising physician is board-certified in radiation oncology.",
    "codes_and_diagnoses_supported": (
        "The diagnosis on the claim is the one of consultation, board and plan."
    ),
    "complete_record": "Consultation to summary are filed under one course.",
    "extensive_record_for_all_rt": (
        "Plans, constraints, why this technique and physics checks are on file, signed."
    ),
    "missing_items_found_by_review": "Checked by the coder on 2026-09-28: plan, signatures, dates and text.",
    "no_cloned_text": "Each note was written for its day; none was copied forward.",
    "document_deviation": "Five fractions of 6 Gy keep to the guideline; no deviation.",
    "parameters_not_law": "The letter cites practice parameters as guidance.",
    "synoptic_three_sections": (
        "Course in plain words, target with 30 Gy on top of 50 Gy, prescription as given."
    ),
    "late_assessment": "Visits are booked every three months for two years.",
    "record_retention": "Kept for ten years.",
    "complexity_relative_to_simpler_care": (
        "Compared with a stereotactic course without earlier radiation or replan."
    ),
    "category_iii_checked": "Looked through Category I and III for 2026; the list is on file.",
    "no_approximate_code": "The nearest codes describe a part of the work only.",
    "cover_letter_why_unlisted": (
        "The reason is written for the cover letter: composite reirradiation management."
    ),
    "plain_language_report": "Two paragraphs for a reader who is no radiation oncologist are on file.",
    "comparator_service": "Nearest listed service: stereotactic management up to five fractions.",
    "literature_attached": "Three articles on reirradiation of limb sarcoma are listed.",
    "special_procedure_evidence": "Extra time shows in the notes of physician, physicist and nurse.",
    "retreatment_as_special_procedure": (
        "The special treatment procedure was looked at and not billed beside it."
    ),
}
