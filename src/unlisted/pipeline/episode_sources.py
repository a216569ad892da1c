"""Which reader takes which file: one line for each kind of source.

A reader of single files claims a file by its name and first bytes. A reader of bundles gets all its files
together, because they refer to each other. Every reader returns parts of an episode; joining them is
``unlisted.episode.merge``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from unlisted.base.errors import InputError, LimitExceededError, UnlistedError, UnsupportedFormatError
from unlisted.base.evidence import FileEvidence
from unlisted.base.outcome import Finding, Severity
from unlisted.episode.episode import Episode, SourceFile
from unlisted.formats.dicomrt import looks_like_dicom, read_dicom
from unlisted.formats.episode_json import is_episode_json, read_episode_json
from unlisted.formats.fhir.importer import read_fhir
from unlisted.formats.fhir.resources import looks_like_fhir
from unlisted.formats.forms import is_form, read_form
from unlisted.pipeline.episode_import_files import FoundFile, RefusedFile, find_files

HEAD_BYTES = 4096

MAX_TEXT_BYTES = 256 * 1024 * 1024
"""One form, time log or episode file; all FHIR files of one import together."""

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


FILE_SOURCES: tuple[FileSource, ...] = (
    FileSource("episode", lambda _, head: is_episode_json(head), _from_bytes(read_episode_json)),
    FileSource(
        "dicom", lambda _, head: looks_like_dicom(head), lambda name, stream: read_dicom(stream, name)
    ),
    FileSource("form or time log", is_form, _from_bytes(read_form)),
)
"""Kinds read file by file, in the order they are asked."""

BUNDLE_SOURCES: tuple[BundleSource, ...] = (
    BundleSource("fhir", lambda _, head: looks_like_fhir(head), read_fhir),
)
"""Kinds read together, asked after the others: ``read_fhir(files)`` gets all FHIR files of one import."""


def read_parts(paths: Sequence[tuple[Path, str]]) -> list[Episode]:
    """Return the parts of an episode that files, folders, zip archives and DICOMDIRs hold together.

    Each path comes with what is shown before its names. One bad file never stops the others: it is a part
    of its own, that holds nothing but the file as not used, with the reason, and a finding. Raises
    ``InputError`` only where a path is not there.
    """
    parts: list[Episode] = []
    bundles = {source.kind: _Gathered() for source in BUNDLE_SOURCES}
    for path, shown in paths:
        for found in find_files(path, shown):
            if isinstance(found, RefusedFile):
                parts.append(_refused(found.name, "", found.error))
            else:
                parts += _read_file(found, bundles)
    for source in BUNDLE_SOURCES:
        parts += _read_bundle(source, bundles[source.kind].files)
    return parts


@dataclass(slots=True)
class _Gathered:
    """The files of one kind so far: they stay in memory until all are there, so their sum is limited."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    size: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, sha256: str, stream: BinaryIO) -> list[Episode]:
        """Keep a file; a copy of one that is there already is listed as not used."""
        if sha256 in self.names:
            source = SourceFile(
                name, sha256, "fhir", used=False, note=f"the same bytes as {self.names[sha256]}"
            )
            return [Episode(id="", sources=(source,))]
        data = _all_bytes(name, stream)
        if self.size + len(data) > MAX_TEXT_BYTES:
            raise LimitExceededError(
                f"the FHIR files together have more than {MAX_TEXT_BYTES // (1024 * 1024)} MiB",
                where=name,
                fix="import the files of one patient and course",
            )
        self.size += len(data)
        self.names[sha256] = name
        self.files.append((name, data))
        return []


def _read_file(found: FoundFile, bundles: dict[str, _Gathered]) -> list[Episode]:
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
                    return bundles[bundle.kind].add(found.name, sha256, stream)
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
    if not files:
        return []
    try:
        return [source.read(files)]
    except UnlistedError:
        pass
    parts, sound = [], []
    for name, data in files:  # one of them is bad: leave it out, and read the others together
        try:
            source.read([(name, data)])
            sound.append((name, data))
        except UnlistedError as error:
            parts.append(_refused(name, hashlib.sha256(data).hexdigest(), error))
    return [*parts, *([source.read(sound)] if sound else [])]


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
