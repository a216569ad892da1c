"""One small object of every kind that is read."""

from __future__ import annotations

from pydicom.dataset import Dataset

from builders.dicom_objects import (
    STILL,
    beam,
    delivery,
    group,
    item,
    plan,
    plan_uid,
    point,
    record,
    to_bytes,
    uid,
)


def ion_plan(scan_mode: str = "MODULATED", radiation: str = "PROTON", **values: str) -> bytes:
    """Return an ion plan of one beam."""
    points = [
        item(ControlPointIndex="0", CumulativeMetersetWeight="0", NominalBeamEnergy="150"),
        item(ControlPointIndex="1", CumulativeMetersetWeight="1", NominalBeamEnergy="120"),
    ]
    ion = item(
        BeamNumber="1",
        BeamName="P1",
        BeamType="STATIC",
        RadiationType=radiation,
        TreatmentDeliveryType="TREATMENT",
        TreatmentMachineName="P1",
        NumberOfControlPoints="2",
        IonControlPointSequence=points,
        **values,
    )
    if scan_mode:
        ion.ScanMode = scan_mode
    return plan("ION", kind="RTIONPLAN", BeamSequence=None, IonBeamSequence=[ion])


def brachy_plan(kind: str = "HDR", technique: str = "INTRACAVITARY", dose: str = "7") -> bytes:
    """Return a brachytherapy plan of one application, 120 s in two channels."""
    setup = item(
        ReferencedBrachyApplicationSetupNumber="1",
        BrachyApplicationSetupDose=dose,
    )
    fractions = item(
        FractionGroupNumber="1",
        NumberOfFractionsPlanned="3",
        NumberOfBeams="0",
        NumberOfBrachyApplicationSetups="1",
        ReferencedBrachyApplicationSetupSequence=[setup],
    )
    channels = [item(ChannelNumber=str(n), ChannelTotalTime="60") for n in (1, 2)]
    return plan(
        "BRACHY",
        BeamSequence=None,
        BrachyTreatmentType=kind,
        BrachyTreatmentTechnique=technique,
        FractionGroupSequence=[fractions],
        SourceSequence=[item(SourceNumber="1", SourceIsotopeName="Ir-192")],
        TreatmentMachineSequence=[item(TreatmentMachineName="AFTERLOADER")],
        ApplicationSetupSequence=[item(ApplicationSetupNumber="1", ChannelSequence=channels)],
    )


def brachy_record(fraction: int = 1, day: str = "20260914", seconds: str = "60") -> bytes:
    """Return a brachytherapy record of two channels."""
    channels = [
        item(ChannelNumber=str(n), SpecifiedChannelTotalTime="60", DeliveredChannelTotalTime=seconds)
        for n in (1, 2)
    ]
    session = item(
        ReferencedBrachyApplicationSetupNumber="1",
        CurrentFractionNumber=str(fraction),
        TreatmentTerminationStatus="NORMAL",
        TreatmentVerificationStatus="VERIFIED",
        RecordedChannelSequence=channels,
    )
    return record(
        f"brachy-{fraction}",
        day,
        session,
        plan_name="BRACHY",
        kind="RTBRACHYRECORD",
        sequence="TreatmentSessionApplicationSetupSequence",
        TreatmentMachineSequence=[item(TreatmentMachineName="AFTERLOADER")],
    )


def structure_set(name: str = "S", series: str = "planning-ct") -> bytes:
    """Return a structure set with a target, an organ and the body outline."""
    names = (("1", "PTV_5000", "PTV"), ("2", "Heart", "ORGAN"), ("3", "BODY", "EXTERNAL"))
    return to_bytes(
        "RTSTRUCT",
        f"structures-{name}",
        StructureSetLabel=name,
        StructureSetDate="20260901",
        ApprovalStatus="APPROVED",
        StructureSetROISequence=[
            item(ROINumber=n, ROIName=title, ReferencedFrameOfReferenceUID=uid("frame"))
            for n, title, _ in names
        ],
        RTROIObservationsSequence=[
            item(ObservationNumber=n, ReferencedROINumber=n, RTROIInterpretedType=kind)
            for n, _, kind in names
        ],
        ReferencedFrameOfReferenceSequence=[
            item(
                FrameOfReferenceUID=uid("frame"),
                RTReferencedStudySequence=[
                    item(RTReferencedSeriesSequence=[item(SeriesInstanceUID=uid(series))])
                ],
            )
        ],
    )


def dose_grid() -> bytes:
    """Return a dose grid with a few pixels, which are not read."""
    return to_bytes(
        "RTDOSE",
        "dose",
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DoseSummationType="PLAN",
        ReferencedRTPlanSequence=[item(ReferencedSOPInstanceUID=plan_uid())],
        DVHSequence=[item(DVHType="CUMULATIVE")],
        Rows=2,
        Columns=2,
        BitsAllocated=16,
        PixelData=b"\x00" * 8,
    )


def summary(
    fractions: str = "5", status: str = "COMPLETED", last: str = "20260918", plan_name: str = "A"
) -> bytes:
    """Return a treatment summary record."""
    return to_bytes(
        "RTSUMMARY",
        f"summary-{plan_name}",
        CurrentTreatmentStatus=status,
        FirstTreatmentDate="20260914",
        MostRecentTreatmentDate=last,
        ReferencedRTPlanSequence=[item(ReferencedSOPInstanceUID=plan_uid(plan_name))],
        FractionGroupSummarySequence=[
            item(NumberOfFractionsDelivered=fractions, NumberOfFractionsPlanned="5")
        ],
    )


def image(
    name: str, day: str, *, kind: str = "CT", series: str = "cbct", frame: str = "frame", **values: object
) -> bytes:
    """Return a slice, or an RT image."""
    return to_bytes(
        kind,
        f"image-{name}",
        SeriesInstanceUID=uid(series),
        AcquisitionDate=day,
        FrameOfReferenceUID=uid(frame),
        **values,
    )


def registration(day: str, *frames: str) -> bytes:
    """Return a spatial registration of some frames of reference."""
    return to_bytes(
        "REG",
        f"reg-{day}",
        ContentDate=day,
        FrameOfReferenceUID=uid(frames[0]),
        RegistrationSequence=[item(FrameOfReferenceUID=uid(frame)) for frame in frames],
    )


def vmat_beam(number: int = 1) -> Dataset:
    """Return an arc with moving leaves."""
    points = [
        point(n, weight, (5 + n, 10 - n), 180 + 20 * n, "CW" if n < 4 else "NONE")
        for n, weight in enumerate((0, 0.1, 0.4, 0.6, 1))
    ]
    return beam(number, points, BeamType="DYNAMIC")


def all_samples() -> dict[str, bytes]:
    """Return one object of every kind, by a name."""
    override = item(OperatorsName="RTT^ONE", OverrideReason="couch moved")
    override.OverrideParameterPointer = 0x300A0128
    treated = delivery(ControlPointDeliverySequence=[item(OverrideSequence=[override])])
    ion = record(
        "ion", "20260914", plan_name="ION", kind="RTIONRECORD", sequence="TreatmentSessionIonBeamSequence"
    )
    return {
        "plan": plan(),
        "plan-implicit": plan("IMPLICIT", explicit=False),
        "vmat": plan("VMAT", BeamSequence=[vmat_beam(), beam(2, STILL)], FractionGroupSequence=[two_beams()]),
        "ion-plan": ion_plan(),
        "brachy-plan": brachy_plan(),
        "structures": structure_set(),
        "dose": dose_grid(),
        "record": record("1", "20260914", treated),
        "ion-record": ion,
        "brachy-record": brachy_record(),
        "summary": summary(),
        "ct": image("ct", "20260914"),
        "rt-image": image("port", "20260914", kind="RTIMAGE"),
        "registration": registration("20260914", "frame", "cbct-frame"),
    }


def two_beams(fractions: int = 5) -> Dataset:
    """Return a fraction group of two beams, 1 Gy and 100 MU each."""
    return group(fractions, ("1", "1"), ("100", "100"))
