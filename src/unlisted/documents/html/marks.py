"""Evidence marks: each one a place on the page that its citation can lead back to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unlisted.documents.words import citation_words
from unlisted.report.blocks import CitationEntry


@dataclass(frozen=True, slots=True)
class Mark:
    """One superscript number: its own id, the citation's number, and words for the tooltip."""

    id: str
    number: int
    words: str


class Marks:
    """Number the marks of one rendering in order of appearance; keep where each citation is used."""

    def __init__(self, citations: Iterable[CitationEntry]) -> None:
        self._words = {entry.number: citation_words(entry) for entry in citations}
        self._places: dict[int, list[str]] = {number: [] for number in self._words}

    def take(self, numbers: Iterable[int]) -> list[Mark]:
        """Return a mark for each number and remember its place."""
        taken = []
        for number in numbers:
            places = self._places[number]
            places.append(f"m{number}-{len(places) + 1}")
            taken.append(Mark(places[-1], number, self._words[number]))
        return taken

    def places(self, number: int) -> list[str]:
        """Return the ids of the marks taken so far for a citation."""
        return self._places[number]
