"""Read a payer's in-network file for some codes: two passes at most, memory for what matches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

from unlisted.base.outcome import Severity
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.frequencies import PricedDollar
from unlisted.formats.jsonwalk import SECTION_END, JsonCursor, walk
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.repairs import note_json_repairs
from unlisted.formats.tic.header import PayerHeader
from unlisted.formats.tic.matching import match_codes
from unlisted.formats.tic.prices import Item, PendingRate, pending_rates, rate_observations
from unlisted.formats.tic.providers import OpenReference, ReferenceTable
from unlisted.formats.values import read_amount, read_list, read_object, read_text
from unlisted.market.observation import Observation


def read_in_network(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: PayerHeader,
    open_reference: OpenReference | None = None,
) -> Iterator[Observation]:
    """Yield every price of the codes asked for, with its providers, in the file's order.

    Keys and sections may come in any order: matching items are kept aside, and only the provider
    references they need are resolved, in a second pass where the references stood first. ``header`` and
    ``tally`` are filled on the way. Locators are JSON pointers to the price.
    """
    reader = _Reader(query, tally, header, open_reference)
    reader.first_pass(member)
    if reader.needs_second_pass:
        reader.second_pass(member)
    header.check(tally)
    for rate in reader.rates:
        groups, networks = reader.references.resolve(rate.references, rate.pointer)
        for seen in rate_observations(rate, groups, networks, identity, tally):
            yield header.stamp(seen)


class _Reader:
    def __init__(
        self, query: CodeQuery, tally: Tally, header: PayerHeader, open_reference: OpenReference | None
    ) -> None:
        self._query = query
        self._tally = tally
        self._header = header
        self._needed: set[str] = set()
        self._passed_references = False
        self._rates_ended = False
        self.rates: list[PendingRate] = []
        self.references = ReferenceTable(self._needed, open_reference, tally)

    @property
    def needs_second_pass(self) -> bool:
        """Say whether references were passed before it was known which are needed."""
        return self._passed_references and bool(self._needed)

    def first_pass(self, member: Member) -> None:
        """Keep matching rates, and the references that come after them."""
        with closing(member.open()) as stream:
            reader = TextReader(stream)
            cursor = JsonCursor(reader, member.name)
            prefix = "/0" if cursor.peek() == "[" else ""
            for key, index, value in walk(cursor):
                if key == "in_network":
                    self._see_item(value, index, prefix)
                elif key == "provider_references":
                    self._see_reference(value, index)
                else:
                    self._header.see(key, value)
            note_json_repairs(cursor, reader, self._tally)

    def second_pass(self, member: Member) -> None:
        """Keep the references needed, up to the end of their section."""
        with closing(member.open()) as stream:
            for key, index, value in walk(JsonCursor(TextReader(stream), member.name)):
                if key == "provider_references":
                    if index == SECTION_END:
                        return
                    self.references.see(value, index)

    def _see_reference(self, value: object, index: int) -> None:
        if index < 0:
            return
        if self._rates_ended:
            self.references.see(value, index)
        else:
            self._passed_references = True

    def _see_item(self, value: object, index: int, prefix: str) -> None:
        if index < 0:
            self._rates_ended = True
            return
        fields = read_object(value)
        code, code_type = item_code(fields)
        self._tally.rows_read += 1
        self._tally.prices_read += _count_prices(fields)
        self._tally.see_codes(((code, code_type),), self._query)
        pointer = f"{prefix}/in_network/{index}"
        matches = match_codes(code, code_type, self._query)
        if not matches:
            self._see_bundle(fields, pointer)
            return
        self._tally.rows_matched += 1
        arrangement = read_text(fields.get("negotiation_arrangement")).lower()
        item = Item(code, code_type, arrangement, matches)
        for rate in pending_rates(item, fields.get("negotiated_rates"), pointer, self._tally):
            self.rates.append(rate)
            self._needed.update(rate.references)

    def _see_bundle(self, fields: dict[str, Any], pointer: str) -> None:
        """Remark on a code asked for that only stands inside the bundle of another code."""
        for name in ("bundled_codes", "covered_services"):
            for entry in read_list(fields.get(name)):
                if self._query.wants(*item_code(read_object(entry))):
                    self._tally.note(
                        "code_inside_bundle",
                        "a code asked for is part of another code's bundle; that price is not its own",
                        f"{pointer}/{name}",
                        severity=Severity.ADVICE,
                    )
                    return


def item_code(fields: dict[str, Any]) -> tuple[str, str]:
    """Return code and type (in capitals) of an item."""
    return read_text(fields.get("billing_code")), read_text(fields.get("billing_code_type")).upper()


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
