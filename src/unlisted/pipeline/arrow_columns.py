"""Arrow arrays from plain Python values, by writing their buffers.

``pyarrow.array`` asks of every value what it is, takes several times as long, and loads pandas where that is
installed: 35 MB that the reading of a file does without.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, chain
from typing import Any

import pyarrow as pa

_EPOCH = date(1970, 1, 1).toordinal()
_DECIMAL_BYTES = 16
_OFFSET_BYTES = 4


def batch_of(columns: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Return a record batch of columns in the schema's order.

    Texts, lists of them, structs given as tuples; days, decimals and integers may be ``None``.
    """
    arrays = [array_of(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def array_of(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Return the values as an array of a type that our tables use."""
    if pa.types.is_string(kind):
        parts = [text.encode() for text in values]
        return _array(kind, len(parts), None, _offsets(parts), b"".join(parts))
    if pa.types.is_list(kind):
        children = [array_of(list(chain.from_iterable(values)), kind.value_type)]
        return _array(kind, len(values), None, _offsets(values), children=children)
    if pa.types.is_struct(kind):
        columns = list(zip(*values, strict=True)) or [()] * kind.num_fields
        children = [array_of(column, field.type) for column, field in zip(columns, kind, strict=True)]
        return _array(kind, len(values), None, children=children)
    known = _known(values)
    if pa.types.is_date32(kind):
        days = array("i", [0 if day is None else day.toordinal() - _EPOCH for day in values])
        return _array(kind, len(values), known, days)
    if pa.types.is_decimal128(kind):
        data = b"".join([_decimal(value, kind.scale) for value in values])
        return _array(kind, len(values), known, data)
    numbers = array("q", [0 if number is None else number for number in values])
    return _array(kind, len(values), known, numbers)


class RowSizes:
    """The bytes of rows of a batch: of their texts and numbers, whatever else the batch keeps in memory."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._rows = int(batch.num_rows)
        self._columns = [_Sizes(column) for column in batch.columns]

    def of_first(self, rows: int) -> int:
        """Return the bytes of the first rows."""
        total: int = sum(each.of_first(rows) for each in self._columns)
        return total

    def rows_within(self, size: int) -> int:
        """Return after how many rows ``size`` bytes are reached, at least one; all rows if they are not."""
        return min(1 + int(bisect_left(range(1, self._rows), size, key=self.of_first)), self._rows)


class _Sizes:
    """The bytes before any value of one array: offsets of texts and lists tell them without a look inside."""

    def __init__(self, values: pa.Array) -> None:
        self._offset = values.offset
        self._width = 0
        self._ends: memoryview | None = None
        self._children: list[_Sizes] = []
        kind = values.type
        if pa.types.is_string(kind) or pa.types.is_list(kind):
            self._width = _OFFSET_BYTES
            offsets = values.buffers()[1]
            self._ends = memoryview(offsets).cast("i") if offsets else None
            if pa.types.is_list(kind):
                self._children = [_Sizes(values.values)]
        elif pa.types.is_struct(kind):
            self._children = [_Sizes(values.field(number)) for number in range(kind.num_fields)]
        else:
            self._width = int(kind.bit_width) // 8

    def of_first(self, count: int, start: int = 0) -> int:
        """Return the bytes of ``count`` values from ``start`` on."""
        size: int = count * self._width
        if self._ends is not None:
            first = int(self._ends[self._offset + start])
            last = int(self._ends[self._offset + start + count])
            start, count = first, last - first
            if not self._children:
                return size + count
        return size + sum(child.of_first(count, start) for child in self._children)


def _array(
    kind: pa.DataType, length: int, known: bytes | None, *buffers: Any, children: list[pa.Array] | None = None
) -> pa.Array:
    given = [None if known is None else pa.py_buffer(known), *(pa.py_buffer(data) for data in buffers)]
    return pa.Array.from_buffers(kind, length, given, children=children)


def _offsets(parts: Sequence[Any]) -> array[int]:
    return array("i", accumulate(map(len, parts), initial=0))


def _known(values: Sequence[Any]) -> bytes | None:
    """Return one bit for each value, set where there is one; nothing where none is missing."""
    if None not in values:
        return None
    bits = "".join(["0" if value is None else "1" for value in reversed(values)])
    return int(bits, 2).to_bytes((len(values) + 7) // 8, "little")


def _decimal(value: Decimal | None, scale: int) -> bytes:
    if value is None:
        return bytes(_DECIMAL_BYTES)
    over, under = value.as_integer_ratio()
    shift: int = 10**scale
    number, rest = divmod(over * shift, under)
    if rest:
        raise ValueError(f"a value has more than {scale} decimal places")
    return number.to_bytes(_DECIMAL_BYTES, "little", signed=True)
