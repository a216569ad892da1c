"""Write one Parquet file from rows that lie in others, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unlisted.pipeline.arrow_columns import RowSizes
from unlisted.pipeline.dataset import part_unreadable
from unlisted.pipeline.dataset_package import ROW_GROUP_BYTES
from unlisted.pipeline.whole_files import write_whole

_BATCH_ROWS = 1_024


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that stand together in a file.

    ``start`` is the first of them; ``None`` means the rows after the last piece of the same file. Rows not
    to ``keep`` are passed over.
    """

    path: str
    start: int | None
    rows: int
    keep: bool = True


def write_part(folder: Path, target: str, pieces: Iterable[Piece], schema: Any) -> None:
    """Write ``target`` from the pieces in their order; same rows, same bytes."""
    ordered = list(pieces)

    def write(stream: Any) -> None:
        """Write row groups of one size, wherever the rows come from."""
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for table in _row_groups(_rows(folder, ordered)):
                writer.write_table(table)

    write_whole(folder / target, write)


def _rows(folder: Path, pieces: Iterable[Piece]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the pieces kept. At most two files are open: one read through, one visited."""
    through: dict[str, _Reader] = {}
    visited: tuple[str, _Reader] | None = None
    try:
        for piece in pieces:
            if piece.start is None:
                reader = through.get(piece.path) or _Reader(folder / piece.path)
                through[piece.path] = reader
            else:
                if visited is None or visited[0] != piece.path:
                    if visited is not None:
                        visited[1].close()
                    visited = piece.path, _Reader(folder / piece.path)
                reader = visited[1]
                reader.go_to(piece.start)
            for batch in reader.take(piece.rows):
                if piece.keep:
                    yield batch
    except (OSError, pa.ArrowException) as error:
        raise part_unreadable(f"{folder} ({error})") from error
    finally:
        for reader in (*through.values(), *([visited[1]] if visited else [])):
            reader.close()


class _Reader:
    """The rows of a Parquet file, in turn."""

    def __init__(self, path: Path) -> None:
        self._file = pq.ParquetFile(path)
        self._at = 0
        self._batches = self._from_group(0)
        self._rest: pa.RecordBatch | None = None

    def go_to(self, row: int) -> None:
        """Stand before a row."""
        if row == self._at:
            return
        start = number = 0
        while start + (size := self._file.metadata.row_group(number).num_rows) <= row:
            start += size
            number += 1
        self._batches = self._from_group(number)
        self._rest, self._at = None, start
        for _ in self.take(row - start):
            pass

    def _from_group(self, first: int) -> Iterator[pa.RecordBatch]:
        """Read row group by row group, so that no batch holds more bytes than one."""
        for number in range(first, self._file.metadata.num_row_groups):
            yield from self._file.iter_batches(_BATCH_ROWS, row_groups=[number], use_threads=False)

    def take(self, count: int) -> Iterator[pa.RecordBatch]:
        """Yield the next ``count`` rows."""
        self._at += count
        while count:
            batch = self._rest if self._rest is not None else next(self._batches, None)
            if batch is None:
                raise pa.ArrowInvalid("rows are missing")
            head = batch.slice(0, count)
            self._rest = batch.slice(count) if batch.num_rows > count else None
            count -= head.num_rows
            yield head

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Cut rows into groups that end with the row that fills them: however the rows come, the same groups."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        rest = batch
        while rest.num_rows:
            sizes = RowSizes(rest)
            rows = sizes.rows_within(ROW_GROUP_BYTES - size)
            waiting.append(rest.slice(0, rows))
            size += sizes.of_first(rows)
            rest = rest.slice(rows)
            if size >= ROW_GROUP_BYTES:
                yield pa.Table.from_batches(waiting).combine_chunks()
                waiting, size = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()
