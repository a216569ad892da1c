"""Find the files to import: single files, folders, zip archives, DICOMDIR. Nothing is written to disk."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from unlisted.base.errors import (
    BrokenFileError,
    InputError,
    LimitExceededError,
    UnlistedError,
    UnsupportedFormatError,
)
from unlisted.formats.dicomrt.directory import read_directory

MIB = 1024 * 1024

MAX_FILES = 50_000
"""Files of one import. A course with daily cone-beam CT has about 10,000 slices."""

MAX_MEMBER_BYTES = 1024 * MIB
"""One expanded member of a zip archive."""

MAX_ARCHIVE_BYTES = 16 * 1024 * MIB
"""All expanded members of a zip archive."""

MAX_RATIO = 200
"""Expanded bytes per compressed byte, above ``RATIO_GRACE_BYTES``. Dose grids of zeros reach about 100."""

RATIO_GRACE_BYTES = 32 * MIB
IN_MEMORY_BYTES = 16 * MIB
_ENCRYPTED = 0x1
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DICOMDIR = "DICOMDIR"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: the name shown in evidence, and a way to open it as a seekable stream."""

    name: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that is not even opened, and why."""

    name: str
    error: UnlistedError


Found = FoundFile | RefusedFile


def find_files(path: Path, shown: str = "") -> Iterator[Found]:
    """Yield the files of a path: itself, or what a folder, zip archive or DICOMDIR holds.

    ``shown`` stands before the names. Raises ``InputError`` where the path is not there; everything
    wrong with a single file is a ``RefusedFile``.
    """
    if path.is_dir():
        yield from _bounded(_folder(path, shown), path.name)
    elif path.is_file():
        yield from _bounded(_file(path, shown or path.name), path.name)
    else:
        raise InputError(
            f"{path.name or path} is not there",
            where=str(path),
            why="nothing can be imported from it",
            fix="give a file, a folder, a zip archive or a DICOMDIR",
        )


def _bounded(found: Iterator[Found], name: str) -> Iterator[Found]:
    for count, item in enumerate(found, 1):
        if count > MAX_FILES:
            raise LimitExceededError(
                f"{name} holds more than {MAX_FILES:,} files",
                where=name,
                why="an episode is one course of one patient",
                fix="give the folder of this course only",
            )
        yield item


def _folder(root: Path, shown: str) -> Iterator[Found]:
    inside = root.resolve()
    directories: list[tuple[Path, str]] = []
    names: set[str] = set()
    for folder, subfolders, files in os.walk(root, followlinks=False):
        subfolders.sort()
        for entry in sorted(files):
            path = Path(folder) / entry
            name = _label(shown, path.relative_to(root).as_posix())
            names.add(path.relative_to(root).as_posix())
            if entry.startswith("."):
                yield RefusedFile(name, _not_read(name, "a hidden file"))
            elif not _is_regular(path, inside):
                yield RefusedFile(name, _not_read(name, "a link out of the folder, or no regular file"))
            elif entry.upper() == _DICOMDIR:
                directories.append((path, name))
            else:
                yield from _file(path, name)
    for path, name in directories:
        yield from _missing_of_directory(path, name, names, root)


def _label(shown: str, name: str) -> str:
    return f"{shown}/{name}" if shown else name


def _is_regular(path: Path, inside: Path) -> bool:
    try:
        return path.resolve().is_relative_to(inside) and stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _file(path: Path, name: str) -> Iterator[Found]:
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        yield RefusedFile(name, _unreadable(name, error))
        return
    if head.startswith(_ZIP_STARTS):
        yield from _zip(path, name)
    elif path.name.upper() == _DICOMDIR:
        yield from _directory(path, name)
    else:
        yield FoundFile(name, _opener(path))


def _listed(path: Path, name: str) -> tuple[str, ...] | RefusedFile:
    try:
        with path.open("rb") as stream:
            return read_directory(stream, name)
    except UnlistedError as error:
        return RefusedFile(name, error)
    except OSError as error:
        return RefusedFile(name, _unreadable(name, error))


def _directory(path: Path, name: str) -> Iterator[Found]:
    """Yield the files a DICOMDIR names, as far as they stand below it."""
    listed = _listed(path, name)
    if isinstance(listed, RefusedFile):
        yield listed
        return
    root = path.parent.resolve()
    for entry in listed:
        target = path.parent / entry
        if not _is_safe(entry) or not target.resolve().is_relative_to(root):
            yield RefusedFile(entry, _traversal(name, entry))
        elif not target.is_file():
            yield RefusedFile(entry, _gone(name, entry))
        else:
            yield FoundFile(entry, _opener(target))


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _missing_of_directory(path: Path, name: str, names: set[str], root: Path) -> Iterator[Found]:
    """Yield what a DICOMDIR in a walked folder names and the folder does not hold."""
    listed = _listed(path, name)
    if isinstance(listed, RefusedFile):
        yield listed
        return
    base = path.parent.relative_to(root).as_posix()
    for entry in listed:
        if not _is_safe(entry):
            yield RefusedFile(entry, _traversal(name, entry))
        elif PurePosixPath(base, entry).as_posix() not in names:
            yield RefusedFile(entry, _gone(name, entry))


def _zip(path: Path, name: str) -> Iterator[Found]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield RefusedFile(name, _broken_zip(name, error))
        return
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        total = sum(info.file_size for info in members)
        if len(members) > MAX_FILES or total > MAX_ARCHIVE_BYTES:
            yield RefusedFile(name, _bomb(name, f"{len(members):,} files, {total // MIB:,} MiB"))
            return
        for info in sorted(members, key=lambda item: item.filename):
            label = f"{name}/{info.filename}"
            if not _is_safe(info.filename):
                yield RefusedFile(label, _traversal(name, info.filename))
            elif info.flag_bits & _ENCRYPTED:
                yield RefusedFile(label, _not_read(label, "encrypted"))
            elif info.filename.rsplit("/", 1)[-1].startswith(".") or info.filename.startswith("__MACOSX/"):
                yield RefusedFile(label, _not_read(label, "a hidden file"))
            elif info.filename.rsplit("/", 1)[-1].upper() == _DICOMDIR:
                yield RefusedFile(label, _not_read(label, "an index; the files themselves are read"))
            else:
                yield FoundFile(label, _member_opener(path, info, label))


def _is_safe(name: str) -> bool:
    """Say whether a name stays below its folder: relative, no parent, no drive, nothing to hide behind."""
    path = PurePosixPath(name.replace("\\", "/"))
    bad = path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name
    return bool(name) and not bad


def _member_opener(path: Path, info: zipfile.ZipInfo, name: str) -> Callable[[], BinaryIO]:
    def expand() -> BinaryIO:
        spool = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115
        try:
            with zipfile.ZipFile(path) as archive, archive.open(info) as member:
                _copy(member, spool, info, name)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            spool.close()
            raise _broken_zip(name, error) from error
        except LimitExceededError:
            spool.close()
            raise
        spool.seek(0)
        return spool

    return expand


def _copy(member: IO[bytes], spool: BinaryIO, info: zipfile.ZipInfo, name: str) -> None:
    size = 0
    while chunk := member.read(MIB):
        size += len(chunk)
        if size > MAX_MEMBER_BYTES:
            raise _bomb(name, f"more than {MAX_MEMBER_BYTES // MIB:,} MiB once expanded")
        if size > RATIO_GRACE_BYTES and size > max(info.compress_size, 1) * MAX_RATIO:
            raise _bomb(name, f"more than {MAX_RATIO} times its size once expanded")
        spool.write(chunk)


def _bomb(name: str, what: str) -> LimitExceededError:
    return LimitExceededError(
        f"{name} holds {what}",
        where=name,
        why="this is how a decompression bomb looks; clinical archives stay far below",
        fix="expand it by a tool of your own and give the folder, if you trust it",
    )


def _broken_zip(name: str, error: Exception) -> BrokenFileError:
    return BrokenFileError(
        f"{name} is a damaged zip archive, or uses a method that is not read",
        where=f"{name} ({type(error).__name__})",
        why="what is missing cannot be counted",
        fix="export it again, or expand it and give the folder",
    )


def _traversal(name: str, entry: str) -> InputError:
    return InputError(
        f"{name} names a file outside of itself",
        where=f"{name}, entry of {len(entry)} characters",
        why="archives and directories must not reach other files of this computer",
        fix="leave it out, and ask where it comes from",
    )


def _gone(name: str, entry: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name} names {entry}, which is not there",
        where=name,
        why="the export is not whole",
        fix="copy the whole medium, or export again",
    )


def _not_read(name: str, what: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"{name} is not read: {what}", where=name)


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(
        f"{name} cannot be opened ({error.strerror or type(error).__name__})",
        where=name,
        fix="check the permission to read it",
    )
