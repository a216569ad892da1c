"""Read images and spatial registrations by their headers (PS3.3 A.3, A.17, A.39)."""

from __future__ import annotations

from datetime import date

from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.episode.imaging import ImageSeries, Registration
from unlisted.formats.dicomrt.common import person_name, read_approval, referenced_uid
from unlisted.formats.dicomrt.element import Element
from unlisted.formats.dicomrt.reader import DicomObject

_DAYS = ("AcquisitionDate", "ContentDate", "SeriesDate", "StudyDate", "InstanceCreationDate")


def read_image(found: DicomObject) -> Episode:
    """Return the part of an episode an image's header holds; slices of a series are joined later."""
    root = found.root
    is_rt_image = found.kind == "RTIMAGE"
    series = root.code("SeriesInstanceUID") or found.uid
    exposure = root.first("ExposureSequence")
    volts = root.held_decimal("KVP")
    if exposure is not None and not volts.is_known:
        volts = exposure.held_decimal("KVP")
    image = ImageSeries(
        series_uid=found.uid if is_rt_image else series,
        modality=found.kind,
        on=_day(root),
        frame_of_reference_uid=root.code("FrameOfReferenceUID"),
        instance_uids=(found.uid,) if found.uid else (),
        description=root.held_text("RTImageLabel" if is_rt_image else "SeriesDescription"),
        plan_uid=referenced_uid(root, "ReferencedRTPlanSequence"),
        fraction_number=root.integer("FractionNumber"),
        tube_kilovolts=volts,
        approval=read_approval(root),
        approved_by=root.hold(person_name(root.text("ReviewerName")) or None, "ReviewerName"),
        approved_on=root.held_day("ReviewDate"),
        evidence=root.evidence("SOPInstanceUID"),
    )
    return Episode(id="", images=(image,))


def _day(root: Element) -> Held[date]:
    for keyword in _DAYS:
        found = root.held_day(keyword)
        if found.is_known:
            return found
    return Held()


def read_registration(found: DicomObject) -> Episode:
    """Return the part of an episode a registration holds: the frames and series it brings together."""
    root = found.root
    frames = [root.code("FrameOfReferenceUID")]
    frames += [item.code("FrameOfReferenceUID") for item in root.items("RegistrationSequence")]
    series = [item.code("SeriesInstanceUID") for item in root.items("ReferencedSeriesSequence")]
    for study in root.items("StudiesContainingOtherReferencedInstancesSequence"):
        series += [item.code("SeriesInstanceUID") for item in study.items("ReferencedSeriesSequence")]
    registration = Registration(
        uid=found.uid,
        on=_registered_on(root),
        frame_of_reference_uids=tuple(dict.fromkeys(uid for uid in frames if uid)),
        series_uids=tuple(dict.fromkeys(uid for uid in series if uid)),
        evidence=root.evidence("SOPInstanceUID"),
    )
    return Episode(id="", registrations=(registration,))


def _registered_on(root: Element) -> Held[date]:
    content = root.held_day("ContentDate")
    return content if content.is_known else _day(root)
