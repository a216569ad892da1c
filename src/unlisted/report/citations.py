"""The list of sources of a report: numbered by first use, each place once."""

from __future__ import annotations

from collections.abc import Iterable

from unlisted.base.evidence import Citation, EnteredEvidence, Evidence, FileEvidence
from unlisted.report.blocks import CitationEntry, Sentence


class Citations:
    """Collect evidence while a report is assembled and hand out its marks."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._entries: list[CitationEntry] = []

    def mark(self, evidence: Iterable[Evidence]) -> tuple[int, ...]:
        """Return the marks of the evidence, ascending, giving new numbers where a place is new."""
        return tuple(sorted({self._number(item) for item in evidence}))

    def say(self, text: str, evidence: Iterable[Evidence] = ()) -> Sentence:
        """Return a sentence that carries its evidence."""
        return Sentence(text, self.mark(evidence))

    def entries(self) -> tuple[CitationEntry, ...]:
        """Return the list as it stands."""
        return tuple(self._entries)

    def _number(self, item: Evidence) -> int:
        entry = _entry(item, len(self._entries) + 1)
        key = (entry.title, entry.publisher, entry.url, entry.published, entry.locator, entry.sha256)
        if key not in self._numbers:
            self._numbers[key] = entry.number
            self._entries.append(entry)
        return self._numbers[key]


def _entry(item: Evidence, number: int) -> CitationEntry:
    match item:
        case Citation(source, locator, confidence):
            return CitationEntry(
                number=number,
                title=source.title,
                publisher=source.publisher,
                published=source.published,
                url="" if source.url == "unavailable" else source.url,
                locator=locator,
                retrieved=source.retrieved,
                confidence=str(confidence),
                kind=source.kind,
                sha256=source.sha256,
            )
        case EnteredEvidence(_, role, entered_on, form):
            return CitationEntry(
                number=number,
                title=form,
                publisher=f"entered by a {role}",
                published=entered_on.isoformat(),
                url="",
                locator="",
                retrieved=None,
                confidence="high",
                kind="entered",
            )
        case FileEvidence(file_name, sha256, locator):
            return CitationEntry(
                number=number,
                title=file_name,
                publisher="file read for this report",
                published="",
                url="",
                locator=locator,
                retrieved=None,
                confidence="high",
                kind="data_file",
                sha256=sha256,
            )
