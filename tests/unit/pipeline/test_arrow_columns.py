"""Arrow arrays written from their buffers equal those that Arrow makes; sizes do not depend on the cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unlisted.pipeline.arrow_columns import RowSizes, array_of, batch_of

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
GROUP = pa.struct([("tin", pa.string()), ("npis", pa.list_(pa.string()))])
KINDS = [
    (pa.string(), TEXTS),
    (pa.list_(pa.string()), st.lists(TEXTS, max_size=3)),
    (pa.date32(), st.none() | st.dates()),
    (pa.int64(), st.none() | st.integers(-(2**63), 2**63 - 1)),
    (
        pa.decimal128(38, 18),
        st.none() | st.decimals(-(10**18) + 1, 10**18 - 1, allow_nan=False, places=18),
    ),
    (pa.list_(GROUP), st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3)), max_size=3)),
]


@settings(deadline=None)  # the first call loads pandas where it is installed
@given(st.data(), st.sampled_from(KINDS))
def test_arrays_are_what_arrow_makes_of_the_values(
    data: st.DataObject, kind: tuple[pa.DataType, st.SearchStrategy[Any]]
) -> None:
    values = data.draw(st.lists(kind[1], max_size=20))
    made = array_of(values, kind[0])
    made.validate(full=True)
    if kind is KINDS[-1]:
        values = [[{"tin": tin, "npis": npis} for tin, npis in row] for row in values]
    assert made.equals(pa.array(values, kind[0]))


def test_a_decimal_beyond_the_places_is_refused() -> None:
    with pytest.raises(ValueError, match="decimal places"):
        array_of([Decimal("0.0000000000000000001")], pa.decimal128(38, 18))


@given(st.integers(1, 40), st.integers(0, 39), st.integers(1, 400))
def test_the_rows_that_fill_a_size_do_not_depend_on_slices(count: int, cut: int, size: int) -> None:
    schema = pa.schema([("text", pa.string()), ("day", pa.date32()), ("groups", pa.list_(GROUP))])
    rows = [
        ("é" * (n % 3), date(2026, 1, 1) if n % 2 else None, [("t", ["1234567890"] * (n % 4))] * (n % 3))
        for n in range(count)
    ]
    whole = batch_of(list(zip(*rows, strict=True)), schema)
    cut = min(cut, count)
    total = RowSizes(whole).of_first(count)
    parts = [whole.slice(0, cut), whole.slice(cut)]
    assert sum(RowSizes(part).of_first(part.num_rows) for part in parts) == total
    filled = RowSizes(whole).rows_within(size)
    assert RowSizes(whole).of_first(filled) >= size or filled == count
    assert filled == 1 or RowSizes(whole).of_first(filled - 1) < size
