"""A dataset on disk: what was extracted from which files. This side reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unlisted.base.errors import BrokenFileError, MissingDataError
from unlisted.base.outcome import Finding, Severity
from unlisted.market.frequency import ValueFrequency
from unlisted.market.observation import Observation, SourceKind
from unlisted.pipeline.dataset_schema import table_to_frequencies, table_to_observations

FORMAT = "unlisted-rates/1"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """One file of the dataset's inputs, as the manifest records it.

    ``software`` read it; ``options`` says what besides the bytes decided the reading (a mapping,
    reference files). ``observations_file`` and ``frequencies_file`` are relative to the dataset; empty
    where there are none.
    """

    name: str
    sha256: str
    bytes: int
    kind: SourceKind
    layout: str
    schema_version: str
    publisher: str
    file_date: date | None
    codes: tuple[str, ...]
    software: str
    options: str
    rows_read: int
    prices_read: int
    rows_matched: int
    observations: int
    observations_file: str
    frequencies_file: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a dataset, in the order of name and hash."""

    files: tuple[DatasetFile, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """All observations and files, and the frequencies by the sha256 of the file they were counted in."""

    observations: list[Observation]
    frequencies: Mapping[str, tuple[ValueFrequency, ...]]
    files: tuple[DatasetFile, ...]


def read_dataset(folder: Path) -> Dataset:
    """Read a dataset; raise ``MissingDataError`` for none, ``BrokenFileError`` for a damaged one."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise MissingDataError(
            f"there is no dataset in {folder}",
            why="benchmarks are computed from extracted observations",
            fix=f"run: unlisted rates extract FILE... --codes 77499 --out {folder}",
        )
    observations: list[Observation] = []
    frequencies: dict[str, tuple[ValueFrequency, ...]] = {}
    for file in manifest.files:
        if file.observations_file:
            observations.extend(table_to_observations(_table(folder, file.observations_file)))
        if file.frequencies_file:
            rows = table_to_frequencies(_table(folder, file.frequencies_file))
            frequencies[file.sha256] = frequencies.get(file.sha256, ()) + rows
    return Dataset(observations, frequencies, manifest.files)


def read_manifest(folder: Path) -> Manifest | None:
    """Return what the dataset holds, or ``None`` where there is no dataset."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(tuple(_file(entry) for entry in _entries(content)))
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFileError(
            "the dataset's manifest cannot be read",
            where=f"{path} ({error})",
            why="without it nobody can say which files the observations come from",
            fix="extract the files again into a new folder",
        ) from error


def _entries(content: dict[str, Any]) -> list[dict[str, Any]]:
    if content["format"] != FORMAT:
        raise ValueError(f"the format is {content['format']!r}, not {FORMAT!r}")
    entries: list[dict[str, Any]] = content["files"]
    return entries


def _file(entry: dict[str, Any]) -> DatasetFile:
    values = dict(entry)
    values["kind"] = SourceKind(values["kind"])
    values["file_date"] = date.fromisoformat(values["file_date"]) if values["file_date"] else None
    values["codes"] = tuple(values["codes"])
    values["findings"] = tuple(
        Finding(
            code=found["code"],
            severity=Severity(found["severity"]),
            message=found["message"],
            where=found["where"],
            fix=found["fix"],
        )
        for found in values["findings"]
    )
    return DatasetFile(**values)


def _table(folder: Path, name: str) -> pa.Table:
    try:
        with (folder / name).open("rb") as stream:
            return pq.read_table(stream)
    except (OSError, pa.ArrowException) as error:
        raise BrokenFileError(
            f"a part of the dataset cannot be read: {name}",
            where=str(folder / name),
            why="the manifest counts its observations",
            fix="remove the file's entry from the manifest, or extract into a new folder",
        ) from error
