"""Find lines that hold one of some literals, at the speed of a byte search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PREFIX = 2


class Literals:
    """Several literals to look for: those that begin alike are looked for together."""

    def __init__(self, literals: Iterable[str]) -> None:
        groups: dict[bytes, list[bytes]] = {}
        for literal in sorted(literals):
            data = literal.encode()
            groups.setdefault(data[:_PREFIX], []).append(data[_PREFIX:])
        self._patterns = [
            re.compile(re.escape(prefix) + b"(?:" + b"|".join(re.escape(rest) for rest in rests) + b")")
            for prefix, rests in groups.items()
        ]

    def lines(self, data: bytes) -> Iterator[tuple[int, int, int]]:
        """Yield (number from 0, start, end behind its line end) of each line that holds a literal."""
        places = sorted({data.rfind(b"\n", 0, at) + 1 for at in self._places(data)})
        number = before = 0
        for start in places:
            number += data.count(b"\n", before, start)
            before = start
            end = data.find(b"\n", start) + 1
            yield number, start, end or len(data)

    def _places(self, data: bytes) -> Iterator[int]:
        for pattern in self._patterns:
            for match in pattern.finditer(data):
                yield match.start()
