"""Read RT Plans and RT Ion Plans (PS3.3 A.20, A.49)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Severity
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.plan import Beam, Plan, PlanRelation, Prescription
from unlisted.episode.vocabulary import Intent
from unlisted.formats.dicomrt.beams import NO_SETTING, BeamSetting, read_beam
from unlisted.formats.dicomrt.brachy import read_applications
from unlisted.formats.dicomrt.common import person_name, read_approval, read_phantom, referenced_uid
from unlisted.formats.dicomrt.element import Element
from unlisted.formats.dicomrt.reader import DicomObject

_INTENTS = {
    "CURATIVE": Intent.CURATIVE,
    "PALLIATIVE": Intent.PALLIATIVE,
    "PROPHYLACTIC": Intent.PROPHYLACTIC,
}
_IMAGING = frozenset({"SETUP", "OPEN_PORTFILM", "TRMT_PORTFILM"})


def read_plan(found: DicomObject) -> Episode:
    """Return the part of an episode a plan holds: the plan, and what it prescribes."""
    root = found.root
    groups = root.items("FractionGroupSequence")
    beams = (*_beams(root, groups), *read_applications(root, groups))
    if not beams:
        found.file.note(
            "plan_without_beams",
            "the plan holds no beam and no application that can be read",
            root.place("BeamSequence"),
            "export the plan again",
        )
    prescriptions = _prescriptions(root, found.uid, groups)
    setups = root.items("PatientSetupSequence")
    plan = Plan(
        uid=found.uid,
        label=root.held_text("RTPlanLabel"),
        planned_on=root.held_day("RTPlanDate"),
        intent=root.held_code("PlanIntent"),
        approval=read_approval(root),
        approved_by=root.hold(person_name(root.text("ReviewerName")) or None, "ReviewerName"),
        approved_on=root.held_day("ReviewDate"),
        approved_time=root.hold(root.time("ReviewTime"), "ReviewTime"),
        fractions_planned=_fractions(root, groups),
        dose_per_fraction_gy=_dose_per_fraction(root, groups, beams, prescriptions),
        dose_gy=_total(root, groups, beams, prescriptions),
        machine=_machines(root),
        beams=beams,
        dose_reference_uids=_dose_references(root),
        frame_of_reference_uid=root.code("FrameOfReferenceUID"),
        structure_set_uid=referenced_uid(root, "ReferencedStructureSetSequence"),
        patient_position=_one_of_all(setups, "PatientPosition"),
        immobilization=_immobilization(setups),
        motion_management=_motion(setups),
        kind=found.kind,
        geometry=root.held_code("RTPlanGeometry"),
        phantom=read_phantom(root),
        site=root.held_text("TreatmentSite"),
        description=_description(root),
        image_guidance_planned=_guidance(root, beams),
        relations=_relations(root),
        evidence=root.evidence("SOPInstanceUID"),
    )
    before = next((r.plan_uid for r in plan.relations if r.relationship == "PREDECESSOR"), "")
    return Episode(id="", plans=(replace(plan, predecessor_uid=before),), prescriptions=prescriptions)


def _settings(groups: tuple[Element, ...]) -> dict[int, BeamSetting]:
    found: dict[int, BeamSetting] = {}
    for group in groups:
        for item in group.items("ReferencedBeamSequence"):
            number = item.integer("ReferencedBeamNumber")
            if number is None:
                continue
            dose = item.decimal("BeamDose")
            if dose is not None and dose <= 0:
                item.file.note(
                    "beam_dose_zero",
                    "a beam states a dose of zero, as templates do; it is not used",
                    item.place("BeamDose"),
                    "give the plan as it was approved",
                    Severity.ADVICE,
                )
                dose = None
            found[number] = BeamSetting(
                dose,
                item.decimal("BeamMeterset"),
                group.integer("FractionGroupNumber"),
                item.evidence("BeamDose", "BeamMeterset"),
            )
    return found


def _beams(root: Element, groups: tuple[Element, ...]) -> tuple[Beam, ...]:
    settings = _settings(groups)
    setups = {
        s.integer("PatientSetupNumber"): s.code("SetupTechnique") for s in root.items("PatientSetupSequence")
    }
    read = []
    for item in (*root.items("BeamSequence"), *root.items("IonBeamSequence")):
        number = item.integer("BeamNumber") or 0
        technique = setups.get(item.integer("ReferencedPatientSetupNumber"), "")
        read.append(read_beam(item, settings.get(number, NO_SETTING), technique))
    return tuple(read)


def _fractions(root: Element, groups: tuple[Element, ...]) -> Held[int]:
    """Hold the fractions planned; several groups of one plan are delivered one after another."""
    counts = [(group, group.integer("NumberOfFractionsPlanned")) for group in groups]
    known = [(group, count) for group, count in counts if count is not None and count > 0]
    if not known:
        return Held()
    found: Held[int] = Held()
    places = tuple(e for group, _ in known for e in group.evidence("NumberOfFractionsPlanned"))
    return found.also(sum(count for _, count in known), places)


def _dose_per_fraction(
    root: Element, groups: tuple[Element, ...], beams: tuple[Beam, ...], orders: tuple[Prescription, ...]
) -> Held[Decimal]:
    """Hold the dose per fraction as prescribed, else as the beams' doses add up.

    The beams' doses hold at their own specification point: a prescription to the volume goes before them.
    """
    found: Held[Decimal] = Held()
    if len(groups) == 1:
        for order in orders:
            if order.dose_per_fraction_gy.is_known:
                return order.dose_per_fraction_gy
        doses = [b.dose_gy for b in beams if b.delivery_type not in _IMAGING]
        stated = [dose for dose in doses if dose is not None]
        if stated and len(stated) == len(doses):
            return found.also(sum(stated, Decimal(0)), _dose_places(groups))
    return found


def _dose_places(groups: tuple[Element, ...]) -> tuple[Evidence, ...]:
    pairs = (
        ("ReferencedBeamSequence", "BeamDose"),
        ("ReferencedBrachyApplicationSetupSequence", "BrachyApplicationSetupDose"),
    )
    return tuple(
        place
        for group in groups
        for sequence, dose in pairs
        for item in group.items(sequence)
        if item.code(dose)
        for place in item.evidence(dose)
    )


def _total(
    root: Element, groups: tuple[Element, ...], beams: tuple[Beam, ...], orders: tuple[Prescription, ...]
) -> Held[Decimal]:
    for order in orders:
        if order.dose_gy.is_known:
            return order.dose_gy
    each, count = _dose_per_fraction(root, groups, beams, orders), _fractions(root, groups)
    if each.is_known and count.is_known:
        return held(each.value * count.value, *(*each.evidence, *count.evidence))
    return Held()


def _prescriptions(root: Element, uid: str, groups: tuple[Element, ...]) -> tuple[Prescription, ...]:
    count = _fractions(root, groups)
    intent = root.hold(_INTENTS.get(root.code("PlanIntent")), "PlanIntent")
    site = root.held_text("TreatmentSite")
    found = []
    references = root.items("DoseReferenceSequence")
    for item in sorted(references, key=_is_point):  # volumes and sites go before points
        dose = item.decimal("TargetPrescriptionDose")
        if dose is None or dose <= 0:
            continue
        each: Held[Decimal] = Held()
        if count.is_known:
            places = (*item.evidence("TargetPrescriptionDose"), *count.evidence)
            each = each.also((dose / count.value).quantize(Decimal("0.000001")).normalize() + 0, places)
        found.append(
            Prescription(
                id=f"{uid}/{item.code('DoseReferenceNumber')}",
                level="plan",
                site=site,
                volume=item.held_text("DoseReferenceDescription"),
                dose_gy=item.held_decimal("TargetPrescriptionDose"),
                dose_per_fraction_gy=each,
                fractions=count,
                intent=intent,
            )
        )
    return tuple(found)


def _is_point(reference: Element) -> bool:
    return reference.code("DoseReferenceStructureType") in ("COORDINATES", "POINT")


def _dose_references(root: Element) -> tuple[str, ...]:
    uids = (item.code("DoseReferenceUID") for item in root.items("DoseReferenceSequence"))
    return tuple(dict.fromkeys(uid for uid in uids if uid))


def _machines(root: Element) -> Held[str]:
    found: Held[str] = Held()
    sequences = ("BeamSequence", "IonBeamSequence", "TreatmentMachineSequence")
    for item in (item for keyword in sequences for item in root.items(keyword)):
        name = item.text("TreatmentMachineName")
        if name and not (found.is_known and found.value == name):
            found = found.also(name, item.evidence("TreatmentMachineName"))
    return found


def _one_of_all(items: tuple[Element, ...], keyword: str) -> Held[str]:
    found: Held[str] = Held()
    for item in items:
        value = item.code(keyword)
        if value and not found.is_known:
            found = item.held_code(keyword)
        elif value:
            found = found if found.value == value else found.also(value, item.evidence(keyword))
    return found


def _immobilization(setups: tuple[Element, ...]) -> Held[tuple[str, ...]]:
    words: dict[str, Element] = {}
    for setup in setups:
        for device in setup.items("FixationDeviceSequence"):
            kind = device.code("FixationDeviceType")
            label = device.text("FixationDeviceDescription") or device.text("FixationDeviceLabel")
            if kind or label:
                words.setdefault(f"{kind}: {label}" if kind and label else kind or label, device)
    if not words:
        return Held()
    places = tuple(e for device in words.values() for e in device.evidence("FixationDeviceType"))
    return held(tuple(words), *places)


def _motion(setups: tuple[Element, ...]) -> Held[tuple[str, ...]]:
    words: dict[str, Element] = {}
    for setup in setups:
        for item in setup.items("MotionSynchronizationSequence"):
            technique = item.code("RespiratoryMotionCompensationTechnique")
            signal = item.code("RespiratorySignalSource")
            if technique and technique != "NONE":
                words.setdefault(f"{technique} by {signal}" if signal else technique, item)
    if not words:
        return Held()
    places = tuple(
        e for item in words.values() for e in item.evidence("RespiratoryMotionCompensationTechnique")
    )
    return held(tuple(words), *places)


def _description(root: Element) -> Held[str]:
    written = root.held_text("PrescriptionDescription")
    return written if written.is_known else root.held_text("RTPlanDescription")


def _guidance(root: Element, beams: tuple[Beam, ...]) -> Held[bool]:
    """Say that images are planned: beams that image, or planned verification images (300A,00CA)."""
    for item, beam in zip((*root.items("BeamSequence"), *root.items("IonBeamSequence")), beams, strict=False):
        if beam.delivery_type in _IMAGING:
            return item.hold(True, "TreatmentDeliveryType")
        if item.items("PlannedVerificationImageSequence"):
            return item.hold(True, "PlannedVerificationImageSequence")
    return Held()


def _relations(root: Element) -> tuple[PlanRelation, ...]:
    return tuple(
        PlanRelation(
            item.code("RTPlanRelationship"),
            item.code("ReferencedSOPInstanceUID"),
            item.evidence("RTPlanRelationship", "ReferencedSOPInstanceUID"),
        )
        for item in root.items("ReferencedRTPlanSequence")
        if item.code("ReferencedSOPInstanceUID")
    )
