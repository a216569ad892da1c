"""Find image guidance: images of treatment days, RT images, port films, references from records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from unlisted.episode.delivery import ImageGuidance, TreatmentRecord
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.imaging import ImageSeries
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Approval, GuidanceKind, Role

KILOVOLT_LIMIT = Decimal(500)
"""Tube voltages below are kilovoltage imaging; RT images of the treatment beam are megavoltage."""

_PORT_FILM = frozenset({"OPEN_PORTFILM", "TRMT_PORTFILM"})


def derive_guidance(episode: Episode, records: tuple[TreatmentRecord, ...]) -> tuple[ImageGuidance, ...]:
    """Return the image guidance of the course: what sources state, joined by what follows from images."""
    days = {record.on for record in records}
    found = [_from_image(image, episode, days) for image in episode.images]
    found += [_from_record(record) for record in records]
    kept = list(episode.image_guidance)
    for item in found:
        if item is None:
            continue
        at = next((n for n, other in enumerate(kept) if _same(item, other)), None)
        if at is None:
            kept.append(item)
        else:
            kept[at] = _joined(kept[at], item)
    return tuple(sorted(kept, key=lambda item: item.on.value if item.on.is_known else date.max))


def _same(item: ImageGuidance, other: ImageGuidance) -> bool:
    """Say whether two describe one image: the same file places, or the same day and kind."""
    if item == other:
        return True
    if item.on.is_known and other.on.is_known and item.on.value != other.on.value:
        return False
    if set(item.on.evidence) & set(other.on.evidence):
        return True
    kinds = (item.kind, other.kind)
    alike = all(kind.is_known for kind in kinds) and item.kind.value is other.kind.value
    return item.on.is_known and other.on.is_known and alike


def _joined(kept: ImageGuidance, item: ImageGuidance) -> ImageGuidance:
    """Keep the evidence of both; what one leaves open the other fills."""
    return replace(
        kept,
        on=kept.on.also(item.on.value, item.on.evidence) if item.on.is_known else kept.on,
        kind=kept.kind.also(item.kind.value, item.kind.evidence) if item.kind.is_known else kept.kind,
        plan_uid=kept.plan_uid or item.plan_uid,
        fraction_number=item.fraction_number if kept.fraction_number is None else kept.fraction_number,
        approved_by=kept.approved_by if kept.approved_by.is_known else item.approved_by,
        approved_on=kept.approved_on if kept.approved_on.is_known else item.approved_on,
    )


def _from_image(image: ImageSeries, episode: Episode, days: set[date]) -> ImageGuidance | None:
    if not image.on.is_known or image.on.value not in days:
        return None
    if image.modality == "RTIMAGE":
        return _approved(image, _rt_image_kind(image))
    planning = {uid for found in episode.structure_sets for uid in found.image_series_uids}
    if image.series_uid in planning or not _in_room(image, episode):
        return None
    kind = GuidanceKind.MRI if image.modality == "MR" else GuidanceKind.CBCT
    return _approved(image, kind if image.modality in ("CT", "MR") else GuidanceKind.OTHER)


def _rt_image_kind(image: ImageSeries) -> GuidanceKind:
    volts = image.tube_kilovolts
    if volts.is_known and Decimal(0) < volts.value < KILOVOLT_LIMIT:
        return GuidanceKind.KV_PAIR
    return GuidanceKind.PORT_IMAGE


def _in_room(image: ImageSeries, episode: Episode) -> bool:
    """Say whether an image is in the plan's frame of reference, or a registration brings it there."""
    plans = {plan.frame_of_reference_uid for plan in episode.plans if not plan.excluded} - {""}
    if image.frame_of_reference_uid in plans:
        return True
    return any(
        image.frame_of_reference_uid in item.frame_of_reference_uids
        and plans & set(item.frame_of_reference_uids)
        for item in episode.registrations
    )


def _approved(image: ImageSeries, kind: GuidanceKind) -> ImageGuidance:
    approved = image.approval.is_known and image.approval.value is Approval.APPROVED
    by: Held[Actor] = Held()
    if approved and image.approved_by.is_known:
        by = held(Actor(image.approved_by.value, Role.OTHER), *image.approved_by.evidence)
    return ImageGuidance(
        on=image.on,
        kind=held(kind, *image.evidence),
        plan_uid=image.plan_uid,
        fraction_number=image.fraction_number,
        approved_by=by,
        approved_on=image.approved_on if approved else Held(),
    )


def _from_record(record: TreatmentRecord) -> ImageGuidance | None:
    films = [beam for beam in record.beams if beam.delivery_type in _PORT_FILM]
    found = ImageGuidance(
        on=held(record.on, *record.evidence),
        plan_uid=record.plan_uid,
        fraction_number=record.fraction_number,
    )
    if films:
        return replace(found, kind=held(GuidanceKind.PORT_IMAGE, *films[0].evidence))
    setup = any(beam.delivery_type == "SETUP" for beam in record.beams)
    return found if setup or record.verification_images else None


def days_without_image(days: Iterable[date], guidance: Iterable[ImageGuidance]) -> tuple[date, ...]:
    """Return the treatment days on which no image was taken."""
    imaged = {item.on.value for item in guidance if item.on.is_known}
    return tuple(sorted(day for day in set(days) if day not in imaged))
