"""What was extracted from one input file, packed: its entries and the bytes of its rows.

A package is made wherever the file was read (here or on a worker) and committed by whoever holds the
dataset. The same file, codes and options give the same bytes everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.parquet as pq

import unlisted
from unlisted.base.codes import BillingCode
from unlisted.base.errors import UsageError
from unlisted.market.observation import CodeMatch, Observation
from unlisted.pipeline.dataset_entry import ANY_CODE, DatasetFile, Source, make_source
from unlisted.pipeline.dataset_schema import (
    FREQUENCIES,
    OBSERVATIONS,
    frequencies_to_table,
    observations_to_table,
)
from unlisted.pipeline.extract import Extraction

SOFTWARE = f"unlisted {unlisted.__version__}"

ROW_GROUP_ROWS = 131_072


@dataclass(frozen=True, slots=True)
class Package:
    """A source and its rows as Parquet: ``rows`` by file, code and place; empty where there are none."""

    source: Source
    rows: bytes
    frequencies: bytes


def make_package(
    extractions: Iterable[Extraction], options: str, *, location: str = "", validator: str = ""
) -> Package:
    """Pack the extractions of one input file."""
    files: list[DatasetFile] = []
    tables: list[pa.Table] = []
    counted: list[pa.Table] = []
    for extraction in extractions:
        ordered = sorted(extraction.observations, key=partition_of)
        file = replace(_entry(extraction, ordered, options), location=location, validator=validator)
        files.append(file)
        table = observations_to_table(ordered)
        start = 0
        for _code, rows in file.partitions:
            tables.append(table.slice(start, rows))
            start += rows
        if extraction.frequencies:
            counted.append(frequencies_to_table(extraction.sha256, extraction.frequencies))
    return Package(
        make_source(tuple(files)), parquet_bytes(tables, OBSERVATIONS), parquet_bytes(counted, FREQUENCIES)
    )


def partition_of(seen: Observation) -> str:
    """Return the code under which a row is filed."""
    if seen.code_match is not CodeMatch.LITERAL:
        return ANY_CODE
    try:
        return str(BillingCode(seen.billing_code))
    except UsageError:
        return ANY_CODE


def parquet_bytes(tables: Iterable[pa.Table], schema: pa.Schema) -> bytes:
    """Return a Parquet file with a row group (or more) for each table; empty bytes for no row."""
    stream = io.BytesIO()
    wrote = False
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for table in tables:
            for part in _row_groups(table):
                writer.write_table(part)
                wrote = True
    return stream.getvalue() if wrote else b""


def _row_groups(table: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, table.num_rows, ROW_GROUP_ROWS):
        yield table.slice(start, ROW_GROUP_ROWS).combine_chunks()


def _entry(extraction: Extraction, ordered: list[Observation], options: str) -> DatasetFile:
    counts: dict[str, int] = {}
    for seen in ordered:
        code = partition_of(seen)
        counts[code] = counts.get(code, 0) + 1
    return DatasetFile(
        name=extraction.name,
        sha256=extraction.sha256,
        bytes=extraction.bytes,
        kind=extraction.kind,
        layout=extraction.layout,
        schema_version=extraction.schema_version,
        publisher=extraction.publisher,
        file_date=extraction.file_date,
        newest_row=max((seen.file_date for seen in ordered if seen.file_date is not None), default=None),
        codes=extraction.codes,
        software=SOFTWARE,
        options=options,
        rows_read=extraction.rows_read,
        prices_read=extraction.prices_read,
        rows_matched=extraction.rows_matched,
        observations=len(ordered),
        partitions=tuple(counts.items()),
        frequencies=len(extraction.frequencies),
        findings=extraction.findings,
        read_by=str(extraction.read_by),
    )
