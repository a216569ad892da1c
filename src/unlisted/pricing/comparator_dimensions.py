"""What the record shows on each dimension of a comparison. It gives reasons, never a percentage."""

from __future__ import annotations

from enum import StrEnum

from unlisted.base.evidence import Evidence
from unlisted.coding.course_effort import extra_work
from unlisted.coding.course_plan import technique_name
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.episode import Episode


class Dimension(StrEnum):
    """What a service is compared on (rule ``comparator.dimensions``), and staff beside it."""

    TIME = "time"
    TECHNIQUE = "technique"
    INTENSITY = "intensity"
    EFFORT = "effort"
    EQUIPMENT = "equipment"
    STAFF = "staff"


def observed(dimension: Dimension, episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    """Return what the record says on a dimension, as a clause, with its evidence."""
    match dimension:
        case Dimension.TIME:
            return _time(episode)
        case Dimension.TECHNIQUE:
            return _technique(episode)
        case Dimension.INTENSITY:
            return _intensity(episode)
        case Dimension.EFFORT:
            return _effort(episode)
        case Dimension.EQUIPMENT:
            return _equipment(episode)
        case Dimension.STAFF:
            return _staff(episode)


def _time(episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    if not episode.time_log:
        return "no minutes are logged, and none are filled in", ()
    minutes = sum(entry.minutes for entry in episode.time_log)
    people = len({entry.person.name for entry in episode.time_log})
    late = [e for e in episode.time_log if e.entered_on is not None and e.entered_on > e.on]
    more = f", {len(late)} of them entered later" if late else ""
    says = f"{minutes} minutes of {people} people in {len(episode.time_log)} entries{more}"
    return says, tuple(place for entry in episode.time_log for place in entry.evidence[:1])


def _technique(episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    beams = [beam for plan in counting_plans(episode) for beam in plan.beams]
    if not beams:
        return "no plan is on record", ()
    names = sorted({technique_name(beam.technique) for beam in beams})
    times = len(episode.plan_changes)
    changed = f", replanned {'once' if times == 1 else f'{times} times'}" if times else ""
    return f"{', '.join(names)}{changed}", tuple(place for beam in beams for place in beam.evidence[:1])


def _intensity(episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    fractions = [f for f in episode.fractions if f.dose_gy is not None]
    if not fractions:
        return "no dose of a fraction is on record", ()
    highest = max(f.dose_gy for f in fractions if f.dose_gy is not None)
    shown = format(highest.normalize(), "f")
    says = f"{len(episode.fractions)} fractions of up to {shown} Gy on {len(episode.treatment_days)} days"
    return says, tuple(place for f in fractions[:4] for place in f.evidence[:1])


def _effort(episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    work = extra_work(episode)
    if not work:
        return "no factor that made the case unusual is on record", ()
    return "; ".join(item.says for item in work), tuple(place for item in work for place in item.evidence)


def _equipment(episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    plans = counting_plans(episode)
    machines = sorted({plan.machine.value for plan in plans if plan.machine.is_known})
    holding = sorted({w for plan in plans if plan.immobilization.is_known for w in plan.immobilization.value})
    if not machines and not holding:
        return "no machine or device is on record", ()
    shown = [", ".join(machines)] if machines else []
    if holding:
        # A plan names a device as TYPE: LABEL; the label means something in the clinic only.
        kinds = dict.fromkeys(word.partition(":")[0].strip().lower().replace("_", " ") for word in holding)
        shown.append("held by " + ", ".join(kinds))
    places = tuple(p for plan in plans for p in (*plan.machine.evidence, *plan.immobilization.evidence))
    return "; ".join(shown), places


def _staff(episode: Episode) -> tuple[str, tuple[Evidence, ...]]:
    roles: dict[str, int] = {}
    for entry in episode.time_log:
        name = entry.person.role.value.replace("_", " ")
        roles[name] = roles.get(name, 0) + entry.minutes
    if not roles:
        return "no time by person is on record", ()
    says = ", ".join(f"{name} {minutes} minutes" for name, minutes in roles.items())
    return says, tuple(place for entry in episode.time_log[:4] for place in entry.evidence[:1])
