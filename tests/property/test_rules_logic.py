"""Laws of the three-valued logic."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unlisted.base.outcome import Truth
from unlisted.rules.logic import all_of, any_of, at_least, negate

VALUES = (Truth.MET, Truth.UNMET, Truth.UNKNOWN)
truths = st.lists(st.sampled_from(VALUES), max_size=6)


@given(truths)
def test_de_morgan(values: list[Truth]) -> None:
    assert negate(all_of(values)) is any_of(negate(value) for value in values)


@given(truths)
def test_double_negation(values: list[Truth]) -> None:
    assert [negate(negate(value)) for value in values] == values


@given(truths, st.randoms(use_true_random=False))
def test_order_does_not_matter(values: list[Truth], random: object) -> None:
    turned = list(values)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert all_of(values) is all_of(turned)
    assert any_of(values) is any_of(turned)


@given(truths, truths)
def test_nesting_does_not_matter(left: list[Truth], right: list[Truth]) -> None:
    assert all_of([all_of(left), all_of(right)]) is all_of(left + right)
    assert any_of([any_of(left), any_of(right)]) is any_of(left + right)


@given(truths.filter(bool))
def test_at_least_one_is_any_and_at_least_all_is_all(values: list[Truth]) -> None:
    assert at_least(1, values) is any_of(values)
    assert at_least(len(values), values) is all_of(values)


@given(truths, st.integers(min_value=1, max_value=6))
def test_a_certain_answer_holds_whatever_the_unknown_turn_out_to_be(values: list[Truth], n: int) -> None:
    """Unknown means exactly that both outcomes are still possible."""
    gaps = [index for index, value in enumerate(values) if value is Truth.UNKNOWN]
    for joined in (all_of, any_of, lambda items: at_least(n, items)):
        outcomes = set()
        for filling in itertools.product((Truth.MET, Truth.UNMET), repeat=len(gaps)):
            filled = list(values)
            for index, value in zip(gaps, filling, strict=True):
                filled[index] = value
            outcomes.add(joined(filled))
        expected = outcomes.pop() if len(outcomes) == 1 else Truth.UNKNOWN
        assert joined(values) is expected


@pytest.mark.parametrize(("joined", "expected"), [(all_of, Truth.MET), (any_of, Truth.UNMET)])
def test_the_empty_lists(joined: object, expected: Truth) -> None:
    assert joined([]) is expected  # type: ignore[operator]
