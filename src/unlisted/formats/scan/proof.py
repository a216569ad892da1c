"""simdjson, in the narrow use made of it here: prove that bytes are whole JSON items, look into them."""

from __future__ import annotations

from typing import Any

import simdjson

OBJECTS = (dict, simdjson.Object)
ARRAYS = (list, simdjson.Array)
REFUSALS = (ValueError, RuntimeError)
"""What simdjson raises for invalid JSON, and for valid JSON beyond its limits (numbers, depth)."""


class Prover:
    """One parser, used again and again. What ``items`` returns dies with the next call."""

    def __init__(self) -> None:
        self._parser = simdjson.Parser()

    def items(self, run: bytes | memoryview) -> Any:
        """Return the items of ``run`` (JSON values with commas between), without making values of them.

        The text ``[run]`` is one valid JSON array, or ``REFUSALS`` are raised. Read from a place where an
        item starts, JSON has one meaning only: so these are exactly the items that stand there.
        """
        return self._parser.parse(b"".join((b"[", run, b"]")))

    def number(self, text: str) -> Any:
        """Return a number as ``items`` would show it."""
        return self._parser.parse(text.encode())
