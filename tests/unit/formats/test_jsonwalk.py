"""Walking JSON of any size: exact, any order, with byte positions."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest

from builders.rate_files import Dribble
from unlisted.base.errors import BrokenFileError, LimitExceededError, UnsupportedFormatError
from unlisted.formats.container import TextReader
from unlisted.formats.container.guarded import GuardedStream
from unlisted.formats.jsonwalk import ROOT_VALUE, SECTION_END, JsonCursor, records, walk

TEXT = '{"a":1.50,"list":[{"x":"é\\n\\u00e9"},-12e3,true,null,"end"],"o":{"list":[1]},"e":[]}'


def cursor(text: str | bytes, piece: int = 1 << 20) -> JsonCursor:
    data = text if isinstance(text, bytes) else text.encode()
    return JsonCursor(TextReader(GuardedStream(Dribble(data, piece), "x.json", 0)), "x.json")


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 11, 1 << 20])
def test_values_come_in_order_whatever_the_pieces(piece: int) -> None:
    assert list(walk(cursor(TEXT, piece))) == [
        ("a", ROOT_VALUE, Decimal("1.50")),
        ("list", 0, {"x": "é\né"}),
        ("list", 1, Decimal("-12e3")),
        ("list", 2, True),
        ("list", 3, None),
        ("list", 4, "end"),
        ("list", SECTION_END, None),
        ("o", ROOT_VALUE, {"list": [1]}),
        ("e", SECTION_END, None),
    ]


def test_a_number_cut_between_two_pieces_is_not_shortened() -> None:
    for piece in range(1, 12):
        for number in ("1234567890.25", "-7e+12", "0.5E-3", "12"):
            assert next(walk(cursor(f'{{"n":{number}}}', piece)))[2] == Decimal(number)


def test_fractions_stay_exact() -> None:
    ((_, _, value),) = walk(cursor('{"n": 0.1000000000000000055}'))
    assert value == Decimal("0.1000000000000000055")


@pytest.mark.parametrize("cut", range(1, len(TEXT)))
def test_every_cut_is_noticed(cut: int) -> None:
    with pytest.raises(BrokenFileError):
        list(walk(cursor(TEXT[:cut])))


@pytest.mark.parametrize(
    ("text", "byte"),
    [
        ('{"a" 1}', 5),
        ('{"a":1 "b":2}', 7),
        ('{"a":[1,,2]}', 8),
        ('{"é":[tru]}', 7),
        ('{"a":{"b":1 2}}', 12),
        ('{"a":1} x', 8),
    ],
)
@pytest.mark.parametrize("piece", [1, 4, 1 << 20])
def test_the_byte_position_of_a_fault_is_exact(text: str, byte: int, piece: int) -> None:
    with pytest.raises(BrokenFileError) as caught:
        list(walk(cursor(text, piece)))
    assert f"byte {byte} " in caught.value.where


def test_a_fault_far_inside_is_found_without_reading_to_the_end() -> None:
    broken = '{"a":[' + ",".join(["[1,2,3]"] * 1000) + ",[1 2]," + ",".join(["[4]"] * 400_000) + "]}"
    stream = io.BytesIO(broken.encode())
    reading = JsonCursor(TextReader(GuardedStream(stream, "x.json", 0)), "x.json")
    with pytest.raises(BrokenFileError) as caught:
        list(walk(reading))
    assert f"byte {broken.index('[1 2]') + 3} " in caught.value.where
    assert stream.tell() < len(broken)


@pytest.mark.parametrize("piece", [1, 2, 3, 1 << 20])
def test_bare_backslash_is_read_as_itself_and_counted(piece: int) -> None:
    reading = cursor('{"a":["C:\\data\\é ok \\\\ \\n"],"b":2}', piece)
    seen = list(walk(reading))
    assert seen[0] == ("a", 0, "C:\\data\\é ok \\ \n")
    assert reading.repaired_escapes == 2


def test_positions_stay_exact_after_a_repair() -> None:
    text = '{"a":"C:\\data","b" 1}'
    with pytest.raises(BrokenFileError) as caught:
        list(walk(cursor(text)))
    assert f"byte {text.index(' 1') + 1} " in caught.value.where


def test_a_broken_unicode_escape_is_an_error() -> None:
    with pytest.raises(BrokenFileError, match="escape"):
        list(walk(cursor('{"a":"\\u12zz, more text so that it is not the end of what was read, really"}')))


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_know_are_errors(word: str) -> None:
    with pytest.raises(BrokenFileError):
        list(walk(cursor(f'{{"a":{word}}}')))


def test_deep_nesting_meets_a_limit() -> None:
    with pytest.raises(LimitExceededError, match="deep"):
        list(walk(cursor('{"a":' + "[" * 0 + '{"b":' * 200_000)))


def test_a_list_of_one_object_is_that_object_and_of_two_is_refused() -> None:
    assert list(walk(cursor('[{"a":1}]'))) == [("a", ROOT_VALUE, 1)]
    with pytest.raises(UnsupportedFormatError, match="several objects"):
        list(walk(cursor('[{"a":1},{"a":2}]')))


def test_records_come_from_a_list_or_one_after_the_other() -> None:
    assert list(records(cursor('[{"a":1},{"a":2}]'))) == [{"a": 1}, {"a": 2}]
    assert list(records(cursor('{"a":1}\r\n\r\n{"a":2}\n'))) == [{"a": 1}, {"a": 2}]


def test_duplicate_keys_read_as_json_loads_reads_them() -> None:
    text = '{"a":{"b":1,"b":2}}'
    assert next(walk(cursor(text)))[2] == json.loads(text)["a"]
