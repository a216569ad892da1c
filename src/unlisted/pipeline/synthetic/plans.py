"""Made-up plans: photons and electrons, protons, high-dose-rate brachytherapy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import RTIonPlanStorage, RTPlanStorage

from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.synthetic.beams import Beam, ion_beam, photon_beam
from unlisted.pipeline.synthetic.dicom_base import Study, day, item, items, new_object, number

PROTONS = {Technique.PROTON_SCANNED, Technique.PROTON_PASSIVE}
BRACHY_MACHINE = "SYNAFTER1"


@dataclass(frozen=True, slots=True)
class PlanSpec:
    """A plan as it is to be written. ``dose`` is per fraction in Gy, summed over the treatment beams."""

    label: str
    on: date
    fractions: int
    beams: tuple[Beam, ...]
    site: str
    course: str = "course1"  # plans of one course share dose reference and frame of reference
    intent: str = "CURATIVE"
    geometry: str = "PATIENT"
    approval: str = "APPROVED"
    approved_on: date | None = None
    predecessor: str = ""
    fixation: tuple[str, ...] = ()
    motion: str = ""

    @property
    def dose(self) -> Decimal:
        """Return the dose of one fraction."""
        return sum((beam.dose for beam in self.beams), Decimal(0))

    @property
    def techniques(self) -> tuple[Technique, ...]:
        """Return the technique of each beam."""
        return tuple(beam.technique for beam in self.beams)

    @property
    def is_proton(self) -> bool:
        """Say whether it is a proton plan."""
        return any(beam.technique in PROTONS for beam in self.beams)

    @property
    def is_brachy(self) -> bool:
        """Say whether it is a brachytherapy plan."""
        return any(beam.technique is Technique.BRACHYTHERAPY_HDR for beam in self.beams)

    def uid(self, study: Study) -> str:
        """Return the plan's identifier."""
        return study.uid("sop", f"plan-{self.label}")


def plan_object(study: Study, spec: PlanSpec) -> FileDataset:
    """Return the plan as DICOM."""
    sop_class = RTIonPlanStorage if spec.is_proton else RTPlanStorage
    modality = "RTPLAN"
    made = new_object(study, sop_class, modality, f"plan-{spec.label}", spec.on)
    made.OperatorsName = study.clinic.dosimetrist.dicom_name
    made.FrameOfReferenceUID = study.uid("frame", spec.course)
    made.PositionReferenceIndicator = ""
    made.RTPlanLabel = spec.label
    made.RTPlanDate = day(spec.on)
    made.RTPlanTime = "120000"
    made.PlanIntent = spec.intent
    made.RTPlanGeometry = spec.geometry
    made.DoseReferenceSequence = items([_dose_reference(study, spec)])
    made.FractionGroupSequence = items([_fraction_group(spec)])
    if spec.geometry == "PATIENT":
        made.ReferencedStructureSetSequence = items(
            [
                item(
                    ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.3",
                    ReferencedSOPInstanceUID=study.uid("structures", spec.course),
                )
            ]
        )
    made.PatientSetupSequence = items([_setup(spec)])
    if spec.is_brachy:
        _add_brachy(made, spec)
    elif spec.is_proton:
        made.IonBeamSequence = items(ion_beam(beam, study.clinic.machine) for beam in spec.beams)
    else:
        made.BeamSequence = items(photon_beam(beam, study.clinic.machine) for beam in spec.beams)
    if spec.predecessor:
        made.ReferencedRTPlanSequence = items(
            [
                item(
                    ReferencedSOPClassUID=sop_class,
                    ReferencedSOPInstanceUID=study.uid("sop", f"plan-{spec.predecessor}"),
                    RTPlanRelationship="PREDECESSOR",
                )
            ]
        )
    made.ApprovalStatus = spec.approval
    if spec.approval == "APPROVED":
        made.ReviewDate = day(spec.approved_on or spec.on)
        made.ReviewTime = "150000"
        made.ReviewerName = study.clinic.physician.dicom_name
    made.TreatmentSite = spec.site
    return made


def _dose_reference(study: Study, spec: PlanSpec) -> Dataset:
    return item(
        DoseReferenceNumber="1",
        DoseReferenceUID=study.uid("dose-reference", spec.course),
        DoseReferenceStructureType="SITE",
        DoseReferenceDescription="PTV",
        DoseReferenceType="TARGET",
        TargetPrescriptionDose=number(spec.dose * spec.fractions),
    )


def _fraction_group(spec: PlanSpec) -> Dataset:
    made = item(
        FractionGroupNumber="1",
        NumberOfFractionsPlanned=str(spec.fractions),
        NumberOfBeams="0" if spec.is_brachy else str(len(spec.beams)),
        NumberOfBrachyApplicationSetups=str(len(spec.beams)) if spec.is_brachy else "0",
    )
    if spec.is_brachy:
        made.ReferencedBrachyApplicationSetupSequence = items(
            item(
                BrachyApplicationSetupDose=number(b.dose),
                ReferencedBrachyApplicationSetupNumber=str(b.number),
            )
            for b in spec.beams
        )
        return made
    made.ReferencedBeamSequence = items(
        item(ReferencedBeamNumber=str(b.number))
        if b.technique is Technique.SETUP
        else item(
            BeamDose=number(b.dose), BeamMeterset=number(b.meterset), ReferencedBeamNumber=str(b.number)
        )
        for b in spec.beams
    )
    return made


def _setup(spec: PlanSpec) -> Dataset:
    made = item(PatientPosition="HFS", PatientSetupNumber="1", SetupTechnique="ISOCENTRIC")
    if spec.fixation:
        made.FixationDeviceSequence = items(
            item(FixationDeviceType=kind, FixationDeviceLabel=f"SYN{n}")
            for n, kind in enumerate(spec.fixation)
        )
    if spec.motion:
        made.MotionSynchronizationSequence = items(
            [
                item(
                    RespiratoryMotionCompensationTechnique=spec.motion,
                    RespiratorySignalSource="EXTERNAL_MARKER",
                )
            ]
        )
    return made


def _add_brachy(made: FileDataset, spec: PlanSpec) -> None:
    made.BrachyTreatmentTechnique = "INTRACAVITARY"
    made.BrachyTreatmentType = "HDR"
    made.TreatmentMachineSequence = items([item(TreatmentMachineName=BRACHY_MACHINE)])
    made.SourceSequence = items(
        [
            item(
                SourceNumber="1",
                SourceType="POINT",
                SourceIsotopeName="Ir-192",
                SourceIsotopeHalfLife="73.83",
                ReferenceAirKermaRate="40000",
                SourceStrengthReferenceDate=day(spec.on),
                SourceStrengthReferenceTime="120000",
            )
        ]
    )
    made.ApplicationSetupSequence = items(
        item(
            ApplicationSetupType="FLETCHER_SUIT",
            ApplicationSetupNumber=str(beam.number),
            TotalReferenceAirKerma="1000",
            ChannelSequence=items(
                [
                    item(
                        ChannelNumber="1",
                        ChannelTotalTime="300",
                        SourceMovementType="STEPWISE",
                        ReferencedSourceNumber="1",
                        NumberOfControlPoints="2",
                        FinalCumulativeTimeWeight="300",
                        BrachyControlPointSequence=items(
                            item(
                                ControlPointIndex=str(n),
                                CumulativeTimeWeight=str(300 * n),
                                ControlPointRelativePosition="0",
                                ControlPoint3DPosition=["0", "0", "0"],
                            )
                            for n in (0, 1)
                        ),
                    )
                ]
            ),
        )
        for beam in spec.beams
    )
