"""What is handed from check to check, and small questions on JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unlisted.formats.fhir.profiles.references import Surroundings
from unlisted.formats.fhir.profiles.snapshot import ElementType

RESOURCE_BASES = ("Resource", "DomainResource")


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One value of an element: its type by JSON key, the twin with its extensions, and where it stands."""

    value: Any
    twin: Any
    type: ElementType
    where: str


@dataclass(frozen=True, slots=True, eq=False)
class At:
    """The profile whose rules are being checked, and the resources around the value."""

    profile: str
    around: Surroundings


def claims(value: Mapping[str, Any]) -> list[str]:
    """Return the profiles a resource claims."""
    meta = value.get("meta")
    held = meta.get("profile") if isinstance(meta, dict) else None
    return [url for url in held if isinstance(url, str)] if isinstance(held, list) else []


def says_absent(value: Any) -> bool:
    """Say whether a coded value says by extension why it has no code."""
    if not isinstance(value, dict):
        return False
    codings = value.get("coding")
    held = [value, *(codings if isinstance(codings, list) else ())]
    return any(isinstance(item, dict) and "extension" in item for item in held)


def texts_of(value: Any, wanted: str) -> Iterator[str]:
    """Return the texts under one key, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from texts_of(item, wanted)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == wanted and isinstance(item, str):
                yield item
            elif isinstance(item, dict | list):
                yield from texts_of(item, wanted)


def hash_texts(value: Any) -> Iterator[str]:
    """Return the texts that begin with ``#``, at any depth."""
    if isinstance(value, list | dict):
        for item in value if isinstance(value, list) else value.values():
            if isinstance(item, str) and item.startswith("#"):
                yield item
            elif isinstance(item, dict | list):
                yield from hash_texts(item)


def shown(value: Any) -> str:
    """Return a fixed value or pattern for people."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items() if key != "extension")
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    return str(value)
