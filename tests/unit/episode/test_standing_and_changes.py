"""Which plans count, which are proposed as stereotactic, and which replace another."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest

from builders.dicom_objects import beam, delivery, group, item, plan, plan_uid, point, record, uid
from builders.dicom_samples import structure_set, vmat_beam
from unlisted.episode.derive.course import derive_course
from unlisted.episode.derive.totals import course_totals
from unlisted.episode.episode import Episode
from unlisted.episode.plan import PlanChange
from unlisted.formats.dicomrt import read_dicom
from unlisted.pipeline.episode_import import combine_parts


def episode(*files: bytes) -> Episode:
    """Import some files as one episode."""
    return combine_parts(read_dicom(io.BytesIO(data), f"file{n}.dcm") for n, data in enumerate(files))


PREDECESSOR = item(ReferencedSOPInstanceUID=plan_uid("A"), RTPlanRelationship="PREDECESSOR")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"PlanIntent": "VERIFICATION"}, "VERIFICATION"),
        ({"PlanIntent": "MACHINE_QA"}, "MACHINE_QA"),
        ({"PlanIntent": "RESEARCH"}, "RESEARCH"),
        ({"PlanIntent": "SERVICE"}, "SERVICE"),
        ({"RTPlanGeometry": "TREATMENT_DEVICE"}, "TREATMENT_DEVICE"),
        ({"QualityControlSubject": "YES"}, "phantom"),
        ({"PatientName": "WATER^PHANTOM"}, "phantom"),
        ({"ApprovalStatus": "UNAPPROVED"}, "UNAPPROVED"),
        ({"ApprovalStatus": "REJECTED"}, "REJECTED"),
        (
            {
                "ReferencedRTPlanSequence": [
                    item(ReferencedSOPInstanceUID="1.2", RTPlanRelationship="VERIFIED_PLAN")
                ]
            },
            "VERIFIED_PLAN",
        ),
    ],
)
def test_plans_left_out_say_why(values: dict[str, object], why: str) -> None:
    assert why in episode(plan(**values)).plans[0].excluded


@pytest.mark.parametrize(
    "values", [{}, {"ApprovalStatus": None}, {"PlanIntent": "PALLIATIVE"}, {"QualityControlSubject": "NO"}]
)
def test_plans_that_count(values: dict[str, object]) -> None:
    assert episode(plan(**values)).plans[0].excluded == ""


FIVE_OF_FIVE = {"FractionGroupSequence": [group(5, ("5",))]}
COUCH = point(0, 0, (5, 5), 0, "NONE", PatientSupportAngle="20")
MASK = [item(PatientSetupNumber="1", FixationDeviceSequence=[item(FixationDeviceType="MASK")])]


@pytest.mark.parametrize(
    ("values", "proposed", "why"),
    [
        ({**FIVE_OF_FIVE, "BeamSequence": [vmat_beam()]}, True, "vmat"),
        ({**FIVE_OF_FIVE, "BeamSequence": [beam(1, [COUCH, point(1, 1)])]}, True, "non-coplanar"),
        ({**FIVE_OF_FIVE, "PatientSetupSequence": MASK}, True, "MASK"),
        (
            {
                **FIVE_OF_FIVE,
                "BeamSequence": [beam(PrimaryFluenceModeSequence=[item(FluenceMode="NON_STANDARD")])],
            },
            True,
            "unflattened",
        ),
        ({"FractionGroupSequence": [group(1, ("8",))]}, False, "no other sign"),
        ({"FractionGroupSequence": [group(6, ("5",))], "BeamSequence": [vmat_beam()]}, False, ""),
        ({"FractionGroupSequence": [group(5, ("4.9",))], "BeamSequence": [vmat_beam()]}, False, ""),
        (
            {**FIVE_OF_FIVE, "BeamSequence": [beam(RadiationType="ELECTRON")], "PatientSetupSequence": MASK},
            False,
            "",
        ),
        (
            {
                **FIVE_OF_FIVE,
                "BeamSequence": [beam(HighDoseTechniqueType="TBI")],
                "PatientSetupSequence": MASK,
            },
            False,
            "",
        ),
        ({**FIVE_OF_FIVE, "BeamSequence": [vmat_beam()], "PlanIntent": "VERIFICATION"}, False, ""),
    ],
)
def test_stereotactic_is_proposed_never_decided(values: dict[str, object], proposed: bool, why: str) -> None:
    found = episode(plan(**values)).plans[0]
    assert found.stereotactic_proposed is proposed
    assert why in found.why_stereotactic
    assert not found.stereotactic_confirmed.is_known


def test_a_change_by_the_plans_own_word() -> None:
    found = episode(
        plan(),
        plan("B", ReferencedRTPlanSequence=[PREDECESSOR]),
        record("1", "20260914"),
        record("2", "20260915", plan_name="B"),
    )
    (change,) = found.plan_changes
    assert (change.from_plan_uid, change.to_plan_uid) == (plan_uid("A"), plan_uid("B"))
    assert change.on.value.isoformat() == "2026-09-15"
    assert course_totals(found).fractions_planned == 1 + 5


def test_a_change_not_yet_treated_stands_on_the_day_of_approval() -> None:
    (change,) = episode(plan(), plan("B", ReferencedRTPlanSequence=[PREDECESSOR])).plan_changes
    assert change.on.value.isoformat() == "2026-09-02"


TARGET = [item(DoseReferenceNumber="1", DoseReferenceUID=uid("target"), DoseReferenceStructureType="SITE")]


def test_a_change_by_what_the_records_did() -> None:
    found = episode(
        plan(DoseReferenceSequence=TARGET),
        plan("B", DoseReferenceSequence=TARGET),
        record("1", "20260914"),
        record("2", "20260915", plan_name="B"),
    )
    assert [(c.from_plan_uid, c.to_plan_uid) for c in found.plan_changes] == [(plan_uid("A"), plan_uid("B"))]


def test_a_phase_after_the_other_is_finished_is_no_change() -> None:
    short = [group(1)]
    found = episode(
        plan(DoseReferenceSequence=TARGET, FractionGroupSequence=short),
        plan("B", DoseReferenceSequence=TARGET),
        record("1", "20260914"),
        record("2", "20260915", plan_name="B"),
    )
    assert found.plan_changes == ()


def test_another_target_is_no_change() -> None:
    found = episode(plan(), plan("B"), record("1", "20260914"), record("2", "20260915", plan_name="B"))
    assert found.plan_changes == ()


def test_new_images_and_structures() -> None:
    def refers(name: str) -> list[object]:
        return [item(ReferencedSOPInstanceUID=uid(f"structures-{name}"))]

    files = [
        plan(ReferencedStructureSetSequence=refers("S")),
        plan("B", ReferencedStructureSetSequence=refers("T"), ReferencedRTPlanSequence=[PREDECESSOR]),
        structure_set("S", "first-ct"),
        structure_set("T", "second-ct"),
    ]
    (change,) = episode(*files).plan_changes
    assert (change.new_structures.value, change.new_imaging.value) == (True, True)
    (same,) = episode(plan(), plan("B", ReferencedRTPlanSequence=[PREDECESSOR])).plan_changes
    assert not same.new_imaging.is_known


def test_what_another_source_says_of_the_change_is_kept() -> None:
    found = episode(
        plan(), plan("B", ReferencedRTPlanSequence=[PREDECESSOR]), record("2", "20260915", plan_name="B")
    )
    stated = replace(
        found, plan_changes=(PlanChange(plan_uid("A"), plan_uid("B"), detail=found.plans[0].label),)
    )
    (change,) = derive_course(stated).plan_changes
    assert change.detail.is_known
    assert change.on.value.isoformat() == "2026-09-15"


def test_deriving_twice_changes_nothing() -> None:
    found = episode(
        plan(DoseReferenceSequence=TARGET),
        plan("B", ReferencedRTPlanSequence=[PREDECESSOR], ApprovalStatus="UNAPPROVED"),
        record("1", "20260914", delivery(meterset="45", TreatmentTerminationStatus="MACHINE")),
        record("2", "20260915", plan_name="B"),
        structure_set(),
    )
    assert found.findings
    assert derive_course(found) == found
    assert found.delivered_dose_gy == Decimal("2.9")
