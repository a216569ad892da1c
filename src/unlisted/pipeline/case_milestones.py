"""The dated milestones of an episode, for a timeline: consult, board, simulation, plans, treatment, end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.episode.person import Actor


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day, what happened, and who did it where the record says so."""

    on: date
    what: str
    who: str = ""


def milestones(episode: Episode) -> tuple[Milestone, ...]:
    """Return the milestones in the order of time."""
    return tuple(sorted(_found(episode), key=lambda item: item.on))


def _found(episode: Episode) -> Iterator[Milestone]:
    consultation = episode.consultation
    yield from _one(consultation.on, "Consultation", consultation.by)
    yield from _one(episode.tumor_board.on, "Tumor board")
    for simulation in episode.simulations:
        yield from _one(simulation.on, "Simulation")
    for visit in episode.visits:
        yield from _one(visit.on, "On-treatment visit", visit.by)
    for change in episode.plan_changes:
        yield from _one(change.on, "Plan changed")
    days = episode.treatment_days
    if days:
        count = len(episode.fractions)
        yield Milestone(days[0], f"Treatment begins ({count} {'fraction' if count == 1 else 'fractions'})")
        if len(days) > 1:
            yield Milestone(days[-1], "Last day of treatment")
    yield from _one(episode.completion.on, "Treatment summary")


def _one(on: Held[date], what: str, by: Held[Actor] | None = None) -> Iterator[Milestone]:
    if on.is_known:
        yield Milestone(on.value, what, by.value.name if by is not None and by.is_known else "")
