"""Pass over text that stands before the first interchange: mail headers, notes of a clearinghouse."""

from __future__ import annotations

import re
from typing import BinaryIO

from unlisted.base.errors import InputError
from unlisted.formats.x12 import limits
from unlisted.formats.x12.delimiters import ISA_LENGTH, read_delimiters

_HEADER = re.compile(r"(?:^|(?<=[\s\x00\ufeff]))ISA(?=[^A-Za-z0-9\s])")
_START = re.compile(r"(ISA|GS|ST)[^A-Za-z0-9\s]")
_BLANK = " \t\r\n\x00\x1a\ufeff"


def skip_lead_in(stream: BinaryIO) -> int:
    """Put a stream at its first interchange; return the bytes passed over, 0 where there are none.

    A file that starts with GS or ST, or holds no header in its first 64 KiB, is left as it is, and so is a
    stream that cannot go back.
    """
    if not stream.seekable():
        return 0
    start = stream.tell()
    data = stream.read(limits.MAX_LEAD_IN)
    text = data.decode("latin-1")
    plain = text.removeprefix("\xef\xbb\xbf").lstrip(_BLANK)
    offset = 0
    if not _START.match(plain):
        for found in _HEADER.finditer(text):
            if _is_header(text[found.start() : found.start() + ISA_LENGTH]):
                offset = found.start()
                break
    stream.seek(start + offset)
    return offset


def _is_header(text: str) -> bool:
    try:
        read_delimiters(text)
    except InputError:
        return False
    return True
