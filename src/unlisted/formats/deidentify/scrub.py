"""Remove what is known of this patient and clinic from free text: exact matches, no guessing of names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from unlisted.formats.deidentify.days import replace_days
from unlisted.formats.deidentify.keys import Pseudonyms, name_parts
from unlisted.formats.deidentify.known import Known

MIN_PART = 3
ANYWHERE = 5
DISTINCTIVE = 8
"""Parts of names from three letters are replaced as words, from five letters anywhere in a word."""


@dataclass(slots=True)
class Scrubber:
    """Replace known texts and move days; build it once for all files of an episode."""

    known: Known
    names: Pseudonyms
    ordinary: frozenset[str] = frozenset()
    _table: dict[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def __post_init__(self) -> None:
        family, given = self.names.patient_names
        for uid in self.known.uids:
            self._put(uid, self.names.uid(uid))
        for number in self.known.record_numbers:
            self._put(number, self.names.record_number(number))
        for identifier in self.known.identifiers:
            self._put(identifier, self.names.identifier(identifier))
        for name in self.known.institutions:
            self._put(name, self.names.institution(name))
        for name in self.known.machines:
            self._put(name, self.names.machine(name))
        for name in self.known.patient_names:
            self._put_name(name, f"{given} {family}", "[patient]")
        for name in self.known.staff:
            self._put_name(name, self.names.staff(name), "[staff]")
        if self._table:
            longest_first = sorted(self._table, key=lambda text: (-len(text), text))
            self._pattern = re.compile("|".join(bounded(text) for text in longest_first), re.IGNORECASE)

    def _put(self, text: str, replacement: str) -> None:
        if len(text) >= MIN_PART:
            self._table.setdefault(text.lower(), replacement)

    def _put_name(self, name: str, whole: str, part: str) -> None:
        plain = " ".join(name.replace("^", " ").split())
        self._put(name, whole)
        self._put(plain, whole)
        pieces = plain.split(" ")
        if len(pieces) == 2:
            first, second = pieces
            for text in (
                f"{second} {first}",
                f"{first}, {second}",
                f"{second}, {first}",
                f"{second}^{first}",
            ):
                self._put(text, whole)
        for piece in name_parts(plain):
            if piece not in self.ordinary:
                self._put(piece, part)

    def text(self, text: str) -> str:
        """Return free text without what is known, its days moved."""
        if self._pattern is not None:
            text = self._pattern.sub(lambda match: self._table[match[0].lower()], text)
        return replace_days(text, self.names.day)


def is_distinctive(text: str) -> bool:
    """Say whether a text cannot stand in a format's own bytes by chance."""
    return len(text) >= DISTINCTIVE or (len(text) >= ANYWHERE and any(char.isalpha() for char in text))


def bounded(text: str) -> str:
    """Return the pattern of a text: long words anywhere, all else only as a word or number of its own."""
    quoted = re.escape(text)
    if len(text) >= ANYWHERE and any(char.isalpha() for char in text):
        return quoted
    return rf"(?<![A-Za-z0-9])(?<!\d\.){quoted}(?![A-Za-z0-9])(?!\.\d)"
