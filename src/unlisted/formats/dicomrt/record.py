"""Read RT Beams, Ion Beams and Brachy Treatment Records (PS3.3 A.29, A.50, A.30)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from unlisted.base.errors import BrokenFileError
from unlisted.base.evidence import FileEvidence
from unlisted.episode.delivery import BeamDelivery, Override, TreatmentRecord
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Termination, Verification
from unlisted.formats.dicomrt.common import person_name, referenced_uid
from unlisted.formats.dicomrt.element import Element
from unlisted.formats.dicomrt.reader import DicomObject

_TERMINATIONS = {
    "NORMAL": Termination.NORMAL,
    "OPERATOR": Termination.OPERATOR,
    "MACHINE": Termination.MACHINE,
}
_VERIFICATIONS = {
    "VERIFIED": Verification.VERIFIED,
    "VERIFIED_OVR": Verification.VERIFIED_WITH_OVERRIDE,
    "NOT_VERIFIED": Verification.NOT_VERIFIED,
}
_NAMES = {"RTBEAMSRECORD": "beams", "RTIONRECORD": "ion", "RTBRACHYRECORD": "brachy"}
_SESSIONS = (
    "TreatmentSessionBeamSequence",
    "TreatmentSessionIonBeamSequence",
    "TreatmentSessionApplicationSetupSequence",
)


def read_record(found: DicomObject) -> Episode:
    """Return the part of an episode a treatment record holds: one record for each fraction it names.

    Raises ``BrokenFileError`` where the day of treatment is not to be found: without it, nothing can be
    counted.
    """
    root = found.root
    sessions = tuple(item for keyword in _SESSIONS for item in root.items(keyword))
    if not sessions:
        found.file.note(
            "record_without_beams",
            "the record holds no beam that can be read",
            root.place(_SESSIONS[0]),
            "export the record again",
        )
    by_fraction: dict[int, list[Element]] = {}
    for item in sessions:
        by_fraction.setdefault(_fraction(item), []).append(item)
    day = _day(root, sessions)
    machine = root.first("TreatmentMachineSequence")
    records = tuple(
        TreatmentRecord(
            uid=found.uid,
            plan_uid=referenced_uid(root, "ReferencedRTPlanSequence"),
            fraction_number=number,
            on=day,
            at=root.time("TreatmentTime"),
            machine=machine.text("TreatmentMachineName") if machine else "",
            beams=tuple(_delivery(item) for item in items),
            evidence=_evidence(root, items[0]),
            kind=_NAMES.get(found.kind, ""),
            fractions_planned=root.integer("NumberOfFractionsPlanned"),
            fraction_group=root.integer("ReferencedFractionGroupNumber"),
            session_uid=root.code("TreatmentSessionUID"),
            verification_images=sum(len(i.items("ReferencedVerificationImageSequence")) for i in items),
        )
        for number, items in sorted(by_fraction.items())
    )
    return Episode(id="", records=records)


def _fraction(item: Element) -> int:
    number = item.integer("CurrentFractionNumber")
    if number is None:
        item.file.note(
            "fraction_number_missing",
            "a beam states no fraction number; it stands under fraction 0",
            item.place("CurrentFractionNumber"),
            "look up the fraction in the record-and-verify system",
        )
    return number or 0


def _evidence(root: Element, item: Element) -> tuple[FileEvidence, ...]:
    reference = root.first("ReferencedRTPlanSequence")
    places = [*root.evidence("TreatmentDate"), *item.evidence("CurrentFractionNumber")]
    if reference is not None:
        places += reference.evidence("ReferencedSOPInstanceUID")
    return tuple(places)


def _day(root: Element, sessions: tuple[Element, ...]) -> date:
    day = root.day("TreatmentDate")
    if day is not None:
        return day
    for item in sessions:
        for point in _points(item)[:1]:
            day = point.day("TreatmentControlPointDate")
            if day is not None:
                root.file.note(
                    "treatment_day_missing",
                    "the day of treatment is missing; the first control point's day is taken",
                    root.place("TreatmentDate"),
                    "export the record again",
                )
                return day
    raise BrokenFileError(
        f"{root.file.name} is a treatment record without a day of treatment",
        where=f"{root.file.name} {root.place('TreatmentDate')}",
        why="a fraction counts on the day it was given",
        fix="export the record again from the record-and-verify system",
    )


def _points(item: Element) -> tuple[Element, ...]:
    return item.items("ControlPointDeliverySequence") or item.items("IonControlPointDeliverySequence")


def _delivery(item: Element) -> BeamDelivery:
    points = _points(item)
    verification = item.code("TreatmentVerificationStatus")
    specified, delivered = _meterset(item, points)
    number = item.integer("ReferencedBeamNumber")
    if number is None:
        number = item.integer("ReferencedBrachyApplicationSetupNumber")
    return BeamDelivery(
        beam_number=number or 0,
        beam_name=item.text("BeamName") or item.text("ApplicationSetupName"),
        meterset_specified=specified,
        meterset_delivered=delivered,
        dose_gy=None,
        termination=_TERMINATIONS.get(item.code("TreatmentTerminationStatus"), Termination.UNKNOWN),
        termination_code=item.code("TreatmentTerminationCode"),
        verification=_VERIFICATIONS.get(verification),
        delivery_type=item.code("TreatmentDeliveryType") or "TREATMENT",
        overrides=_overrides(item, points),
        evidence=_places(item),
        reported_dose_gy=_reported_dose(item),
        delivered_seconds=item.decimal("DeliveredTreatmentTime"),
        started_at=_time_of(points[:1]),
        ended_at=_time_of(points[-1:]),
        corrected_parameters=sum(len(p.items("CorrectedParameterSequence")) for p in (item, *points)),
        tolerance_violations=len(item.items("TreatmentToleranceViolationSequence")),
    )


def _places(item: Element) -> tuple[FileEvidence, ...]:
    keywords = (
        "DeliveredPrimaryMeterset",
        "RecordedChannelSequence",
        "SpecifiedPrimaryMeterset",
        "TreatmentTerminationStatus",
        "TreatmentTerminationCode",
        "TreatmentVerificationStatus",
        "TreatmentDeliveryType",
    )
    return item.evidence(*(word for word in keywords if item.has(word)))


def _meterset(item: Element, points: tuple[Element, ...]) -> tuple[Decimal | None, Decimal | None]:
    """Return what was specified and delivered: monitor units, or seconds over the channels of brachytherapy.

    Where the beam states nothing, the last control point's values stand in: they are cumulative.
    """
    specified = item.decimal("SpecifiedPrimaryMeterset")
    delivered = item.decimal("DeliveredPrimaryMeterset")
    channels = item.items("RecordedChannelSequence")
    if channels:
        specified = _sum(channels, "SpecifiedChannelTotalTime")
        delivered = _sum(channels, "DeliveredChannelTotalTime")
    if points and delivered is None:
        delivered = points[-1].decimal("DeliveredMeterset")
    if points and specified is None:
        specified = points[-1].decimal("SpecifiedMeterset")
    return specified, delivered


def _sum(items: tuple[Element, ...], keyword: str) -> Decimal | None:
    values = [value for value in (item.decimal(keyword) for item in items) if value is not None]
    return sum(values, Decimal(0)) if values else None


def _overrides(item: Element, points: tuple[Element, ...]) -> tuple[Override, ...]:
    return tuple(
        Override(
            parameter=override.pointer("OverrideParameterPointer")
            or override.code("ParameterSequencePointer"),
            reason=override.text("OverrideReason"),
            operator=person_name(override.text("OperatorsName")),
            evidence=override.evidence("OverrideParameterPointer"),
        )
        for place in (item, *points)
        for override in place.items("OverrideSequence")
    )


def _reported_dose(item: Element) -> Decimal | None:
    """Return Calculated Dose Reference Dose Value (3008,0076): the first of the beam."""
    for keyword in ("ReferencedCalculatedDoseReferenceSequence", "CalculatedDoseReferenceSequence"):
        reference = item.first(keyword)
        if reference is not None:
            return reference.decimal("CalculatedDoseReferenceDoseValue")
    return None


def _time_of(points: tuple[Element, ...]) -> time | None:
    return points[0].time("TreatmentControlPointTime") if points else None
