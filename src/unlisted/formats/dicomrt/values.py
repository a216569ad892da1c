"""Turn the bytes of one element into our values. ``ValueError`` where they are not what they should be."""

from __future__ import annotations

import struct
from datetime import date, time
from decimal import Decimal, InvalidOperation

from unlisted.formats.dicomrt.limits import (
    MAX_DECIMAL_CHARACTERS,
    MAX_DECIMAL_EXPONENT,
    MAX_TEXT_CHARACTERS,
    MAX_VALUES,
)

_PADDING = " \0\t\r\n"
_INTEGER_DIGITS = 12
_DAY_DIGITS = 8


def ascii_text(data: bytes) -> str:
    """Return code strings, identifiers and numbers as text, without padding."""
    return data[:MAX_TEXT_CHARACTERS].decode("ascii", errors="replace").strip(_PADDING)


def clean_text(text: str) -> str:
    """Return free text without padding and control characters, line ends as one kind."""
    lines = text[:MAX_TEXT_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").strip(_PADDING)
    return "".join(c if c.isprintable() or c == "\n" else " " for c in lines)


def decimal_of(text: str) -> Decimal:
    """Read one decimal string (VR DS)."""
    if len(text) > MAX_DECIMAL_CHARACTERS or "_" in text or not text.isascii():
        raise ValueError("not a decimal")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("not a decimal") from error
    if not value.is_finite() or (value and abs(value.adjusted()) > MAX_DECIMAL_EXPONENT):
        raise ValueError("not a decimal of any use")
    return value if value else Decimal(0)


def decimals_of(text: str) -> tuple[Decimal, ...]:
    """Read several decimal strings."""
    parts = text.split("\\")
    if len(parts) > MAX_VALUES:
        raise ValueError("too many values")
    return tuple(decimal_of(part.strip(_PADDING)) for part in parts)


def integer_of(text: str) -> int:
    """Read one integer string (VR IS); a decimal without fraction is accepted, as some systems write it."""
    if len(text) <= _INTEGER_DIGITS and text.lstrip("+-").isdecimal() and text.isascii():
        return int(text)
    value = decimal_of(text)
    if value != value.to_integral_value() or value.adjusted() >= _INTEGER_DIGITS:
        raise ValueError("not an integer")
    return int(value)


def day_of(text: str) -> date:
    """Read a day (VR DA: YYYYMMDD; the retired YYYY.MM.DD as well; the start of a DT)."""
    digits = text.replace(".", "") if text[4:5] == "." else text
    head = digits[:_DAY_DIGITS]
    if len(head) != _DAY_DIGITS or not (head.isdecimal() and head.isascii()):
        raise ValueError("not a day")
    return date(int(head[:4]), int(head[4:6]), int(head[6:8]))


def time_of(text: str) -> time:
    """Read a time (VR TM: HHMMSS.FFFFFF, also shortened; the retired HH:MM:SS as well)."""
    whole, _, fraction = text.replace(":", "").partition(".")
    if len(whole) not in (2, 4, 6) or not (whole.isdecimal() and whole.isascii()):
        raise ValueError("not a time")
    parts = [int(whole[n : n + 2]) for n in range(0, len(whole), 2)]
    second = min(parts[2], 59) if len(parts) > 2 else 0  # 60 is a leap second
    micro = int(fraction[:6].ljust(6, "0")) if fraction.isdecimal() and fraction.isascii() else 0
    return time(parts[0], parts[1] if len(parts) > 1 else 0, second, micro)


def tag_of(data: bytes, little_endian: bool) -> str:
    """Read a tag that points to an element (VR AT), written as (300A,0128)."""
    if len(data) < 4:
        raise ValueError("not a tag")
    group, element = struct.unpack("<HH" if little_endian else ">HH", data[:4])
    return f"({group:04X},{element:04X})"
