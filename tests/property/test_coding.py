"""Taking facts away never makes a decision bolder than the facts allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.courses import (
    a_change,
    a_consult,
    attested,
    course,
    factor,
    irradiated_before,
    said,
    sbrt,
)
from unlisted.coding.decide import decide
from unlisted.coding.decision import Decision, Outcome, State
from unlisted.coding.decision_rules import DecisionRules, decision_rules
from unlisted.coding.request import UNLISTED_OF
from unlisted.episode.clinical import Consultation
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held, held
from unlisted.episode.vocabulary import Technique
from unlisted.rules.rulebook import Rulebook

DAY = date(2026, 6, 1)
STATED = said(
    extra_effort=False,
    category_iii_searched=True,
    category_iii_code_found=False,
    work_beyond_listed_management=True,
    apart_from_listed=True,
)
BASES: dict[str, tuple[Episode, tuple[Any, ...]]] = {
    "weekly": (course(25), ()),
    "weekly, 23": (course(23, stereotactic=False), ()),
    "one": (course(1, stereotactic=False), ()),
    "two": (course(2, stereotactic=False), ()),
    "body": (sbrt(5), ()),
    "six days": (sbrt(6), ()),
    "head": (sbrt(1, site="brain"), ()),
    "head, two": (sbrt(2, site="brain"), ()),
    "superficial": (course(10, technique=Technique.STATIC, energy="0.1"), ()),
    "twice a day": (course(days=[(d, t) for d in (DAY,) for t in ("08:00", "14:00")] * 1), ()),
    "retreated": (course(25, prior_courses=irradiated_before(), complexity=(factor("reirradiation"),)), ()),
    "chemotherapy": (
        course(
            25,
            consultation=Consultation(concurrent_systemic_therapy=held("cisplatin")),
            complexity=(factor("anesthesia"),),
        ),
        (),
    ),
    "adapted, held": (sbrt(5, complexity=(factor("adaptive"),), plan_changes=(a_change(online=True),)), ()),
    "adapted, unlisted": (course(25, complexity=(factor("online_adaptation"),)), STATED),
    "attested": (
        sbrt(
            5,
            complexity=(factor("other"),),
            physics_consults=(a_consult(),),
            attestations=(attested("no_listed_code_fits"), attested("category_iii_checked")),
        ),
        (),
    ),
}


def without_one(value: Any) -> Iterator[Any]:
    """Yield the value with one fact or one entry of a list taken away, anywhere inside."""
    if isinstance(value, Held):
        if value.is_known:
            yield Held()
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield value[:n] + value[n + 1 :]
            if is_dataclass(item):
                yield from ((*value[:n], less, *value[n + 1 :]) for less in without_one(item))
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            inner = getattr(value, item.name)
            if item.name in {"evidence", "days", "record_uids"}:
                continue
            for less in without_one(inner):
                yield replace(value, **{item.name: less})


@pytest.fixture(scope="module")
def rules(rulebook: Rulebook) -> DecisionRules:
    return decision_rules(rulebook, DAY)


def no_bolder(before: Decision, after: Decision) -> str:
    """Say why the second decision is bolder than the first; empty when it is not."""
    if after.outcome is Outcome.HOLD:
        return ""
    if after.outcome is Outcome.UNLISTED and before.outcome is not Outcome.UNLISTED:
        return "an unlisted code appeared"
    stood = {(line.code, line.units) for line in before.lines}
    more = [line.code for line in after.lines if (line.code, line.units) not in stood]
    return f"lines that did not stand before: {more}" if more else ""


@pytest.mark.parametrize("name", BASES)
def test_one_fact_less(name: str, rules: DecisionRules) -> None:
    episode, answers = BASES[name]
    before = decide(episode, rules, answers=answers)
    bolder = [
        why
        for less in without_one(episode)
        if (why := no_bolder(before, decide(less, rules, answers=answers)))
    ]
    assert bolder == []


@pytest.mark.parametrize("name", BASES)
def test_one_answer_less(name: str, rules: DecisionRules) -> None:
    episode, answers = BASES[name]
    before = decide(episode, rules, answers=answers)
    for n in range(len(answers)):
        after = decide(episode, rules, answers=answers[:n] + answers[n + 1 :])
        assert no_bolder(before, after) == ""


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(BASES)), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_several_facts_less(rules: DecisionRules, name: str, picks: list[int]) -> None:
    episode, answers = BASES[name]
    before = decide(episode, rules, answers=answers)
    for pick in picks:
        choices = list(without_one(episode))
        if not choices:
            break
        episode = choices[pick % len(choices)]
    assert no_bolder(before, decide(episode, rules, answers=answers)) == ""


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 60), st.sampled_from([None, True, False]))
def test_every_decision_keeps_its_promises(rules: DecisionRules, n: int, stereotactic: bool | None) -> None:
    found = decide(course(n, stereotactic=stereotactic) if n else Episode("empty"), rules)
    codes = [line.code for line in found.lines]
    assert len(codes) == len(set(codes))
    if found.outcome is Outcome.HOLD:
        assert found.questions or found.edits
    else:
        assert found.lines
        assert found.questions == ()
    for line in found.lines:
        if line.code in UNLISTED_OF.values():
            assert found.outcome is Outcome.UNLISTED
        assert found.candidate(line.code).state is State.FITS
    for item in found.candidates:
        assert item.because
        assert (item.state is State.UNKNOWN) or not item.open_facts
    for sentence in found.explanation:
        assert sentence.text.endswith((".", "?"))
        assert sentence.text[0].isupper() or sentence.text[0].isdigit()


def test_the_same_facts_give_the_same_decision(rules: DecisionRules) -> None:
    for episode, answers in BASES.values():
        assert decide(episode, rules, answers=answers) == decide(episode, rules, answers=answers)
