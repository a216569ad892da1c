"""The demo case: a made-up patient with a recurrent sarcoma of the thigh, irradiated before.

Complete but for two gaps on purpose: no peer review before the start (not started), and one row of the
time log that was entered nine days late (looked at, incomplete).
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from pydicom.dataset import FileDataset
from pydicom.uid import RTStructureSetStorage

from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.synthetic.beams import Beam
from unlisted.pipeline.synthetic.dicom_base import Study, day, item, items, new_object, to_bytes
from unlisted.pipeline.synthetic.identity import CLINIC, Patient
from unlisted.pipeline.synthetic.plans import PlanSpec, plan_object
from unlisted.pipeline.synthetic.records import Part, Session, record_object, summary_object
from unlisted.pipeline.synthetic.sarcoma_bundle import sarcoma_bundle
from unlisted.pipeline.synthetic.sarcoma_forms import sarcoma_forms
from unlisted.pipeline.synthetic.sarcoma_story import (
    FRACTIONS,
    PLAN_A_ON,
    PLAN_B_ON,
    SIMULATED,
    SIMULATED_AGAIN,
)
from unlisted.pipeline.synthetic.sarcoma_time import sarcoma_time_log

PATIENT = Patient("SYN-77499", "Syntheticson", "Examplus", date(1962, 4, 18), "male")
STUDY = Study("examples/sarcoma", PATIENT, CLINIC)
TARGETS = ("GTV", "CTV_3000", "PTV_3000")
ORGANS = ("Femur_L", "A_Femoral_L", "Skin", "External")
DELIBERATE_GAPS = ("peer_review_before_start", "contemporaneous_entry")
DOSE = Decimal(3)  # Gy per arc and fraction
FIRST_PLAN_FRACTIONS = 2


def _arc(number: int, gantry: int, couch: int, meterset: int) -> Beam:
    return Beam(
        number,
        f"ARC{number}",
        Technique.VMAT,
        DOSE,
        Decimal(meterset),
        Decimal(6),
        gantry,
        couch,
    )


PLAN_A = PlanSpec(
    "BOOST_A",
    PLAN_A_ON,
    5,
    (_arc(1, 180, 0, 842), _arc(2, 340, 15, 816)),
    "Left thigh",
    fixation=("VACUUM_MOLD", "BODY_FRAME"),
    motion="NONE",
)
PLAN_B = PlanSpec(
    "BOOST_B",
    PLAN_B_ON,
    3,
    (_arc(1, 180, 0, 871), _arc(2, 340, 15, 829)),
    "Left thigh",
    predecessor="BOOST_A",
    fixation=("VACUUM_MOLD", "BODY_FRAME"),
    motion="NONE",
)


def sarcoma_files() -> dict[str, bytes]:
    """Return every file of the demo case by its path; the same bytes each time."""
    files = {f"forms/{name}": data for name, data in sarcoma_forms(STUDY, PLAN_A, PLAN_B).items()}
    files["time-log.csv"] = sarcoma_time_log(STUDY)
    files["fhir/bundle.json"] = sarcoma_bundle(STUDY)
    for spec, scan in ((PLAN_A, SIMULATED), (PLAN_B, SIMULATED_AGAIN)):
        files[f"dicom/RS_{spec.label}.dcm"] = to_bytes(_structures(spec, scan))
        plan = plan_object(STUDY, spec)
        plan.ReferencedStructureSetSequence[0].ReferencedSOPInstanceUID = _structures_uid(spec)
        files[f"dicom/RP_{spec.label}.dcm"] = to_bytes(plan)
    sessions = _sessions()
    for session in sessions:
        files[f"dicom/{session.name}.dcm"] = to_bytes(record_object(STUDY, session))
    last = [(session.fraction, session.on) for session in sessions if session.plan is PLAN_B]
    summary = summary_object(STUDY, PLAN_B, last, "COMPLETED", PLAN_B.dose * 3, FRACTIONS[0])
    files["dicom/RTSUM.dcm"] = to_bytes(summary)
    return dict(sorted(files.items()))


def _sessions() -> list[Session]:
    made = []
    for n, on in enumerate(FRACTIONS):
        plan = PLAN_A if n < FIRST_PLAN_FRACTIONS else PLAN_B
        number = n + 1 if plan is PLAN_A else n - FIRST_PLAN_FRACTIONS + 1
        reason = "Couch height after image match" if n == FIRST_PLAN_FRACTIONS else ""
        first, *others = plan.beams
        parts = (Part(first, override_reason=reason), *(Part(beam) for beam in others))
        made.append(Session(plan, number, on, time(10, 30), parts))
    return made


def _structures_uid(spec: PlanSpec) -> str:
    return STUDY.uid("sop", f"structures-{spec.label}")


def _structures(spec: PlanSpec, scan: date) -> FileDataset:
    """Return a structure set that names its volumes; it holds no contour."""
    made = new_object(STUDY, RTStructureSetStorage, "RTSTRUCT", f"structures-{spec.label}", scan)
    made.OperatorsName = CLINIC.physician.dicom_name
    made.StructureSetLabel = spec.label
    made.StructureSetDate = day(scan + timedelta(days=1))
    made.StructureSetTime = "090000"
    frame = STUDY.uid("frame", spec.course)
    made.ReferencedFrameOfReferenceSequence = items([item(FrameOfReferenceUID=frame)])
    names = [*TARGETS, *ORGANS]
    kinds = {"GTV": "GTV", "CTV_3000": "CTV", "PTV_3000": "PTV", "External": "EXTERNAL"}
    made.StructureSetROISequence = items(
        item(
            ROINumber=str(n),
            ReferencedFrameOfReferenceUID=frame,
            ROIName=name,
            ROIGenerationAlgorithm="MANUAL",
        )
        for n, name in enumerate(names, start=1)
    )
    made.ROIContourSequence = items(item(ReferencedROINumber=str(n)) for n in range(1, len(names) + 1))
    made.RTROIObservationsSequence = items(
        item(
            ObservationNumber=str(n),
            ReferencedROINumber=str(n),
            RTROIInterpretedType=kinds.get(name, "ORGAN"),
            ROIInterpreter=CLINIC.physician.dicom_name,
        )
        for n, name in enumerate(names, start=1)
    )
    made.ApprovalStatus = "APPROVED"
    made.ReviewDate = day(spec.on)
    made.ReviewTime = "140000"
    made.ReviewerName = CLINIC.physician.dicom_name
    return made
