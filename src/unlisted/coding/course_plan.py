"""Facts of planning and physics: modulation, replanning, the physics consultation."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.coding.facts import CourseFact, fact
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.episode.plan import PlanChange
from unlisted.episode.vocabulary import GuidanceKind, Technique

MODULATED = frozenset({Technique.IMRT_STEP_AND_SHOOT, Technique.IMRT_SLIDING_WINDOW, Technique.VMAT})
NO_MOTION = frozenset({"NONE", "none", ""})
ACTIVE_MOTION = frozenset(
    {"GATING", "TRACKING", "BREATH_HOLD", "REALTIME", "gating", "tracking", "breath_hold", "breath hold"}
)


_ACRONYMS = frozenset({"vmat", "imrt", "hdr", "ldr", "pdr"})


def technique_name(technique: Technique) -> str:
    """Write a technique as the clinic does: VMAT, IMRT sliding window."""
    words = technique.value.split("_")
    return " ".join(word.upper() if word in _ACRONYMS else word for word in words)


def plan_facts(episode: Episode) -> Iterable[CourseFact]:
    """Yield what plans and physics consultations show."""
    yield _modulated(episode)
    yield _volumes(episode)
    yield _cobalt(episode)
    yield from _changes(episode)
    yield from _physics(episode)
    yield _motion(episode)
    yield _simple(episode)
    yield _ultrasound(episode)
    for stage in ("planning", "physics"):
        says = f"nobody has said whether one of the {stage} codes by level describes the work"
        yield fact(f"listed_{stage}_fits", None, says)


def _modulated(episode: Episode) -> CourseFact:
    beams = [beam for plan in counting_plans(episode) for beam in plan.beams]
    slug = "modulated"
    hits = [beam for beam in beams if beam.technique in MODULATED]
    if hits:
        places = tuple(place for beam in hits for place in beam.evidence[:1])
        return fact(slug, True, "the plan uses intensity modulation", places)
    if beams and all(beam.technique is not Technique.UNKNOWN for beam in beams):
        places = tuple(place for beam in beams for place in beam.evidence[:1])
        return fact(slug, False, "no plan uses intensity modulation", places)
    ordered = [
        o.technique for o in episode.prescriptions if o.technique.is_known and not o.technique.in_conflict
    ]
    if ordered and not beams:
        yes = any(answer.value in MODULATED for answer in ordered)
        places = tuple(place for answer in ordered for place in answer.evidence)
        says = "intensity modulation is ordered" if yes else "the order is without intensity modulation"
        return fact(slug, yes, says, places)
    return fact(slug, None, "the technique of the plan is not on record")


def _volumes(episode: Episode) -> CourseFact:
    """Say whether the plans rest on volumes: targets and organs outlined in each; kilovoltage has none.

    Without intensity modulation a plan may still be a plain one: nothing follows from that alone.
    """
    plans = counting_plans(episode)
    slug = "volume_plan"
    photons = [beam.energy for plan in plans for beam in plan.beams if beam.energy is not None]
    if photons and max(photons) < 1:  # MV; rule ``no_megavoltage_codes``
        places = tuple(place for plan in plans for beam in plan.beams for place in beam.evidence[:1])
        return fact(slug, False, "the beam is kilovoltage, planned without volumes", places)
    volumes = [(plan.targets, plan.organs_at_risk) for plan in plans]
    held = [answer for pair in volumes for answer in pair]
    if held and all(a.is_known and not a.in_conflict and a.value for a in held):
        places = tuple(place for answer in held for place in answer.evidence)
        return fact(slug, True, "target and organs are outlined", places)
    return fact(slug, None, "the record does not show that target and organs were outlined for each plan")


def _cobalt(episode: Episode) -> CourseFact:
    beams = [beam for plan in counting_plans(episode) for beam in plan.beams]
    slug = "cobalt_machine"
    if beams and all(beam.technique in MODULATED for beam in beams):
        places = tuple(place for beam in beams for place in beam.evidence[:1])
        return fact(slug, False, "the technique is one of a linear accelerator", places)
    return fact(slug, None, "the record does not say whether the machine is a cobalt unit")


def _changes(episode: Episode) -> Iterable[CourseFact]:
    changes = episode.plan_changes
    if not changes:
        plans = counting_plans(episode)
        says = "no plan change is on record" if plans else "no plan is on record"
        value = False if plans else None
        for slug in ("plan_changed", "new_data_set", "online_adaptation"):
            yield fact(slug, value, says)
        return
    places = tuple(place for change in changes for each in change.on.facts for place in each.evidence)
    many = f"{len(changes)} plan changes are" if len(changes) > 1 else "a plan change is"
    yield fact("plan_changed", True, f"{many} on record", places)
    yield _any_change(
        "new_data_set",
        changes,
        [_both(change) for change in changes],
        "the new plan stands on a new scan with new volumes",
        "the new plan stands on the first scan or the first volumes",
    )
    yield _any_change(
        "online_adaptation",
        changes,
        [_known(change.online) for change in changes],
        "the plan was adapted with the patient on the table",
        "the plan was not adapted with the patient on the table",
    )


def _known(answer: Held[bool]) -> bool | None:
    return answer.value if answer.is_known and not answer.in_conflict else None


def _both(change: PlanChange) -> bool | None:
    parts = (_known(change.new_imaging), _known(change.new_structures))
    if False in parts:
        return False
    return None if None in parts else True


def _any_change(
    slug: str, changes: tuple[PlanChange, ...], values: list[bool | None], yes: str, no: str
) -> CourseFact:
    held = ("new_imaging", "new_structures") if slug == "new_data_set" else ("online",)
    places = tuple(place for change in changes for name in held for place in getattr(change, name).evidence)
    if True in values:
        return fact(slug, True, yes, places)
    if None in values:
        return fact(slug, None, f"the record does not say whether {yes}", places)
    return fact(slug, False, no, places)


def _physics(episode: Episode) -> Iterable[CourseFact]:
    consults = episode.physics_consults
    asked = [
        c for c in consults if c.requested_by.is_known and c.requested_on.is_known and c.question.is_known
    ]
    told = [c for c in asked if c.reported_by.is_known and c.reported_on.is_known]
    places = tuple(p for c in asked for p in (*c.requested_by.evidence, *c.question.evidence))
    if asked:
        yield fact("physics_request_signed", True, "the physician asked for a physics consultation", places)
    else:
        says = (
            "a physics consultation lacks who asked, when or what" if consults else "no request is on record"
        )
        yield fact("physics_request_signed", None, says)
    if told:
        places = tuple(p for c in told for p in (*c.reported_by.evidence, *c.reported_on.evidence))
        yield fact("physics_report", True, "the physicist reported on it", places)
    else:
        yield fact("physics_report", None, "no report of the physicist is on record")


def _motion(episode: Episode) -> CourseFact:
    plans = counting_plans(episode)
    stated = [plan.motion_management for plan in plans if plan.motion_management.is_known]
    words = {word for answer in stated for word in answer.value}
    places = tuple(place for answer in stated for place in answer.evidence)
    slug = "active_motion_management"
    if words & ACTIVE_MOTION:
        return fact(slug, True, f"motion management: {', '.join(sorted(words))}", places)
    if stated and len(stated) == len(plans) and words <= NO_MOTION:
        return fact(slug, False, "the plan states no motion management", places)
    return fact(slug, None, "the record does not say whether motion management acted in the beam", places)


def _simple(episode: Episode) -> CourseFact:
    """Rule out the simplest delivery where the plan is modulated; otherwise a person says so."""
    modulated = _modulated(episode)
    if modulated.value is True:
        return fact("simple_delivery", False, modulated.says, modulated.evidence)
    return fact("simple_delivery", None, "nothing says whether the delivery was of the simplest kind")


def _ultrasound(episode: Episode) -> CourseFact:
    images = [image for image in episode.image_guidance if image.kind.is_known]
    hits = [image for image in images if image.kind.value is GuidanceKind.ULTRASOUND]
    slug = "ultrasound_guidance"
    if hits:
        places = tuple(place for image in hits for place in image.kind.evidence)
        return fact(slug, True, "ultrasound placed the field", places)
    return fact(slug, None, "no ultrasound guidance is on record")
