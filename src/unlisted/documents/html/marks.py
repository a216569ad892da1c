"""Evidence marks: each one a place on the page that its citations can lead back to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from unlisted.documents.words import citation_words, mark_runs, run_words
from unlisted.report.blocks import CitationEntry


@dataclass(frozen=True, slots=True)
class Mark:
    """One superscript: its own id, the first and last citation it stands for, words for the tooltip."""

    id: str
    first: int
    last: int
    shown: str
    words: str


class Marks:
    """Number the marks of one rendering in order of appearance; keep where each citation is used."""

    def __init__(self, citations: Iterable[CitationEntry]) -> None:
        self._words = {entry.number: citation_words(entry) for entry in citations}
        self._places: dict[int, list[str]] = {number: [] for number in self._words}
        self._taken: Counter[int] = Counter()

    def take(self, numbers: Iterable[int]) -> list[Mark]:
        """Return a mark for each number or run of numbers, and remember its place."""
        taken = []
        for first, last in mark_runs(numbers):
            self._taken[first] += 1
            mark_id = f"m{first}-{self._taken[first]}"
            for number in range(first, last + 1):
                self._places[number].append(mark_id)
            shown = run_words(first, last)
            words = self._words[first] if first == last else f"{last - first + 1} sources, {shown}"
            taken.append(Mark(mark_id, first, last, shown, words))
        return taken

    def places(self, number: int) -> list[str]:
        """Return the ids of the marks taken so far for a citation."""
        return self._places[number]
