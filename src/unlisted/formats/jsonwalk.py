"""Walk a JSON text of any size with memory for one item: in any key order, with byte positions.

Arrays at the root are handed out item by item; every item is parsed whole by the standard library's
C scanner, so what is read is exactly what ``json.loads`` would read. Fractions become ``Decimal``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from unlisted.base.errors import BrokenFileError, LimitExceededError, UnsupportedFormatError
from unlisted.formats.container.limits import (
    CHUNK_BYTES,
    MAX_JSON_REPAIRS,
    MAX_JSON_TEXT_CHARACTERS,
    MAX_JSON_VALUE_CHARACTERS,
)
from unlisted.formats.container.text import TextReader

ROOT_VALUE = -1
SECTION_END = -2

_SPACE = re.compile(r"[ \t\r\n]*")
_TAIL = 48
"""A fault this near to the end of what was read may be a token cut in two."""


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


decode_at = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant, strict=False).raw_decode
"""Decode the value at a position of a text; return it and the position behind it."""


class JsonCursor:
    """A place in a JSON text that is read piece by piece.

    Raises ``BrokenFileError`` with the byte position for invalid or cut-off JSON. A backslash that
    starts no JSON escape is read as itself and counted in ``repaired_escapes``.
    """

    def __init__(self, reader: TextReader, name: str) -> None:
        self._reader = reader
        self._name = name
        self._buffer = ""
        self._at = 0
        self._base = 0
        self._began = 0
        self._ended = False
        self.repaired_escapes = 0

    def peek(self) -> str:
        """Return the next character that is no space, or an empty text at the end."""
        while True:
            self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._fill(CHUNK_BYTES):
                return ""

    def take(self, character: str) -> None:
        """Step over ``character``, which must come next."""
        if self.peek() != character:
            raise self._broken(f"{character!r} is missing", self._at)
        self._at += 1

    def take_either(self, first: str, second: str) -> str:
        """Step over one of two characters and say which."""
        found = self.peek()
        if not found or found not in (first, second):
            raise self._broken(f"{first!r} or {second!r} is missing", self._at)
        self._at += 1
        return found

    def value(self) -> Any:
        """Parse the next value whole."""
        self.peek()
        repairs = 0
        while True:
            try:
                value, end = decode_at(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if error.msg.startswith("Invalid \\escape") and repairs < MAX_JSON_REPAIRS:
                    repairs += self._repair(error.pos)
                elif not self._can_be_cut(error) or not self._fill_more(error.pos):
                    raise self._broken(error.msg, error.pos) from error
                continue
            except RecursionError as error:
                raise LimitExceededError(
                    f"{self._name} nests its JSON too deep",
                    where=f"byte {self._byte_at(self._at)} of the expanded text",
                ) from error
            except (ValueError, ArithmeticError) as error:
                raise self._broken(str(error), self._at) from error
            if self._may_go_on(value, end) and self._fill_more(end):
                continue
            self._began = self._at
            self._at = end
            return value

    def value_offset(self) -> int | None:
        """Return the byte in the expanded text where the last value starts, before anything else is read.

        ``None`` where it is not known: the text is not plain UTF-8, or was repaired before that place.
        """
        if self._reader.encoding_found != "utf-8" or self._reader.repaired or self.repaired_escapes:
            return None
        return self._reader.mark_bytes + self._byte_at(self._began)

    def at_end(self) -> bool:
        """Say whether only space is left."""
        return self.peek() == ""

    def expect_end(self) -> None:
        """Refuse anything but space."""
        if not self.at_end():
            raise self._broken("text follows after the end", self._at)

    def _fill(self, size: int) -> bool:
        """Read ``size`` characters more, a chunk at a time, so that bytes and text are not both held."""
        pieces = [self._buffer[self._at :]]
        while size > 0 and not self._ended:
            piece = self._reader.read_piece(CHUNK_BYTES)
            self._ended = not piece
            pieces.append(piece)
            size -= len(piece)
        if not any(pieces[1:]):
            return False
        self._base += len(self._buffer[: self._at].encode("utf-8", "surrogatepass"))
        self._buffer = "".join(pieces)
        self._at = 0
        return True

    def _fill_more(self, fault: int) -> bool:
        """Read as much again as the unfinished value already takes, so that the work stays linear.

        ``fault`` is where the decoder stopped: the start of a text that does not end in what was read.
        """
        held = len(self._buffer) - self._at
        for what, start, limit in (
            ("text", fault, MAX_JSON_TEXT_CHARACTERS),
            ("value", self._at, MAX_JSON_VALUE_CHARACTERS),
        ):
            if len(self._buffer) - start >= limit:
                raise LimitExceededError(
                    f"{self._name} holds one JSON {what} of {limit} characters or more",
                    where=f"byte {self._byte_at(start)} of the expanded text",
                    why=f"a {what} that never ends would fill the memory",
                )
        return self._fill(max(CHUNK_BYTES, held))

    def _may_go_on(self, value: Any, end: int) -> bool:
        """Say whether a number may continue in the next piece: ``1``, ``1.`` and ``1e+`` are cut alike."""
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return is_number and end + len("e+") >= len(self._buffer)

    def _can_be_cut(self, error: json.JSONDecodeError) -> bool:
        if self._ended:
            return False
        return error.pos >= len(self._buffer) - _TAIL or error.msg.startswith("Unterminated string")

    def _repair(self, position: int) -> int:
        """Double the bare backslash at or just before ``position``."""
        slash = position if self._buffer[position] == "\\" else position - 1
        self._buffer = f"{self._buffer[:slash]}\\{self._buffer[slash:]}"
        self._base -= 1
        self.repaired_escapes += 1
        return 1

    def _byte_at(self, position: int) -> int:
        return self._base + len(self._buffer[:position].encode("utf-8", "surrogatepass"))

    def _broken(self, problem: str, position: int) -> BrokenFileError:
        byte = self._byte_at(position)
        if self._ended and position >= len(self._buffer) - _TAIL:
            problem = f"the text ends inside a value ({problem})"
        return BrokenFileError(
            f"{self._name} is no valid JSON: {problem}",
            where=f"{self._name}, byte {byte} of the expanded text",
            why="what follows cannot be read, so nothing of this file is used",
            fix="download the file again; if it stays broken, tell the publisher this position",
        )


def walk(cursor: JsonCursor) -> Iterator[tuple[str, int, Any]]:
    """Yield ``(key, index, value)`` of the root object, in the file's own order.

    ``index`` counts the items of an array at the root; it is ``ROOT_VALUE`` for any other value and
    ``SECTION_END`` (value ``None``) after the last item of an array. A root that is a list holding one
    object is read as that object.
    """
    listed = cursor.peek() == "["
    if listed:
        cursor.take("[")
    yield from _walk_object(cursor)
    if listed and cursor.take_either(",", "]") == ",":
        raise UnsupportedFormatError(
            "the JSON root is a list of several objects, which no federal template allows",
            fix="for a hospital's own layout, describe it in a mapping file",
        )
    cursor.expect_end()


def _walk_object(cursor: JsonCursor) -> Iterator[tuple[str, int, Any]]:
    cursor.take("{")
    if cursor.peek() == "}":
        cursor.take("}")
        return
    while True:
        key = _key(cursor)
        if cursor.peek() == "[":
            yield from _walk_array(cursor, key)
        else:
            yield key, ROOT_VALUE, cursor.value()
        if cursor.take_either(",", "}") == "}":
            return


def _key(cursor: JsonCursor) -> str:
    if cursor.peek() != '"':
        cursor.take('"')
    key: str = cursor.value()
    cursor.take(":")
    return key


def _walk_array(cursor: JsonCursor, key: str) -> Iterator[tuple[str, int, Any]]:
    cursor.take("[")
    index = 0
    if cursor.peek() == "]":
        cursor.take("]")
    else:
        while True:
            yield key, index, cursor.value()
            index += 1
            if cursor.take_either(",", "]") == "]":
                break
    yield key, SECTION_END, None


def first_object_keys(cursor: JsonCursor) -> Iterator[str]:
    """Yield the keys of the first object, each once, reading no further than asked for.

    A list at the root is entered; its first value counts.
    """
    if cursor.peek() == "[":
        cursor.take("[")
    if cursor.peek() != "{":
        return
    last = None
    for key, _index, _value in _walk_object(cursor):
        if key != last:
            yield key
        last = key


def records(cursor: JsonCursor) -> Iterator[Any]:
    """Yield the values of a list at the root, or of a file that holds one value after the other."""
    if cursor.peek() == "[":
        for _, index, value in _walk_array(cursor, ""):
            if index >= 0:
                yield value
        return
    while not cursor.at_end():
        yield cursor.value()
