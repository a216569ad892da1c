"""Number the sources of a letter: what stands behind each sentence, for the annotated copy and the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unlisted.base.evidence import Citation, EnteredEvidence, Evidence, FileEvidence
from unlisted.packet.letter import Letter, Sentence

STANDING = "standing text: it asks or greets, and states no fact of the case"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source: its number, what kind it is (record, person, publication, rule) and where it stands."""

    number: int
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class NumberedSources:
    """The sources of a letter in order of first use, and the numbers of each sentence."""

    entries: tuple[SourceEntry, ...]
    numbers: dict[str, int]

    def of(self, one: Sentence) -> tuple[int, ...]:
        """Return the numbers behind a sentence; empty for standing text."""
        return tuple(dict.fromkeys(self.numbers[words] for _, words in _sources(one)))


def number_sources(letters: Iterable[Letter]) -> NumberedSources:
    """Number each source once over the letters given."""
    numbers: dict[str, int] = {}
    entries: list[SourceEntry] = []
    for letter in letters:
        for one in letter.sentences():
            for kind, words in _sources(one):
                if words not in numbers:
                    numbers[words] = len(numbers) + 1
                    entries.append(SourceEntry(numbers[words], kind, words))
    return NumberedSources(tuple(entries), numbers)


def _sources(one: Sentence) -> list[tuple[str, str]]:
    return [evidence_words(place) for place in one.evidence] + [
        (_rule_kind(rule), rule) for rule in one.rules
    ]


def _rule_kind(rule: str) -> str:
    """Say what a rule id is: of the rulebook, of the claim, of the packet itself, of the practice."""
    first = rule.split(" ", 1)[0]
    return {
        "claim": "claim",
        "packet": "packet",
        "record": "record",
        "practice": "practice",
        "payer": "payer",
    }.get(first, "rule")


def evidence_words(place: Evidence) -> tuple[str, str]:
    """Return the kind of an evidence and where it stands, in words."""
    match place:
        case FileEvidence():
            return "record", f"{place.file_name}, {place.locator} (sha256 {place.sha256[:12]})"
        case EnteredEvidence():
            role = place.role.replace("_", " ")
            why = f": {place.why}" if place.why else ""
            return "person", f"{place.person} ({role}), {place.entered_on}, {place.form}{why}"
        case Citation():
            source = place.source
            return "publication", f"{source.publisher}: {source.title} ({source.published}), {place.locator}"
