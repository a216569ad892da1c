"""Dividing files into interchanges, groups and sets: delimiters, breaks, several in a file, limits."""

from __future__ import annotations

import io

import pytest

from builders.claims import batch, professional
from unlisted.base.errors import BrokenFileError, LimitExceededError, UnsupportedFormatError, UsageError
from unlisted.formats.x12 import limits
from unlisted.formats.x12.claim_file import ClaimFileReader
from unlisted.formats.x12.delimiters import Delimiters, read_delimiters
from unlisted.formats.x12.envelope import InterchangeReader
from unlisted.formats.x12.tokenizer import Tokenizer
from unlisted.formats.x12.write import write_batch

FILE = write_batch(batch(professional()))


class Trickle(io.RawIOBase):
    """A stream that hands out a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, _: int = -1) -> bytes:
        taken, self._data = self._data[: self._size], self._data[self._size :]
        return taken


def elements(data: bytes) -> list[tuple[str, ...]]:
    return [item.elements for item in Tokenizer(io.BytesIO(data))]


@pytest.mark.parametrize("size", [1, 7, 105, 106, 107, 1000])
def test_chunks_of_any_size_give_the_same_segments(size: int) -> None:
    tokens = [item.elements for item in Tokenizer(Trickle(FILE, size))]  # type: ignore[arg-type]
    assert tokens == elements(FILE)


@pytest.mark.parametrize("ending", [b"~", b"~\r\n", b"~\r", b"~ \n", b"~\n\n"])
def test_line_breaks_after_a_terminator_do_not_count(ending: bytes) -> None:
    assert elements(FILE.replace(b"~\n", ending)) == elements(FILE)


def test_other_delimiters_are_taken_from_the_header() -> None:
    marks = Delimiters("|", ">", "\n", "!")
    other = write_batch(batch(professional()), delimiters=marks)
    read = next(item for item in Tokenizer(io.BytesIO(other)) if item.id == "CLM")
    assert read.parts(5) == ["11", "B", "1"]
    assert [s.findings for s in ClaimFileReader(io.BytesIO(other)).sets()] == [[]]


def test_several_interchanges_may_differ_in_delimiters() -> None:
    second = write_batch(batch(professional(), number=2), delimiters=Delimiters("|", ">", "\n", "!"))
    third = write_batch(batch(professional(), number=3))
    reader = InterchangeReader(io.BytesIO(FILE + second + b"\n" + third))
    sets = list(reader.sets())
    assert [item.interchange.get(13) for item in sets if item.interchange] == [
        "000000001",
        "000000002",
        "000000003",
    ]
    assert [len(item.segments) for item in sets] == [len(sets[0].segments)] * 3
    assert reader.findings == []


def test_positions_count_from_st() -> None:
    (only,) = InterchangeReader(io.BytesIO(FILE)).sets()
    assert [item.position for item in only.segments] == list(range(1, len(only.segments) + 1))
    assert only.segments[0].id == "ST"
    assert only.segments[-1].get(1) == str(len(only.segments))


def test_a_file_without_interchange_header_is_read_and_reported() -> None:
    bare = FILE[FILE.index(b"GS*") :]
    reader = InterchangeReader(io.BytesIO(bare))
    (only,) = reader.sets()
    assert only.version == "005010X222A1"
    assert [f.rule for f in reader.findings] == ["snip1.header_missing", "snip1.segment_outside"]


def test_a_file_that_starts_with_st_is_read() -> None:
    start, end = FILE.index(b"ST*"), FILE.index(b"GE*")
    (only,) = InterchangeReader(io.BytesIO(FILE[start:end])).sets()
    assert only.kind == "837"


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"hello", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe\x00", b'{"a": 1}']
)
def test_what_is_no_interchange_is_said(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError):
        elements(data)


@pytest.mark.parametrize("cut", [20, 105])
def test_a_header_cut_short_is_broken(cut: int) -> None:
    with pytest.raises(BrokenFileError):
        elements(FILE[:cut])


def test_a_file_that_ends_inside_a_segment_is_broken() -> None:
    with pytest.raises(BrokenFileError, match="inside a segment"):
        elements(FILE.rstrip(b"\n~"))


def test_a_header_with_moved_fields_is_broken() -> None:
    with pytest.raises(BrokenFileError, match="widths"):
        read_delimiters(FILE.decode()[:106].replace("SUBMITTERID    ", "SUBMITTERID   *"))


def test_two_delimiters_of_the_same_kind_are_refused() -> None:
    with pytest.raises(UsageError):
        Delimiters("*", "*", "~", "^")


def test_a_segment_without_end_is_stopped() -> None:
    endless = FILE[:107] + b"NTE*ADD*" + b"A" * (limits.MAX_SEGMENT_BYTES + limits.CHUNK)
    with pytest.raises(LimitExceededError):
        elements(endless)


def test_a_segment_of_too_many_elements_is_stopped() -> None:
    with pytest.raises(LimitExceededError):
        elements(FILE[:107] + b"REF" + b"*" * (limits.MAX_ELEMENTS + 1) + b"~")


def test_bytes_beyond_utf8_are_read_and_reported() -> None:
    reader = ClaimFileReader(io.BytesIO(FILE.replace(b"TESTPATIENT", b"TESTPATI\xcbNT")))
    rules = [f.rule for s in reader.sets() for f in s.findings]
    assert "snip1.characters" in rules
    assert "snip1.characters" in [f.rule for f in reader.findings]


def test_control_numbers_that_come_twice_are_found() -> None:
    reader = InterchangeReader(io.BytesIO(FILE + FILE))
    list(reader.sets())
    assert [(f.rule, f.element) for f in reader.findings] == [("snip1.control_repeated", "ISA13")]


def test_trailing_delimiters_are_a_warning() -> None:
    data = FILE.replace(b"REF*6R*LN001~", b"REF*6R*LN001**~")
    found = [f for s in ClaimFileReader(io.BytesIO(data)).sets() for f in s.findings]
    assert [(f.rule, f.severity.value, f.segment) for f in found] == [
        ("snip1.trailing_delimiters", "warning", "REF")
    ]
