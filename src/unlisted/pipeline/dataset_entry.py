"""What a dataset records of each input file, and its form in JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from unlisted.base.outcome import Finding, Severity
from unlisted.market.observation import SourceKind

FORMAT = "unlisted-rates/2"
ANY_CODE = "any"
"""The partition of wildcard rows: they may answer any code."""

_VERSION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """One text file among the inputs: its name, what it is, what was asked, how much was found.

    ``software`` read it; ``options`` says what besides the bytes decided the reading (a mapping,
    reference files); ``read_by`` is the path that read it. ``newest_row`` is the latest date on a row.
    ``partitions`` counts the observations by code in the order of the codes; wildcards stand under
    ``any``. ``location`` and ``validator`` (the server's word for this version) are empty for a file
    from disk; a signature in a location is never kept.
    """

    name: str
    sha256: str
    bytes: int
    kind: SourceKind
    layout: str
    schema_version: str
    publisher: str
    file_date: date | None
    newest_row: date | None
    codes: tuple[str, ...]
    software: str
    options: str
    rows_read: int
    prices_read: int | None
    rows_matched: int
    observations: int
    partitions: tuple[tuple[str, int], ...]
    frequencies: int
    findings: tuple[Finding, ...]
    read_by: str = ""
    location: str = ""
    validator: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One input file as given: several text files where it is an archive. ``version`` changes with them."""

    sha256: str
    version: str
    files: tuple[DatasetFile, ...]

    @property
    def order(self) -> tuple[str, str, str]:
        """Where its rows stand in a partition: by publisher, so that one payer's rows are neighbors."""
        first = self.files[0]
        return first.publisher, first.name, self.sha256


def make_source(files: tuple[DatasetFile, ...]) -> Source:
    """Return the source of these files, its version worked out."""
    text = json.dumps([as_json(file) for file in files], sort_keys=True)
    version = hashlib.sha256(text.encode()).hexdigest()[:_VERSION_DIGITS]
    return Source(files[0].sha256, version, files)


def source_as_json(source: Source) -> dict[str, Any]:
    """Return a source as plain values."""
    files = [as_json(file) for file in source.files]
    return {"sha256": source.sha256, "version": source.version, "files": files}


def source_from_json(content: Any) -> Source:
    """Read a source; raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is none."""
    files = tuple(_file(entry) for entry in content["files"])
    if not files:
        raise ValueError("a source without files")
    return Source(content["sha256"], content["version"], files)


def as_json(file: DatasetFile) -> dict[str, Any]:
    """Return an entry: plain values, keys in the order of the fields."""
    entry: dict[str, Any] = {f.name: getattr(file, f.name) for f in fields(DatasetFile)}
    entry["kind"] = str(file.kind)
    for day in ("file_date", "newest_row"):
        entry[day] = entry[day].isoformat() if entry[day] else None
    entry["codes"] = list(file.codes)
    entry["partitions"] = [list(partition) for partition in file.partitions]
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


def _file(entry: dict[str, Any]) -> DatasetFile:
    values = dict(entry)
    values["kind"] = SourceKind(values["kind"])
    for day in ("file_date", "newest_row"):
        values[day] = date.fromisoformat(values[day]) if values[day] else None
    values["codes"] = tuple(values["codes"])
    values["partitions"] = tuple((str(code), int(rows)) for code, rows in values["partitions"])
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
