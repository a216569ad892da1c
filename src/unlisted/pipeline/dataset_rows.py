"""Rows on their way into a dataset: set aside by the code they are filed under, then packed code by code."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa

from unlisted.base.codes import BillingCode
from unlisted.base.errors import UsageError
from unlisted.formats.aside import Aside
from unlisted.market.observation import CodeMatch, Observation
from unlisted.pipeline.dataset_entry import ANY_CODE
from unlisted.pipeline.dataset_schema import SHA256_AT, rows_to_batch, to_row
from unlisted.pipeline.temporary import open_aside

_ROWS = 1_024
_NPIS = 16_384


class KeptRows:
    """The rows of one file. In memory are a thousand of them, and where the others were put."""

    def __init__(self) -> None:
        self._aside = Aside(open_aside)
        self._places: dict[str, array[int]] = {}
        self._counts: dict[str, int] = {}
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self.newest: date | None = None

    @classmethod
    def gather(cls, observations: Iterable[Observation]) -> KeptRows:
        """Set observations aside, in their order."""
        kept = cls()
        rows = npis = 0
        for seen in observations:
            kept._waiting.setdefault(partition_of(seen), []).append(to_row(seen))
            if seen.file_date is not None and (kept.newest is None or seen.file_date > kept.newest):
                kept.newest = seen.file_date
            rows += 1
            npis += sum(len(group.npis) for group in seen.providers)
            if rows >= _ROWS or npis >= _NPIS:
                kept._put_aside()
                rows = npis = 0
        kept._put_aside()
        return kept

    @property
    def partitions(self) -> tuple[tuple[str, int], ...]:
        """The number of rows by code, in the order of the codes; wildcards stand under ``any``."""
        return tuple(sorted(self._counts.items()))

    def batches(self, sha256: str) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Yield the rows by code and place, with the code; ``sha256`` of the file is put on them."""
        for code, _ in self.partitions:
            for place in self._places[code]:
                columns = list(zip(*self._aside.get(place), strict=True))
                columns[SHA256_AT] = (sha256,) * len(columns[SHA256_AT])
                yield code, rows_to_batch(columns)

    def close(self) -> None:
        """Forget the rows."""
        self._aside.close()

    def _put_aside(self) -> None:
        for code, rows in self._waiting.items():
            self._places.setdefault(code, array("Q")).append(self._aside.put(rows))
            self._counts[code] = self._counts.get(code, 0) + len(rows)
        self._waiting.clear()


def partition_of(seen: Observation) -> str:
    """Return the code under which a row is filed."""
    return ANY_CODE if seen.code_match is not CodeMatch.LITERAL else _filed_under(seen.billing_code)


@lru_cache(maxsize=4_096)
def _filed_under(code: str) -> str:
    try:
        return str(BillingCode(code))
    except UsageError:
        return ANY_CODE
