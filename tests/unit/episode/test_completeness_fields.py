"""What a person can enter for an element is what the checklist reads for it, neither more nor less."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from unlisted.base.evidence import EnteredEvidence
from unlisted.episode.care import ComplexityFactor
from unlisted.episode.completeness_fields import APPLIES_BY, DOCUMENTS, FIELDS
from unlisted.episode.completeness_state import Context
from unlisted.episode.completeness_table import PROBES
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.episode_import import import_episode
from unlisted.rules.rulebook import Rulebook

BY = EnteredEvidence("Dr. Example", "clinician", date(2026, 11, 24), "the desk", "read in the note")
ON = date(2026, 11, 24)
DECIDING = {*APPLIES_BY, "diagnoses.body_site", "visits.toxicities", "image_guidance.kind", "complexity"}
"""Read also to find out whether an element applies."""

IN_WORDS = {"visits.on", "plans.label"}
"""Read to name an entry in a sentence."""

WHOLE_ENTRIES = {"time_log", "complexity"}


class Watched:
    """A stand-in for a part of an episode that notes which facts are read."""

    def __init__(self, item: Any, path: str, seen: set[str], named: set[str]) -> None:
        self._item, self._path, self._seen, self._named = item, path, seen, named

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._item, name)
        path = f"{self._path}.{name}".strip(".")
        if name == "documents":
            return Named(value, self._named)
        if isinstance(value, Held):
            self._seen.add(path)
            return value
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            if path in WHOLE_ENTRIES:
                self._seen.add(path)
            return tuple(Watched(item, path, self._seen, self._named) for item in value)
        return Watched(value, path, self._seen, self._named) if is_dataclass(value) else value


class Named(tuple[str, ...]):
    """Documents at hand that note which ones are asked for."""

    def __new__(cls, found: tuple[str, ...], named: set[str]) -> Named:
        made = super().__new__(cls, found)
        made.named = named  # type: ignore[attr-defined]
        return made

    def __contains__(self, slug: object) -> bool:
        self.named.add(slug)  # type: ignore[attr-defined]
        return super().__contains__(slug)


@pytest.fixture(scope="module")
def episodes() -> tuple[Episode, ...]:
    """Return courses to which between them every element applies."""
    sarcoma = import_episode([Path("examples/sarcoma")])
    online = tuple(replace(change, online=held(True, BY)) for change in sarcoma.plan_changes)
    odd = ComplexityFactor("spatially_fractionated", "lattice", (BY,))
    bare = replace(sarcoma, consultation=type(sarcoma.consultation)(), simulations=())
    forms = replace(sarcoma, plan_changes=online, complexity=(odd,), documents=("special_dosimetry_order",))
    still = tuple(replace(beam, technique=Technique.STATIC) for beam in sarcoma.plans[0].beams)
    plain = replace(sarcoma, plans=tuple(replace(plan, beams=still) for plan in sarcoma.plans))
    short = replace(sarcoma, fractions=sarcoma.fractions[:2])
    return sarcoma, bare, forms, plain, short


def read_by(slug: str, episodes: tuple[Episode, ...]) -> tuple[set[str], set[str]]:
    seen: set[str] = set()
    named: set[str] = set()
    for episode in episodes:
        watched: Any = Watched(episode, "", seen, named)
        PROBES[slug](Context(watched, ON, slug))
    return seen, named


@pytest.mark.parametrize("slug", sorted(PROBES))
def test_the_table_names_what_the_probe_reads(slug: str, episodes: tuple[Episode, ...]) -> None:
    seen, named = read_by(slug, episodes)
    offered = set(FIELDS.get(slug, ()))
    assert seen - offered <= DECIDING | IN_WORDS, slug
    assert offered <= seen, slug
    assert named == set(DOCUMENTS.get(slug, ())), slug


def test_the_table_names_elements_and_facts_that_exist(rulebook: Rulebook) -> None:
    known = {element.id.rsplit(".", 1)[-1] for element in rulebook.elements}
    assert set(FIELDS) | set(DOCUMENTS) <= known
    sections = {field.name for field in fields(Episode)}
    assert {name.split(".")[0] for names in FIELDS.values() for name in names} <= sections
