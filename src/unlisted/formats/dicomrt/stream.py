"""A stream that counts what is read, refuses what is endless, and closes what a cut file left open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from unlisted.base.errors import LimitExceededError
from unlisted.formats.dicomrt.limits import (
    MAX_FILE_BYTES,
    MAX_HEADER_BYTES,
    MAX_READS,
    MAX_SEQUENCE_ITEMS,
    MIB,
    READS_FREE,
    READS_PER_BYTE,
)

_ITEM = b"\xfe\xff\x00\xe0"
_ITEM_BIG_ENDIAN = b"\xff\xfe\xe0\x00"
_ENDS = (b"\xfe\xff\x0d\xe0" + b"\x00" * 4, b"\xfe\xff\xdd\xe0" + b"\x00" * 4)  # of item, of sequence
_ENDS_BIG_ENDIAN = (b"\xff\xfe\xe0\x0d" + b"\x00" * 4, b"\xff\xfe\xe0\xdd" + b"\x00" * 4)
_ELEMENT_HEAD = 8


@dataclass(slots=True)
class Budget:
    """What may still be read of one file, over all its sequences."""

    name: str
    reads: int
    read_bytes: int = MAX_HEADER_BYTES

    @classmethod
    def for_size(cls, name: str, size: int) -> Budget:
        """Return what may be read of a file of so many bytes."""
        return cls(name, min(MAX_READS, READS_FREE + READS_PER_BYTE * size))

    def spend(self, size: int) -> None:
        """Count one read; raise ``LimitExceededError`` when the file goes on too long."""
        self.reads -= 1
        self.read_bytes -= size
        if self.reads < 0:
            raise too_much(
                self.name, "more elements than its size allows for, or than any clinical object has"
            )
        if self.read_bytes < 0:
            raise too_much(self.name, f"more than {MAX_HEADER_BYTES // MIB} MiB before its pixels")


def too_much(name: str, what: str) -> LimitExceededError:
    """Return the one error for a file beyond a limit."""
    return LimitExceededError(
        f"{name} holds {what}",
        where=name,
        why="no clinical object comes near; such files stop the reader of all others",
        fix="export the object again from the system it comes from",
    )


class BoundedStream:
    """A seekable stream for the DICOM reader.

    A read never asks for more than is there (a hostile length would be reserved in memory). At the end
    of a file that was cut inside sequences, it hands out the delimiters that are missing, innermost
    first, so what stands before the cut is kept; ``ended_early`` tells. Delimiters of the other byte order
    follow, for files that name one order and are read in the other.
    """

    def __init__(self, stream: BinaryIO, budget: Budget, *, little_endian: bool = True) -> None:
        self._stream = stream
        self._closing = (*_ENDS, *_ENDS_BIG_ENDIAN) if little_endian else (*_ENDS_BIG_ENDIAN, *_ENDS)
        self._budget = budget
        start = stream.tell()
        self._end = stream.seek(0, 2)
        stream.seek(start)
        self._ends = 0
        self._short = False
        self.name = budget.name
        self.closed = False

    @property
    def ended_early(self) -> bool:
        """Say whether the file ended inside a value or a sequence."""
        return self._short or self._ends > 1

    @property
    def ran_out(self) -> bool:
        """Say whether an element was looked for after the end: never so in a sequence that is whole."""
        return self._short or self._ends > 0

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, or a delimiter where an element should start after the end."""
        left = max(self._end - self._stream.tell(), 0)
        wanted = left if size < 0 else size
        self._budget.spend(min(wanted, left))
        if size == _ELEMENT_HEAD and left < _ELEMENT_HEAD:
            return self._close_open(left)
        if wanted > left and (left or wanted > _ELEMENT_HEAD):  # a look ahead at the very end is no cut
            self._short = True
        return self._stream.read(min(wanted, left))

    def _close_open(self, left: int) -> bytes:
        self._short = self._short or left > 0
        self._stream.seek(0, 2)
        self._ends += 1
        return self._closing[(self._ends - 1) % len(self._closing)]

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move; never beyond the end, which is noted."""
        target = offset + {0: 0, 1: self._stream.tell(), 2: self._end}[whence]
        if target > self._end:
            self._short = True
        return self._stream.seek(max(0, min(target, self._end)))

    def tell(self) -> int:
        """Return the position."""
        return self._stream.tell()

    def close(self) -> None:
        """Leave the stream open: it belongs to the caller."""


def fingerprint(stream: BinaryIO, name: str) -> tuple[str, int]:
    """Return the SHA-256 and number of the bytes; refuse a file that is too large or holds too many items.

    Items are counted by their tag's four bytes before anything is parsed: that is never fewer than the
    items a parser would build, and it costs no memory.
    """
    digest = hashlib.sha256()
    size = items = 0
    tail = b""
    stream.seek(0)
    while chunk := stream.read(MIB):
        digest.update(chunk)
        size += len(chunk)
        window = tail + chunk
        items += max(window.count(_ITEM), window.count(_ITEM_BIG_ENDIAN))
        tail = window[-3:]
        if size > MAX_FILE_BYTES:
            raise too_much(name, f"more than {MAX_FILE_BYTES // MIB:,} MiB")
        if items > MAX_SEQUENCE_ITEMS:
            raise too_much(name, f"more than {MAX_SEQUENCE_ITEMS:,} items in its sequences")
    stream.seek(0)
    return digest.hexdigest(), size
