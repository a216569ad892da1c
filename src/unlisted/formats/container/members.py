"""List the text files inside what was given: one for plain and gzip, several for zip."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

from isal import igzip

from unlisted.base.errors import BrokenFileError, InputError, LimitExceededError, UnsupportedFormatError
from unlisted.formats.container.guarded import Closable, GuardedStream
from unlisted.formats.container.limits import MAX_ARCHIVE_BYTES, MAX_MEMBERS

Opener = Callable[[], BinaryIO]
"""Open the same bytes again from the start; the stream can seek."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_OTHER = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "Zstandard", b"%PDF": "PDF"}
_HEAD_BYTES = 8
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """One text file, wherever it lay: its name, and a way to open it from the start as often as needed."""

    name: str
    open: Callable[[], GuardedStream]
    compressed: bool = False


def list_members(opener: Opener, name: str) -> tuple[Member, ...]:
    """Return the text files inside ``name``, told apart by their first bytes, not by the name's ending.

    Raises ``BrokenFileError`` for an empty file or a damaged archive, ``UnsupportedFormatError`` for
    7z and other containers, ``LimitExceededError`` beyond ``limits.py``.
    """
    with opener() as stream:
        head = stream.read(_HEAD_BYTES)
        size = stream.seek(0, 2)
    if not head:
        raise _empty(name)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _zip_members(opener, name)
    _refuse_other(head, name)
    if head.startswith(_GZIP):
        return (Member(name, lambda: _open_gzip(opener(), name, size), compressed=True),)
    return (Member(name, lambda: GuardedStream(opener(), name, 0)),)


def _open_gzip(stream: BinaryIO, name: str, size: int, *below: Closable) -> GuardedStream:
    inflating = cast(BinaryIO, igzip.IGzipFile(fileobj=stream, mode="rb"))  # type: ignore[no-untyped-call]
    return GuardedStream(inflating, name, size, (stream, *below))


def _empty(name: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name} is empty",
        where=f"{name}, byte 0",
        why="an empty file is most often a download that failed",
        fix="download it again",
    )


def _refuse_other(head: bytes, name: str) -> None:
    if head.startswith(_SEVEN_ZIP):
        raise UnsupportedFormatError(
            f"{name} is a 7z archive, which is not read directly",
            why="the rates inside it cannot be streamed",
            fix="extract it first (7z x FILE), then give the JSON or CSV file inside",
        )
    for magic, kind in _OTHER.items():
        if head.startswith(magic):
            raise UnsupportedFormatError(
                f"{name} is a {kind} file, which is not read here",
                fix="give the JSON or CSV file itself, or the same as gzip or zip",
            )


def _zip_members(opener: Opener, name: str) -> tuple[Member, ...]:
    with opener() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        except zipfile.BadZipFile as error:
            raise BrokenFileError(
                f"{name} is a damaged zip archive",
                where=f"{name} ({error})",
                why="its list of contents cannot be read, as after a download that broke off",
                fix="download it again",
            ) from error
    _check_archive(entries, name)
    return tuple(_zip_member(opener, name, entry) for entry in entries)


def _check_archive(entries: list[zipfile.ZipInfo], name: str) -> None:
    if not entries:
        raise _empty(name)
    if len(entries) > MAX_MEMBERS:
        raise LimitExceededError(f"{name} holds {len(entries)} files; at most {MAX_MEMBERS} are read")
    if sum(entry.file_size for entry in entries) > MAX_ARCHIVE_BYTES:
        raise LimitExceededError(f"{name} declares more than {MAX_ARCHIVE_BYTES} bytes of contents")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise UnsupportedFormatError(
                f"{name} is locked with a password",
                where=f"{name}, {entry.filename}",
                fix="extract it first, then give the JSON or CSV file inside",
            )
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise BrokenFileError(
                f"{name} holds a file whose name points outside the archive",
                where=f"{name}, {entry.filename!r}",
                why="such names are an attack, never a rate file",
                fix="do not use this archive; ask the publisher for the file itself",
            )


def _zip_member(opener: Opener, archive_name: str, entry: zipfile.ZipInfo) -> Member:
    name = f"{archive_name}/{entry.filename}"

    def open_member() -> GuardedStream:
        """Open the archive again and this file in it."""
        source = opener()
        archive = zipfile.ZipFile(source)
        try:
            inner = cast(BinaryIO, archive.open(entry))
        except (NotImplementedError, zipfile.BadZipFile) as error:
            archive.close()
            source.close()
            raise _unreadable(name, entry, error) from error
        if entry.filename.lower().endswith(".gz"):
            return _open_gzip(inner, name, entry.compress_size, archive, source)
        return GuardedStream(inner, name, entry.compress_size, (archive, source))

    return Member(name, open_member, compressed=True)


def _unreadable(name: str, entry: zipfile.ZipInfo, error: Exception) -> InputError:
    if isinstance(error, zipfile.BadZipFile):
        return BrokenFileError(f"{name} is damaged", where=f"{name} ({error})", fix="download it again")
    return UnsupportedFormatError(
        f"{name} is compressed by a method that is not read here",
        where=f"{name} (method {entry.compress_type}; 9 is deflate64)",
        fix="extract it first (7z x FILE), then give the JSON or CSV file inside",
    )
