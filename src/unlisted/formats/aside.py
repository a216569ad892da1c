"""Values set aside while a file is read: what cannot be used yet must not fill the memory.

They go to a stream that the caller opens: a temporary file without a name in the pipeline, memory in
small use. This process alone writes it and reads it back, so Python's own form is safe and quick.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

OpenStream = Callable[[], BinaryIO]
"""Open an empty stream that can be written, read and moved in; it is closed after use."""

_LENGTH_BYTES = 8
_VALUES = 256
_WEIGHT = 8_192


class Aside:
    """Values by the place where they were put. The stream is opened with the first one."""

    def __init__(self, open_stream: OpenStream = io.BytesIO) -> None:
        self._open = open_stream
        self._stream: BinaryIO | None = None
        self._end = 0

    def put(self, value: Any) -> int:
        """Set a value aside (plain values only: texts, numbers, tuples); return its place."""
        data = pickle.dumps(value, protocol=5)
        if self._stream is None:
            self._stream = self._open()
        place = self._end
        self._stream.seek(place)
        self._stream.write(len(data).to_bytes(_LENGTH_BYTES, "little"))
        self._stream.write(data)
        self._end = place + _LENGTH_BYTES + len(data)
        return place

    def get(self, place: int) -> Any:
        """Return the value put at a place."""
        if self._stream is None:
            raise AssertionError("nothing was set aside")
        self._stream.seek(place)
        size = int.from_bytes(self._stream.read(_LENGTH_BYTES), "little")
        return pickle.loads(self._stream.read(size))  # noqa: S301 - written above, by this process

    def close(self) -> None:
        """Give the stream back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def __del__(self) -> None:
        """Give the stream back where reading stopped with an error."""
        self.close()


class AsideList:
    """Values in their order, a chunk of them in memory at a time."""

    def __init__(self, open_stream: OpenStream = io.BytesIO) -> None:
        self._aside = Aside(open_stream)
        self._places: list[int] = []
        self._waiting: list[Any] = []
        self._weight = 0

    def append(self, value: Any, weight: int = 1) -> None:
        """Add a value; ``weight`` is about the number of small values in it."""
        self._waiting.append(value)
        self._weight += weight
        if len(self._waiting) >= _VALUES or self._weight >= _WEIGHT:
            self._places.append(self._aside.put(self._waiting))
            self._waiting, self._weight = [], 0

    def extend(self, values: Iterable[Any]) -> None:
        """Add values."""
        for value in values:
            self.append(value)

    def __iter__(self) -> Iterator[Any]:
        for place in self._places:
            yield from self._aside.get(place)
        yield from self._waiting

    def close(self) -> None:
        """Forget the values and give the stream back."""
        self._aside.close()
        self._places, self._waiting = [], []
