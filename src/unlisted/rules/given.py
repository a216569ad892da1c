"""What a case or a claim line gives to the checks. An absent fact is unknown, never false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Given:
    """Facts about one claim line; ``None`` means not known.

    ``narrative`` and ``days_since`` map a place (``sv101_7``, ``nte``, ``item_19``) to its text and an
    event (``remittance``) to the whole days since. ``course`` maps a named fact of the treatment course
    (``stereotactic``, ``treatment_days``) to yes, no or a whole number.
    """

    code: str | None = None
    billing_class: str | None = None
    line_of_business: str | None = None
    state: str | None = None
    setting: str | None = None
    place_of_service: str | None = None
    documents: tuple[str, ...] | None = None
    description: str | None = None
    authorizations: tuple[str, ...] | None = None
    units: int | None = None
    modifiers: tuple[str, ...] | None = None
    elements: tuple[str, ...] | None = None
    narrative: Mapping[str, str] | None = None
    days_since: Mapping[str, int] | None = None
    course: Mapping[str, bool | int] | None = None


_TEXTS = {"code", "billing_class", "line_of_business", "state", "setting", "place_of_service", "description"}
_LISTS = {"documents", "authorizations", "modifiers", "elements"}
_NAMES = tuple(item.name for item in fields(Given))


def read_given(raw: Mapping[str, object]) -> tuple[Given | None, list[tuple[str, str, str]]]:
    """Read the ``given`` of a case; return it, or the problems as (key, what, fix)."""
    known: dict[str, object] = {}
    problems: list[tuple[str, str, str]] = []
    for key, value in raw.items():
        if key not in _NAMES:
            problems.append((key, f"`{key}` is no fact a case can give", f"use one of: {', '.join(_NAMES)}"))
            continue
        read = _read_fact(key, value)
        if read is None:
            problems.append((key, f"`{key}` is given in the wrong shape", f"write {_shape(key)}"))
        else:
            known[key] = read
    return (None, problems) if problems else (Given(**known), [])  # type: ignore[arg-type]


def _read_fact(key: str, value: object) -> object | None:
    """Return the typed fact, or ``None`` when it has the wrong shape."""
    if key in _TEXTS:
        return value if isinstance(value, str) else None
    if key in _LISTS:
        return tuple(value) if _is_text_list(value) else None  # type: ignore[arg-type]
    if key == "units":
        return _whole(value)
    if not isinstance(value, dict):
        return None
    if key == "course":
        facts = {name: _yes_no_or_whole(item) for name, item in value.items()}
        return None if None in facts.values() else facts
    read = {name: item if key == "narrative" else _whole(item) for name, item in value.items()}
    return read if all(isinstance(item, str | int) for item in read.values()) else None


def _yes_no_or_whole(value: object) -> bool | int | None:
    if value in ("true", "false"):
        return value == "true"
    return _whole(value)


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def _is_text_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _shape(key: str) -> str:
    if key in _TEXTS:
        return "one text"
    if key in _LISTS:
        return "a list of texts, [] for none"
    if key == "units":
        return "a whole number"
    if key == "course":
        return "a mapping of a named fact to true, false or a whole number"
    return "a mapping of place to text" if key == "narrative" else "a mapping of event to whole days"
