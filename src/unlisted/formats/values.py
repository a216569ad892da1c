"""Read single values the way publishers write them: amounts, days, texts, lists."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from unlisted.base.money import parse_decimal

DECIMAL_PLACES = 18
_LARGEST = Decimal(10) ** 18
_ISO = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$")
_AMERICAN = re.compile(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:[T ].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def read_amount(value: object) -> Decimal | None:
    """Return a number as given, or ``None`` where it is none or cannot be kept exactly.

    Exact means below 10**18 in size with at most 18 decimal places: what a table of ours can hold.
    """
    if isinstance(value, str):
        return _read_text_amount(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return _storable(Decimal(value))


@lru_cache(maxsize=32_768)
def _read_text_amount(text: str) -> Decimal | None:
    """Remember the last texts: the same amounts fill millions of cells."""
    number = parse_decimal(text)
    return None if number is None else _storable(number)


def _storable(number: Decimal) -> Decimal | None:
    if not number.is_finite() or abs(number) >= _LARGEST:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMAL_PLACES:
        return Decimal(0) if number == 0 else None
    return number


def read_date(value: object) -> date | None:
    """Read ``2024-12-31``, ``2024-12-31T00:00:00-05:00``, ``2/4/2026`` (month first), ``20240101``."""
    text = read_text(value)
    if match := _ISO.match(text) or _COMPACT.match(text):
        year, month, day = match.groups()
    elif match := _AMERICAN.match(text):
        month, day, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_text(value: object) -> str:
    """Return text without the space around it; numbers as written; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return ""
    return str(value)


def read_list(value: object) -> list[Any]:
    """Return a list as it is, one value as a list of one, nothing as an empty list."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def read_object(value: object) -> dict[str, Any]:
    """Return an object as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def read_texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list (or the one text), empty ones left out."""
    return tuple(text for item in read_list(value) if (text := read_text(item)))
