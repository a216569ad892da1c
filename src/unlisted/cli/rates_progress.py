"""A bar by bytes that ends where it should, however often a file is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from unlisted.cli.output import progress_bar
from unlisted.pipeline.sources import Found, FoundFile

_PASSES = 2  # hash and read; further passes over a file move its bar no further


class ReadingBar:
    """Progress over files; what comes from the network has no known size, so its bar only names it."""

    def __init__(self, progress: Any, files: Sequence[Found]) -> None:
        self._sizes: dict[Found, int] = {
            found: found.path.stat().st_size * _PASSES for found in files if isinstance(found, FoundFile)
        }
        self._progress = progress
        self._task = progress.add_task("reading", total=sum(self._sizes.values()) or None)
        self._floor = self._at = self._ceiling = 0

    def start(self, found: Found) -> None:
        """Begin the next file."""
        self._floor = self._at = self._ceiling
        self._ceiling = self._floor + self._sizes.pop(found, 0)
        self._progress.update(self._task, description=found.name[-40:], completed=self._floor)

    def advance(self, count: int) -> None:
        """Move on by bytes read, not beyond the file."""
        self._at = min(self._at + count, self._ceiling)
        self._progress.update(self._task, completed=self._at)

    def part(self, name: str) -> None:
        """Say which part of the dataset is written."""
        self._progress.update(self._task, description=f"filing {name[-50:]}")


@contextmanager
def reading_bar(files: Sequence[Found]) -> Iterator[ReadingBar]:
    """Show a bar while files are read."""
    with progress_bar() as progress:
        yield ReadingBar(progress, files)
