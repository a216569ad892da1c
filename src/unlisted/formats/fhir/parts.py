"""Work out the parts of a course from plans, records and orders, where no chart states them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unlisted.episode.course import CoursePart, RadiationUse, Volume, VolumeDose
from unlisted.episode.episode import Episode
from unlisted.episode.plan import Prescription
from unlisted.episode.vocabulary import Technique
from unlisted.formats.fhir.fill import uid_of
from unlisted.formats.fhir.make_parts import Making
from unlisted.formats.fhir.part_values import count_of, text_of, use_of, value_of


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts and volumes of an episode, those of charts first."""

    parts: tuple[CoursePart, ...]
    volumes: tuple[Volume, ...]


def parts_of(episode: Episode) -> Parts:
    """Return the parts of the course: as charts state them, and the rest from plans, fractions and orders."""
    stated = episode.course_parts
    planned = {uid_of(part) for part in stated if (part.side, part.level) == ("planned", "plan")}
    plans = [plan for plan in episode.plans if not plan.excluded and plan.uid not in planned]
    fractions = [item for item in episode.fractions if item.plan_uid in {plan.uid for plan in plans}]
    volumes = {volume.id: volume for volume in episode.volumes}
    found = [*stated, *_orders(episode, volumes)]
    if not plans:
        return Parts(tuple(found), tuple(volumes.values()))
    making = Making(episode, plans, fractions)
    for plan in plans:
        volume = making.volume(plan)
        volumes.setdefault(volume.id, volume)
        found += making.of_plan(plan)
    sides = {part.side for part in stated if part.level == "course"}
    found = [*(part for part in making.courses() if part.side not in sides), *found, *making.sessions()]
    return Parts(tuple(found), tuple(volumes.values()))


def _orders(episode: Episode, volumes: dict[str, Volume]) -> Iterable[CoursePart]:
    """Return the orders that no chart states as a part; a dose a plan only carries is no order."""
    known = {part.id for part in episode.course_parts} | {plan.uid for plan in episode.plans}
    for order in episode.prescriptions:
        if order.id in known or _under(order, known):
            continue
        name = text_of(order.volume) or text_of(order.site)
        doses: tuple[VolumeDose, ...] = ()
        if name:
            volume = Volume(f"{order.id}/volume", name, evidence=order.volume.evidence)
            volumes.setdefault(volume.id, volume)
            dose = VolumeDose(
                volume.id,
                value_of(order.dose_gy),
                None if order.level == "course" else value_of(order.dose_per_fraction_gy),
                count_of(order.fractions) if order.level == "course" else None,
            )
            doses = (dose,) if dose.dose_gy is not None else ()
        uses = _order_use(order)
        yield CoursePart(
            id=order.id,
            side="prescribed",
            level=order.level,
            name=name,
            status="active",
            fractions=None if order.level == "course" else count_of(order.fractions),
            intent=order.intent.value if order.intent.is_known and order.level == "course" else None,
            uses=uses,
            doses=doses,
            body_sites=(text_of(order.site),) if order.site.is_known else (),
            requester=order.signed_by.value if order.signed_by.is_known else None,
            authored_on=order.signed_on.value if order.signed_on.is_known else None,
        )


def _under(order: Prescription, known: set[str]) -> bool:
    return any(order.id.startswith(f"{part}/") for part in known)


def _order_use(order: Prescription) -> tuple[RadiationUse, ...]:
    if not order.modality.is_known:
        return ()
    technique = order.technique.value if order.technique.is_known else Technique.UNKNOWN
    use = use_of(order.modality.value, {technique}, ())
    return (use,) if use is not None else ()
