"""The formats of the primitive types (FHIR R4 section 2.24)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

_YEAR = r"(?:[0-9](?:[0-9](?:[0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
_DAY = r"-(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATE = re.compile(rf"{_YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1]))?)?")
_DATE_TIME = re.compile(rf"{_YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1])(T{_CLOCK}{_ZONE})?)?)?")
_INSTANT = re.compile(rf"{_YEAR}{_DAY}T{_CLOCK}{_ZONE}")
_PATTERNS = {
    "code": re.compile(r"[^\s]+(\s[^\s]+)*"),
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "oid": re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+"),
    "uuid": re.compile(
        r"urn:uuid:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    ),
    "uri": re.compile(r"\S*"),
    "url": re.compile(r"\S*"),
    "canonical": re.compile(r"\S*"),
    "time": re.compile(_CLOCK),
}
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ACTIVE = re.compile(
    r"<\s*(script|iframe|object|embed|form|style\s+src|link)\b|\son\w+\s*=|javascript:", re.I
)
_MAX_INT = 2_147_483_647


def _calendar(text: str) -> bool:
    if len(text) < 10:
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value != "" and pattern.fullmatch(value) is not None


def _day(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None and _calendar(value)


def _string(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != "" and _CONTROL.search(value) is None


def _integer(low: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= _MAX_INT


def _decimal(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float | Decimal)


def _base64(value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    bare = value.translate({32: None, 10: None, 13: None, 9: None})
    return len(bare) % 4 == 0 and _BASE64.fullmatch(bare) is not None


def _xhtml(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.lstrip().startswith("<div")
        and value.rstrip().endswith(">")
        and _ACTIVE.search(value) is None
    )


FORMATS: dict[str, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": _integer(-_MAX_INT - 1),
    "positiveInt": _integer(1),
    "unsignedInt": _integer(0),
    "decimal": _decimal,
    "string": _string,
    "markdown": _string,
    "base64Binary": _base64,
    "xhtml": _xhtml,
    "date": _day(_DATE),
    "dateTime": _day(_DATE_TIME),
    "instant": _day(_INSTANT),
    **{name: _text(pattern) for name, pattern in _PATTERNS.items()},
}
"""A check of the JSON value by the name of the primitive type."""
