"""Ways to look for an element in an episode: one small function for each kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from unlisted.base.evidence import Evidence
from unlisted.episode.completeness_state import AT_HAND, Context, Probe, Probed, State, attested, join
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held

Get = Callable[[Any], Held[Any]]
Question = tuple[str, Get]
Applies = Callable[[Episode], "tuple[bool | None, str]"]


def facts(*questions: Question) -> Probe:
    """Ask the episode itself; complete when every question is known and no source contradicts."""

    def probe(context: Context) -> Probed:
        """Ask the episode."""
        return _ask(context.episode, questions, "")

    return probe


def for_each(items: Callable[[Episode], Iterable[Any]], what: str, *questions: Question) -> Probe:
    """Ask every item of a list; not started when the list is empty. ``what`` names one item."""

    def probe(context: Context) -> Probed:
        """Ask each item."""
        found = list(items(context.episode))
        if not found:
            return Probed(State.NOT_STARTED, f"no {what} on record", (what,))
        many = len(found) > 1
        return join(
            _ask(item, questions, f" of {what} {n}" if many else f" of the {what}")
            for n, item in enumerate(found, start=1)
        )

    return probe


def _ask(item: Any, questions: tuple[Question, ...], whose: str) -> Probed:
    missing, contradicting, known = [], [], 0
    evidence: list[Evidence] = []
    for label, get in questions:
        answer = get(item)
        if not answer.is_known:
            missing.append(f"{label}{whose}")
            continue
        known += 1
        evidence += answer.evidence
        if contradicts(answer):
            contradicting.append(f"one answer on {label}{whose}")
    told = tuple(dict.fromkeys(evidence))
    if not known:
        return Probed(State.NOT_STARTED, f"nothing on record: {_list(missing)}", tuple(missing))
    if missing or contradicting:
        parts = [f"not on record: {_list(missing)}"] if missing else []
        parts += [f"sources contradict, wanted: {_list(contradicting)}"] if contradicting else []
        return Probed(State.INCOMPLETE, "; ".join(parts), (*missing, *contradicting), told)
    return Probed(State.COMPLETE, f"on record: {_list([label for label, _ in questions])}{whose}", (), told)


def contradicts(answer: Held[Any]) -> bool:
    """Say whether sources say different things; capital letters and spaces make no difference."""
    return len({" ".join(str(fact.value).casefold().split()) for fact in answer.standing}) > 1


def document(*slugs: str) -> Probe:
    """Ask for all of these documents."""

    def probe(context: Context) -> Probed:
        """Look through the documents at hand."""
        at_hand = [slug for slug in slugs if slug in context.episode.documents]
        missing = tuple(slug.replace("_", " ") for slug in slugs if slug not in at_hand)
        said = {f"{slug}{AT_HAND}" for slug in at_hand}
        told = tuple(
            place for item in context.episode.attestations if item.slug in said for place in item.evidence
        )
        if not missing:
            return Probed(State.COMPLETE, f"at hand: {_list([s.replace('_', ' ') for s in slugs])}", (), told)
        state = State.INCOMPLETE if at_hand else State.NOT_STARTED
        return Probed(state, f"no document at hand: {_list(missing)}", missing, told)

    return probe


def every(*probes: Probe) -> Probe:
    """Ask for all of these."""

    def probe(context: Context) -> Probed:
        """Ask all and join."""
        return join(item(context) for item in probes)

    return probe


_BEST = (State.COMPLETE, State.INCOMPLETE, State.NOT_STARTED, State.UNKNOWN, State.NOT_APPLICABLE)


def either(*probes: Probe) -> Probe:
    """Take the best of these."""

    def probe(context: Context) -> Probed:
        """Ask all and take the best."""
        return min((item(context) for item in probes), key=lambda found: _BEST.index(found.state))

    return probe


def when(applies: Applies, probe: Probe) -> Probe:
    """Ask only where it applies. Whether it applies may itself be unknown: then so is the element."""

    def probe_where_it_applies(context: Context) -> Probed:
        """Ask whether it applies, then the probe."""
        holds, why = applies(context.episode)
        if holds is None:
            found = probe(context)
            if found.state is State.COMPLETE:
                return found
            stated = attested(context)
            if stated.state is not State.UNKNOWN:
                return stated
            return Probed(State.UNKNOWN, f"not known whether it applies: {why}", found.missing)
        return probe(context) if holds else Probed(State.NOT_APPLICABLE, why)

    return probe_where_it_applies


def _list(items: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(items))
