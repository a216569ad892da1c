"""Read a payer's in-network file by proof instead of by parsing: the fast path.

Every byte is proved to be valid JSON in runs of whole items; only items that may match become values,
and those go through the same code as on the slow path. What is not plainly provable raises
``NotProvedError``; the slow path (``in_network.py``) then reads the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

from unlisted.formats.aside import OpenStream
from unlisted.formats.container.ahead import ReadAhead
from unlisted.formats.container.members import Member
from unlisted.formats.jsonwalk import SECTION_END
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.scan.proof import Prover
from unlisted.formats.scan.rootwalk import Section, walk_wanted
from unlisted.formats.scan.window import NORMAL, Sizes, Window
from unlisted.formats.tic.collect import Collector
from unlisted.formats.tic.header import PayerHeader
from unlisted.formats.tic.large_item import LargeItems
from unlisted.formats.tic.prices import Item
from unlisted.formats.tic.providers import OpenReference
from unlisted.formats.tic.select import SelectItems, SelectReferences
from unlisted.formats.values import read_object
from unlisted.market.observation import Observation

_ITEMS = "in_network"
_REFERENCES = "provider_references"


def scan_in_network(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: PayerHeader,
    open_reference: OpenReference | None = None,
    sizes: Sizes = NORMAL,
    open_stream: OpenStream = BytesIO,
) -> Iterator[Observation]:
    """Yield exactly what ``read_in_network`` yields, in the same order, with the same findings.

    ``tally.prices_read`` is counted unless it is ``None``; codes by type are not counted. One pass; a
    second, over the references only, where they stand first; one more, where a matching item of more
    than 4 MiB names its code after its rates. Memory: some blocks of 1 MiB, one run of items or one
    item, and the ids of the references needed; what matches is set aside (``open_stream``). Raises
    ``NotProvedError``; then ``tally`` and ``header`` are as before.
    """
    known: dict[int, Item] = {}
    while True:
        counts = Tally(prices_read=tally.prices_read)
        with closing(Collector(query, counts, PayerHeader(), open_reference, open_stream)) as collector:
            reader = _Passes(collector, query, counts, known, sizes)
            reader.first(member)
            if reader.found_late:
                known |= reader.found_late
                continue
            if collector.needs_second_pass:
                reader.second(member)
            tally.take_over(counts)
            header.take_over(collector.header)
            collector.report_to(tally, header)
            yield from collector.observations(identity)
            return


class _Passes:
    def __init__(
        self, collector: Collector, query: CodeQuery, tally: Tally, known: dict[int, Item], sizes: Sizes
    ) -> None:
        self._sizes = sizes
        self._collector = collector
        self._tally = tally
        self._query = query
        self._known = known
        self._prover = Prover()
        self._references = SelectReferences(collector)
        self.found_late: dict[int, Item] = {}

    def first(self, member: Member) -> None:
        """Keep matching rates, and the references that come after them."""
        collector = self._collector
        prefix = ""

        def is_list() -> None:
            """Say in every pointer that the root is a list."""
            nonlocal prefix
            prefix = large.prefix = "/0"

        with closing(ReadAhead(member.open())) as blocks:
            window = Window(blocks, self._sizes)
            large = LargeItems(window, self._prover, collector, self._tally, self._known)
            items = Section(SelectItems(self._query, self._tally), large.read)
            sections = {_ITEMS: items, _REFERENCES: Section(self._references)}
            for key, index, offset, value in walk_wanted(window, self._prover, sections, is_list):
                if key == _ITEMS:
                    if index < 0:
                        collector.rates_ended = True
                    else:
                        pointer = f"{prefix}/{_ITEMS}/{index}"
                        collector.see_item(read_object(value), pointer, _known(offset))
                elif key == _REFERENCES:
                    if index >= 0:
                        collector.see_reference(value, index)
                else:
                    collector.header.see(key, value)
            self.found_late = large.found_late

    def second(self, member: Member) -> None:
        """Keep the references needed, up to the end of their section."""
        with closing(ReadAhead(member.open())) as blocks:
            window = Window(blocks, self._sizes)
            self._references.keep_needed = True
            sections = {_REFERENCES: Section(self._references), _ITEMS: Section(_nothing)}
            for key, index, _offset, value in walk_wanted(window, self._prover, sections, lambda: None):
                if key == _REFERENCES:
                    if index == SECTION_END:
                        return
                    self._collector.references.see(value, index)


def _known(offset: int) -> Callable[[], int]:
    return lambda: offset


def _nothing(items: Any, first: int) -> tuple[int, ...]:
    return ()
