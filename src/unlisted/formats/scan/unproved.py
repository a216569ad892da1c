"""Say that the fast path cannot prove it reads a file exactly; the slow exact path then reads it."""

from __future__ import annotations


class NotProvedError(Exception):
    """The fast path stops here. Not an error of the file: the slow path decides what the file says.

    ``reason`` in words; ``offset`` in bytes of the expanded text.
    """

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(f"{reason} (byte {offset})")
        self.reason = reason
        self.offset = offset
