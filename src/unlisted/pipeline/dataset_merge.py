"""Write one Parquet file from rows that lie in others, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unlisted.pipeline.dataset import part_unreadable
from unlisted.pipeline.dataset_package import ROW_GROUP_ROWS
from unlisted.pipeline.whole_files import write_whole

_BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that stand together in a file.

    ``start`` is a row at which a row group starts; ``None`` means the rows after the last piece of the same
    file. Rows not to ``keep`` are passed over.
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


def _rows(folder: Path, pieces: Iterable[Piece]) -> Iterator[pa.Table]:
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
            for table in reader.take(piece.rows):
                if piece.keep:
                    yield table
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
        self._batches: Iterator[pa.RecordBatch] = self._file.iter_batches(_BATCH_ROWS)
        self._rest: pa.RecordBatch | None = None

    def go_to(self, row: int) -> None:
        """Stand before a row at which a row group starts."""
        if row == self._at:
            return
        start = number = 0
        while start < row:
            start += self._file.metadata.row_group(number).num_rows
            number += 1
        groups = list(range(number, self._file.metadata.num_row_groups))
        self._batches = self._file.iter_batches(_BATCH_ROWS, row_groups=groups)
        self._rest, self._at = None, row

    def take(self, count: int) -> Iterator[pa.Table]:
        """Yield the next ``count`` rows."""
        self._at += count
        while count:
            batch = self._rest if self._rest is not None else next(self._batches, None)
            if batch is None:
                raise pa.ArrowInvalid("rows are missing")
            head = batch.slice(0, count)
            self._rest = batch.slice(count) if batch.num_rows > count else None
            count -= head.num_rows
            yield pa.Table.from_batches([head])

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _row_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    held = 0
    for table in tables:
        waiting.append(table)
        held += table.num_rows
        while held >= ROW_GROUP_ROWS:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, ROW_GROUP_ROWS).combine_chunks()
            waiting = [whole.slice(ROW_GROUP_ROWS)]
            held -= ROW_GROUP_ROWS
    if held:
        yield pa.concat_tables(waiting).combine_chunks()
