"""Loops of segments: the shape in which edits see a claim, read from a file or about to be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from unlisted.base.segment import Segment


@dataclass(slots=True)
class Loop:
    """A loop with its segments and the loops inside it, each in the order they stand."""

    name: str
    segments: list[Segment] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)

    def all(self, segment_id: str, *qualifiers: str) -> Iterator[Segment]:
        """Yield this loop's segments of an id; with qualifiers those whose first element is one of them."""
        for item in self.segments:
            if item.elements[0] == segment_id and (not qualifiers or item.get(1) in qualifiers):
                yield item

    def first(self, segment_id: str, *qualifiers: str) -> Segment | None:
        """Return the first such segment, or ``None``."""
        return next(self.all(segment_id, *qualifiers), None)

    def within(self, *names: str) -> Iterator[Loop]:
        """Yield the loops directly inside with one of these names."""
        return (loop for loop in self.loops if loop.name in names)

    def inner(self, name: str) -> Loop | None:
        """Return the first loop directly inside with this name, or ``None``."""
        return next(self.within(name), None)

    def walk(self) -> Iterator[Loop]:
        """Yield this loop and every loop inside it, outer before inner."""
        yield self
        for loop in self.loops:
            yield from loop.walk()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the envelopes around a transaction set say: the version, and who sends to whom."""

    version: str
    usage: str = "P"
    control_number: str = ""


PROFESSIONAL_VERSION = "005010X222A1"
INSTITUTIONAL_VERSION = "005010X223A2"
