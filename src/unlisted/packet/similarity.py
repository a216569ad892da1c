"""The same-language check: how much of a packet stands word for word in earlier ones, and where.

A letter of necessity that says of this patient what the last one said of another is a cloned letter.
What may repeat is settled by rule: standing text, sentences that rest on rules alone, and sentences of the
rules in ``MAY_REPEAT`` (an article's finding, why a code is excluded, what a payer asks). Cells of fewer than
``SHINGLE`` words are passed by: the name of an activity is the same in every log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from unlisted.packet.build import Packet
from unlisted.packet.letter import Sentence

SHINGLE = 5
"""Words in a row that are compared; shorter runs repeat in any two letters."""
CLONED = Decimal("0.30")
"""Share of repeated runs from which a letter is shown as possibly cloned: our own threshold, no source."""
ARGUED = frozenset({"cover-letter", "special-report", "letter-of-medical-necessity"})
"""Letters that argue for one patient; sheets, worksheet and index list what is the same for many."""
MAY_REPEAT = ("clinical.literature.", "coding.decision.", "payers.", "medicare.", "amounts.")
"""Beginnings of rule ids whose sentences may stand in many letters."""
_WORD = re.compile(r"[a-z0-9]+(?:[.'-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of this packet that repeats an earlier one: share of its runs found there."""

    letter: str
    text: str
    share: Decimal
    earlier: str
    earlier_text: str


@dataclass(frozen=True, slots=True)
class SameLanguage:
    """A letter against all earlier packets: its score (0 to 1) and the passages, the most alike first."""

    letter: str
    score: Decimal
    passages: tuple[Passage, ...]

    @property
    def is_suspect(self) -> bool:
        """Say whether so much repeats that a reader would take it for a cloned letter."""
        return self.score >= CLONED


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, without marks."""
    return tuple(_WORD.findall(text.lower()))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of words; a short sentence is one run of all its words."""
    words = words_of(text)
    if not words:
        return frozenset()
    if len(words) <= SHINGLE:
        return frozenset({words})
    return frozenset(words[n : n + SHINGLE] for n in range(len(words) - SHINGLE + 1))


def may_repeat(one: Sentence) -> bool:
    """Say whether a sentence may stand in other letters too: it argues nothing of this patient alone."""
    return one.standing or not one.evidence or any(rule.startswith(MAY_REPEAT) for rule in one.rules)


def compare_packets(packet: Packet, earlier: Iterable[tuple[str, object]]) -> tuple[SameLanguage, ...]:
    """Compare the letters that argue with earlier packets, given as name and value of ``packet.json``."""
    known: dict[tuple[str, ...], tuple[str, str]] = {}
    for name, value in earlier:
        for text in _stated(value):
            for run in shingles(text):
                known.setdefault(run, (name, text))
    return tuple(
        _compare(letter.id, letter.sentences(), known) for letter in packet.letters if letter.id in ARGUED
    )


def _compare(
    letter: str, sentences: Iterable[Sentence], known: dict[tuple[str, ...], tuple[str, str]]
) -> SameLanguage:
    whole: set[tuple[str, ...]] = set()
    repeated: set[tuple[str, ...]] = set()
    passages = []
    for one in sentences:
        if may_repeat(one) or len(words_of(one.text)) < SHINGLE:
            continue
        runs = shingles(one.text)
        hits = {run for run in runs if run in known}
        whole |= runs
        repeated |= hits
        if runs and len(hits) * 2 >= len(runs):
            name, text = known[min(hits)]
            share = (Decimal(len(hits)) / len(runs)).quantize(Decimal("0.01"))
            passages.append(Passage(letter, one.text, share, name, text))
    score = (Decimal(len(repeated)) / len(whole)).quantize(Decimal("0.01")) if whole else Decimal(0)
    return SameLanguage(letter, score, tuple(sorted(passages, key=lambda item: -item.share)))


def _stated(value: object) -> Iterable[str]:
    """Yield the sentences of an earlier packet that state something; another shape is passed by."""
    if not isinstance(value, dict):
        return
    for letter in _list(value.get("letters")):
        for one in _list(letter.get("sentences") if isinstance(letter, dict) else None):
            if isinstance(one, dict) and isinstance(one.get("text"), str) and not one.get("may_repeat"):
                yield one["text"]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
