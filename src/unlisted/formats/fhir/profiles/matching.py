"""Fixed values and patterns (ElementDefinition.fixed[x], pattern[x])."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def equals(value: Any, fixed: Any) -> bool:
    """Say whether the value is exactly the fixed one."""
    if isinstance(fixed, dict):
        return (
            isinstance(value, dict)
            and value.keys() == fixed.keys()
            and all(equals(value[key], item) for key, item in fixed.items())
        )
    if isinstance(fixed, list):
        return (
            isinstance(value, list)
            and len(value) == len(fixed)
            and all(equals(one, other) for one, other in zip(value, fixed, strict=True))
        )
    return _same(value, fixed)


def fits(value: Any, pattern: Any) -> bool:
    """Say whether the value holds at least what the pattern holds; list items in any order."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key in value and fits(value[key], item) for key, item in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(fits(one, item) for one in value) for item in pattern)
    return _same(value, pattern)


def _same(value: Any, other: Any) -> bool:
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    if isinstance(value, int | float | Decimal) and isinstance(other, int | float | Decimal):
        return value == other or Decimal(str(value)) == Decimal(str(other))
    return type(value) is type(other) and bool(value == other)
