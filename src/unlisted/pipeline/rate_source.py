"""An input file, wherever it lies: on disk, behind a web address, in an object store."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from unlisted.base.errors import DownloadError
from unlisted.formats.container.limits import CHUNK_BYTES
from unlisted.pipeline.download_location import (
    WEB,
    expected_sha256,
    file_name,
    public_location,
    without_fragment,
)
from unlisted.pipeline.download_store import StoreTransport
from unlisted.pipeline.download_stream import MIB, Known, RemoteStream, Transport
from unlisted.pipeline.sources import CountingFile, Found, FoundFile, OnBytes, hash_file, open_file

HELD_BYTES = 32 * MIB
"""The first part of a remote file that is kept in memory: a smaller file is asked for once, and a larger
one's kind is told without a second request."""


class RateSource(Protocol):
    """An input file that can be opened again and again.

    ``location`` and ``validator`` are empty on disk. ``sha256`` reads what was not read yet.
    """

    name: str
    location: str

    def open(self, on_bytes: OnBytes | None = None) -> BinaryIO:
        """Open the bytes as they lie, from the start; the stream can seek."""

    def sha256(self, on_bytes: OnBytes | None = None) -> str:
        """Return the hash of all bytes."""

    def size(self) -> int:
        """Return the number of bytes; 0 where the server does not say it before the end."""

    def validator(self) -> str:
        """Return the server's word for this version of the file."""


class DiskSource:
    """A file on disk."""

    def __init__(self, path: Path, sha256: str = "") -> None:
        self.path = path
        self.name = path.name
        self.location = ""
        self._sha256 = sha256

    def open(self, on_bytes: OnBytes | None = None) -> BinaryIO:
        """Open the file."""
        if on_bytes is None:
            return open_file(self.path)
        return io.BufferedReader(CountingFile(self.path, on_bytes), CHUNK_BYTES)

    def sha256(self, on_bytes: OnBytes | None = None) -> str:
        """Hash the file, once."""
        self._sha256 = self._sha256 or hash_file(self.path, on_bytes)
        return self._sha256

    def size(self) -> int:
        """Return the file's size."""
        return self.path.stat().st_size

    def validator(self) -> str:
        """Return nothing: a file on disk is known by its hash."""
        return ""


def _web(url: str) -> Transport:
    from unlisted.pipeline.download_http import HttpTransport  # noqa: PLC0415 - its TLS takes 5 MB

    return HttpTransport(url)


class RemoteSource:
    """A file on the network, streamed: each pass beyond ``HELD_BYTES`` is a request of its own."""

    def __init__(
        self,
        url: str,
        *,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        held_bytes: int = HELD_BYTES,
    ) -> None:
        asked = without_fragment(url)
        scheme = asked.split(":", 1)[0].lower()
        self.name = file_name(asked)
        self.location = public_location(url)
        self._transport = transport or (_web(asked) if scheme in WEB else StoreTransport(asked))
        self._expected = expected_sha256(url)
        self._known = Known()
        self._sleep = sleep
        self._held_bytes = held_bytes
        self._head: bytes | None = None
        self._live: RemoteStream | None = None

    def open(self, on_bytes: OnBytes | None = None) -> BinaryIO:
        """Open the file: its head from memory, the rest from the server."""
        if self._head is None:
            self._live = self._stream(on_bytes)
            self._head = _read_up_to(self._live, self._held_bytes)
        return io.BufferedReader(_Replayed(self, self._head, on_bytes), CHUNK_BYTES)

    def take_stream(self, start: int, on_bytes: OnBytes | None) -> RemoteStream:
        """Return a stream that stands at ``start``; the one that read the head, where nobody has it yet."""
        live, self._live = self._live, None
        if live is not None and live.tell() == start:
            return live
        if live is not None:
            live.close()
        stream = self._stream(on_bytes)
        if self._head is not None and start == len(self._head):
            stream.prime(self._head)
        else:
            stream.seek(start)
        return stream

    def sha256(self, on_bytes: OnBytes | None = None) -> str:
        """Return the hash; read on, or read all again, where no pass has met the end yet."""
        if not self._known.sha256:
            with self.open(on_bytes) as opened:
                while opened.read(CHUNK_BYTES):
                    pass
        if not self._known.sha256:
            with self._stream(on_bytes) as stream:
                while stream.read(CHUNK_BYTES):
                    pass
        found = self._known.sha256
        if self._expected and found != self._expected:
            raise DownloadError(
                f"{self.name} does not have the checksum that its address states",
                where=f"{self.location}: {found}, not {self._expected}",
                why="nothing of the file is used",
                fix="ask the publisher which of the two is right",
            )
        return found

    def size(self) -> int:
        """Return the size, as far as it is known by now."""
        return self._known.size or 0

    def validator(self) -> str:
        """Return the server's ETag or date; connect where there was no connection yet."""
        if self._head is None:
            self.open().close()
        return self._known.validator

    def _stream(self, on_bytes: OnBytes | None) -> RemoteStream:
        return RemoteStream(self._transport, self.location, self._known, sleep=self._sleep, on_bytes=on_bytes)


def source_of(found: Found) -> RateSource:
    """Return the source of what was found."""
    return DiskSource(found.path) if isinstance(found, FoundFile) else RemoteSource(found.url)


class _Replayed(io.RawIOBase):
    """The head from memory, then the server's stream."""

    def __init__(self, source: RemoteSource, head: bytes, on_bytes: OnBytes | None) -> None:
        super().__init__()
        self._source = source
        self._head = head
        self._on_bytes = on_bytes
        self._stream: RemoteStream | None = None
        self._at = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the place in the file."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; nothing is asked for before the next read."""
        bases = {io.SEEK_SET: 0, io.SEEK_CUR: self._at}
        base = bases[whence] if whence in bases else self._source.size()
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Read from memory or from the server."""
        if self._at < len(self._head):
            data = self._head[self._at : self._at + len(buffer)]
            buffer[: len(data)] = data
            self._at += len(data)
            return len(data)
        if self._stream is None:
            self._stream = self._source.take_stream(self._at, self._on_bytes)
        elif self._stream.tell() != self._at:
            self._stream.seek(self._at)
        count = self._stream.readinto(buffer)
        self._at += count
        return count

    def close(self) -> None:
        """Close the connection."""
        if self._stream is not None:
            self._stream.close()
        super().close()


def _read_up_to(stream: RemoteStream, count: int) -> bytes:
    parts = []
    while count and (data := stream.read(min(count, CHUNK_BYTES))):
        parts.append(data)
        count -= len(data)
    return b"".join(parts)
