"""Arrays are read in proved runs: exact indices and places, whatever the guesses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from unlisted.formats.scan.elements import Elements
from unlisted.formats.scan.proof import Prover
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Sizes, Window

SMALL = Sizes(run=400, first=40, largest=2000)


class Pieces:
    """Bytes in pieces."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size
        self.given = 0

    def next_block(self) -> bytes:
        """Give the next piece."""
        block = self._data[self.given : self.given + self._size]
        self.given += len(block)
        return block

    def give_way(self) -> None:
        """Nobody waits."""


class Watch:
    """Select items by a number in them, and remember in how many calls of what size they were shown."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self.sizes: list[int] = []

    def __call__(self, items: Any, first: int) -> list[int]:
        """Return the positions of the numbers looked for."""
        self.sizes.append(len(items))
        return [place for place, item in enumerate(items) if item["n"] in self._numbers]


def text_of(entries: list[str], gap: str = ",") -> bytes:
    """An array's inside, with its closing bracket and something behind it."""
    return (gap.join(entries) + '],"z":[{"n":1},{"n":2}]}').encode()


def read(data: bytes, select: Any, piece: int = 64, sizes: Sizes = SMALL) -> list[tuple[int, int, Any]]:
    """Read the elements and check that the window stands behind the array."""
    window = Window(Pieces(data, piece), sizes)
    found = list(Elements(window, Prover(), select))
    assert window.take(b",") == b","
    return found


@pytest.mark.parametrize("gap", [",", ", ", ",\r\n  "])
@pytest.mark.parametrize("piece", [1, 7, 5000])
def test_indices_and_places_are_exact(gap: str, piece: int) -> None:
    entries = [json.dumps({"n": n, "t": "é" * (n % 5)}, ensure_ascii=False) for n in range(200)]
    data = text_of(entries, gap)
    watch = Watch(3, 77, 78, 199)
    found = read(data, watch, piece)
    assert [index for index, _, _ in found] == [3, 77, 78, 199]
    for index, place, value in found:
        assert value == json.loads(entries[index])
        assert data[place:].startswith(entries[index].encode())
    assert sum(watch.sizes) == 200
    assert max(watch.sizes) > 5, "runs were proved, not only single elements"


def test_separators_inside_nested_arrays_and_texts_do_not_cut() -> None:
    decoy = '},{"n":1'
    entries = [json.dumps({"n": n, "inner": [{"n": 1}, {"n": 2}], "t": decoy}) for n in range(50)]
    data = text_of([entry.replace(" ", "") for entry in entries])
    found = read(data, Watch(49))
    assert [(index, value["n"]) for index, _, value in found] == [(49, 49)]


def test_elements_with_different_first_keys_are_all_counted() -> None:
    entries = [json.dumps({"n": n, "a": 1} if n % 3 else {"a": 1, "n": n}) for n in range(100)]
    assert [index for index, _, _ in read(text_of(entries), Watch(98, 99))] == [98, 99]


def test_numbers_beyond_the_provers_range_are_read_exactly() -> None:
    entries = [f'{{"n":{n},"id":{2**64 + n}}}' for n in range(60)]
    ((index, _, value),) = read(text_of(entries), Watch(40))
    assert (index, value["id"]) == (40, 2**64 + 40)


@pytest.mark.parametrize("broken", ['{"n":1 "x":2}', '{"n":01}', '{"n":tru}', '{"n":1},', ""])
def test_invalid_elements_are_not_proved(broken: str) -> None:
    entries = [f'{{"n":{n}}}' for n in range(100)]
    entries.insert(50, broken)
    with pytest.raises(NotProvedError):
        read(text_of(entries), Watch(99))


def test_an_element_larger_than_may_be_held_is_not_proved_without_a_reader_for_it() -> None:
    data = text_of(['{"n":1}', json.dumps({"n": 2, "t": "x" * 5000})])
    with pytest.raises(NotProvedError, match="too large"):
        read(data, Watch(1))


def test_an_empty_array_and_an_end_of_the_text() -> None:
    assert read(b'],"z":1}', Watch(1)) == []
    with pytest.raises(NotProvedError):
        read(b'{"n":1},{"n":2}', Watch(1))
