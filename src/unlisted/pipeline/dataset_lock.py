"""Keep two processes that write one dataset out of each other's way.

Two files hold no data. ``.lock``: whoever changes the dataset holds it alone, whoever reads it shares it.
``.claims``: one byte for each input file, held while that file is extracted, so that two processes divide
the work. A process that dies lets go of both. On a file system without locks (some network mounts) let only
one process write.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

LOCK, CLAIMS = ".lock", ".claims"

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
"""How a file system says that it has none."""

_CLAIM_DIGITS = 14
"""Hexadecimal digits of a hash that name the byte: 56 bits, below the largest offset of a file."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the dataset alone; wait for whoever holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with _opened(folder / LOCK) as handle:
        _lock(handle, alone=True)
        yield


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Keep the dataset as it is while it is read."""
    path = folder / LOCK
    if not path.exists():
        yield
        return
    with _opened(path, os.O_RDONLY) as handle:
        _lock(handle, alone=False)
        yield


class Claims:
    """Which input files this process is reading."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(folder / CLAIMS, os.O_RDWR | os.O_CREAT, 0o666)

    @contextmanager
    def hold(self, key: str, *, wait: bool) -> Iterator[bool]:
        """Claim the input file with this hexadecimal key; say whether it is ours."""
        if sys.platform == "win32":
            yield True
            return
        byte = int(key[:_CLAIM_DIGITS], 16)
        try:
            fcntl.lockf(self._handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB), 1, byte)
        except OSError as error:
            yield error.errno not in (errno.EACCES, errno.EAGAIN)
            return
        try:
            yield True
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, byte)

    def close(self) -> None:
        """Let go of everything."""
        os.close(self._handle)


def _lock(handle: int, *, alone: bool) -> None:
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


@contextmanager
def _opened(path: Path, how: int = os.O_RDWR | os.O_CREAT) -> Iterator[int]:
    handle = os.open(path, how, 0o666)
    try:
        yield handle
    finally:
        os.close(handle)
