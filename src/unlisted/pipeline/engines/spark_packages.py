"""Spark's side of ``--engine spark``: workers read files and send packages; one partition is one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

from unlisted.base.errors import InputError
from unlisted.formats.charges.mapping import ChargeMapping
from unlisted.pipeline.dataset_entry import source_as_json
from unlisted.pipeline.dataset_package import make_package
from unlisted.pipeline.dataset_rows import KeptRows
from unlisted.pipeline.engines.spark_source import FilePartition
from unlisted.pipeline.extract import read_source
from unlisted.pipeline.rate_source import source_of
from unlisted.pipeline.sources import Found, FoundFile, FoundUrl, reference_folder

SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("sha256", pa.string()),
        ("source", pa.string()),
        ("rows", pa.binary()),
        ("frequencies", pa.binary()),
        ("error", pa.string()),
    ]
)
"""``source`` is empty where the dataset holds the file already; ``error`` holds the fields of an error."""


class UnlistedPackages(DataSource):
    """What files say, packed for a dataset. Its one option ``job`` is JSON made by ``spark_build``."""

    @classmethod
    def name(cls) -> str:
        """Return the name for ``format``."""
        return "unlisted_packages"

    def schema(self) -> str:
        """Return the columns of ``SCHEMA``."""
        return "number bigint, sha256 string, source string, rows binary, frequencies binary, error string"

    def reader(self, schema: Any) -> DataSourceReader:
        """Return the reader of a batch query."""
        return _PackagesReader(json.loads(self.options["job"]))


class _PackagesReader(DataSourceReader):
    def __init__(self, job: dict[str, Any]) -> None:
        self._job = job

    def partitions(self) -> list[InputPartition]:
        """Return one partition for each file of the job, in its order."""
        return [
            _Numbered(FoundUrl(text) if is_url else FoundFile(Path(text), named), number)
            for number, (text, is_url, named) in enumerate(self._job["files"])
        ]

    def read(self, partition: Any) -> Iterator[pa.RecordBatch]:
        """Read one file; an error of the file is an answer, not a failed task."""
        row: dict[str, Any] = dict.fromkeys(("sha256", "source", "error"), "")
        row |= {"number": partition.number, "rows": b"", "frequencies": b""}
        try:
            row |= self._package(partition.found)
        except InputError as error:
            fields = {name: getattr(error, name) for name in ("code", "what", "where", "why", "fix")}
            row["error"] = json.dumps(fields)
        yield pa.RecordBatch.from_pylist([row], schema=SCHEMA)

    def _package(self, found: Found) -> dict[str, Any]:
        job = self._job
        source = source_of(found)
        held: dict[str, list[str]] = job["held"]
        before: list[str] = []
        if isinstance(found, FoundFile):
            sha256 = source.sha256()
            if held.get(sha256) == []:
                return {"sha256": sha256}
            before = held.get(sha256, [])
        elif sha256 := job["located"].get(f"{source.location} {source.validator()}", ""):
            return {"sha256": sha256}
        mapping = job["mapping"]
        references = job["references"]
        read = read_source(
            source,
            {*job["codes"], *before},
            KeptRows.gather,
            mapping=ChargeMapping.model_validate_json(mapping) if mapping else None,
            open_reference=reference_folder(Path(references)) if references else None,
            frequencies=job["frequencies"],
        )
        package = make_package(
            read, job["fingerprint"], location=source.location, validator=source.validator()
        )
        with closing(package):
            return {
                "sha256": package.source.sha256,
                "source": json.dumps(source_as_json(package.source)),
                "rows": _all_of(package.rows),
                "frequencies": _all_of(package.frequencies),
            }


def _all_of(stream: BinaryIO | None) -> bytes:
    if stream is None:
        return b""
    stream.seek(0)
    return stream.read()


class _Numbered(FilePartition):
    """A file and its place in the job."""

    def __init__(self, found: Found, number: int) -> None:
        super().__init__(found)
        self.number = number
