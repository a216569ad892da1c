"""Read single answers of a form or time log: a day, a number, yes or no."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

MAX_TEXT = 5_000
MAX_DIGITS = 12
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")
_YES = {"yes": True, "true": True, "no": False, "false": False}
SLUG = re.compile(r"[a-z][a-z0-9_]{0,79}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
EARLIEST = date(1900, 1, 1)


def day(text: str) -> date | None:
    """Return a day written YYYY-MM-DD since 1900, or ``None``."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= EARLIEST else None


def whole(text: str) -> int | None:
    """Return a whole number of up to 12 digits, or ``None``."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def number(text: str) -> Decimal | None:
    """Return a number from 0 with a decimal point and up to 6 places, or ``None``."""
    return Decimal(text) if _NUMBER.fullmatch(text) and text.isascii() else None


def yes_no(text: str) -> bool | None:
    """Return the meaning of yes, no, true or false in any case, or ``None``."""
    return _YES.get(text.lower())


def text_of(text: str) -> str | None:
    """Return text of up to 5,000 characters without control characters, or ``None``."""
    return None if len(text) > MAX_TEXT or _CONTROL.search(text) else text


def slug(text: str) -> str | None:
    """Return a slug (``dose_summation``), or ``None``."""
    return text if SLUG.fullmatch(text) else None
