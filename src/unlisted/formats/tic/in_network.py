"""Read a payer's in-network file for some codes: two passes at most, memory for what matches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from io import BytesIO
from typing import Any

from unlisted.formats.aside import OpenStream
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.frequencies import PricedDollar
from unlisted.formats.jsonwalk import SECTION_END, JsonCursor, walk
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.repairs import note_json_repairs
from unlisted.formats.tic.collect import Collector, item_code
from unlisted.formats.tic.header import PayerHeader
from unlisted.formats.tic.providers import OpenReference
from unlisted.formats.values import read_amount, read_list, read_object, read_text
from unlisted.market.observation import Observation


def read_in_network(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: PayerHeader,
    open_reference: OpenReference | None = None,
    open_stream: OpenStream = BytesIO,
) -> Iterator[Observation]:
    """Yield every price of the codes asked for, with its providers, in the file's order.

    Keys and sections may come in any order: matching items are set aside (``open_stream``), and only the
    provider references they need are resolved, in a second pass where the references stood first.
    ``header`` and ``tally`` are filled on the way. Locators are JSON pointers to the price.
    """
    with closing(Collector(query, tally, header, open_reference, open_stream)) as collector:
        reader = _Reader(collector, tally)
        reader.first_pass(member)
        if collector.needs_second_pass:
            reader.second_pass(member)
        yield from collector.observations(identity)


class _Reader:
    def __init__(self, collector: Collector, tally: Tally) -> None:
        self._collector = collector
        self._tally = tally

    def first_pass(self, member: Member) -> None:
        """Keep matching rates, and the references that come after them."""
        collector = self._collector
        with closing(member.open()) as stream:
            reader = TextReader(stream)
            cursor = JsonCursor(reader, member.name)
            prefix = "/0" if cursor.peek() == "[" else ""
            for key, index, value in walk(cursor):
                if key == "in_network":
                    if index < 0:
                        collector.rates_ended = True
                        continue
                    fields = read_object(value)
                    self._tally.rows_read += 1
                    self._tally.add_prices(_count_prices(fields))
                    collector.see_item(fields, f"{prefix}/in_network/{index}", cursor.value_offset)
                elif key == "provider_references":
                    if index >= 0:
                        collector.see_reference(value, index)
                else:
                    collector.header.see(key, value)
            note_json_repairs(cursor, reader, self._tally)

    def second_pass(self, member: Member) -> None:
        """Keep the references needed, up to the end of their section."""
        with closing(member.open()) as stream:
            for key, index, value in walk(JsonCursor(TextReader(stream), member.name)):
                if key == "provider_references":
                    if index == SECTION_END:
                        return
                    self._collector.references.see(value, index)


def _count_prices(fields: dict[str, Any]) -> int:
    return sum(
        len(read_list(read_object(rate).get("negotiated_prices")))
        for rate in read_list(fields.get("negotiated_rates"))
    )


def priced_in_network(member: Member, header: PayerHeader) -> Iterator[PricedDollar]:
    """Yield every negotiated dollar amount of the file (percentages left out), for counting."""
    payer, plan = header.entity, header.plan_text
    with closing(member.open()) as stream:
        for key, index, value in walk(JsonCursor(TextReader(stream), member.name)):
            if key != "in_network" or index < 0:
                continue
            fields = read_object(value)
            code = item_code(fields)
            for amount in _dollars(fields):
                yield payer, plan, code, amount


def _dollars(fields: dict[str, Any]) -> set[Decimal]:
    """Return the distinct dollar amounts of one item."""
    found = set()
    for rate in read_list(fields.get("negotiated_rates")):
        for price in read_list(read_object(rate).get("negotiated_prices")):
            stated = read_object(price)
            if read_text(stated.get("negotiated_type")).lower() != "percentage":
                amount = read_amount(stated.get("negotiated_rate"))
                if amount is not None:
                    found.add(amount)
    return found
