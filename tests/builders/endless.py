"""Streams of any size that are never held: for readers that must not hold them either."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from unlisted.formats.container.guarded import GuardedStream
from unlisted.formats.container.members import Member
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.tic import read_in_network, scan_in_network
from unlisted.formats.tic.header import PayerHeader
from unlisted.market.observation import Observation, SourceKind

MIB = 1024 * 1024


class Endless:
    """A stream of a start, then the same block again and again up to a size, then an end."""

    def __init__(self, start: bytes, block: bytes, size: int, end: bytes) -> None:
        self._start, self._block, self._end = start, block, end
        self._left = size
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        if self._start:
            data, self._start = self._start, b""
        elif self._left > 0:
            data = self._block
            self._left -= len(data)
        else:
            data, self._end = self._end, b""
        self.given += len(data)
        return data

    def close(self) -> None:
        """Nothing to close."""


def scan(stream: Endless) -> int:
    """Read a stream by the fast path; return the number of observations."""
    return _count(scan_in_network, stream)


def read(stream: Endless) -> int:
    """Read a stream by the exact path; return the number of observations."""
    return _count(read_in_network, stream)


def _count(reader: Callable[..., Iterator[Observation]], stream: Endless) -> int:
    member = Member("x.json", lambda: GuardedStream(stream, "x.json", 0))  # type: ignore[arg-type]
    identity = FileIdentity(SourceKind.PAYER_IN_NETWORK, "x", "")
    return sum(1 for _ in reader(member, identity, CodeQuery(frozenset({"77499"})), Tally(), PayerHeader()))
