"""Refuse objects that have a key twice: JSON readers differ on which of the two counts."""

from __future__ import annotations

from typing import Any

from unlisted.formats.scan.unproved import NotProvedError


class Shapes:
    """Remember the last lists of keys, so that objects alike are looked at once."""

    def __init__(self) -> None:
        self._seen: list[list[str]] = []

    def keys(self, item: Any) -> list[str]:
        """Return an object's keys; raise ``NotProvedError`` where one stands twice."""
        keys = list(item.keys())
        if keys not in self._seen:
            if len(set(keys)) < len(keys):
                raise NotProvedError("a key stands twice in one object", 0)
            self._seen.insert(0, keys)
            del self._seen[4:]
        return keys
