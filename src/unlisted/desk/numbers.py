"""Whole numbers out of addresses and forms."""

from __future__ import annotations

_MOST_DIGITS = 9
"""Every key and number of the desk has fewer; a longer text is not even turned into a number."""


def whole(text: str) -> int | None:
    """Return the number a text states in plain digits, or ``None``."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
