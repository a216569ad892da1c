"""Join parts from several sources into one episode: agreement is joined, contradiction is kept and shown.

Facts of one question stand in the order of trust: treatment records, then plans, then other objects of
the machine and planning systems, then charts (FHIR), then forms and time logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Finding, Severity
from unlisted.episode.episode import Episode, SourceFile
from unlisted.episode.fact import Fact, Held

T = TypeVar("T")

_TRUST = {
    "RTBEAMSRECORD": 0,
    "RTIONRECORD": 0,
    "RTBRACHYRECORD": 0,
    "RTRECORD": 0,
    "RTSUMMARY": 1,
    "RTPLAN": 2,
    "RTIONPLAN": 2,
    "fhir": 5,
    "form": 6,
    "csv": 7,
}
_OTHER_OBJECTS = 3
_AUTOMATIC_ID = re.compile(r"^(?:[a-z-]+-)?[0-9a-f]{12}$")
_LISTS: dict[str, Callable[[Any], Hashable | None]] = {
    "coverages": lambda item: item.order,
    "diagnoses": lambda item: _known(item.icd10cm),
    "prior_courses": lambda item: _all_known(item.started_on, item.body_site),
    "simulations": lambda item: _known(item.on),
    "prescriptions": lambda item: item.id or None,
    "plans": lambda item: item.uid or None,
    "plan_changes": lambda item: (item.from_plan_uid, item.to_plan_uid),
    "records": lambda item: (item.uid, item.fraction_number) if item.uid else None,
    "fractions": lambda item: (item.plan_uid, item.number, bool(item.record_uids)),
    "visits": lambda item: _all_known(item.on, item.by),
    "summaries": lambda item: item.uid or None,
    "structure_sets": lambda item: item.uid or None,
    "dose_grids": lambda item: item.uid or None,
    "images": lambda item: item.series_uid or None,
    "registrations": lambda item: item.uid or None,
}
"""What makes two items of a list the same thing; items without it are kept apart, save exact copies."""


def _known(held: Held[Any]) -> Hashable | None:
    return held.value if held.is_known else None


def _all_known(*facts: Held[Any]) -> Hashable | None:
    return tuple(fact.value for fact in facts) if all(fact.is_known for fact in facts) else None


def merge_episodes(parts: Iterable[Episode]) -> Episode:
    """Return one episode of all parts; nothing of a part is lost.

    The id is the first one a person gave; ids made from a file's hash step back. Facts that are no
    ``Held`` and differ give a finding ``sources_contradict``, and the more trusted one is kept.
    """
    ordered = sorted(parts, key=_trust)
    if not ordered:
        return Episode(id="")
    merging = _Merging()
    whole = ordered[0]
    for part in ordered[1:]:
        whole = merging.episodes(whole, part)
    given = [part.id for part in ordered if part.id and not _AUTOMATIC_ID.match(part.id)]
    findings = dict.fromkeys((*whole.findings, *merging.findings))
    return replace(whole, id=given[0] if given else ordered[0].id, findings=tuple(findings))


def _trust(part: Episode) -> int:
    return min((_TRUST.get(source.kind, _OTHER_OBJECTS) for source in part.sources), default=_OTHER_OBJECTS)


@dataclass(slots=True)
class _Merging:
    """One merge under way, and what contradicted in it."""

    findings: list[Finding] = field(default_factory=list)
    places: tuple[Evidence, ...] = ()  # of the two items being joined

    def episodes(self, first: Episode, second: Episode) -> Episode:
        """Join two episodes, the more trusted one first."""
        done: dict[str, Any] = {}
        for item in fields(Episode):
            one, other = getattr(first, item.name), getattr(second, item.name)
            if item.name == "id":
                done[item.name] = one or other
            elif item.name in _LISTS:
                done[item.name] = self._lists(one, other, _LISTS[item.name], item.name)
            elif isinstance(one, tuple):
                done[item.name] = tuple(dict.fromkeys((*one, *other)))
            else:
                done[item.name] = self.values(one, other, item.name)
        done["sources"] = _sources(first.sources, second.sources)
        return Episode(**done)

    def values(self, one: T, other: T, where: str) -> T:
        """Join two values of one class, field by field; the first one's fields are trusted."""
        if isinstance(one, Held) and isinstance(other, Held):
            return _both_held(one, other)  # type: ignore[return-value]
        if one == other:
            return one
        if not hasattr(one, "__dataclass_fields__") or type(one) is not type(other):
            return self._plain(one, other, where)
        done = {
            item.name: self.values(getattr(one, item.name), getattr(other, item.name), f"{where}.{item.name}")
            for item in fields(one)  # type: ignore[arg-type]
        }
        return type(one)(**done)

    def _plain(self, one: T, other: T, where: str) -> T:
        if one is None or one in ("", (), False):
            return other
        if other is None or other in ("", (), False):
            return one
        if isinstance(one, tuple) and isinstance(other, tuple) and where.endswith(("evidence", "_uids")):
            return tuple(dict.fromkeys((*one, *other)))  # type: ignore[return-value]
        self.findings.append(
            Finding(
                "sources_contradict",
                Severity.WARNING,
                f"two sources differ on {where}; the more trusted one is followed",
                where,
                "correct the source that is wrong",
                self.places,
            )
        )
        return one

    def _lists(
        self,
        first: tuple[Any, ...],
        second: tuple[Any, ...],
        key_of: Callable[[Any], Hashable | None],
        where: str,
    ) -> tuple[Any, ...]:
        found = list(first)
        places = {key: n for n, item in enumerate(found) if (key := key_of(item)) is not None}
        for item in second:
            key = key_of(item)
            if key is not None and key in places:
                self.places = tuple(dict.fromkeys((*_places(found[places[key]]), *_places(item))))
                found[places[key]] = self.values(found[places[key]], item, where)
            elif item not in found:
                if key is not None:
                    places[key] = len(found)
                found.append(item)
        return tuple(found)


def _places(item: Any) -> tuple[Evidence, ...]:
    evidence = getattr(item, "evidence", ())
    return evidence if isinstance(evidence, tuple) else ()


def _both_held(one: Held[Any], other: Held[Any]) -> Held[Any]:
    """Add each fact of the other; the order of the first one's facts stays."""
    facts = list(one.facts)
    for fact in other.facts:
        at = next((n for n, known in enumerate(facts) if known.value == fact.value), None)
        if at is None:
            facts.append(fact)
        else:
            evidence = tuple(dict.fromkeys((*facts[at].evidence, *fact.evidence)))
            facts[at] = Fact(facts[at].value, evidence, facts[at].set_aside or fact.set_aside)
    return Held(tuple(facts))


def _sources(first: tuple[SourceFile, ...], second: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    return tuple(dict.fromkeys((*first, *second)))
