"""A moving window over the bytes of a text, with positions in the whole text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any, Protocol

from unlisted.formats.jsonwalk import decode_at
from unlisted.formats.scan.unproved import NotProvedError

_SPACE = re.compile(rb"[ \t\r\n]*")
_SPACE_TEXT = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is taken at a time, in bytes. The results do not depend on it; memory and speed do.

    ``run``: proved at a time (it stays in the processor's cache). ``first``: decoded at first.
    ``largest``: what a value may take to be held whole; larger items are read in parts.
    """

    run: int = 512 * 1024
    first: int = 64 * 1024
    largest: int = 4 * 1024 * 1024


NORMAL = Sizes()


class Blocks(Protocol):
    """Where the bytes come from."""

    def next_block(self) -> bytes:
        """Return the next bytes; empty at the end."""

    def give_way(self) -> None:
        """Let whoever prepares the next bytes work."""


class Window:
    """Bytes from ``at`` on. ``start`` is the position of ``data[0]`` in the whole text.

    Raises ``NotProvedError`` for whatever is not plainly valid JSON in UTF-8.
    """

    def __init__(self, blocks: Blocks, sizes: Sizes = NORMAL) -> None:
        self._blocks = blocks
        self.sizes = sizes
        self.data = b""
        self.at = 0
        self.start = 0
        self.ended = False
        self._step_over_mark()

    @property
    def offset(self) -> int:
        """The position of ``at`` in the whole text."""
        return self.start + self.at

    def fill(self, wanted: int) -> bool:
        """Have at least ``wanted`` bytes from ``at`` on; say whether there are that many."""
        held = len(self.data) - self.at
        if held >= wanted or self.ended:
            return held >= wanted
        pieces = [self.data[self.at :]]
        while held < wanted and not self.ended:
            block = self._blocks.next_block()
            self.ended = not block
            pieces.append(block)
            held += len(block)
        self.start += self.at
        self.at = 0
        self.data = b"".join(pieces)
        return held >= wanted

    def give_way(self) -> None:
        """Let whoever prepares the next bytes work; for use between long steps."""
        self._blocks.give_way()

    def peek(self) -> bytes:
        """Step over space and return the next byte; empty at the end."""
        while True:
            self.at = _SPACE.match(self.data, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.data):
                return self.data[self.at : self.at + 1]
            if not self.fill(1):
                return b""

    def take(self, wanted: bytes) -> bytes:
        """Step over the next byte, which must be one of ``wanted``; return it."""
        found = self.peek()
        if not found or found not in wanted:
            raise NotProvedError(f"one of {wanted.decode()} is missing", self.offset)
        self.at += 1
        return found

    def value(self) -> Any:
        """Parse the next value whole, exactly as the slow path does.

        A value counts when something follows it: a number may go on behind what is known.
        """
        self.peek()
        size = self.sizes.first
        while True:
            whole = self.fill(size)
            text = self.text(size)
            try:
                value, end = decode_at(text, 0)
            except RecursionError:
                raise NotProvedError("the nesting is too deep", self.offset) from None
            except (ValueError, ArithmeticError):
                end = 0
            if end and _SPACE_TEXT.match(text, end).end() < len(text):  # type: ignore[union-attr]
                self.at += end if text.isascii() else len(text[:end].encode())
                return value
            if not whole or size >= self.sizes.largest:
                raise NotProvedError("a value cannot be read, or is too large to be held", self.offset)
            size *= 4

    def text(self, size: int) -> str:
        """Decode up to ``size`` bytes from ``at`` on; a character cut at the end is left out."""
        try:
            return codecs.utf_8_decode(self.data[self.at : self.at + size], "strict", False)[0]
        except UnicodeDecodeError as error:
            raise NotProvedError("the text is not UTF-8", self.offset + error.start) from None

    def rest_is_space(self) -> bool:
        """Say whether nothing but space is left."""
        return self.peek() == b""

    def _step_over_mark(self) -> None:
        self.fill(4)
        head = self.data[:4]
        if head.startswith(codecs.BOM_UTF8):
            self.at = len(codecs.BOM_UTF8)
        elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in head:
            raise NotProvedError("the text is not UTF-8", 0)
