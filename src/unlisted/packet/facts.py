"""Facts of an episode as words with their evidence; what is not known becomes a blank, never a phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from unlisted.base.dates import long_day, short_day
from unlisted.base.money import format_usd
from unlisted.base.outcome import Answer, Available
from unlisted.episode.care import Attestation
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.packet.letter import Blank, Fill, Sentence, sentence

T = TypeVar("T")


def known(held: Held[T], words: Callable[[T], str], what: str) -> Fill | Blank:
    """Return a held fact in words, or the blank named ``what``. Its evidence comes along."""
    return Fill(words(held.value), held.evidence) if held.is_known else Blank(what)


def text(held: Held[str], what: str) -> Fill | Blank:
    """Return a held text without a full stop at its end."""
    return known(held, lambda value: value.strip().rstrip("."), what)


def day(held: Held[date], what: str) -> Fill | Blank:
    """Return a held day as ``August 19, 2026``."""
    return known(held, long_day, what)


def gray(value: Decimal) -> str:
    """Write a dose: ``30 Gy``, ``1.8 Gy``."""
    return f"{format(value.normalize(), 'f')} Gy"


def series(words: Iterable[str]) -> str:
    """Write ``a``, ``a and b``, ``a, b and c``."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def plain(slug: str) -> str:
    """Write a slug as words."""
    return slug.replace("_", " ")


def said(episode: Episode, slug: str, what: str) -> Fill | Blank:
    """Return what a named person stated on an element, in that person's words; the last statement counts."""
    found = statement(episode, slug)
    return Blank(what) if found is None else Fill(sentence_case(found.says), found.evidence)


def optional(episode: Episode, slug: str, pattern: str = "{says}.") -> tuple[Sentence, ...]:
    """Return a sentence where somebody stated something on an element; nothing where nobody had to."""
    if statement(episode, slug) is None:
        return ()
    return (sentence(pattern, says=said(episode, slug, slug)),)


def days(found: Iterable[date]) -> str:
    """Write days in short: one, two, or how many between which."""
    ordered = sorted(set(found))
    if len(ordered) < 3:
        return series(short_day(one) for one in ordered)
    return f"{len(ordered)} days, {short_day(ordered[0])} to {short_day(ordered[-1])}"


def said_within(episode: Episode, slug: str, what: str) -> Fill | Blank:
    """Return a statement to stand inside a sentence: its first word small, unless it is an abbreviation."""
    found = said(episode, slug, what)
    return Fill(small_start(found.text), found.evidence) if isinstance(found, Fill) else found


def small_start(words: str) -> str:
    """Begin with a small letter, unless the first word is an abbreviation or a name with more capitals."""
    first = words.split(" ", 1)[0]
    return words if first == "I" or first[1:] != first[1:].lower() else words[:1].lower() + words[1:]


def statement(episode: Episode, slug: str) -> Attestation | None:
    """Return the last statement on an element that says something; ``None`` where nobody said anything."""
    found = [item for item in episode.attestations if item.slug == slug and item.says.strip()]
    return found[-1] if found else None


def sentence_case(words: str) -> str:
    """Begin with a capital and leave the full stop to the sentence."""
    plain_words = words.strip().rstrip(".")
    return plain_words[:1].upper() + plain_words[1:]


def money(answer: Answer[Decimal], what: str) -> Fill | Blank:
    """Return an amount in dollars with its evidence, or a blank."""
    return Fill(format_usd(answer.value), answer.evidence) if isinstance(answer, Available) else Blank(what)
