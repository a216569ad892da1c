"""An X12 segment as a value: what edits look at and what readers and writers exchange (X12.6)."""

from __future__ import annotations

from typing import NamedTuple

NEUTRAL = "\x1f"
"""Divides components of segments that were built here: no text may hold it, so no text is ever divided."""


class Segment(NamedTuple):
    """One segment. ``elements[0]`` is its id; values are raw text, trimmed of nothing.

    ``position`` counts segments from 1 within the transaction set (ST is 1), or within the file for
    envelopes; 0 for one that was never in a file. ``separator`` divides components.
    """

    elements: tuple[str, ...]
    position: int = 0
    separator: str = NEUTRAL

    @property
    def id(self) -> str:
        """Return the segment's id, for example ``CLM``."""
        return self.elements[0]

    def get(self, number: int) -> str:
        """Return an element by its number (1 is the first after the id); empty where it is absent."""
        return self.elements[number] if number < len(self.elements) else ""

    def parts(self, number: int) -> list[str]:
        """Return the components of an element; one empty text where it is absent."""
        return self.get(number).split(self.separator)

    def part(self, number: int, component: int) -> str:
        """Return a component by its number from 1; empty where it is absent."""
        parts = self.get(number).split(self.separator)
        return parts[component - 1] if component <= len(parts) else ""


def segment(*elements: str) -> Segment:
    """Build a segment from its id and elements; empty elements at the end are dropped (X12.6)."""
    kept = list(elements)
    while len(kept) > 1 and not kept[-1]:
        kept.pop()
    return Segment(tuple(kept))


def composite(*parts: str) -> str:
    """Join components with the neutral separator; empty components at the end are dropped."""
    kept = list(parts)
    while len(kept) > 1 and not kept[-1]:
        kept.pop()
    return NEUTRAL.join(kept)
