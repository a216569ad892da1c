"""Prove where CSV records begin and end without parsing the cells, block by block.

``csv.reader`` opens a quoted cell only where a quote starts a cell, and a doubled quote changes nothing.
So, with doubled quotes taken away, a block is proved when every remaining quote in turn opens at the
start of a cell and closes at the end of one; then line ends outside quotes, and only those, end records.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from unlisted.formats.container.limits import MAX_CSV_FIELD_CHARACTERS
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Window

_BETWEEN = re.compile(rb"[,\r\n](?:.*[,\n])?", re.DOTALL)
"""What may stand between a closing quote and the next opening one."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records: their bytes, where they start (byte and physical line, from 1), their line ends.

    ``plain`` says that each physical line is one record; then ``outside`` has as many lines, with what
    stood between quotes left out, so that its commas separate cells. A block that is not plain is to be
    parsed: its quotes stand where they should not, or its cells hold line ends.
    """

    data: bytes
    offset: int
    line: int
    ends: int
    plain: bool
    outside: bytes


def proved_blocks(window: Window, line: int) -> Iterator[Block]:
    """Yield the rest of the window, which stands at the start of a record on physical line ``line``."""
    size = window.sizes.run // 2
    while window.fill(1):
        whole = window.fill(size)
        data = window.data[window.at : window.at + size]
        end = data.rfind(b"\n") + 1 if whole else len(data)
        block = _prove(data[:end], window.offset, line, last=not whole) if end else None
        if block is None or not block.data:
            if not whole or size * 2 > MAX_CSV_FIELD_CHARACTERS:  # a block has no cell beyond the limit
                raise NotProvedError("a record does not end", window.offset)
            size *= 2
            continue
        size = window.sizes.run // 2
        yield block
        window.at += len(block.data)
        line += block.ends
        window.give_way()


def _prove(data: bytes, offset: int, line: int, *, last: bool) -> Block | None:
    """Return whole records from the start of ``data``; ``None`` where it ends inside quotes."""
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise NotProvedError("the text is not UTF-8", offset + error.start) from None
    if b"\x00" in data:
        raise NotProvedError("a NUL byte stands in the text", offset)
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        raise NotProvedError("a carriage return stands alone", offset)
    ends = data.count(b"\n")
    if b'"' not in data:
        return Block(data, offset, line, ends, True, data)
    parts = data.replace(b'""', b"").split(b'"')
    outside = parts[0::2]
    if not _quotes_stand_well(outside, closed=len(parts) % 2 == 1):
        data = data[: _end_by_parsing(data, offset, last=last)]
        return Block(data, offset, line, data.count(b"\n"), False, b"")
    if len(parts) % 2 == 0:
        return None
    joined = b"".join(outside)
    return Block(data, offset, line, ends, joined.count(b"\n") == ends, joined)


def _quotes_stand_well(outside: list[bytes], *, closed: bool) -> bool:
    """Say whether each quote opens at the start of a cell or closes at the end of one."""
    first, final = outside[0], outside[-1]
    if len(outside) == 1:
        return not first or first[-1:] in b",\n"
    if first and first[-1:] not in b",\n":
        return False
    if closed and final and final[:1] not in b",\r\n":
        return False
    middle = set(outside[1:-1] if closed else outside[1:])
    return all(_BETWEEN.fullmatch(part) for part in middle)


def _end_by_parsing(data: bytes, offset: int, *, last: bool) -> int:
    """Return where the last record ends that is whole within ``data``, as ``csv.reader`` reads it."""
    if last:
        return len(data)
    exhausted = False

    def lines() -> Iterator[str]:
        """Give the lines, and note when more are asked for."""
        nonlocal exhausted
        for each in data.split(b"\n")[:-1]:
            yield each.decode() + "\n"
        exhausted = True

    reader = csv.reader(lines(), strict=False)
    whole = 0
    try:
        for _ in reader:
            if exhausted:
                break
            whole = reader.line_num
    except csv.Error:
        raise NotProvedError("a record cannot be parsed", offset) from None
    end = 0
    for _ in range(whole):
        end = data.index(b"\n", end) + 1
    return end
