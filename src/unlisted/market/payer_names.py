"""One name for one payer: file texts are matched to the registry's names and aliases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_BRACKETED_NUMBER = re.compile(r"\[\s*\d+\s*\]\s*$")  # "CIGNA [1006]": the hospital's own payer number
_NOT_LETTER_OR_DIGIT = re.compile(r"[^0-9a-z]+")
_LEGAL_SUFFIXES = frozenset(
    {"inc", "llc", "corp", "corporation", "co", "company", "ltd", "lp", "incorporated"}
)


@dataclass(frozen=True, slots=True)
class PayerEntry:
    """A payer of the registry: id, shown name, and the texts files use for it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayerMatch:
    """A payer as benchmarks show it. ``id`` is empty where the registry does not know the text."""

    id: str
    name: str


def payer_key(text: str) -> str:
    """Reduce a payer text to what is compared: letters and digits, without case, number or legal suffix.

    ``UNITED HEALTHCARE [1016]``, ``UnitedHealthcare, Inc.`` and ``unitedhealthcare`` share a key; no
    other words are dropped, so a state's plan never becomes the national payer by accident.
    """
    plain = unicodedata.normalize("NFKD", _BRACKETED_NUMBER.sub("", text.strip())).casefold()
    words = [word for word in _NOT_LETTER_OR_DIGIT.sub(" ", plain).split() if word != "and"]
    while len(words) > 1 and words[-1] in _LEGAL_SUFFIXES:
        words.pop()
    return "".join(words)


@dataclass(frozen=True, slots=True)
class PayerNames:
    """Match texts to registry entries; an unknown text stays itself, trimmed."""

    _by_key: dict[str, PayerMatch] = field(default_factory=dict)

    @classmethod
    def from_entries(cls, entries: Iterable[PayerEntry]) -> PayerNames:
        """Index names and aliases; the first entry that claims a key keeps it."""
        by_key: dict[str, PayerMatch] = {}
        for entry in entries:
            for text in (entry.name, *entry.aliases):
                by_key.setdefault(payer_key(text), PayerMatch(entry.id, entry.name))
        return cls(by_key)

    def match(self, text: str) -> PayerMatch:
        """Return the registry's payer for ``text``, or the text itself with no id."""
        key = payer_key(text)
        known = self._by_key.get(key) if key else None
        if known is not None:
            return known
        shown = " ".join(_BRACKETED_NUMBER.sub("", text.strip()).split())
        return PayerMatch("", shown)
