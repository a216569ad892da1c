"""A dataset on disk: this side writes it, file by file, always whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

import unlisted
from unlisted.pipeline.dataset import FORMAT, MANIFEST, DatasetFile, read_manifest
from unlisted.pipeline.dataset_schema import frequencies_to_table, observations_to_table
from unlisted.pipeline.extract import Extraction
from unlisted.pipeline.whole_files import write_whole

SOFTWARE = f"unlisted {unlisted.__version__}"
_PREFIX = 12
_NAME_LENGTH = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class DatasetWriter:
    """Add extractions to a dataset. The manifest never names a part that is not whole on the disk.

    Nothing depends on the clock: the same inputs give the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        manifest = read_manifest(folder)
        self._files = {_key(file): file for file in manifest.files} if manifest else {}

    def entries(self, sha256: str) -> tuple[DatasetFile, ...]:
        """Return what the dataset holds of the file with this hash."""
        return tuple(file for file in self._files.values() if file.sha256 == sha256)

    def replace(
        self, sha256: str, extractions: Iterable[Extraction], options: str
    ) -> tuple[DatasetFile, ...]:
        """Put a file's extractions in place of what the dataset held of it."""
        old = self.entries(sha256)
        if old:
            self._files = {key: file for key, file in self._files.items() if file.sha256 != sha256}
            self._write_manifest()
        added = tuple(self._write_parts(extraction, options) for extraction in extractions)
        self._files |= {_key(file): file for file in added}
        self._write_manifest()
        kept = {
            part for file in self._files.values() for part in (file.observations_file, file.frequencies_file)
        }
        for file in old:
            for part in (file.observations_file, file.frequencies_file):
                if part and part not in kept:
                    (self._folder / part).unlink(missing_ok=True)
        return added

    def _write_parts(self, extraction: Extraction, options: str) -> DatasetFile:
        safe = _UNSAFE.sub("_", extraction.name)[-_NAME_LENGTH:].lstrip(".")
        stem = f"{extraction.sha256[:_PREFIX]}-{safe}.parquet"
        observations_file = frequencies_file = ""
        if extraction.observations:
            observations_file = f"observations/{stem}"
            self._write_table(observations_file, observations_to_table(extraction.observations))
        if extraction.frequencies:
            frequencies_file = f"frequencies/{stem}"
            self._write_table(frequencies_file, frequencies_to_table(extraction.frequencies))
        return DatasetFile(
            name=extraction.name,
            sha256=extraction.sha256,
            bytes=extraction.bytes,
            kind=extraction.kind,
            layout=extraction.layout,
            schema_version=extraction.schema_version,
            publisher=extraction.publisher,
            file_date=extraction.file_date,
            codes=extraction.codes,
            software=SOFTWARE,
            options=options,
            rows_read=extraction.rows_read,
            prices_read=extraction.prices_read,
            rows_matched=extraction.rows_matched,
            observations=len(extraction.observations),
            observations_file=observations_file,
            frequencies_file=frequencies_file,
            findings=extraction.findings,
        )

    def _write_table(self, name: str, table: pa.Table) -> None:
        write_whole(self._folder / name, lambda stream: pq.write_table(table, stream, compression="zstd"))

    def _write_manifest(self) -> None:
        content = {
            "format": FORMAT,
            "files": [as_json(self._files[key]) for key in sorted(self._files)],
        }
        data = (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()

        def write(stream: BinaryIO) -> None:
            """Put the manifest's bytes."""
            stream.write(data)

        write_whole(self._folder / MANIFEST, write)


def _key(file: DatasetFile) -> tuple[str, str]:
    return file.name, file.sha256


def as_json(file: DatasetFile) -> dict[str, Any]:
    """Return a manifest entry: plain values, keys in the order of the fields."""
    entry: dict[str, Any] = {name: getattr(file, name) for name in DatasetFile.__slots__}
    entry["kind"] = str(file.kind)
    entry["file_date"] = file.file_date.isoformat() if file.file_date else None
    entry["codes"] = list(file.codes)
    entry["findings"] = [
        {
            "code": found.code,
            "severity": str(found.severity),
            "message": found.message,
            "where": found.where,
            "fix": found.fix,
        }
        for found in file.findings
    ]
    return entry
