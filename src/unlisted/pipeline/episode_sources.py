"""Which reader takes which file: one line for each kind of source.

A reader of single files claims a file by its name and first bytes. A reader of bundles gets all its files
together, because they refer to each other. Every reader returns parts of an episode; joining them is
``unlisted.episode.merge``.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from unlisted.base.errors import InputError, LimitExceededError, UnlistedError, UnsupportedFormatError
from unlisted.base.evidence import FileEvidence
from unlisted.base.outcome import Finding, Severity
from unlisted.episode.episode import Episode, SourceFile
from unlisted.formats.dicomrt import looks_like_dicom, read_dicom
from unlisted.formats.episode_json import is_episode_json, read_episode_json
from unlisted.formats.forms import is_form, read_form
from unlisted.pipeline.episode_import_files import FoundFile, RefusedFile, find_files

HEAD_BYTES = 4096

MAX_TEXT_BYTES = 256 * 1024 * 1024
"""One FHIR file, form, time log or episode file."""

Bundle = Sequence[tuple[str, bytes]]
"""Files of one kind that belong together: names and bytes."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """A kind that is read file by file."""

    kind: str
    claims: Callable[[str, bytes], bool]
    read: Callable[[str, BinaryIO], Episode]


@dataclass(frozen=True, slots=True)
class BundleSource:
    """A kind whose files are read together."""

    kind: str
    claims: Callable[[str, bytes], bool]
    read: Callable[[Bundle], Episode]


def _from_bytes(read: Callable[[str, bytes], Episode]) -> Callable[[str, BinaryIO], Episode]:
    return lambda name, stream: read(name, _all_bytes(name, stream))


def _all_bytes(name: str, stream: BinaryIO) -> bytes:
    data = stream.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise LimitExceededError(f"{name} has more than {MAX_TEXT_BYTES // (1024 * 1024)} MiB", where=name)
    return data


def _is_fhir(name: str, head: bytes) -> bool:
    return name.lower().endswith((".json", ".ndjson")) and b'"resourceType"' in head


def _read_fhir(files: Bundle) -> Episode:
    part: Episode = importlib.import_module("unlisted.formats.fhir.importer").read_fhir(files)
    return part


FILE_SOURCES: tuple[FileSource, ...] = (
    FileSource("episode", lambda _, head: is_episode_json(head), _from_bytes(read_episode_json)),
    FileSource(
        "dicom", lambda _, head: looks_like_dicom(head), lambda name, stream: read_dicom(stream, name)
    ),
    FileSource("form or time log", is_form, _from_bytes(read_form)),
)
"""Kinds read file by file, in the order they are asked."""

BUNDLE_SOURCES: tuple[BundleSource, ...] = (
    (BundleSource("fhir", _is_fhir, _read_fhir),) if find_spec("unlisted.formats.fhir") else ()
)
"""Kinds read together, asked after the others: ``read_fhir(files)`` gets all FHIR files of one path."""


def read_parts(path: Path, shown: str = "") -> list[Episode]:
    """Return the parts of an episode that a file, folder, zip archive or DICOMDIR holds.

    One bad file never stops the others: it is a part of its own, that holds nothing but the file as not
    used, with the reason, and a finding. Raises ``InputError`` only where the path is not there.
    """
    parts: list[Episode] = []
    bundles: dict[str, list[tuple[str, bytes]]] = {source.kind: [] for source in BUNDLE_SOURCES}
    for found in find_files(path, shown):
        if isinstance(found, RefusedFile):
            parts.append(_refused(found.name, "", found.error))
        else:
            parts += _read_file(found, bundles)
    for source in BUNDLE_SOURCES:
        if bundles[source.kind]:
            parts += _read_bundle(source, bundles[source.kind])
    return parts


def _read_file(found: FoundFile, bundles: dict[str, list[tuple[str, bytes]]]) -> list[Episode]:
    sha256 = ""
    try:
        with found.open() as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
            stream.seek(0)
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            for source in FILE_SOURCES:
                if source.claims(found.name, head):
                    return [source.read(found.name, stream)]
            for bundle in BUNDLE_SOURCES:
                if bundle.claims(found.name, head):
                    bundles[bundle.kind].append((found.name, _all_bytes(found.name, stream)))
                    return []
    except UnlistedError as error:
        return [_refused(found.name, sha256, error)]
    except OSError as error:
        return [
            _refused(
                found.name, sha256, InputError(f"{found.name} cannot be read", where=str(error.strerror))
            )
        ]
    return [_refused(found.name, sha256, _unknown(found.name))]


def _read_bundle(source: BundleSource, files: list[tuple[str, bytes]]) -> list[Episode]:
    try:
        return [source.read(files)]
    except UnlistedError:
        pass
    parts = []
    for name, data in files:  # one of them is bad: read each on its own, so the others count
        try:
            parts.append(source.read([(name, data)]))
        except UnlistedError as error:
            parts.append(_refused(name, hashlib.sha256(data).hexdigest(), error))
    return parts


def _unknown(name: str) -> UnsupportedFormatError:
    kinds = [source.kind for source in FILE_SOURCES] + [source.kind for source in BUNDLE_SOURCES]
    return UnsupportedFormatError(
        f"{name} is of no kind that is read here",
        where=name,
        why=f"read are: {', '.join(kinds)}",
        fix="leave it out",
    )


def _refused(name: str, sha256: str, error: UnlistedError) -> Episode:
    unknown = isinstance(error, UnsupportedFormatError)
    finding = Finding(
        "file_not_used",
        Severity.ADVICE if unknown else Severity.WARNING,
        error.what,
        error.where,
        error.fix,
        (FileEvidence(name, sha256, ""),),
    )
    note = error.what if len(error.what) < 300 else error.what[:297] + "…"
    source = SourceFile(name, sha256, "unknown" if unknown else error.code, used=False, note=note)
    return replace(Episode(id=""), sources=(source,), findings=(finding,))
