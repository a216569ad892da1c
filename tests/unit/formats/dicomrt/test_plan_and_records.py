"""Plans, records, brachytherapy, summaries, structures: the facts each holds, with the element."""

from __future__ import annotations

import io
from datetime import date, time
from decimal import Decimal

from builders.dicom_objects import beam, delivery, group, item, plan, point, record, uid
from builders.dicom_samples import (
    brachy_plan,
    brachy_record,
    dose_grid,
    image,
    ion_plan,
    registration,
    structure_set,
    summary,
)
from unlisted.base.evidence import FileEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Approval, Intent, Termination, Verification
from unlisted.formats.dicomrt import read_dicom
from unlisted.pipeline.episode_import import combine_parts


def read(data: bytes) -> Episode:
    """Read one file."""
    return read_dicom(io.BytesIO(data), "file.dcm")


def locators(evidence: tuple[object, ...]) -> list[str]:
    """The tag paths of some evidence."""
    return [place.locator for place in evidence if isinstance(place, FileEvidence)]


def test_a_plan() -> None:
    target = item(
        DoseReferenceNumber="1",
        DoseReferenceUID=uid("target"),
        DoseReferenceStructureType="SITE",
        DoseReferenceDescription="Left thigh",
        TargetPrescriptionDose="25",
    )
    at_point = item(
        DoseReferenceNumber="2", DoseReferenceStructureType="COORDINATES", TargetPrescriptionDose="26"
    )
    found = read(
        plan(DoseReferenceSequence=[at_point, target], TreatmentSite="thigh", PlanIntent="PALLIATIVE")
    )
    made = found.plans[0]
    assert made.approval.value is Approval.APPROVED
    assert (made.approved_by.value, made.approved_on.value, made.approved_time.value) == (
        "ONC, RAD",
        date(2026, 9, 2),
        time(12),
    )
    assert made.dose_reference_uids == (uid("target"),)
    assert (made.dose_gy.value, made.dose_per_fraction_gy.value) == (Decimal(25), Decimal(5))
    assert [order.dose_gy.value for order in found.prescriptions] == [25, 26]
    assert found.prescriptions[0].volume.value == "Left thigh"
    assert found.prescriptions[0].intent.value is Intent.PALLIATIVE
    assert found.prescriptions[0].fractions.value == 5
    assert locators(found.prescriptions[0].dose_gy.evidence) == ["(300A,0010)[1]/(300A,0026)"]
    assert locators(made.fractions_planned.evidence) == ["(300A,0070)[0]/(300A,0078)"]


def test_a_beam() -> None:
    points = [
        point(0, 0, (10, 10), 30, "NONE", NominalBeamEnergy="6", PatientSupportAngle="350.04"),
        point(1, 1),
    ]
    fluence = item(FluenceMode="NON_STANDARD", FluenceModeID="FFF")
    made = read(plan(BeamSequence=[beam(1, points, PrimaryFluenceModeSequence=[fluence])])).plans[0].beams[0]
    assert (made.energy, made.fluence_mode, made.machine) == (Decimal(6), "NON_STANDARD", "M1")
    assert made.couch_angles == (Decimal(350),)
    assert (made.meterset, made.dose_gy, made.fraction_group) == (Decimal(100), Decimal(2), 1)
    assert "(300A,00B0)[0]/(300A,00C4)" in locators(made.evidence)
    assert "(300A,0070)[0]/(300C,0004)[0]/(300A,0084)" in locators(made.evidence)


def test_set_up_devices_and_motion_management() -> None:
    devices = [
        item(FixationDeviceType="MASK", FixationDeviceLabel="M3"),
        item(FixationDeviceType="BITEBLOCK"),
    ]
    motion = [item(RespiratoryMotionCompensationTechnique="GATING", RespiratorySignalSource="BELT")]
    setups = [
        item(PatientSetupNumber="1", PatientPosition="HFS", FixationDeviceSequence=devices),
        item(PatientSetupNumber="2", PatientPosition="HFS", MotionSynchronizationSequence=motion),
    ]
    made = read(plan(PatientSetupSequence=setups)).plans[0]
    assert made.patient_position.value == "HFS"
    assert not made.patient_position.in_conflict
    assert made.immobilization.value == ("MASK: M3", "BITEBLOCK")
    assert made.motion_management.value == ("GATING by BELT",)


def test_positions_that_differ_are_both_kept() -> None:
    setups = [
        item(PatientSetupNumber=str(n), PatientPosition=position) for n, position in ((1, "HFS"), (2, "HFP"))
    ]
    made = read(plan(PatientSetupSequence=setups)).plans[0]
    assert [fact.value for fact in made.patient_position.facts] == ["HFS", "HFP"]


def test_a_record() -> None:
    found = read(
        record(
            "1",
            "20260914",
            delivery(
                1, 3, "97.5", DeliveredTreatmentTime="60.5", TreatmentToleranceViolationSequence=[item()]
            ),
            delivery(2, 3, "40", TreatmentTerminationStatus="MACHINE", TreatmentTerminationCode="MLC"),
        )
    ).records[0]
    assert (found.fraction_number, found.on, found.at, found.machine) == (
        3,
        date(2026, 9, 14),
        time(9, 30),
        "M1",
    )
    first, second = found.beams
    assert (first.meterset_delivered, first.delivered_seconds) == (Decimal("97.5"), Decimal("60.5"))
    assert first.verification is Verification.VERIFIED
    assert (second.termination, second.termination_code) == (Termination.MACHINE, "MLC")
    assert first.tolerance_violations == 1
    assert second.evidence[0] == FileEvidence(
        "file.dcm",
        second.evidence[0].sha256,
        "(3008,0020)[1]/(3008,0036)",  # type: ignore[union-attr]
    )


def test_a_record_of_two_fractions_is_two() -> None:
    part = read(record("1", "20260914", delivery(fraction=1), delivery(fraction=2)))
    assert [found.fraction_number for found in part.records] == [1, 2]
    whole = combine_parts([read(plan()), part])
    assert len(whole.fractions) == 2
    assert {uid for f in whole.fractions for uid in f.record_uids} == {part.records[0].uid}


def test_meterset_of_the_last_control_point_stands_in() -> None:
    points = [
        item(SpecifiedMeterset="0", DeliveredMeterset="0", TreatmentControlPointTime="093000"),
        item(SpecifiedMeterset="100", DeliveredMeterset="99.9", TreatmentControlPointTime="093110"),
    ]
    made = delivery(ControlPointDeliverySequence=points)
    del made.DeliveredPrimaryMeterset, made.SpecifiedPrimaryMeterset
    found = read(record("1", "20260914", made)).records[0].beams[0]
    assert (found.meterset_delivered, found.meterset_specified) == (Decimal("99.9"), Decimal(100))
    assert (found.started_at, found.ended_at) == (time(9, 30), time(9, 31, 10))


def test_ion_records_count_like_others() -> None:
    records = [
        record(
            f"ion{n}",
            f"2026091{n + 3}",
            delivery(fraction=n),
            plan_name="ION",
            kind="RTIONRECORD",
            sequence="TreatmentSessionIonBeamSequence",
            TreatmentMachineSequence=[item(TreatmentMachineName="P1")],
        )
        for n in (1, 2)
    ]
    whole = combine_parts(read_dicom(io.BytesIO(d), f"{n}.dcm") for n, d in enumerate([ion_plan(), *records]))
    assert [fraction.dose_gy for fraction in whole.fractions] == [Decimal(2)] * 2
    assert whole.findings == ()


def test_brachytherapy_counts_by_seconds() -> None:
    data = [brachy_plan(), brachy_record(1, "20260914"), brachy_record(2, "20260915", seconds="30")]
    whole = combine_parts(read_dicom(io.BytesIO(d), f"{n}.dcm") for n, d in enumerate(data))
    assert [fraction.dose_gy for fraction in whole.fractions] == [Decimal(7), Decimal("3.5")]
    assert [fraction.complete for fraction in whole.fractions] == [True, False]
    assert whole.plans[0].beams[0].meterset == Decimal(120)
    assert "Ir-192" in whole.plans[0].beams[0].why_technique
    assert not whole.plans[0].stereotactic_proposed


def test_the_records_own_dose_where_there_is_no_plan() -> None:
    dose = item(ReferencedDoseReferenceNumber="1", CalculatedDoseReferenceDoseValue="1.9")
    made = delivery(ReferencedCalculatedDoseReferenceSequence=[dose])
    (fraction,) = combine_parts([read(record("1", "20260914", made))]).fractions
    assert (fraction.dose_gy, fraction.dose_basis, fraction.complete) == (Decimal("1.9"), "record", True)


def test_a_summary() -> None:
    (found,) = read(summary()).summaries
    assert (found.status.value, found.fractions_delivered.value, found.last_treated_on.value) == (
        "COMPLETED",
        5,
        date(2026, 9, 18),
    )
    assert locators(found.fractions_delivered.evidence) == ["(3008,0220)[0]/(3008,005A)"]


def test_structures() -> None:
    (found,) = read(structure_set()).structure_sets
    assert (found.targets.value, found.organs_at_risk.value, found.other_structures) == (
        ("PTV_5000",),
        ("Heart",),
        1,
    )
    assert found.image_series_uids == (uid("planning-ct"),)


def test_a_dose_grid() -> None:
    (found,) = read(dose_grid()).dose_grids
    assert (found.summation_type.value, found.units.value, found.histograms) == ("PLAN", "GY", 1)


def test_slices_of_one_series_are_one() -> None:
    slices = [read(image(str(n), "20260914")) for n in range(4)]
    (series,) = combine_parts([read(plan()), *slices]).images
    assert len(series.instance_uids) == 4


def test_a_registration() -> None:
    (found,) = read(registration("20260914", "a", "b")).registrations
    assert found.frame_of_reference_uids == (uid("a"), uid("b"))


def test_two_fraction_groups_add_up() -> None:
    made = read(plan(FractionGroupSequence=[group(3), group(4)])).plans[0]
    assert made.fractions_planned.value == 7
    assert not made.dose_per_fraction_gy.is_known
