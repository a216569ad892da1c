"""Where CSV records begin and end, proved without parsing."""

from __future__ import annotations

import csv
import io
import random

import pytest

from unlisted.formats.scan.literals import Literals
from unlisted.formats.scan.records import proved_blocks
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Sizes, Window


class Whole:
    """Bytes in one piece."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def next_block(self) -> bytes:
        """Give all, then nothing."""
        data, self._data = self._data, b""
        return data

    def give_way(self) -> None:
        """Nobody waits."""


def blocks_of(text: str, run: int = 1 << 20) -> list[tuple[int, bool, bytes]]:
    """The blocks: first line, whether plain, bytes."""
    window = Window(Whole(text.encode()), Sizes(run=run))
    return [(block.line, block.plain, block.data) for block in proved_blocks(window, 1)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a,b\nc,d\n", True),
        ('"a","b, c"\n"d",""\n', True),
        ('"say ""hi""",x\n', True),
        ('"",""\n', True),
        ('"""",x\n', True),
        ('"two\nlines",x\n', False),
        ('ab","x\ny",z\n', False),
        ('a"b,c\n', False),
        ('"a"b,c\n', False),
        ('"4"X 10" (258)",y\n', False),
        (' "a",b\n', False),
    ],
)
def test_plain_means_one_record_on_each_line(text: str, plain: bool) -> None:
    ((_, found, data),) = blocks_of(text)
    assert (found, data) == (plain, text.encode())
    if plain:
        assert len(list(csv.reader(io.StringIO(text, newline="")))) == text.count("\n")


@pytest.mark.parametrize("seed", range(300))
def test_blocks_are_whole_records_for_any_characters(seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choice(('"', '"', ",", "\n", "a", '""', '","', '"\n"')) for _ in range(120)) + "\n"
    whole = list(csv.reader(io.StringIO(text, newline=""), strict=False))
    rows: list[list[str]] = []
    window = Window(Whole(text.encode()), Sizes(run=rng.choice((16, 60, 1000))))
    blocks = []
    proved = True
    try:
        for block in proved_blocks(window, 1):
            blocks.append((block.plain, block.data))
    except NotProvedError:
        proved = False  # a quote stays open up to the end of the text
    for plain, data in blocks:
        part = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=False))
        if plain:
            assert len(part) == data.count(b"\n") + (not data.endswith(b"\n"))
        rows += part
    assert rows == (whole if proved else whole[: len(rows)])


@pytest.mark.parametrize("text", ["a\rb\n", "a\x00b\n"])
def test_what_the_parser_would_refuse_is_not_proved(text: str) -> None:
    with pytest.raises(NotProvedError):
        blocks_of(text)


def test_literals_give_each_line_once_with_its_place() -> None:
    data = b"x\nG6015 77499\n\n774990\n77499"
    found = list(Literals(["77499", "77427", "G6015"]).lines(data))
    assert [(number, data[start:end]) for number, start, end in found] == [
        (1, b"G6015 77499\n"),
        (3, b"774990\n"),
        (4, b"77499"),
    ]
