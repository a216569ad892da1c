"""A Spark data source of price files: ``spark.read.format("unlisted_rates")``.

::

    spark.dataSource.register(UnlistedRates)
    rates = spark.read.format("unlisted_rates").option("codes", "77499,77427").load("s3://bucket/rates")

One file is one partition; the kernel is the one that reads files on one machine, and so are the rows and
their types. Options: ``codes`` (needed), ``path`` (also what ``load`` gets) or ``files`` (a JSON list),
``kind`` (source kinds, separated by commas), ``columns``, ``mapping``, ``references`` (paths that workers can
read), ``unreadable``: ``fail`` (as preset) or ``skip``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from unlisted.base.errors import InputError, UnsupportedFormatError, UsageError
from unlisted.market.observation import SourceKind
from unlisted.pipeline.dataset_build import check_codes_asked
from unlisted.pipeline.dataset_schema import OBSERVATIONS, observations_to_table
from unlisted.pipeline.extract import extract_source
from unlisted.pipeline.rate_source import source_of
from unlisted.pipeline.sources import Found, find_all, load_mapping, reference_folder

BATCH_ROWS = 65_536


@dataclass
class FilePartition(InputPartition):
    """One file to read."""

    found: Found


class UnlistedRates(DataSource):
    """Rows of payer and hospital price files for some billing codes."""

    @classmethod
    def name(cls) -> str:
        """Return the name for ``format``."""
        return "unlisted_rates"

    def schema(self) -> StructType:
        """Return the columns of a local dataset, or those asked for, in the order asked for."""
        return from_arrow_schema(_chosen_schema(_texts(self.options, "columns")))

    def reader(self, schema: StructType) -> DataSourceReader:
        """Return the reader of a batch query."""
        return RatesReader(dict(self.options), [field.name for field in schema.fields])


class RatesReader(DataSourceReader):
    """Read each file where Spark puts it."""

    def __init__(self, options: dict[str, str], columns: list[str]) -> None:
        self._files = given_files(options)
        self._codes = check_codes_asked(_texts(options, "codes"))
        self._columns = columns
        self._kinds = frozenset(SourceKind(kind) for kind in _texts(options, "kind")) or frozenset(SourceKind)
        self._mapping = options.get("mapping", "")
        self._references = options.get("references", "")
        unreadable = options.get("unreadable", "fail")
        if unreadable not in ("fail", "skip"):
            raise UsageError(f"unreadable is fail or skip, not {unreadable!r}")
        self._skips = unreadable == "skip"

    def partitions(self) -> list[InputPartition]:
        """Return one partition for each file."""
        return [FilePartition(found) for found in find_all(self._files)]

    def read(self, partition: Any) -> Iterator[pa.RecordBatch]:
        """Read one file; yield its rows as Arrow batches."""
        found: Found = partition.found
        try:
            extractions = extract_source(
                source_of(found),
                self._codes,
                mapping=load_mapping(Path(self._mapping)) if self._mapping else None,
                open_reference=reference_folder(Path(self._references)) if self._references else None,
                frequencies=False,
                kinds=self._kinds,
            )
        except InputError as error:
            if self._skips or (isinstance(error, UnsupportedFormatError) and not found.named):
                return
            raise
        for extraction in extractions:
            table = observations_to_table(extraction.observations).select(self._columns)
            yield from table.to_batches(BATCH_ROWS)


def given_files(options: dict[str, str]) -> list[str]:
    """Return the files, folders and addresses that the options name."""
    given = json.loads(options["files"]) if "files" in options else []
    if path := options.get("path", ""):
        given.append(path)
    if not given:
        raise UsageError("no file is given", fix='name it in load(…), or in option "files" as a JSON list')
    return [str(path) for path in given]


def _texts(options: Any, name: str) -> list[str]:
    return [text.strip() for text in (options.get(name) or "").split(",") if text.strip()]


def _chosen_schema(columns: list[str]) -> pa.Schema:
    unknown = [name for name in columns if name not in OBSERVATIONS.names]
    if unknown:
        raise UsageError(
            f"there is no column {', '.join(unknown)}", fix=f"choose from {', '.join(OBSERVATIONS.names)}"
        )
    return pa.schema([OBSERVATIONS.field(name) for name in columns or OBSERVATIONS.names])
