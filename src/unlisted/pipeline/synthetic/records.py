"""Made-up treatment records and summaries, from what was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from pydicom.dataset import Dataset, FileDataset
from pydicom.tag import Tag
from pydicom.uid import (
    RTBeamsTreatmentRecordStorage,
    RTBrachyTreatmentRecordStorage,
    RTIonBeamsTreatmentRecordStorage,
    RTIonPlanStorage,
    RTPlanStorage,
    RTTreatmentSummaryRecordStorage,
)

from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.synthetic.beams import Beam
from unlisted.pipeline.synthetic.dicom_base import Study, clock, day, item, items, new_object, number
from unlisted.pipeline.synthetic.plans import BRACHY_MACHINE, PlanSpec

CENTI = Decimal("0.01")
COUCH_VERTICAL = Tag(0x300A, 0x0128)


@dataclass(frozen=True, slots=True)
class Part:
    """What one record delivers of a beam: a share of its meterset, and how it ended."""

    beam: Beam
    share: Decimal = Decimal(1)
    started_at: Decimal = Decimal(0)
    ended: str = "NORMAL"
    continued: bool = False
    override_reason: str = ""

    @property
    def meterset(self) -> Decimal:
        """Return the meterset delivered, to a hundredth."""
        return (self.beam.meterset * self.share).quantize(CENTI)


@dataclass(frozen=True, slots=True)
class Session:
    """One treatment record: plan, fraction, day, and the parts delivered."""

    plan: PlanSpec
    fraction: int
    on: date
    at: time
    parts: tuple[Part, ...]
    machine: str = ""
    suffix: str = ""
    operator: str = field(default="")

    @property
    def name(self) -> str:
        """Return the name of the record's file, without ending."""
        return f"RT_{self.plan.label}_{self.fraction:02d}{self.suffix}_{day(self.on)}"


def record_object(study: Study, session: Session) -> FileDataset:
    """Return the record as DICOM."""
    plan = session.plan
    sop_class = (
        RTBrachyTreatmentRecordStorage
        if plan.is_brachy
        else RTIonBeamsTreatmentRecordStorage
        if plan.is_proton
        else RTBeamsTreatmentRecordStorage
    )
    made = new_object(study, sop_class, "RTRECORD", session.name, session.on)
    made.InstanceNumber = str(session.fraction)
    made.TreatmentDate = day(session.on)
    made.TreatmentTime = clock(session.at)
    made.NumberOfFractionsPlanned = str(plan.fractions)
    made.PrimaryDosimeterUnit = "MU"
    made.ReferencedFractionGroupNumber = "1"
    made.ReferencedRTPlanSequence = items(
        [
            item(
                ReferencedSOPClassUID=RTIonPlanStorage if plan.is_proton else RTPlanStorage,
                ReferencedSOPInstanceUID=plan.uid(study),
            )
        ]
    )
    machine = session.machine or (BRACHY_MACHINE if plan.is_brachy else study.clinic.machine)
    made.TreatmentMachineSequence = items(
        [
            item(
                Manufacturer="SYNTHETIC",
                InstitutionName=study.clinic.institution,
                DeviceSerialNumber=study.clinic.serial,
                TreatmentMachineName=machine,
            )
        ]
    )
    if plan.is_brachy:
        made.BrachyTreatmentType = "HDR"
        made.TreatmentSessionApplicationSetupSequence = items(_setup(session, p) for p in session.parts)
    elif plan.is_proton:
        made.TreatmentSessionIonBeamSequence = items(
            _beam(study, session, part, "IonControlPointDeliverySequence") for part in session.parts
        )
    else:
        made.TreatmentSessionBeamSequence = items(
            _beam(study, session, part, "ControlPointDeliverySequence") for part in session.parts
        )
    return made


def _beam(study: Study, session: Session, part: Part, points: str) -> Dataset:
    beam = part.beam
    ion = beam.technique in {Technique.PROTON_SCANNED, Technique.PROTON_PASSIVE}
    specified = (beam.meterset * (1 - part.started_at)).quantize(CENTI) if part.continued else beam.meterset
    static = beam.technique in {Technique.STATIC, Technique.ELECTRON} or ion
    made = item(
        ReferencedBeamNumber=str(beam.number),
        BeamName=beam.name,
        BeamType="STATIC" if static else "DYNAMIC",
        RadiationType="PROTON" if ion else "ELECTRON" if beam.technique is Technique.ELECTRON else "PHOTON",
        TreatmentDeliveryType="CONTINUATION" if part.continued else "TREATMENT",
        NumberOfWedges="0",
        NumberOfCompensators="0",
        NumberOfBoli="0",
        NumberOfBlocks="0",
        CurrentFractionNumber=str(session.fraction),
        TreatmentTerminationStatus=part.ended,
        TreatmentVerificationStatus="VERIFIED_OVR" if part.override_reason else "VERIFIED",
        SpecifiedPrimaryMeterset=number(specified),
        DeliveredPrimaryMeterset=number(part.meterset),
        DeliveredTreatmentTime="60",
        NumberOfControlPoints="2",
    )
    if part.ended == "MACHINE":
        made.TreatmentTerminationCode = "SYN1"
    setattr(
        made,
        points,
        items(
            item(
                TreatmentControlPointDate=day(session.on),
                TreatmentControlPointTime=clock(session.at),
                SpecifiedMeterset=number(specified * n),
                DeliveredMeterset=number(part.meterset * n),
                ReferencedControlPointIndex=str(n),
            )
            for n in (0, 1)
        ),
    )
    if part.override_reason:
        made.OverrideSequence = items(
            [
                item(
                    OperatorsName=study.clinic.therapist.dicom_name,
                    OverrideParameterPointer=COUCH_VERTICAL,
                    OverrideReason=part.override_reason,
                )
            ]
        )
    return made


def _setup(session: Session, part: Part) -> Dataset:
    return item(
        ApplicationSetupType="FLETCHER_SUIT",
        ReferencedBrachyApplicationSetupNumber=str(part.beam.number),
        CurrentFractionNumber=str(session.fraction),
        TreatmentDeliveryType="CONTINUATION" if part.continued else "TREATMENT",
        TreatmentTerminationStatus=part.ended,
        TreatmentVerificationStatus="VERIFIED",
        RecordedChannelSequence=items(
            [
                item(
                    ChannelNumber="1",
                    SpecifiedChannelTotalTime="300",
                    DeliveredChannelTotalTime=number(300 * part.share),
                    SourceMovementType="STEPWISE",
                    NumberOfControlPoints="2",
                    ReferencedSourceNumber="1",
                    BrachyControlPointDeliveredSequence=items([]),
                )
            ]
        ),
    )


def summary_object(
    study: Study,
    plan: PlanSpec,
    delivered: Sequence[tuple[int, date]],
    status: str,
    total: Decimal,
    first: date,
) -> FileDataset:
    """Return the treatment summary: fractions of the plan that was given last, first and last day, dose."""
    last = max(on for _, on in delivered)
    made = new_object(study, RTTreatmentSummaryRecordStorage, "RTRECORD", "summary", last)
    made.TreatmentDate = day(last)
    made.TreatmentTime = "180000"
    made.FirstTreatmentDate = day(first)
    made.MostRecentTreatmentDate = day(last)
    made.CurrentTreatmentStatus = status
    made.ReferencedRTPlanSequence = items(
        [item(ReferencedSOPClassUID=RTPlanStorage, ReferencedSOPInstanceUID=plan.uid(study))]
    )
    made.TreatmentSummaryCalculatedDoseReferenceSequence = items(
        [
            item(
                ReferencedDoseReferenceNumber="1",
                DoseReferenceDescription="PTV",
                CumulativeDoseToDoseReference=number(total),
            )
        ]
    )
    made.FractionGroupSummarySequence = items(
        [
            item(
                ReferencedFractionGroupNumber="1",
                FractionGroupType="EXTERNAL_BEAM",
                NumberOfFractionsPlanned=str(plan.fractions),
                NumberOfFractionsDelivered=str(len({number for number, _ in delivered})),
            )
        ]
    )
    return made
