"""Where uploads lie: a folder of our own outside the web root, names of our own, encrypted."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from unlisted.base.errors import OutputError, UnsupportedFormatError, UsageError
from unlisted.desk.crypto import open_stream, seal_stream
from unlisted.desk.permissions import NotThereError
from unlisted.formats.dicomrt import looks_like_dicom

HEAD = 4096
_ZIP = b"PK\x03\x04"
_NEVER = (b"<!doctype html", b"<html", b"<script", b"<svg", b"%pdf", b"mz", b"\x7felf", b"#!")
_X12 = frozenset({".x12", ".edi", ".835", ".277", ".277ca", ".999", ".ta1", ".txt", ".dat"})
_TEXTS = {".json": "fhir", ".xml": "fhir", ".yaml": "form", ".yml": "form", ".csv": "time log"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was put away."""

    name: str
    stored: str
    size: int
    sha256: str
    kind: str


def files_folder() -> Path:
    """Return the folder, made on first use and readable by its owner only."""
    folder: Path = settings.DESK.folder / "files"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def safe_name(name: str) -> str:
    """Return a file's name without any folder that leads upward, at most 255 characters.

    Folders below are kept with slashes: a chart is handed in as a folder.
    """
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    kept = ["".join(c for c in part if c.isprintable()) for part in parts if part not in {"", ".", ".."}]
    return "/".join(kept)[-255:].lstrip("/") or "file"


def kind_of(name: str, head: bytes) -> str:
    """Say what a file claims to be; raise ``UnsupportedFormatError`` for what no reader here takes.

    The readers check again and whole; this keeps pages, programs and documents out.
    """
    if looks_like_dicom(head):
        return "dicom"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if head.startswith(_ZIP):
        return "archive"
    if not start.startswith(_NEVER):
        if start.startswith(b"isa") or (suffix in _X12 and b"ISA" in head and b"\x00" not in head):
            return "x12"
        if suffix in _TEXTS and b"\x00" not in head:
            return _TEXTS[suffix]
    raise UnsupportedFormatError(
        "a file is none of DICOM, FHIR, form, time log, zip or X12",
        where=safe_name(name),
        why="only files a reader takes are kept",
        fix="hand in the export itself, not a page or a printout",
    )


def put_away(name: str, source: IO[bytes], size: int) -> Stored:
    """Check a file, encrypt it into the folder, and say where it lies."""
    limit = settings.DESK.upload_megabytes * 1024 * 1024
    if size > limit:
        raise UsageError(
            f"a file has more than {settings.DESK.upload_megabytes} MB",
            where=safe_name(name),
            fix="divide it, or raise UNLISTED_DESK_UPLOAD_MEGABYTES",
        )
    source.seek(0)
    kind = kind_of(name, source.read(HEAD))
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(0)
    stored = secrets.token_hex(16)
    _seal(source, stored, safe_name(name), "hand it in again")
    return Stored(safe_name(name), stored, size, digest, kind)


def put_made(name: str, stored: str, data: bytes) -> None:
    """Encrypt bytes the desk made into the folder: whole, or not at all."""
    _seal(io.BytesIO(data), stored, name, "try again")


def _seal(source: IO[bytes], stored: str, name: str, then: str) -> None:
    """Encrypt a stream into the folder; ``name`` and ``then`` tell of which file, and what to do at last."""
    target = files_folder() / stored
    part = target.with_name(f"{stored}-{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            seal_stream(source, stream)
        part.chmod(0o600)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(
            f"the file could not be stored ({error.strerror})",
            where=name,
            why="nothing half-written is kept",
            fix=f"ask whoever runs the desk to look at the free space, then {then}",
        ) from error


def read_made(stored: str) -> Iterator[bytes]:
    """Decrypt a file part by part."""
    with (files_folder() / stored).open("rb") as source:
        yield from open_stream(source)


def take_out(stored: str, target: Path) -> None:
    """Decrypt a file to a place of the worker's own."""
    with (files_folder() / stored).open("rb") as source, target.open("xb") as stream:
        for block in open_stream(source):
            stream.write(block)


def take_blocks(stored: str) -> Iterator[bytes]:
    """Return the decrypted blocks of a file; raise ``NotThereError`` at once where it is gone."""
    path = files_folder() / stored
    if not path.is_file():
        raise NotThereError(
            "the file is not in the store any more", fix="ask whoever runs the desk for the backup"
        )

    def blocks() -> Iterator[bytes]:
        """Decrypt block by block; the file is opened with the first one, and closed at the end."""
        with path.open("rb") as source:
            yield from open_stream(source)

    return blocks()
