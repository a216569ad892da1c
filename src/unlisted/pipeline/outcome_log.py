"""The memory on disk: an append-only log of outcomes, idempotent by key, safe against a crash."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from unlisted.base.errors import InputError, LimitExceededError, OutputError
from unlisted.formats.outcome_log import LogLines, read_log, whole_part, write_entry, write_head
from unlisted.pricing.outcome_entry import OutcomeEntry
from unlisted.pricing.outcomes import Outcome

MAX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: lines new to the log, lines that changed since, lines it held already."""

    added: int
    revised: int
    unchanged: int


class OutcomeLog:
    """One file of outcomes. Several processes may share it (POSIX locks).

    A line's key is kept as an HMAC-SHA-256 under the log's own salt: the same line is known again, and the
    claim cannot be read from it. A line that a crash cut short is dropped by the next writing.
    Raises ``BrokenFileError`` for a log that cannot be read, ``OutputError`` where the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, entries: Iterable[OutcomeEntry]) -> Recorded:
        """Append what the log does not hold yet: all entries or none, forced to the disk."""
        wanted = list(entries)
        with self._opened() as handle:
            data = _read(handle, self.path)
            held = read_log(self.path.name, data)
            salt = held.salt or secrets.token_hex(16)
            lines = [] if held.salt else [write_head(salt)]
            latest = held.latest()
            added = revised = unchanged = 0
            for entry in wanted:
                hashed = replace(entry, key=_hash(salt, entry.key))
                before = latest.get(hashed.key)
                if before is not None and before.outcome == entry.outcome:
                    unchanged += 1
                    continue
                added += before is None
                revised += before is not None
                latest[hashed.key] = hashed
                lines.append(write_entry(hashed))
            self._append(handle, whole_part(data), b"".join(lines))
        return Recorded(added, revised, unchanged)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return the last outcome of every line, in the order the lines came first; none without a file."""
        return tuple(entry.outcome for entry in self._held().latest().values())

    def _held(self) -> LogLines:
        try:
            with self.path.open("rb") as stream:
                return read_log(self.path.name, _read(stream.fileno(), self.path))
        except FileNotFoundError:
            return LogLines("", ())
        except OSError as error:
            raise InputError(f"{self.path.name} cannot be read ({error.strerror})", fix="check it") from error

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)

    def _append(self, handle: int, end: int, data: bytes) -> None:
        """Write after the last whole line; take back what a refusing disk left of it."""
        try:
            os.ftruncate(handle, end)
            left, at = memoryview(data), end
            while left:
                written = os.pwrite(handle, left, at)
                left, at = left[written:], at + written
            os.fsync(handle)
        except OSError as error:
            os.ftruncate(handle, end)
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self.path.name} cannot be written: {error.strerror or error}",
            where=str(self.path),
            why="no outcome was recorded",
            fix="check that the folder may be written to and has room",
        )


def _read(handle: int, path: Path) -> bytes:
    size = os.fstat(handle).st_size
    if size > MAX_BYTES:
        raise LimitExceededError(
            f"{path.name} has {size:,} bytes", where=str(path), why="it is read whole", fix="start a new log"
        )
    return os.pread(handle, size, 0) if size else b""


def _hash(salt: str, key: str) -> str:
    return hmac.new(bytes.fromhex(salt), key.encode(), hashlib.sha256).hexdigest()
