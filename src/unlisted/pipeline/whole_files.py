"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from unlisted.base.errors import OutputError

OWNER_ONLY = 0o600


def write_private(path: Path, data: bytes) -> Path:
    """Write a file that holds a patient's data, whole or not at all, for its owner only; return ``path``.

    Raises ``OutputError`` as ``write_whole`` does.
    """

    def write(stream: BinaryIO) -> None:
        os.fchmod(stream.fileno(), OWNER_ONLY)
        stream.write(data)

    write_whole(path, write)
    return path


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let ``write`` fill a file beside ``path``, force it to the disk, then give it its name, for good.

    Whatever stops the writing, an interrupt too, leaves the old file as it was and no part of the new.
    Raises ``OutputError`` where the disk refuses.
    """
    aside = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
        _force_name(path.parent)
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written: {error.strerror or error}",
            where=str(path),
            why="nothing half-written is left behind",
            fix="check that the folder may be written to and has room",
        ) from error
    finally:
        with contextlib.suppress(OSError):  # where the folder is none, there is nothing to remove
            aside.unlink(missing_ok=True)


def _force_name(folder: Path) -> None:
    """Force the folder's list of names to the disk, so that a new name outlives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
