"""Files made to stop the reader are refused early: before they are parsed, and within stated limits."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from builders.dicom_objects import deep_sequences, plan, sequence_bomb
from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.formats.dicomrt import limits, read_dicom
from unlisted.formats.dicomrt.stream import BoundedStream, Budget

MIB = 1024 * 1024


def refused(data: bytes, match: str) -> str:
    """Read; return the message of the refusal."""
    with pytest.raises(LimitExceededError, match=match) as caught:
        read_dicom(io.BytesIO(data), "bomb.dcm")
    return str(caught.value)


def undefined_bomb(items: int) -> bytes:
    """Empty items in a sequence of undefined length."""
    empty = b"\xfe\xff\x00\xe0\x00\x00\x00\x00" * items
    return plan() + b"\x0c\x30\x02\x00SQ\x00\x00" + b"\xff" * 4 + empty + b"\xfe\xff\xdd\xe0\x00\x00\x00\x00"


@pytest.mark.parametrize("bomb", [sequence_bomb, undefined_bomb])
def test_a_million_items_are_refused_before_parsing(bomb: Callable[[int], bytes]) -> None:
    data = bomb(1_000_000)
    tracemalloc.start()
    message = refused(data, "more than 200,000 items")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MIB
    assert "bomb.dcm" in message


@pytest.mark.parametrize("bomb", [sequence_bomb, undefined_bomb])
def test_more_items_than_are_looked_at_are_refused_with_the_sequence(bomb: Callable[[int], bytes]) -> None:
    message = refused(bomb(limits.MAX_ITEMS_LOOKED_AT + 1), "20,000 items in one sequence")
    assert "(300A,00B0)" in message or "(300C,0002)" in message


def test_sequences_without_end_inside_each_other() -> None:
    refused(deep_sequences(50_000), "without end")


def test_a_small_file_that_asks_for_ever_more_reads() -> None:
    elements = b"".join(struct.pack("<HH2sH", 0x3011, n, b"LO", 0) for n in range(0x1000, 0x2000))
    assert read_dicom(io.BytesIO(plan() + elements), "many.dcm").plans[0].label.value == "A"
    budget = Budget.for_size("small.dcm", 10)
    stream = BoundedStream(io.BytesIO(b"0123456789"), budget)
    with pytest.raises(LimitExceededError, match=r"small\.dcm"):
        while True:
            stream.seek(0)
            stream.read(4)


def test_a_length_of_four_gigabytes_reserves_nothing() -> None:
    data = plan() + b"\xe1\x7f\x10\x00OB\x00\x00\xf0\xff\xff\xff" + b"x" * 20
    tracemalloc.start()
    part = read_dicom(io.BytesIO(data), "long.dcm")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MIB
    assert [finding.code for finding in part.findings] == ["truncated"]


def test_a_deflated_bomb() -> None:
    head = plan()[:132]
    syntax = b"1.2.840.10008.1.2.1.99"
    meta = b"\x02\x00\x10\x00UI" + struct.pack("<H", len(syntax)) + syntax
    head += b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(meta)) + meta
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    zeros = b"\0" * MIB
    body = (
        b"".join(packer.compress(zeros) for _ in range(limits.MAX_HEADER_BYTES // MIB + 1)) + packer.flush()
    )
    assert len(body) < MIB
    refused(head + body, "once expanded")


def test_numbers_that_would_fill_the_memory_are_no_numbers() -> None:
    part = read_dicom(io.BytesIO(plan().replace(b"100 ", b"1e99")), "huge.dcm")
    assert [finding.code for finding in part.findings] == ["malformed_value"]
    assert part.plans[0].beams[0].meterset is None


def test_a_truncated_head() -> None:
    with pytest.raises(BrokenFileError):
        read_dicom(io.BytesIO(plan()[:150]), "head.dcm")
