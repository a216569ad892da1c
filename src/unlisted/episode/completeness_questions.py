"""The questions the checklist asks of an episode, by name; a question leads to what is held on it."""

from __future__ import annotations

from functools import partial

from unlisted.episode import completeness_applies as applies
from unlisted.episode.clinical import Simulation
from unlisted.episode.completeness_probe import Question, for_each
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.episode.plan import Plan
from unlisted.episode.vocabulary import Intent


def _intent(episode: Episode) -> Held[Intent]:
    if episode.consultation.intent.is_known:
        return episode.consultation.intent
    return next((order.intent for order in applies.orders(episode) if order.intent.is_known), Held())


def immobilized(episode: Episode) -> Held[tuple[str, ...]]:
    """Return the immobilization of a simulation, else of a plan."""
    places: list[Simulation | Plan] = [*episode.simulations, *applies.counting_plans(episode)]
    return next((item.immobilization for item in places if item.immobilization.is_known), Held())


def motion(episode: Episode) -> Held[tuple[str, ...]]:
    """Return the motion management of a simulation, else of a plan."""
    places: list[Simulation | Plan] = [*episode.simulations, *applies.counting_plans(episode)]
    return next((item.motion_management for item in places if item.motion_management.is_known), Held())


def _main_diagnoses(episode: Episode) -> list[object]:
    main = [item for item in episode.diagnoses if item.is_primary]
    return list(main or episode.diagnoses[:1])


CONSULT_ON: Question = ("day of the consultation", lambda e: e.consultation.on)
CONSULT_BY: Question = ("physician of the consultation", lambda e: e.consultation.by)
CONSULT_SIGNED: Question = ("signature of the consultation", lambda e: e.consultation.signed_on)
PERFORMANCE: Question = ("performance status", lambda e: e.consultation.performance_status)
INTENT: Question = ("intent", _intent)
SYSTEMIC: Question = ("systemic therapy", lambda e: e.consultation.concurrent_systemic_therapy)

diagnoses = partial(for_each, _main_diagnoses, "diagnosis")
prior_courses = partial(for_each, lambda e: e.prior_courses, "prior course")
simulations = partial(for_each, lambda e: e.simulations, "simulation")
orders = partial(for_each, applies.orders, "prescription")
plans = partial(for_each, applies.counting_plans, "plan")
consults = partial(for_each, lambda e: e.physics_consults, "physics consultation")
changes = partial(for_each, lambda e: e.plan_changes, "plan change")

CODE: Question = ("diagnosis code", lambda d: d.icd10cm)
HISTOLOGY: Question = ("histology", lambda d: d.histology)
STAGE: Question = ("stage", lambda d: d.stage)
RECURRENCE: Question = ("whether it is a recurrence", lambda d: d.is_recurrence)
BODY_SITE: Question = ("body site", lambda d: d.body_site)
POSITION: Question = ("position", lambda s: s.patient_position)
IMMOBILIZATION: Question = ("immobilization", lambda s: s.immobilization)
IMAGING: Question = ("imaging", lambda s: s.imaging)
TARGETS: Question = ("targets", lambda p: p.targets)
ORGANS: Question = ("organs at risk", lambda p: p.organs_at_risk)
ORDER_SIGNED: tuple[Question, ...] = (
    ("signer", lambda o: o.signed_by),
    ("day signed", lambda o: o.signed_on),
)
