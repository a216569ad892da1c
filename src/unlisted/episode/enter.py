"""Enter a fact into an episode, and settle a contradiction. Nothing known before is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from unlisted.base.errors import UsageError
from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Fact, Held

MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands in an episode: section, number of the entry in a list (else ``None``), field.

    ``field`` is empty for a fact that is a section by itself (``reirradiation``).
    """

    section: str
    index: int | None = None
    field: str = ""

    def __str__(self) -> str:
        parts = (self.section, "" if self.index is None else str(self.index), self.field)
        return ".".join(part for part in parts if part)


def read_place(text: str) -> Place:
    """Read ``consultation.on``, ``visits.2.on`` or ``reirradiation``; raise ``UsageError`` else."""
    parts = text.split(".")
    numbered = len(parts) == 3 and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) <= MOST_DIGITS
    if numbered:
        return Place(parts[0], int(parts[1]), parts[2])
    if len(parts) > 2:
        raise _no_place()
    return Place(parts[0], None, parts[1] if len(parts) > 1 else "")


def held_at(episode: Episode, place: Place) -> Held[Any]:
    """Return what is held at a place; raise ``UsageError`` where the episode has no such fact."""
    item = getattr(episode, place.section, None)
    if place.index is not None:
        if not isinstance(item, tuple) or place.index >= len(item):
            raise _no_place()
        item = item[place.index]
    found = getattr(item, place.field, None) if place.field else item
    if not isinstance(found, Held):
        raise _no_place()
    return found


def enter_fact(episode: Episode, place: Place, value: Any, by: EnteredEvidence) -> Episode:
    """Return the episode with one more statement: joined where it agrees, kept beside where it contradicts.

    Whoever states again what was set aside opens the question again.
    """
    known = held_at(episode, place)
    reopened = Held(
        tuple(replace(fact, set_aside=None) if fact.value == value else fact for fact in known.facts)
    )
    return _with(episode, place, reopened.also(value, (by,)))


def settle_fact(episode: Episode, place: Place, choice: int, by: EnteredEvidence) -> Episode:
    """Return the episode in which the chosen one of several facts is followed and the others are set aside.

    ``choice`` counts from 0 in the order the facts stand; ``by`` says who settled it and why. Raises
    ``UsageError`` where there is no such fact or nothing to settle.
    """
    known = held_at(episode, place)
    if len(known.facts) < 2:
        raise UsageError("nothing contradicts here", fix="load the case anew")
    if not 0 <= choice < len(known.facts):
        raise UsageError("none of the values was chosen", fix="choose one of them")

    def settled(n: int, fact: Fact[Any]) -> Fact[Any]:
        """Follow the chosen fact; set the others aside, unless someone did before."""
        if n == choice:
            return Fact(fact.value, tuple(dict.fromkeys((*fact.evidence, by))))
        return fact if fact.set_aside else replace(fact, set_aside=by)

    return _with(episode, place, Held(tuple(settled(n, fact) for n, fact in enumerate(known.facts))))


def add_entry(episode: Episode, section: str, entry: Any) -> Episode:
    """Return the episode with one more entry at the end of a list."""
    return _section(episode, section, (*getattr(episode, section), entry))


def _with(episode: Episode, place: Place, found: Held[Any]) -> Episode:
    if not place.field:
        return _section(episode, place.section, found)
    section: Any = getattr(episode, place.section)
    if place.index is None:
        return _section(episode, place.section, replace(section, **{place.field: found}))
    changed = replace(section[place.index], **{place.field: found})
    return _section(episode, place.section, (*section[: place.index], changed, *section[place.index + 1 :]))


def _section(episode: Episode, name: str, value: Any) -> Episode:
    changes: dict[str, Any] = {name: value}
    return replace(episode, **changes)


def _no_place() -> UsageError:
    return UsageError("the record has no such fact", fix="load the case anew")
