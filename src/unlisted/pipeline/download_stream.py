"""Read a file on the network as if it lay on disk: from any byte, over broken connections, checked.

Nothing lands on disk. Every pass that starts at byte 0 hashes what it reads and compares with the first
pass at every 4 MiB: a file that changed between two passes, or around a broken connection, is an error.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from unlisted.base.errors import DownloadError
from unlisted.pipeline.download_location import file_name

MIB = 1024 * 1024
CHECK_BYTES = 4 * MIB
MAX_ATTEMPTS = 6
"""Tries in a row without a single byte gained."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
"""Seconds between tries, doubled each time; a server's Retry-After counts up to ``LONGEST_RETRY_AFTER``."""
LONGEST_RETRY_AFTER = 300.0


class TryAgainError(Exception):
    """A try failed in a way that may pass; ``after`` are the seconds a server asks to wait."""

    def __init__(self, problem: str, after: float | None = None) -> None:
        super().__init__(problem)
        self.after = after


@dataclass(slots=True)
class Answer:
    """What a server sends: the body from byte ``start``, and what it says of the whole file.

    ``size`` is ``None`` where the server does not say it; ``validator`` its ETag or date, or empty.
    """

    body: BinaryIO
    start: int
    size: int | None
    validator: str


class Transport(Protocol):
    """A way to ask for a file from some byte on."""

    def ask(self, start: int, validator: str) -> Answer:
        """Ask; raise ``TryAgainError`` or ``DownloadError``. The answer may start before ``start``."""


@dataclass(slots=True)
class Known:
    """What is known of a file after some of it was read; shared by all passes over it."""

    size: int | None = None
    validator: str = ""
    checks: list[bytes] = field(default_factory=list)
    """The hash of the first 4 MiB, of the first 8, and so on."""
    sha256: str = ""


class RemoteStream(io.RawIOBase):
    """A seekable stream over a transport."""

    def __init__(
        self,
        transport: Transport,
        location: str,
        known: Known,
        *,
        sleep: Callable[[float], None],
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__()
        self._transport = transport
        self._location = location
        self._known = known
        self._sleep = sleep
        self._on_bytes = on_bytes
        self._body: BinaryIO | None = None
        self._at = 0
        self._hash: Any = hashlib.sha256()
        self._hashed = 0
        self._skip = 0
        self._again: Any = None

    def prime(self, head: bytes) -> None:
        """Stand behind ``head``, which an earlier pass read, as if this one had read it."""
        self._hash.update(head)
        self._hashed = self._at = len(head)

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes: another place is another request."""
        return True

    def tell(self) -> int:
        """Return the place in the file."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; the next read asks for the file from there."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length()}[whence]
        target = max(0, base + offset)
        if target != self._at:
            self._drop()
            self._at = target
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as data are at hand; over a broken connection, ask again from here."""
        attempts = 0
        while True:
            try:
                data = self._some(len(buffer))
            except TryAgainError as error:
                self._drop()
                attempts += 1
                self._wait(error, attempts)
                continue
            buffer[: len(data)] = data
            return len(data)

    def close(self) -> None:
        """Close the connection."""
        self._drop()
        super().close()

    def _some(self, count: int) -> bytes:
        size = self._known.size
        if size is not None and self._at >= size:
            self._finish()
            return b""
        if self._body is None:
            self._connect()
            size = self._known.size
        while self._skip:
            passed = self._receive(min(self._skip, CHECK_BYTES))
            if not passed:
                raise TryAgainError("the connection ended early")
            self._skip -= len(passed)
            if self._again is not None:
                self._again.update(passed)
        if self._again is not None and self._hashed == self._at:
            if self._again.digest() != self._hash.digest():
                raise self._error("is not the same when it is read again")
            self._again = None
        data = self._receive(count)
        if not data:
            if size is not None and self._at < size:
                raise TryAgainError(f"the connection ended at byte {self._at} of {size}")
            self._known.size = self._at
            self._finish()
            return b""
        if size is not None and self._at + len(data) > size:
            raise self._error(f"is longer than the {size} bytes the server states")
        self._see(data)
        self._at += len(data)
        if self._on_bytes:
            self._on_bytes(len(data))
        return data

    def _receive(self, count: int) -> bytes:
        body = self._body
        if body is None:
            raise AssertionError("read without a connection")
        try:
            return body.read(count)
        except (OSError, EOFError) as error:
            raise TryAgainError(f"the connection broke: {error}") from error
        except Exception as error:
            if type(error).__name__ != "IncompleteRead":
                raise
            raise TryAgainError("the connection ended early") from error

    def _connect(self) -> None:
        answer = self._transport.ask(self._at, self._known.validator)
        known = self._known
        if known.validator and answer.validator and answer.validator != known.validator:
            raise self._error("changed while it was read")
        if known.size is not None and answer.size is not None and answer.size != known.size:
            raise self._error(f"changed its size from {known.size} to {answer.size} bytes while it was read")
        known.validator = known.validator or answer.validator
        known.size = answer.size if known.size is None else known.size
        self._body, self._skip = answer.body, self._at - answer.start
        self._again = hashlib.sha256() if self._skip and not answer.start else None

    def _length(self) -> int:
        """Return the size; ask for it where it is not known. A server that does not say it counts as 0."""
        if self._known.size is None:
            attempts = 0
            while self._body is None:
                try:
                    self._connect()
                except TryAgainError as error:
                    attempts += 1
                    self._wait(error, attempts)
        return self._known.size or 0

    def _see(self, data: bytes) -> None:
        """Hash what is read in a row from byte 0, and compare with the first pass."""
        if self._hashed != self._at:
            return
        view = memoryview(data)
        while view:
            room = CHECK_BYTES - self._hashed % CHECK_BYTES
            part = view[:room]
            self._hash.update(part)
            self._hashed += len(part)
            view = view[room:]
            if self._hashed % CHECK_BYTES == 0:
                self._check(self._hashed // CHECK_BYTES - 1)

    def _check(self, number: int) -> None:
        digest, checks = self._hash.digest(), self._known.checks
        if number == len(checks):
            checks.append(digest)
        elif number < len(checks) and checks[number] != digest:
            raise self._error("is not the same when it is read again")

    def _finish(self) -> None:
        if self._hashed != self._known.size:
            return
        digest = self._hash.hexdigest()
        if self._known.sha256 and self._known.sha256 != digest:
            raise self._error("is not the same when it is read again")
        self._known.sha256 = digest

    def _wait(self, error: TryAgainError, attempts: int) -> None:
        if attempts >= MAX_ATTEMPTS:
            raise self._error(f"could not be read after {attempts} tries ({error})") from error
        wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        if error.after is not None:
            wait = min(max(error.after, 0), LONGEST_RETRY_AFTER)
        self._sleep(wait)

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def _error(self, what: str) -> DownloadError:
        return DownloadError(
            f"{file_name(self._location)} {what}",
            where=f"{self._location}, byte {self._at}",
            why="nothing of the file is used",
            fix="run the same command again; files that are there already are not read again",
        )
