"""Read a decompressed stream and turn every way it can break into one clear error."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO, Protocol, cast

from isal import igzip, isal_zlib

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.formats.container.limits import (
    MAX_EXPANDED_BYTES,
    MAX_EXPANSION_RATIO,
    RATIO_GRACE_BYTES,
)

_BROKEN: tuple[type[Exception], ...] = (
    EOFError,
    zlib.error,
    cast(type[Exception], isal_zlib.error),
    igzip.BadGzipFile,
    zipfile.BadZipFile,
)


class Closable(Protocol):
    """Whatever must be closed after reading."""

    def close(self) -> None:
        """Close it."""


class GuardedStream:
    """A decompressed stream that counts its bytes and refuses bombs.

    ``compressed_size`` is 0 for plain files; ``below`` is closed with it. Raises ``BrokenFileError``
    where the compressed data end early or do not check, ``LimitExceededError`` beyond ``limits.py``.
    """

    def __init__(
        self, stream: BinaryIO, name: str, compressed_size: int, below: tuple[Closable, ...] = ()
    ) -> None:
        self._stream = stream
        self._below = below
        self._name = name
        self._compressed_size = compressed_size
        self.position = 0

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; empty at the end."""
        try:
            data = self._stream.read(size)
        except _BROKEN as error:
            raise BrokenFileError(
                f"{self._name} is cut off or damaged: its compressed data cannot be expanded",
                where=f"{self._name}, after byte {self.position} of the expanded text ({error})",
                why="what is missing cannot be counted, so nothing is read from it",
                fix="download the file again and compare its size with the publisher's",
            ) from error
        self.position += len(data)
        self._check_limits()
        return data

    def close(self) -> None:
        """Close the stream and those it reads from."""
        self._stream.close()
        for stream in self._below:
            stream.close()

    def _check_limits(self) -> None:
        if self.position > MAX_EXPANDED_BYTES:
            raise LimitExceededError(f"{self._name} expands to more than {MAX_EXPANDED_BYTES} bytes")
        if not self._compressed_size or self.position < RATIO_GRACE_BYTES:
            return
        if self.position > self._compressed_size * MAX_EXPANSION_RATIO:
            raise LimitExceededError(
                f"{self._name} expands to more than {MAX_EXPANSION_RATIO} times its size",
                where=f"after byte {self.position} of the expanded text",
                why="this is how a decompression bomb looks; real files stay below 100",
                fix="expand it by a tool of your own and give the plain file, if you trust it",
            )
