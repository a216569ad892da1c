"""When an element applies: yes, no, or not known, each with the reason as a reader is told it."""

from __future__ import annotations

from unlisted.episode.completeness_probe import Applies
from unlisted.episode.episode import Episode
from unlisted.episode.plan import Plan, Prescription
from unlisted.episode.vocabulary import Technique

_MODULATED = {Technique.IMRT_STEP_AND_SHOOT, Technique.IMRT_SLIDING_WINDOW, Technique.VMAT}
Told = tuple[bool | None, str]


def counting_plans(episode: Episode) -> list[Plan]:
    """Return the plans that count: not left out as QA, phantom or unapproved."""
    return [plan for plan in episode.plans if not plan.excluded]


def orders(episode: Episode) -> list[Prescription]:
    """Return what was ordered; a dose a plan only carries counts where there is no order beside it."""
    plans = {plan.uid for plan in episode.plans}
    ordered = [item for item in episode.prescriptions if item.id.split("/", maxsplit=1)[0] not in plans]
    return ordered or list(episode.prescriptions)


def reirradiation(episode: Episode) -> Told:
    """Say whether earlier radiation is in play."""
    if episode.reirradiation.is_known:
        return episode.reirradiation.value, "the course is recorded as no reirradiation"
    if episode.prior_courses:
        return True, "a prior course is on record"
    return None, "nothing says whether the patient was irradiated before"


def stereotactic(episode: Episode) -> Told:
    """Say whether a person confirmed the course as stereotactic; derived signs only propose."""
    plans = counting_plans(episode)
    confirmed = [plan.stereotactic_confirmed for plan in plans if plan.stereotactic_confirmed.is_known]
    if any(answer.value for answer in confirmed):
        return True, "confirmed as stereotactic"
    if any(plan.stereotactic_proposed and not plan.stereotactic_confirmed.is_known for plan in plans):
        return None, "the plan looks stereotactic; a person has to confirm it"
    return (False, "the course is not stereotactic") if plans else (None, "no plan on record")


def modulated(episode: Episode) -> Told:
    """Say whether a counting plan uses intensity modulation."""
    plans = counting_plans(episode)
    beams = [beam for plan in plans for beam in plan.beams]
    if any(beam.technique in _MODULATED for beam in beams):
        return True, "a plan uses intensity modulation"
    if beams:
        return False, "no plan uses intensity modulation"
    ordered = [order.technique for order in orders(episode) if order.technique.is_known]
    if ordered:
        return any(order.value in _MODULATED for order in ordered), "as ordered, without intensity modulation"
    return None, "no plan on record"


def plan_changed(episode: Episode) -> Told:
    """Say whether the plan was changed in the course."""
    if episode.plan_changes:
        return True, "the plan was changed"
    return (False, "the plan was not changed") if episode.plans else (None, "no plan on record")


def online_adapted(episode: Episode) -> Told:
    """Say whether a plan was adapted with the patient on the table."""
    changed, why = plan_changed(episode)
    if not changed:
        return changed, why
    if any(change.online.is_known and change.online.value for change in episode.plan_changes):
        return True, "a plan was adapted online"
    if all(change.online.is_known for change in episode.plan_changes):
        return False, "no plan was adapted online"
    return None, "nothing says whether a plan was adapted online"


def spatially_fractionated(episode: Episode) -> Told:
    """Say whether the dose is deliberately uneven (GRID, lattice)."""
    if any(factor.slug == "spatially_fractionated" for factor in episode.complexity):
        return True, "recorded as spatially fractionated"
    if episode.complexity:
        return False, "spatial fractionation is not among the recorded complexity factors"
    return None, "no complexity factors on record"


def _diagnosed(prefixes: tuple[str, ...], site: str, what: str) -> Applies:
    def applies(episode: Episode) -> Told:
        """Compare code and site of each diagnosis."""
        codes = [dx for dx in episode.diagnoses if dx.icd10cm.is_known]
        if not codes:
            return None, "no diagnosis code on record"
        for dx in codes:
            at_site = not site or (dx.body_site.is_known and site in dx.body_site.value.lower())
            if dx.icd10cm.value.upper().startswith(prefixes) and at_site:
                return True, f"the diagnosis is {what}"
        return False, f"the diagnosis is not {what}"

    return applies


sarcoma = _diagnosed(("C48", "C49"), "", "a soft-tissue sarcoma")
limb_sarcoma = _diagnosed(("C49.1", "C491", "C49.2", "C492"), "", "a soft-tissue sarcoma of a limb")
thigh_sarcoma = _diagnosed(("C49.2", "C492"), "thigh", "a soft-tissue sarcoma of the thigh")


def recurrent(episode: Episode) -> Told:
    """Say whether the disease is recorded as recurrent."""
    answers = [dx.is_recurrence for dx in episode.diagnoses if dx.is_recurrence.is_known]
    if not answers:
        return None, "nothing says whether the disease is recurrent"
    return any(answer.value for answer in answers), "the disease is not recurrent"


def physics_consulted(episode: Episode) -> Told:
    """Say whether a special physics consultation is part of the course; reirradiation calls for one."""
    if episode.physics_consults:
        return True, "a special physics consultation is on record"
    holds, why = reirradiation(episode)
    if holds:
        return True, why
    return holds, "no special physics consultation is part of the course" if holds is False else why


def toxic(episode: Episode) -> Told:
    """Say whether a toxicity is on record."""
    visits = [visit for visit in episode.visits if visit.toxicities.is_known]
    if any(visit.toxicities.value for visit in visits):
        return True, "a toxicity is on record"
    return (False, "no toxicity is on record") if episode.visits else (None, "no visit on record")


def graded_two_or_more(episode: Episode) -> Told:
    """Say whether a toxicity of grade 2 or more is on record: such grades may rest on daily activities."""
    holds, why = toxic(episode)
    if not holds:
        return holds, why
    grades = [
        t.grade for visit in episode.visits if visit.toxicities.is_known for t in visit.toxicities.value
    ]
    return max(grades) > 1, "no toxicity above grade 1"


def simulated_twice(episode: Episode) -> Told:
    """Say whether there is more than one simulation."""
    if not episode.simulations:
        return None, "no simulation on record"
    return len(episode.simulations) > 1, "there is one simulation only"


def port_images(episode: Episode) -> Told:
    """Say whether port images are on record."""
    if not episode.image_guidance:
        return None, "no image guidance on record"
    kinds = [image.kind.value for image in episode.image_guidance if image.kind.is_known]
    return "port_image" in kinds, "no port image is on record"


def with_special_dosimetry(episode: Episode) -> Told:
    """Say whether special dosimetry was ordered."""
    wanted = [slug for slug in episode.documents if slug.startswith("special_dosimetry")]
    return bool(wanted), "no special dosimetry was ordered"


def both(*conditions: Applies) -> Applies:
    """Say whether all conditions hold; a no decides, then an unknown."""

    def applies(episode: Episode) -> Told:
        """Ask every condition."""
        told = [condition(episode) for condition in conditions]
        for wanted in (False, None):
            for holds, why in told:
                if holds is wanted:
                    return holds, why
        return told[0]

    return applies


def negated(condition: Applies, why_not: str) -> Applies:
    """Say the opposite; unknown stays unknown."""

    def applies(episode: Episode) -> Told:
        """Turn the answer round."""
        holds, why = condition(episode)
        return (None, why) if holds is None else (not holds, why_not)

    return applies
