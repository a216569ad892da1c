"""Divide a stream of bytes into segments: chunk by chunk, whatever the delimiters, within stated limits."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from typing import BinaryIO

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.base.segment import Segment
from unlisted.formats.x12 import limits
from unlisted.formats.x12.delimiters import ISA_LENGTH, Delimiters, guess_delimiters, read_delimiters

_EDGE = "\r\n"
_BLANK = " \t\r\n\x00\x1a"


class Tokenizer:
    """Iterate over the segments of a file with any number of interchanges.

    ``delimiters`` are those of the interchange being read; an ``ISA`` sets them anew. Line breaks and blanks
    after a terminator are dropped. Bytes that are not UTF-8 are read as Latin-1; ``not_utf8`` says so.
    ``position`` of a segment counts from 1 over the whole file, or from ``base`` on where a reader sets it.
    Raises ``UnsupportedFormatError``,
    ``BrokenFileError`` (a header that cannot be read, text after the last terminator) and
    ``LimitExceededError``.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = ""
        self._read = 0
        self._ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.not_utf8 = False
        self.position = 0
        self.base = 0
        self._at_header = False
        self._headers = 0
        self.delimiters = Delimiters()

    def __iter__(self) -> Iterator[Segment]:
        """Yield every segment, ``ISA`` included."""
        self._more()
        self._buffer = self._buffer.lstrip("\ufeff" + _BLANK)
        self._read_header()
        while True:
            pieces = self._buffer.split(self.delimiters.segment)
            self._buffer = pieces.pop()
            if (yield from self._cut(pieces)):
                continue
            if not self._at_header and self._buffer.lstrip(_BLANK).startswith("ISA"):
                self._read_header()
                continue
            if len(self._buffer) > limits.MAX_SEGMENT_BYTES:
                raise self._too_large(f"a segment of more than {limits.MAX_SEGMENT_BYTES:,} characters")
            if not self._more():
                break
        if self._buffer.strip(_BLANK):
            raise BrokenFileError(
                "the file ends inside a segment",
                where=f"after segment {self.position}",
                why="what is cut off may be a claim",
                fix="send the file again, whole",
            )

    def _cut(self, pieces: list[str]) -> Generator[Segment, None, bool]:
        """Yield the segments of pieces; return whether another ``ISA`` set the delimiters on the way."""
        element, component = self.delimiters.element, self.delimiters.component
        make = tuple.__new__  # twice as fast as the constructor, and a remittance has a million segments
        edges = any(piece[-1:] in _EDGE for piece in pieces if piece)
        position, most = self.position, limits.MAX_ELEMENTS
        for index, piece in enumerate(pieces):
            text = piece
            if text < "!" or edges:  # empty, or begins with a blank
                text = text.lstrip(_BLANK).rstrip(_EDGE)
                if not text:
                    continue
            if text[0] == "I" and self._is_new_header(text):
                self.position = position
                self._buffer = self.delimiters.segment.join([text, *pieces[index + 1 :], self._buffer])
                self._read_header()
                return True
            self._at_header = False
            position += 1
            elements = tuple(text.split(element))
            if len(text) > most:  # shorter text cannot hold too many elements
                self.position = position
                self._limit(text, elements)
            yield make(Segment, (elements, position - self.base, component))
        self.position = position
        return False

    def _is_new_header(self, text: str) -> bool:
        """Say whether a header comes that may bring other delimiters."""
        return text[:3] == "ISA" and not self._at_header and not self._is_plain_header(text)

    def _limit(self, text: str, elements: tuple[str, ...]) -> None:
        if len(elements) > limits.MAX_ELEMENTS or len(text) > limits.MAX_SEGMENT_BYTES:
            raise self._too_large(f"a segment of {len(elements)} elements and {len(text):,} characters")

    def _is_plain_header(self, text: str) -> bool:
        """Say whether a header is whole and keeps the delimiters, so that the cut pieces stay right."""
        whole = text + self.delimiters.segment
        return len(whole) == ISA_LENGTH and read_delimiters(whole) == self.delimiters

    def _read_header(self) -> None:
        """Take the delimiters of the header at the start of the buffer, which stays there."""
        self._buffer = self._buffer.lstrip(_BLANK)
        self._headers += 1
        if self._headers > limits.MAX_DELIMITER_CHANGES:
            raise self._too_large(f"more than {limits.MAX_DELIMITER_CHANGES:,} changes of delimiters")
        guessed = None if self.position else guess_delimiters(self._buffer)
        if guessed is not None:
            self.delimiters = guessed
            return
        while len(self._buffer) < ISA_LENGTH and self._more():
            pass
        self.delimiters = read_delimiters(self._buffer[:ISA_LENGTH])
        self._at_header = True

    def _more(self) -> bool:
        if self._ended:
            return False
        data = self._stream.read(limits.CHUNK)
        self._read += len(data)
        if self._read > limits.MAX_BYTES:
            raise self._too_large(f"a file of more than {limits.MAX_BYTES:,} bytes")
        self._ended = not data
        self._buffer += self._decode(data)
        return bool(data)

    def _decode(self, data: bytes) -> str:
        if self.not_utf8:
            return data.decode("latin-1")
        held = self._decoder.getstate()[0]
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            self.not_utf8 = True
            return (held + data).decode("latin-1")

    def _too_large(self, what: str) -> LimitExceededError:
        return LimitExceededError(
            what,
            where=f"after segment {self.position}",
            why="a file without end would use up the machine",
            fix="check that this is an X12 file; split it if it is",
        )
