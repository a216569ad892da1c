"""Read the elements of a JSON array in proved runs; hand out only those that are wanted.

Where an element ends is guessed from the bytes seen between two earlier ones (a separator) and proved
by parsing the run up to there: from a place where an element starts, JSON can be read in one way only.
A wrong guess costs time, never a result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from unlisted.formats.scan.exact import Element, exact_elements, values_at
from unlisted.formats.scan.proof import REFUSALS, Prover
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Window

_MAX_SEPARATORS = 24
_SEPARATOR_BYTES = 512
_SEPARATOR = re.compile(rb'[ \t\r\n]*,[ \t\r\n]*\{[ \t\r\n]*"[^"\\]{0,200}"')

Select = Callable[[Any, int], Sequence[int]]
"""Given items and the index of the first, return the positions of those wanted as exact values."""

Large = Callable[[int], None]
"""Read one element, whatever its size, from the window; its index is given."""


class Elements:
    """The wanted elements of one array: index, position of the first byte in the whole text, value.

    The window stands behind the ``[`` at first and behind the ``]`` at last.
    """

    def __init__(self, window: Window, prover: Prover, select: Select, large: Large | None = None) -> None:
        self._window = window
        self._prover = prover
        self._select = select
        self._large = large
        self._separators: list[bytes] = []
        self._index = 0

    def __iter__(self) -> Iterator[Element]:
        window = self._window
        if window.peek() == b"]":
            window.take(b"]")
            return
        while True:
            window.peek()
            found = self._guessed_run() if self._separators else None
            window.give_way()
            yield from self._exact_run() if found is None else found
            if window.take(b",]") == b"]":
                return

    def _guessed_run(self) -> Sequence[Element] | None:
        """Prove a run up to the last separator in sight, or an earlier one; ``None`` where there is none."""
        window = self._window
        size = window.sizes.run
        while (cut := self._last_separator(size)) <= 0:
            if size >= window.sizes.largest or not window.fill(size):
                return None
            size *= 2
        while cut > 0:
            found = self._prove(cut)
            if found is not None:
                window.at += cut
                return found
            cut = self._last_separator(cut // 2)
        return None

    def _last_separator(self, size: int) -> int:
        """Return how far from ``at`` the last separator within ``size`` bytes starts; 0 or less for none."""
        window = self._window
        window.fill(size)
        best = -1
        for number, separator in enumerate(self._separators):
            start = max(best, window.at)
            best = max(best, window.data.rfind(separator, start, window.at + size))
            if best - window.at > size // 2:
                self._separators.insert(0, self._separators.pop(number))
                break
        return best - window.at

    def _prove(self, cut: int) -> Sequence[Element] | None:
        """Prove the run of ``cut`` bytes at the window; return what is wanted of it, ``None`` for no run."""
        window = self._window
        run = memoryview(window.data)[window.at : window.at + cut]  # copied once, by the prover
        try:
            items = self._prover.items(run)
        except REFUSALS:
            return None
        count = len(items)
        positions = self._select(items, self._index) if count else ()
        del items
        if not count:
            return None
        found: Sequence[Element] = ()
        if positions:
            offset = window.offset
            found = [
                (self._index + position, offset + place, value)
                for position, place, value in values_at(
                    bytes(run), positions, count, self._separators, self._prover
                )
            ]
        self._index += count
        return found

    def _exact_run(self) -> Iterator[Element]:
        """Decode some elements exactly, and learn separators from them."""
        window = self._window
        for size in (window.sizes.first, window.sizes.largest // 4, window.sizes.largest):
            whole = window.fill(size)
            elements, used = exact_elements(window.text(size))
            if elements:
                break
            if not whole:
                raise NotProvedError("an element cannot be read", window.offset)
            if self._large is not None:
                self._large(self._index)
                self._index += 1
                self._learn_here()
                return
        else:
            raise NotProvedError("an element is too large to be held whole", window.offset)
        offset, data, at = window.offset, window.data, window.at
        window.at += used
        for _place, end, _value in elements[:-1]:
            self._learn(data, at + end)
        self._learn_here()
        positions = self._select([value for _, _, value in elements], self._index)
        first = self._index
        self._index += len(elements)
        for position in positions:
            place, _, value = elements[position]
            yield first + position, offset + place, value

    def _learn_here(self) -> None:
        """Learn from what stands behind the element just read."""
        self._window.fill(_SEPARATOR_BYTES)
        self._learn(self._window.data, self._window.at)

    def _learn(self, data: bytes, end: int) -> None:
        match = _SEPARATOR.match(data, end)
        if match and match.group() not in self._separators:
            self._separators.insert(0, match.group())
            del self._separators[_MAX_SEPARATORS:]
