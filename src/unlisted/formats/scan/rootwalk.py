"""Walk the root object of a JSON text like ``jsonwalk.walk``, but hand out only the elements wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unlisted.formats.jsonwalk import ROOT_VALUE, SECTION_END
from unlisted.formats.scan.elements import Elements, Large, Select
from unlisted.formats.scan.proof import Prover
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Window

RootEvent = tuple[str, int, int, Any]
"""Key at the root, index (or ``ROOT_VALUE``, ``SECTION_END``), position of the first byte, value."""


@dataclass(frozen=True, slots=True)
class Section:
    """How the array under a key of the root is read: what is wanted of it, and how large elements are."""

    select: Select
    large: Large | None = None


def everything(items: Any, first: int) -> range:
    """Select all items."""
    return range(len(items))


_PLAIN = Section(everything)


def walk_wanted(
    window: Window, prover: Prover, sections: Mapping[str, Section], on_list: Callable[[], None]
) -> Iterator[RootEvent]:
    """Yield the root's values and the wanted elements of its arrays, in the file's order.

    ``on_list`` is called first when the root is a list holding one object. Raises ``NotProvedError``
    for all that is not plainly valid.
    """
    listed = window.peek() == b"["
    if listed:
        window.take(b"[")
        on_list()
    window.take(b"{")
    if window.peek() == b"}":
        window.take(b"}")
    else:
        yield from _members(window, prover, sections)
    if listed:
        window.take(b"]")
    if not window.rest_is_space():
        raise NotProvedError("text follows after the end", window.offset)


def _members(window: Window, prover: Prover, sections: Mapping[str, Section]) -> Iterator[RootEvent]:
    while True:
        key = take_key(window)
        offset = window.offset
        if window.peek() == b"[":
            window.take(b"[")
            section = sections.get(key, _PLAIN)
            for index, place, value in Elements(window, prover, section.select, section.large):
                yield key, index, place, value
            yield key, SECTION_END, window.offset, None
        else:
            yield key, ROOT_VALUE, offset, window.value()
        if window.take(b",}") == b"}":
            return


def take_key(window: Window) -> str:
    """Step over the next key and its colon."""
    if window.peek() != b'"':
        raise NotProvedError("a key is missing", window.offset)
    key: str = window.value()
    window.take(b":")
    return key
