"""The percentile definition, and the lower median."""

from __future__ import annotations

from decimal import Decimal
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unlisted.base.errors import UsageError
from unlisted.benchmarks.percentiles import lower_median, percentile, shown_percents

amounts = st.lists(st.decimals("0.01", "99999", places=2), min_size=2, max_size=60)


@given(amounts)
def test_percentiles_are_those_of_the_inclusive_definition(values: list[Decimal]) -> None:
    """The standard library's inclusive method is the same definition (Hyndman and Fan type 7)."""
    ordered = sorted(values)
    expected = quantiles(ordered, n=20, method="inclusive")
    for percent in (10, 25, 50, 75, 90):
        assert abs(percentile(ordered, percent) - expected[percent // 5 - 1]) < Decimal("0.000001")


def test_one_value_is_every_percentile() -> None:
    assert {percentile([Decimal(7)], percent) for percent in (10, 50, 90)} == {Decimal(7)}


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(UsageError):
        percentile([], 50)


@given(amounts)
def test_the_lower_median_is_a_value_that_exists(values: list[Decimal]) -> None:
    ordered = sorted(values)
    found = lower_median(ordered)
    assert found in values
    assert sum(1 for value in ordered if value < found) <= len(ordered) / 2
    assert found <= percentile(ordered, 50)


SMALL_CELLS = [(0, ()), (4, ()), (5, (25, 50, 75)), (10, (25, 50, 75)), (11, (10, 25, 50, 75, 90))]


@pytest.mark.parametrize(("count", "expected"), SMALL_CELLS)
def test_small_cells(count: int, expected: tuple[int, ...]) -> None:
    assert shown_percents(count) == expected
