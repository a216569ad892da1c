"""What was extracted from one input file, packed: its entries and the bytes of its rows.

A package is made wherever the file was read (here or on a worker) and committed by whoever holds the
dataset. The same file, codes and options give the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

import unlisted
from unlisted.pipeline.dataset_entry import DatasetFile, Source, make_source
from unlisted.pipeline.dataset_rows import KeptRows
from unlisted.pipeline.dataset_schema import FREQUENCIES, OBSERVATIONS, frequencies_to_table
from unlisted.pipeline.extract import Extraction
from unlisted.pipeline.temporary import open_aside

SOFTWARE = f"unlisted {unlisted.__version__}"

ROW_GROUP_BYTES = 4 * 1024 * 1024
"""A row group has about so many bytes before it is encoded: writing one needs a few times this memory."""

_POOLED_ROWS = 1_024


@dataclass(frozen=True, slots=True)
class Package:
    """A source and its rows as Parquet: ``rows`` by file, code and place; ``None`` where there are none.

    The rows lie in a temporary file: close the package after use.
    """

    source: Source
    rows: BinaryIO | None
    frequencies: BinaryIO | None

    def close(self) -> None:
        """Let go of the rows."""
        for stream in (self.rows, self.frequencies):
            if stream is not None:
                stream.close()


def make_package(
    read: Iterable[tuple[Extraction, KeptRows]], options: str, *, location: str = "", validator: str = ""
) -> Package:
    """Pack what was read of one input file; its rows are then given up."""
    files: list[DatasetFile] = []
    gathered: list[tuple[str, KeptRows]] = []
    counted: list[Coded] = []
    for extraction, rows in read:
        files.append(replace(_entry(extraction, rows, options), location=location, validator=validator))
        gathered.append((extraction.sha256, rows))
        table = frequencies_to_table(extraction.sha256, extraction.frequencies)
        counted += [("", batch) for batch in table.to_batches()]
    source = make_source(tuple(files))
    return Package(source, _parquet(_given_up(gathered), OBSERVATIONS), _parquet(counted, FREQUENCIES))


Coded = tuple[str, pa.RecordBatch]


def _given_up(gathered: Iterable[tuple[str, KeptRows]]) -> Iterator[Coded]:
    for sha256, rows in gathered:
        yield from rows.batches(sha256)
        rows.close()


def _parquet(batches: Iterable[Coded], schema: pa.Schema) -> BinaryIO | None:
    """Return a Parquet file of the batches in row groups of bounded size; ``None`` for no row."""
    stream = None
    writer = None
    for table in _row_groups(batches):
        if writer is None:
            stream = open_aside()
            writer = pq.ParquetWriter(stream, schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return stream


def _row_groups(batches: Iterable[Coded]) -> Iterator[pa.Table]:
    """Begin a row group with each code of many rows; few rows of several codes share one."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    before = ""
    for code, batch in batches:
        if waiting and (size >= ROW_GROUP_BYTES or (rows >= _POOLED_ROWS and code != before)):
            yield pa.Table.from_batches(waiting).combine_chunks()
            waiting, rows, size = [], 0, 0
        waiting.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        before = code
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _entry(extraction: Extraction, rows: KeptRows, options: str) -> DatasetFile:
    return DatasetFile(
        name=extraction.name,
        sha256=extraction.sha256,
        bytes=extraction.bytes,
        kind=extraction.kind,
        layout=extraction.layout,
        schema_version=extraction.schema_version,
        publisher=extraction.publisher,
        file_date=extraction.file_date,
        newest_row=rows.newest,
        codes=extraction.codes,
        software=SOFTWARE,
        options=options,
        rows_read=extraction.rows_read,
        prices_read=extraction.prices_read,
        rows_matched=extraction.rows_matched,
        observations=sum(count for _, count in rows.partitions),
        partitions=rows.partitions,
        frequencies=len(extraction.frequencies),
        findings=extraction.findings,
        read_by=str(extraction.read_by),
    )
