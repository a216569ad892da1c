"""Where the elements of delivery and completion are looked for in an episode."""

from __future__ import annotations

from collections.abc import Mapping

from unlisted.episode import completeness_applies as applies
from unlisted.episode import completeness_care as care
from unlisted.episode import completeness_delivery as delivered
from unlisted.episode.completeness_probe import document, every, facts, for_each, when
from unlisted.episode.completeness_questions import CODE, changes, diagnoses, immobilized, orders, plans
from unlisted.episode.completeness_state import Probe, attested, firm

_again = applies.reirradiation
_stereo = applies.stereotactic

_FRACTIONS: dict[str, Probe] = {
    "daily_treatment_record": firm(delivered.fractions_recorded),
    "overrides_and_breaks": firm(delivered.overrides_explained),
    "dicom_session_record": firm(delivered.records_whole),
    "machine_energy_imaging_qa": when(
        _stereo,
        every(
            plans(("machine", lambda p: p.machine)),
            care.beams_described,
            document("quality_assurance_report"),
        ),
    ),
    "weekly_review_items": document("physics_weekly_check"),
    "first_week_plan_quality": when(applies.modulated, document("physics_weekly_check")),
    "sbrt_five_fraction_limit": when(_stereo, firm(delivered.at_most_five_fractions)),
    "sbrt_course_reporting": when(_stereo, firm(delivered.course_counted)),
}

_IMAGES: dict[str, Probe] = {
    "approval_before_next_fraction": firm(delivered.images_approved_in_time),
    "off_site_review": firm(delivered.images_approved_in_time),
    "port_images_in_management": when(applies.port_images, attested),
    "image_guidance_summary": for_each(
        lambda e: e.image_guidance, "image", ("day", lambda i: i.on), ("kind", lambda i: i.kind)
    ),
    "necessity_outside_listed_sites": when(
        applies.negated(applies.modulated, "the course uses intensity modulation"), attested
    ),
    "shifts_within_limits": for_each(
        lambda e: e.image_guidance, "image", ("shift", lambda i: i.shift_applied)
    ),
    "action_levels": when(applies.limb_sarcoma, attested),
    "daily_imaging_extremity": when(applies.limb_sarcoma, attested),
}

_VISITS: dict[str, Probe] = {
    "physician_exam_per_unit": firm(delivered.physician_exam_per_unit),
    "no_proxy_exam": firm(delivered.exams_by_physicians),
    "personal_performance": firm(delivered.exams_by_radiation_oncologist),
    "face_to_face_within_span": firm(delivered.exam_on_a_fraction),
    "reviewed_items": for_each(
        lambda e: [v for v in e.visits if v.physician_exam.is_known and v.physician_exam.value],
        "visit with an examination",
        ("review of images", lambda v: v.images_reviewed),
        ("review of dosimetry", lambda v: v.dosimetry_reviewed),
        ("review of the set-up", lambda v: v.setup_reviewed),
    ),
    "response_and_tolerance": every(
        for_each(lambda e: e.visits, "visit", ("day", lambda v: v.on), ("examiner", lambda v: v.by)), attested
    ),
    "unit_of_five": firm(delivered.counted_in_fives),
    "version_and_term": when(applies.toxic, care.toxicities_graded),
    "grade_scale": when(applies.toxic, care.toxicities_graded),
    "adl_definitions": when(applies.graded_two_or_more, attested),
    "attribution_and_time_window": when(applies.toxic, care.toxicities_attributed),
    "wound_complications": when(applies.both(applies.sarcoma, applies.recurrent), attested),
}

_CHANGES: dict[str, Probe] = {
    "change_with_comment": when(applies.plan_changed, changes(("detail", lambda c: c.detail))),
    "reason_categories": when(
        applies.plan_changed,
        changes(("reason", lambda c: c.reason), ("whether on a new scan", lambda c: c.new_imaging)),
    ),
    "second_dataset_for_boost": when(
        applies.both(
            applies.plan_changed, applies.negated(applies.modulated, "not a three-dimensional plan")
        ),
        changes(("whether on a new scan", lambda c: c.new_imaging), ("detail", lambda c: c.detail)),
    ),
    "adaptive_guideline_sheet": when(applies.online_adapted, document("adaptive_instructions")),
    "which_plan_was_used": when(applies.online_adapted, firm(delivered.fractions_recorded)),
    "adaptive_check_without_measurement": when(applies.online_adapted, attested),
}

_COMPLETION: dict[str, Probe] = {
    "author_authentication": firm(care.entries_signed),
    "unsigned_order_disregarded": firm(care.orders_before_treatment),
    "no_late_signature": firm(care.orders_before_treatment),
    "codes_and_diagnoses_supported": every(diagnoses(CODE), attested),
    "document_deviation": when(_stereo, attested),
    "summary_within_one_month": firm(care.summary_in_time),
    "physician_summary_note": document("completion_summary"),
    "end_of_treatment_review": document("physics_final_check"),
    "synoptic_three_sections": every(document("completion_summary"), attested),
    "minimum_data_elements": every(
        diagnoses(CODE),
        orders(
            ("site", lambda o: o.site),
            ("modality", lambda o: o.modality),
            ("technique", lambda o: o.technique),
            ("dose per fraction", lambda o: o.dose_per_fraction_gy),
        ),
    ),
    "late_assessment": when(applies.limb_sarcoma, attested),
    "contemporaneous_entry": firm(care.minutes_on_the_day),
    "late_entries": firm(care.late_entries_visible),
    "nature_extent_need_time_effort_equipment": every(
        care.beams_described,
        delivered.fractions_recorded,
        care.late_entries_visible,
        facts(("immobilization", immobilized)),
        care.complexity_told,
    ),
    "retreatment_as_special_procedure": when(_again, attested),
}


COURSE_PROBES: Mapping[str, Probe] = {
    **_FRACTIONS,
    **_IMAGES,
    **_VISITS,
    **_CHANGES,
    **_COMPLETION,
}
