"""Text that may stand on a claim: plain characters, no delimiters, within its budget."""

from __future__ import annotations

import re
import unicodedata

DESCRIPTION_LIMIT = 80
NOTE_LIMIT = 80
_BASIC = re.compile(r"[A-Z0-9 !\"&'()*+,\-./:;?=]*")
_EXTENDED = re.compile(r"[A-Za-z0-9 !\"&'()*+,\-./:;?=%@\[\]_{}\\|<>#$~^`]*")
_PLAIN = {
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "×": "X",
    "·": ".",
    "µ": "u",
    "μ": "u",
    "≥": ">=",
    "≤": "<=",
    "±": "+/-",
    "°": " deg",
    "ß": "ss",
    "Ø": "O",
    "ø": "o",
    "Æ": "AE",
    "æ": "ae",
    "Œ": "OE",
    "œ": "oe",
    "Ł": "L",
    "ł": "l",
    "\u00a0": " ",
}


def is_basic(text: str) -> bool:
    """Say whether the text keeps to the basic character set (X12.6)."""
    return bool(_BASIC.fullmatch(text))


def is_extended(text: str) -> bool:
    """Say whether the text keeps to the extended character set (X12.6), English letters only."""
    return bool(_EXTENDED.fullmatch(text))


def clean_text(text: str, *, delimiters: str = "*:~^", upper: bool = True) -> str:
    """Write text with plain characters: accents and typographic marks replaced, delimiters turned to spaces.

    X12 has no way to escape a delimiter, so one inside a value cannot be sent. Spaces are joined and
    trimmed; letters become capitals where ``upper`` (the basic set has no others). Nothing is cut off.
    """
    replaced = "".join(_PLAIN.get(character, character) for character in text)
    plain = unicodedata.normalize("NFKD", replaced)
    kept = "".join(
        " " if character in delimiters or not character.isprintable() else character
        for character in plain
        if not unicodedata.combining(character)
    )
    ascii_only = "".join(character if character.isascii() else " " for character in kept)
    joined = " ".join(ascii_only.split())
    return joined.upper() if upper else joined
