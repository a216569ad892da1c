"""Read RT Structure Sets and RT Doses by their headers (PS3.3 A.19, A.18)."""

from __future__ import annotations

from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.imaging import DoseGrid, StructureSet
from unlisted.formats.dicomrt.common import person_name, read_approval, referenced_uid
from unlisted.formats.dicomrt.element import Element
from unlisted.formats.dicomrt.reader import DicomObject

_TARGETS = frozenset({"PTV", "CTV", "GTV", "TREATED_VOLUME", "IRRAD_VOLUME"})
_ORGANS = frozenset({"ORGAN", "AVOIDANCE"})


def read_structures(found: DicomObject) -> Episode:
    """Return the part of an episode a structure set holds: targets and organs by name, not the contours."""
    root = found.root
    names = {item.integer("ROINumber"): item for item in root.items("StructureSetROISequence")}
    kinds = {
        item.integer("ReferencedROINumber"): item.code("RTROIInterpretedType")
        for item in root.items("RTROIObservationsSequence")
    }
    targets = [item for number, item in names.items() if kinds.get(number, "") in _TARGETS]
    organs = [item for number, item in names.items() if kinds.get(number, "") in _ORGANS]
    frames, series = _images(root)
    own_frames = (item.code("ReferencedFrameOfReferenceUID") for item in names.values())
    structure_set = StructureSet(
        uid=found.uid,
        label=root.held_text("StructureSetLabel"),
        on=root.held_day("StructureSetDate"),
        approval=read_approval(root),
        approved_by=root.hold(person_name(root.text("ReviewerName")) or None, "ReviewerName"),
        approved_on=root.held_day("ReviewDate"),
        frame_of_reference_uids=tuple(dict.fromkeys(uid for uid in (*frames, *own_frames) if uid)),
        image_series_uids=series,
        targets=_names(targets),
        organs_at_risk=_names(organs),
        other_structures=len(names) - len(targets) - len(organs),
        evidence=root.evidence("SOPInstanceUID"),
    )
    return Episode(id="", structure_sets=(structure_set,))


def _images(root: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    frames, series = [], []
    for frame in root.items("ReferencedFrameOfReferenceSequence"):
        frames.append(frame.code("FrameOfReferenceUID"))
        for study in frame.items("RTReferencedStudySequence"):
            series += [item.code("SeriesInstanceUID") for item in study.items("RTReferencedSeriesSequence")]
    return tuple(frames), tuple(dict.fromkeys(uid for uid in series if uid))


def _names(items: list[Element]) -> Held[tuple[str, ...]]:
    named = [item for item in items if item.text("ROIName")]
    if not named:
        return Held()
    places = tuple(e for item in named for e in item.evidence("ROIName"))
    return held(tuple(item.text("ROIName") for item in named), *places)


def read_dose(found: DicomObject) -> Episode:
    """Return the part of an episode a dose grid's header holds."""
    root = found.root
    plans = (item.code("ReferencedSOPInstanceUID") for item in root.items("ReferencedRTPlanSequence"))
    grid = DoseGrid(
        uid=found.uid,
        plan_uids=tuple(dict.fromkeys(uid for uid in plans if uid)),
        structure_set_uid=referenced_uid(root, "ReferencedStructureSetSequence"),
        frame_of_reference_uid=root.code("FrameOfReferenceUID"),
        summation_type=root.held_code("DoseSummationType"),
        dose_type=root.held_code("DoseType"),
        units=root.held_code("DoseUnits"),
        histograms=len(root.items("DVHSequence")),
        normalization_gy=root.held_decimal("DVHNormalizationDoseValue"),
        evidence=root.evidence("SOPInstanceUID"),
    )
    return Episode(id="", dose_grids=(grid,))
