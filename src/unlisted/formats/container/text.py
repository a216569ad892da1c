"""Decode a byte stream as it really is: UTF-8 with or without a mark, UTF-16, or stray Windows bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from unlisted.formats.container.guarded import GuardedStream
from unlisted.formats.container.limits import CHUNK_BYTES

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD_BYTES = 4
_WINDOWS = "unlisted_windows_1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", errors="replace"), error.end


codecs.register_error(_WINDOWS, _as_windows)


def _guess(head: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if head[1:2] == b"\x00" and head[3:4] == b"\x00":
        return "utf-16-le", 0
    if head[0:1] == b"\x00" and head[2:3] == b"\x00":
        return "utf-16-be", 0
    return "utf-8", 0


def _head(stream: GuardedStream) -> bytes:
    """Read until the encoding can be told; a stream may give fewer bytes than asked for."""
    head = stream.read(CHUNK_BYTES)
    while 0 < len(head) < _HEAD_BYTES and (more := stream.read(CHUNK_BYTES)):
        head += more
    return head


class TextReader:
    """Characters of a stream, in pieces; bytes that are no UTF-8 are read as Windows-1252 and counted.

    ``repaired`` is the number of pieces in which that happened; ``mark_bytes`` the length of the byte-order
    mark that was stepped over. Lines keep their own ends, as ``csv``
    wants them.
    """

    def __init__(self, stream: GuardedStream) -> None:
        self._stream = stream
        head = _head(stream)
        self.encoding_found, self.mark_bytes = _guess(head[:_HEAD_BYTES])
        self._strict = codecs.getincrementaldecoder(self.encoding_found)("strict")
        self._lenient = codecs.getincrementaldecoder(self.encoding_found)(_WINDOWS)
        self._pending = head[self.mark_bytes :]
        self._ended = not head
        self.repaired = 0

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()

    def read_piece(self, size: int = CHUNK_BYTES) -> str:
        """Return the next characters (about ``size`` bytes of them); empty only at the end."""
        while not self._ended:
            data = self._pending or self._stream.read(size)
            self._pending = b""
            self._ended = not data
            text = self._decode(data)
            if text:
                return text
        return ""

    def lines(self) -> Iterator[str]:
        """Yield line by line with the end each line has; only ``\\n`` ends a line."""
        rest = ""
        while piece := self.read_piece():
            first, *others = piece.split("\n")
            if not others:
                rest += first
                continue
            yield f"{rest}{first}\n"
            rest = others.pop()
            for line in others:
                yield f"{line}\n"
        if rest:
            yield rest

    def _decode(self, data: bytes) -> str:
        state = self._strict.getstate()
        try:
            return self._strict.decode(data, final=self._ended)
        except UnicodeDecodeError:
            self.repaired += 1
            self._lenient.setstate(state)
            text = self._lenient.decode(data, final=self._ended)
            self._strict.setstate(self._lenient.getstate())
            return text
