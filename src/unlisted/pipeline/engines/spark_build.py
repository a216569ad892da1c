"""``--engine spark``: workers read files, this process commits what they send. Same dataset, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from unlisted.base import errors
from unlisted.base.errors import InputError, MissingExtraError
from unlisted.pipeline.dataset_build import BuildOptions, BuildResult, OnFile, answers, check_codes_asked
from unlisted.pipeline.dataset_entry import source_from_json
from unlisted.pipeline.dataset_file import OnPart, file_rows
from unlisted.pipeline.dataset_package import Package
from unlisted.pipeline.dataset_write import DatasetWriter
from unlisted.pipeline.sources import Found, FoundFile, OnBytes, find_all

WAVE_FILES = 256
"""Files sent to Spark at a time: what they give is held in memory here, then committed."""


def build_on_spark(
    given: Iterable[str | Path],
    codes: Iterable[str],
    folder: Path,
    options: BuildOptions | None = None,
    *,
    on_file: OnFile | None = None,
    on_bytes: OnBytes | None = None,
    on_part: OnPart | None = None,
    spark: Any = None,
) -> BuildResult:
    """Do what ``build_dataset`` does with the workers of a Spark session.

    ``spark``: a session; else the active one, else a new one from Spark's own settings. Paths, the mapping
    excepted, must be readable by the workers. ``on_bytes`` is not called: bytes are read elsewhere.
    Raises ``MissingExtraError`` where pyspark is not installed.
    """
    options = options or BuildOptions()
    asked = check_codes_asked(codes)
    found_files = find_all(given)
    session = spark or _session()
    writer = DatasetWriter(folder)
    run = _Run(writer, options, asked)
    try:
        for start in range(0, len(found_files), WAVE_FILES):
            wave = found_files[start : start + WAVE_FILES]
            rows = _read(session, run.job(wave))
            for row in sorted(rows, key=lambda row: int(row["number"])):
                found = wave[row["number"]]
                if on_file:
                    on_file(found)
                run.take(found, row)
    finally:
        writer.close()
    file_rows(folder, on_part)
    return run.result


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional part
    except ImportError as error:
        raise MissingExtraError(
            "Spark is not installed", fix="pip install 'unlisted[spark]' (and Java 17), or use --engine local"
        ) from error
    return SparkSession.getActiveSession() or SparkSession.builder.appName("unlisted").getOrCreate()


def _read(session: Any, job: dict[str, Any]) -> list[Any]:
    from unlisted.pipeline.engines.spark_packages import UnlistedPackages  # noqa: PLC0415 - needs pyspark

    session.dataSource.register(UnlistedPackages)
    rows: list[Any] = session.read.format("unlisted_packages").option("job", json.dumps(job)).load().collect()
    return rows


class _Run:
    def __init__(self, writer: DatasetWriter, options: BuildOptions, asked: frozenset[str]) -> None:
        self.result = BuildResult()
        self._writer = writer
        self._options = options
        self._asked = asked
        self._done: dict[str, Found] = {}

    def job(self, wave: Sequence[Found]) -> dict[str, Any]:
        """Return what workers are told: files, codes, options, and what need not be read again."""
        fingerprint = self._options.fingerprint
        held, located = {}, {}
        for source in self._writer.known():
            good = answers(source, self._asked, fingerprint)
            held[source.sha256] = [] if good else sorted({code for f in source.files for code in f.codes})
            if good and source.files[0].validator:
                located[f"{source.files[0].location} {source.files[0].validator}"] = source.sha256
        mapping, references = self._options.mapping, self._options.references
        return {
            "files": [
                (str(found.path.absolute()), False, found.named)
                if isinstance(found, FoundFile)
                else (found.url, True, True)
                for found in wave
            ],
            "codes": sorted(self._asked),
            "fingerprint": fingerprint,
            "frequencies": self._options.frequencies,
            "mapping": mapping.model_dump_json() if mapping else "",
            "references": str(references.absolute()) if references else "",
            "held": held,
            "located": located,
        }

    def take(self, found: Found, row: Any) -> None:
        """Note what became of a file, and commit what came of it."""
        if row["error"]:
            self.result.refuse(found, _error(json.loads(row["error"])))
            return
        before = self._done.setdefault(row["sha256"], found)
        if before != found:
            reason = f"{found.name}: the same bytes as {before.name}, read once"
            self.result.passed_over.append((found.location, reason))
            return
        if not row["source"]:
            source = self._writer.held(row["sha256"])
            self.result.present.extend(source.files if source else ())
            return
        source = source_from_json(json.loads(row["source"]))
        rows, frequencies = (BytesIO(row[name]) if row[name] else None for name in ("rows", "frequencies"))
        self._writer.commit(Package(source, rows, frequencies))
        self.result.added.extend(source.files)


def _error(fields: dict[str, str]) -> InputError:
    kinds = (
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, InputError)
    )
    kind = next((kind for kind in kinds if kind.code == fields["code"]), InputError)
    return kind(fields["what"], where=fields["where"], why=fields["why"], fix=fields["fix"])
