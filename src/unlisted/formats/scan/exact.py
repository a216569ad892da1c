"""Decode elements of an array exactly, by the standard decoder, with their places in bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from unlisted.formats.jsonwalk import decode_at
from unlisted.formats.scan.proof import REFUSALS, Prover
from unlisted.formats.scan.unproved import NotProvedError

Element = tuple[int, int, Any]
"""A number (index or place), another (position of the first byte, or place of the end), and the value."""

_SPACE = re.compile(r"[ \t\r\n]*")
_GAP = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")


def exact_elements(text: str) -> tuple[list[Element], int]:
    """Decode the elements at the start of ``text`` up to the last that plainly ends before the text does.

    Returns (place, end, value) of each, and the end of the last; places in bytes from the start of the
    text. An element counts when a comma or a closing bracket follows it.
    """
    ascii_only = text.isascii()
    found: list[Element] = []
    at = chars = size = 0
    while True:
        begin = _space(text, at)
        try:
            value, end = decode_at(text, begin)
        except RecursionError:
            raise NotProvedError("the nesting is too deep", at) from None
        except (ValueError, ArithmeticError):
            break
        after = _space(text, end)
        if text[after : after + 1] not in (",", "]"):
            break
        if ascii_only:
            place, size = begin, end
        else:
            place = size + len(text[chars:begin].encode())
            size = place + len(text[begin:end].encode())
            chars = end
        found.append((place, size, value))
        if text[after] == "]":
            break
        at = after + 1
    return found, size if found else 0


def values_at(
    run: bytes, positions: Sequence[int], count: int, separators: Sequence[bytes], prover: Prover
) -> Iterator[Element]:
    """Yield (position, place in bytes, value) of some of the ``count`` elements of a proved run.

    Where the separators cut the run into as many pieces, each place needed is proved: the elements
    before it are counted. Otherwise the run is decoded from its start.
    """
    places = _places(run, separators)
    proved, known = 0, 0
    if len(places) == count:
        for number, position in enumerate(positions):
            if position != known:
                cut, start = places[position]
                try:
                    between = len(prover.items(run[proved:cut]))
                except REFUSALS:
                    between = -1
                if between != position - known:
                    yield from _decoded(run, positions[number:])
                    return
                proved, known = start, position
            end = places[position + 1][0] if position + 1 < count else len(run)
            value = _whole(run[proved:end])
            if value is None:
                yield from _decoded(run, positions[number:])
                return
            yield position, proved, value[0]
    else:
        yield from _decoded(run, positions)


def _places(run: bytes, separators: Sequence[bytes]) -> list[tuple[int, int]]:
    """Return the end of each element's predecessor and the element's start, as the separators tell."""
    cuts: set[int] = set()
    for separator in separators:
        cut = run.find(separator)
        while cut >= 0:
            cuts.add(cut)
            cut = run.find(separator, cut + 1)
    places = [(0, 0)]
    for cut in sorted(cuts):
        gap = _GAP.match(run, cut)
        places.append((cut, gap.end() if gap else cut))
    return places


def _whole(piece: bytes) -> tuple[Any] | None:
    """Decode a piece that is one value and nothing else."""
    try:
        text = piece.decode()
        value, end = decode_at(text, 0)
    except RecursionError:
        raise NotProvedError("the nesting is too deep", 0) from None
    except (ValueError, ArithmeticError):
        return None
    return (value,) if _space(text, end) == len(text) else None


def _decoded(run: bytes, positions: Sequence[int]) -> Iterator[Element]:
    elements, _ = exact_elements(run.decode() + "]")
    for position in positions:
        place, _, value = elements[position]
        yield position, place, value


def _space(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]
