"""A letter as plain data and back: what is signed is kept as the value, and rendered from it at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from unlisted.base.errors import BrokenFileError
from unlisted.base.evidence import Citation, Confidence, EnteredEvidence, FileEvidence, Source
from unlisted.packet.letter import (
    Approval,
    Blank,
    Grid,
    Heading,
    Letter,
    Line,
    Lines,
    Listing,
    Paragraph,
    Sentence,
    Signature,
    Words,
)

MAX_DEPTH = 24
_KIND = "is"
_CLASSES: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        Approval,
        Blank,
        Citation,
        EnteredEvidence,
        FileEvidence,
        Grid,
        Heading,
        Letter,
        Line,
        Lines,
        Listing,
        Paragraph,
        Sentence,
        Signature,
        Source,
        Words,
    )
}
_READ: dict[str, Callable[[str], Any]] = {
    "day": date.fromisoformat,
    "on": date.fromisoformat,
    "entered_on": date.fromisoformat,
    "retrieved": date.fromisoformat,
    "confidence": Confidence,
}
"""Fields whose text is not text."""


def letter_tree(letter: Letter) -> dict[str, Any]:
    """Return a letter as objects, lists and text; every object names its class under ``is``."""
    tree: dict[str, Any] = _tree(letter)
    return tree


def read_letter(tree: object) -> Letter:
    """Return the letter of ``letter_tree``. Raises ``BrokenFileError`` for anything else."""
    try:
        found = _value(tree, 0)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise _broken() from error
    if not isinstance(found, Letter):
        raise _broken()
    return found


def _broken() -> BrokenFileError:
    return BrokenFileError(
        "a stored letter cannot be read",
        why="a letter that is misread would not be the one that was signed",
        fix="draft the packet again",
    )


def _tree(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_tree(item) for item in value]
    if is_dataclass(value):
        named = {item.name: _tree(getattr(value, item.name)) for item in fields(value)}
        return {_KIND: type(value).__name__, **named}
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _value(tree: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(tree, list):
        return tuple(_value(item, depth + 1) for item in tree)
    if not isinstance(tree, dict):
        return tree
    cls = _CLASSES[tree[_KIND]]
    return cls(
        **{
            key: _READ[key](item) if key in _READ and isinstance(item, str) else _value(item, depth + 1)
            for key, item in tree.items()
            if key != _KIND
        }
    )
