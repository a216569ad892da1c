"""Every episode the classes allow is written and read back the same; merging and deriving hold their laws."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unlisted.base.evidence import Citation, EnteredEvidence, Evidence, FileEvidence
from unlisted.episode.derive.course import derive_course
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Fact, Held
from unlisted.episode.merge import merge_episodes
from unlisted.formats.episode_json import read_episode_json, write_episode_json

TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(10**9), 10**9),
    bool: st.booleans(),
    Decimal: st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=4
    ),
    date: st.dates(),
    time: st.times(),
}


def strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the episode, by its annotations."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if origin is Held:
        evidence = st.lists(strategy(Evidence), max_size=2).map(tuple)
        fact = st.builds(Fact, strategy(args[0]), evidence)
        return st.lists(fact, max_size=2, unique_by=lambda item: repr(item.value)).map(
            lambda facts: Held(tuple(facts))
        )
    if origin is tuple:
        return st.lists(strategy(args[0]), max_size=2).map(tuple)
    if hint != Evidence and origin in (typing.Union, types.UnionType):
        return st.one_of(*(st.none() if arg is type(None) else strategy(arg) for arg in args))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    classes = (FileEvidence, EnteredEvidence, Citation) if hint == Evidence else (hint,)
    return st.one_of(*(objects(cls) for cls in classes))


def objects(cls: Any) -> st.SearchStrategy[Any]:
    """Objects of a class; a field with a default is often left at it."""
    hints = typing.get_type_hints(cls)
    return st.deferred(
        lambda: st.fixed_dictionaries(
            {item.name: strategy(hints[item.name]) for item in fields(cls) if _required(item)},
            optional={item.name: strategy(hints[item.name]) for item in fields(cls) if not _required(item)},
        ).map(lambda values: cls(**values))
    )


def _required(item: Any) -> bool:
    missing = type(item.default).__name__ == "_MISSING_TYPE"
    return missing and type(item.default_factory).__name__ == "_MISSING_TYPE"


EPISODES = objects(Episode)
quiet = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@quiet
@given(EPISODES)
def test_read_of_write_is_the_same(episode: Episode) -> None:
    assert read_episode_json("e.json", write_episode_json(episode)) == episode


@quiet
@given(EPISODES)
def test_deriving_twice_is_deriving_once(episode: Episode) -> None:
    once = derive_course(episode)
    assert derive_course(once) == once


def _values(value: Any) -> set[str]:
    """Every fact value within an episode, as text."""
    if isinstance(value, Held):
        return {repr(fact.value) for fact in value.facts}
    if isinstance(value, tuple):
        return set().union(*(_values(item) for item in value)) if value else set()
    if is_dataclass(value):
        return set().union(*(_values(getattr(value, item.name)) for item in fields(value)))
    return set()


@quiet
@given(EPISODES, EPISODES)
def test_merging_loses_no_fact(first: Episode, second: Episode) -> None:
    whole = merge_episodes([first, second])
    lost = (_values(first) | _values(second)) - _values(whole)
    assert all("Decimal" in text for text in lost), lost  # 2 and 2.0 are one fact
