"""Control numbers that never repeat: a counter in a file, locked, and safe against a crash."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unlisted.base.errors import BrokenFileError, OutputError
from unlisted.claim.model import ControlNumbers
from unlisted.pipeline.whole_files import write_whole

HIGHEST = 999_999_999


class ControlNumberFile:
    """Hand out interchange and group numbers 1, 2, 3 … from a counter file.

    Each number is on disk before it is handed out: a crash may skip one, never repeat one. Several
    processes may share the file. Raises ``BrokenFileError`` for a counter that is no number (it is never
    guessed), ``OutputError`` where the file cannot be written or the numbers are used up.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self) -> ControlNumbers:
        """Return numbers that were never handed out before."""
        with self._locked():
            number = self._last() + 1
            if number > HIGHEST:
                raise OutputError(
                    "the control numbers are used up",
                    where=str(self.path),
                    why="ISA13 has nine digits, and a number may not come twice",
                    fix="agree a restart with the receiver, then delete the counter file",
                )
            self._store(number)
        return ControlNumbers(number, number)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._unwritable(error.strerror or str(error)) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _last(self) -> int:
        try:
            text = self.path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return 0
        except (OSError, UnicodeDecodeError) as error:
            raise self._broken() from error
        if not (text.isdigit() and len(text) <= 9):
            raise self._broken()
        return int(text)

    def _store(self, number: int) -> None:
        try:
            write_whole(self.path, lambda stream: stream.write(f"{number}\n".encode("ascii")))
        except OutputError as error:
            raise self._unwritable(error.what) from error

    def _broken(self) -> BrokenFileError:
        return BrokenFileError(
            "the counter of control numbers cannot be read",
            where=str(self.path),
            why="a guessed number could repeat one that was sent",
            fix="write the last number that was sent into the file",
        )

    def _unwritable(self, reason: str) -> OutputError:
        return OutputError(
            f"the counter of control numbers is not kept: {reason}",
            where=str(self.path),
            why="a number that is not kept could be sent twice",
            fix="choose a folder that can be written",
        )
