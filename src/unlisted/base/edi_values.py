"""Write and read amounts and days the way X12 wants them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

_DECIMAL = re.compile(r"-?(\d+\.?\d*|\.\d+)")
_LONGEST = 20


def decimal_text(value: Decimal) -> str:
    """Write a decimal without exponent, plus sign or needless zeros: ``900``, ``62.5``."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def read_decimal(text: str) -> Decimal | None:
    """Read a decimal; ``None`` for anything else."""
    if len(text) > _LONGEST or not text.isascii() or not _DECIMAL.fullmatch(text):
        return None
    return Decimal(text)


def day_text(value: date) -> str:
    """Write CCYYMMDD."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def read_day(text: str) -> date | None:
    """Read CCYYMMDD; ``None`` for anything else."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def read_minute(text: str) -> datetime | None:
    """Read CCYYMMDD or CCYYMMDDHHMM; ``None`` for anything else."""
    day = read_day(text[:8])
    rest = text[8:]
    if day is None or (rest and not (len(rest) == 4 and rest.isascii() and rest.isdigit())):
        return None
    hour, minute = (int(rest[:2]), int(rest[2:])) if rest else (0, 0)
    if hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - a claim's clock has no zone
