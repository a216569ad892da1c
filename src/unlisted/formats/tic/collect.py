"""Gather what matches of an in-network file while it is read, by the fast path or the slow one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from unlisted.base.outcome import Severity
from unlisted.formats.aside import AsideList, OpenStream
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.tic.header import PayerHeader, blank
from unlisted.formats.tic.matching import Match, match_codes
from unlisted.formats.tic.prices import Item, PendingRate, pending_rates, rate_observations
from unlisted.formats.tic.providers import OpenReference, ReferenceTable, groups_of, plain_groups
from unlisted.formats.values import read_list, read_object, read_text
from unlisted.market.observation import Observation

BUNDLES = ("bundled_codes", "covered_services")


def item_code(fields: dict[str, Any]) -> tuple[str, str]:
    """Return code and type (in capitals) of an item."""
    return read_text(fields.get("billing_code")), read_text(fields.get("billing_code_type")).upper()


class Collector:
    """Matching rates in the file's order, and the provider references they need, no others.

    Both are set aside: what stays in memory are the ids of the references needed, however many rates match.
    """

    def __init__(
        self,
        query: CodeQuery,
        tally: Tally,
        header: PayerHeader,
        open_reference: OpenReference | None,
        open_stream: OpenStream,
    ) -> None:
        self._query = query
        self._tally = tally
        self.header = header
        self.needed: set[str] = set()
        self.passed_references = False
        self.rates_ended = False
        self._rates = AsideList(open_stream)
        self.references = ReferenceTable(self.needed, open_reference, tally, open_stream)

    @property
    def needs_second_pass(self) -> bool:
        """Say whether references were passed before it was known which are needed."""
        return self.passed_references and bool(self.needed)

    def see_reference(self, value: object, index: int) -> None:
        """Keep one item of ``provider_references`` if it is needed, as far as that is known by now."""
        if self.rates_ended:
            self.references.see(value, index)
        else:
            self.passed_references = True

    def see_item(self, fields: dict[str, Any], pointer: str, offset: Callable[[], int | None]) -> None:
        """Keep the rates of an item that matches; ``offset`` tells where it starts in the text."""
        item = self.match(fields, pointer)
        if item is not None:
            self.add_rates(item, fields.get("negotiated_rates"), pointer, offset())

    def match(self, fields: dict[str, Any], pointer: str) -> Item | None:
        """Return what an item answers of the codes asked for; remark on codes in its bundle."""
        code, code_type = item_code(fields)
        self._tally.see_codes(((code, code_type),), self._query)
        matches = match_codes(code, code_type, self._query)
        if not matches:
            self._see_bundle(fields, pointer)
            return None
        self._tally.rows_matched += 1
        return as_item(fields, matches)

    def matches(self, fields: dict[str, Any]) -> tuple[Match, ...]:
        """Say what an item answers, and remark on nothing."""
        return match_codes(*item_code(fields), self._query)

    def add_rates(
        self, item: Item, entries: object, pointer: str, offset: int | None, first: int = 0
    ) -> None:
        """Keep entries of ``negotiated_rates``; ``first`` is the index of the first given."""
        for rate in pending_rates(item, entries, pointer, self._tally, offset, first):
            npis = sum(len(group.npis) for group in rate.groups)
            self._rates.append(
                (
                    (item.code, item.code_type, item.arrangement),
                    rate.pointer,
                    rate.prices,
                    plain_groups(rate.groups),
                    rate.references,
                    rate.offset,
                ),
                weight=1 + len(rate.prices) + len(rate.references) + npis,
            )
            self.needed.update(rate.references)

    def report_to(self, tally: Tally, header: PayerHeader) -> None:
        """Go on with another tally and header, into which the first ones were taken over."""
        self._tally, self.header = tally, header
        self.references.report_to(tally)

    def observations(self, identity: FileIdentity) -> Iterator[Observation]:
        """Yield what was kept, after the file is read."""
        self.header.check(self._tally)
        about = self.header.stamp(blank(identity, ""))
        for rate in self._kept():
            groups, networks = self.references.resolve(rate.references, rate.pointer)
            yield from rate_observations(rate, groups, networks, about)

    def close(self) -> None:
        """Forget what was set aside."""
        self._rates.close()
        self.references.close()

    def _kept(self) -> Iterator[PendingRate]:
        """Yield the rates set aside; what an item answers is worked out again, once for neighbors alike."""
        item = None
        for key, pointer, prices, groups, references, offset in self._rates:
            if item is None or (item.code, item.code_type, item.arrangement) != key:
                code, code_type, arrangement = key
                item = Item(code, code_type, arrangement, match_codes(code, code_type, self._query))
            yield PendingRate(item, pointer, prices, groups_of(groups), references, offset)

    def _see_bundle(self, fields: dict[str, Any], pointer: str) -> None:
        """Remark on a code asked for that only stands inside the bundle of another code."""
        for name in BUNDLES:
            for entry in read_list(fields.get(name)):
                if self._query.wants(*item_code(read_object(entry))):
                    self._tally.note(
                        "code_inside_bundle",
                        "a code asked for is part of another code's bundle; that price is not its own",
                        f"{pointer}/{name}",
                        severity=Severity.ADVICE,
                    )
                    return


def as_item(fields: dict[str, Any], matches: tuple[Match, ...]) -> Item:
    """Return what all rates of a matching item share."""
    code, code_type = item_code(fields)
    return Item(code, code_type, read_text(fields.get("negotiation_arrangement")).lower(), matches)
