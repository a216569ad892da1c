"""Read a hospital's JSON file by proof: only items that may have a code asked for become values.

``NotProvedError`` is raised for what is not plainly provable; the slow path (``json_file.py``) then
reads the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

from unlisted.formats.aside import AsideList, OpenStream
from unlisted.formats.container.ahead import ReadAhead
from unlisted.formats.container.members import Member
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.hpt.item import ChargeReader
from unlisted.formats.hpt.json_file import ITEMS, STATED, see_item
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.scan.proof import ARRAYS, OBJECTS, Prover
from unlisted.formats.scan.rootwalk import Section, walk_wanted
from unlisted.formats.scan.shapes import Shapes
from unlisted.formats.scan.window import NORMAL, Sizes, Window
from unlisted.formats.values import read_object
from unlisted.market.observation import Observation


def scan_json(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: HospitalHeader,
    sizes: Sizes = NORMAL,
    open_stream: OpenStream = BytesIO,
) -> Iterator[Observation]:
    """Yield exactly what ``read_json`` yields, in the same order, with the same findings.

    ``tally.prices_read`` is counted unless it is ``None``; codes by type are not counted. Raises
    ``NotProvedError``; then ``tally`` and ``header`` must be thrown away.
    """
    charges = ChargeReader(identity, header, query, tally)
    prefix = ""

    def is_list() -> None:
        """Say in every pointer that the root is a list."""
        nonlocal prefix
        prefix = "/0"

    with closing(AsideList(open_stream)) as found, closing(ReadAhead(member.open())) as blocks:
        sections = {ITEMS: Section(_SelectItems(query, tally))}
        for key, index, offset, value in walk_wanted(Window(blocks, sizes), Prover(), sections, is_list):
            if key != ITEMS:
                header.see(key, value)
            elif index >= 0:
                pointer = f"{prefix}/{ITEMS}/{index}"
                found.extend(see_item(read_object(value), pointer, charges, query, tally, offset))
        header.check(tally)
        yield from (header.stamp(seen) for seen in found)


class _SelectItems:
    """Select the items that name a code asked for, under whatever type; count the others."""

    def __init__(self, query: CodeQuery, tally: Tally) -> None:
        self._codes = query.codes
        self._tally = tally
        self._item_shapes = Shapes()
        self._code_shapes = Shapes()
        self._entry_shapes = Shapes()
        self._price_shapes = Shapes()

    def __call__(self, items: Any, first: int) -> list[int]:
        """Return the positions of what may match."""
        wanted = []
        number = -1
        for number, item in enumerate(items):
            if isinstance(item, OBJECTS):
                self._item_shapes.keys(item)
                if self._may_match(item.get("code_information")):
                    wanted.append(number)
                if self._tally.prices_read is not None:
                    self._tally.prices_read += self._count(item)
        self._tally.rows_read += number + 1
        return wanted

    def _may_match(self, pairs: Any) -> bool:
        for pair in pairs if isinstance(pairs, ARRAYS) else (pairs,):
            if isinstance(pair, OBJECTS):
                self._code_shapes.keys(pair)
                code = pair.get("code")
                if isinstance(code, str):
                    if code in self._codes or code.strip() in self._codes:
                        return True
                elif code is not None and (not isinstance(code, int) or str(code) in self._codes):
                    return True
        return False

    def _count(self, item: Any) -> int:
        total = 0
        for entry in _objects(item.get("standard_charges")):
            self._entry_shapes.keys(entry)
            for price in _objects(entry.get("payers_information")):
                keys = self._price_shapes.keys(price)
                total += sum(name in keys for name in STATED)
        return total


def _objects(value: Any) -> Iterator[Any]:
    for entry in value if isinstance(value, ARRAYS) else (value,):
        if isinstance(entry, OBJECTS):
            yield entry
