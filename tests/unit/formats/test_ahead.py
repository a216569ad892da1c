"""Blocks come in order, errors where they stand, and closing ends the thread."""

from __future__ import annotations

import gzip
import io
import threading

import pytest

from unlisted.base.errors import BrokenFileError
from unlisted.formats.container import list_members
from unlisted.formats.container.ahead import ReadAhead

TEXT = b"".join(b"%09d\n" % number for number in range(300_000))


def ahead(data: bytes) -> ReadAhead:
    """A file in memory, read ahead in small blocks."""
    (member,) = list_members(lambda: io.BytesIO(data), "x.json")
    return ReadAhead(member.open(), block_bytes=10_000)


def test_all_bytes_come_in_order_and_then_nothing() -> None:
    reading = ahead(gzip.compress(TEXT, 1))
    blocks = []
    while block := reading.next_block():
        blocks.append(block)
        reading.give_way()
    assert b"".join(blocks) == TEXT
    assert reading.next_block() == b""
    reading.close()


def test_an_error_comes_after_the_bytes_before_it() -> None:
    reading = ahead(gzip.compress(TEXT, 1)[:-2000])
    got = 0
    with pytest.raises(BrokenFileError):
        while block := reading.next_block():
            got += len(block)
    assert got > 1_000_000
    reading.close()


def test_closing_early_ends_the_thread_and_reads_no_further() -> None:
    data = b"x" * 10_000_000
    opened: list[io.BytesIO] = []

    def opener() -> io.BytesIO:
        """Open the file once more."""
        opened.append(io.BytesIO(data))
        return opened[-1]

    (member,) = list_members(opener, "x.json")
    reading = ReadAhead(member.open(), block_bytes=10_000)
    assert reading.next_block()
    reading.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "expand"]
    assert all(source.closed for source in opened)
    assert reading.next_block() == b""
