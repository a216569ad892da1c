"""A fact of an episode holds its evidence; sources that contradict are kept side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from unlisted.base.evidence import EnteredEvidence, Evidence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value as one source, or several that agree, state it.

    ``set_aside`` names who settled a contradiction against this value, when and why: it stays on record
    and counts no more.
    """

    value: T
    evidence: tuple[Evidence, ...]
    set_aside: EnteredEvidence | None = None


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """Everything held on one question: nothing, one fact, or several that contradict.

    Facts stand in the order of trust: treatment records before plans, plans before forms. ``value`` is
    that of the first one nobody set aside; ask ``is_known`` before. Not known is an empty ``Held``, never
    ``None``, 0 or "".
    """

    facts: tuple[Fact[T], ...] = ()

    @property
    def is_known(self) -> bool:
        """Say whether any source states a value."""
        return bool(self.facts)

    @property
    def in_conflict(self) -> bool:
        """Say whether sources contradict."""
        return len(self.standing) > 1

    @property
    def standing(self) -> tuple[Fact[T], ...]:
        """Return the facts nobody set aside."""
        return tuple(fact for fact in self.facts if fact.set_aside is None)

    @property
    def value(self) -> T:
        """Return the trusted value; raise ``LookupError`` when nothing is held."""
        if not self.facts:
            raise LookupError("nothing is held on this question; ask is_known first")
        return (self.standing or self.facts)[0].value

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence of the trusted value; empty when nothing is held."""
        return (self.standing or self.facts)[0].evidence if self.facts else ()

    def also(self, value: T, evidence: Iterable[Evidence]) -> Held[T]:
        """Return this with one more statement: joined where it agrees, kept beside where it contradicts."""
        added = tuple(evidence)
        joined = tuple(
            replace(fact, evidence=tuple(dict.fromkeys((*fact.evidence, *added))))
            if fact.value == value
            else fact
            for fact in self.facts
        )
        if any(fact.value == value for fact in self.facts):
            return Held(joined)
        return Held((*self.facts, Fact(value, added)))


def held(value: T, *evidence: Evidence) -> Held[T]:
    """Return one fact with its evidence."""
    return Held((Fact(value, evidence),))
