"""Read RT Treatment Summary Records (PS3.3 A.31)."""

from __future__ import annotations

from decimal import Decimal

from unlisted.episode.delivery import DeliverySummary
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.formats.dicomrt.common import referenced_uid
from unlisted.formats.dicomrt.element import Element
from unlisted.formats.dicomrt.reader import DicomObject


def read_summary(found: DicomObject) -> Episode:
    """Return the part of an episode a treatment summary holds: the system's own count for one plan."""
    root = found.root
    groups = root.items("FractionGroupSummarySequence")
    summary = DeliverySummary(
        uid=found.uid,
        plan_uid=referenced_uid(root, "ReferencedRTPlanSequence"),
        status=root.held_code("CurrentTreatmentStatus"),
        comment=root.held_text("TreatmentStatusComment"),
        fractions_planned=_sum(groups, "NumberOfFractionsPlanned"),
        fractions_delivered=_sum(groups, "NumberOfFractionsDelivered"),
        first_treated_on=root.held_day("FirstTreatmentDate"),
        last_treated_on=root.held_day("MostRecentTreatmentDate"),
        cumulative_dose_gy=_dose(root),
        evidence=root.evidence("SOPInstanceUID"),
    )
    return Episode(id="", summaries=(summary,))


def _sum(groups: tuple[Element, ...], keyword: str) -> Held[int]:
    known = [(group, group.integer(keyword)) for group in groups]
    counts = [(group, count) for group, count in known if count is not None]
    if not counts:
        return Held()
    places = tuple(e for group, _ in counts for e in group.evidence(keyword))
    return held(sum(count for _, count in counts), *places)


def _dose(root: Element) -> Held[Decimal]:
    for keyword in (
        "TreatmentSummaryCalculatedDoseReferenceSequence",
        "TreatmentSummaryMeasuredDoseReferenceSequence",
    ):
        item = root.first(keyword)
        if item is not None:
            return item.held_decimal("CumulativeDoseToDoseReference")
    return Held()
