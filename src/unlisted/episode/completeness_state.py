"""States of the checklist, and what a probe finds in an episode."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from unlisted.base.evidence import Evidence
from unlisted.episode.care import Attestation
from unlisted.episode.episode import Episode


class State(StrEnum):
    """How far the record of one element is. Unknown never counts as complete."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # looked at, and something is missing
    NOT_STARTED = "not_started"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


AT_HAND = "_at_hand"
"""Ends the slug of a person's statement that a document is at hand: ``consent_at_hand``."""

GAPS = frozenset({State.INCOMPLETE, State.NOT_STARTED, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Probed:
    """What was found: state, why in one sentence, what is missing, and the evidence that made it so.

    ``firm``: computed from facts; a person's attestation does not lift it.
    """

    state: State
    why: str
    missing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a probe looks at: the episode, the day asked for, and the slug of the element."""

    episode: Episode
    on: date
    slug: str

    @property
    def attestation(self) -> Attestation | None:
        """Return the latest statement of a person on this element up to the day, whatever it says.

        Of two on one day the one made later counts.
        """
        mine = [
            item
            for item in self.episode.attestations
            if item.on <= self.on and item.slug.rsplit(":", 1)[-1].rsplit(".", 1)[-1] == self.slug
        ]
        return max(reversed(mine), key=lambda item: item.on, default=None)


Probe = Callable[[Context], Probed]


def attested(context: Context) -> Probed:
    """Answer from what a person states on this element; without one, only a person can say."""
    found = context.attestation
    if found is None:
        return Probed(State.UNKNOWN, "needs a person: no fact of the record shows it")
    state, _, _ = found.slug.rpartition(":")
    who = f"{found.by.name} ({found.by.role.value.replace('_', ' ')}) on {found.on}"
    return Probed(
        State(state) if state else State.COMPLETE,
        f"stated by {who}: {found.says}",
        (found.says,) if state == State.INCOMPLETE else (),
        found.evidence,
    )


def with_attestation(probe: Probe) -> Probe:
    """Let a person's statement lift what facts leave open, never what facts contradict.

    Not started and unknown become what the person states; an incomplete record stays incomplete, except
    where the person says that the element does not apply.
    """

    def probe_and_ask(context: Context) -> Probed:
        """Probe, then ask what a person states."""
        found = probe(context)
        if found.state is State.NOT_APPLICABLE or context.attestation is None:
            return found
        stated = attested(context)
        if stated.state is State.INCOMPLETE:
            return stated
        if found.firm or found.state is State.COMPLETE:
            return found
        if found.state is State.INCOMPLETE and stated.state is State.COMPLETE:
            return replace(found, why=f"{found.why}; {stated.why}, yet the record itself is not whole")
        return stated

    return probe_and_ask


def firm(probe: Probe) -> Probe:
    """Mark a probe as computed: only the facts themselves can complete it."""

    def probe_firmly(context: Context) -> Probed:
        """Probe, and mark what is found."""
        return replace(probe(context), firm=True)

    return probe_firmly


def join(parts: Iterable[Probed]) -> Probed:
    """Join what several probes found: complete only when every part that applies is."""
    counted = [part for part in parts if part.state is not State.NOT_APPLICABLE]
    if not counted:
        return Probed(State.NOT_APPLICABLE, "no part of it applies")
    states = {part.state for part in counted}
    missing = tuple(dict.fromkeys(item for part in counted for item in part.missing))
    evidence = tuple(dict.fromkeys(item for part in counted for item in part.evidence))
    lifted = any(part.firm for part in counted)
    if len(states) == 1:
        state = states.pop()
    elif states <= {State.COMPLETE, State.UNKNOWN}:
        state = State.UNKNOWN
    elif states <= {State.NOT_STARTED, State.UNKNOWN}:
        state = State.NOT_STARTED
    else:
        state = State.INCOMPLETE
    told = [part.why for part in counted if part.state in GAPS] or [part.why for part in counted]
    return Probed(state, "; ".join(dict.fromkeys(told)), missing, evidence, lifted)
