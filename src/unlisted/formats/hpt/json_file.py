"""Read a hospital's JSON file for some codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from typing import Any

from unlisted.formats.aside import AsideList, OpenStream
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.frequencies import PricedDollar
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.hpt.item import Charge, ChargeReader, PayerPrice
from unlisted.formats.jsonwalk import JsonCursor, walk
from unlisted.formats.reading import Code, CodeQuery, FileIdentity, Tally, service_code
from unlisted.formats.repairs import note_json_repairs
from unlisted.formats.values import read_amount, read_list, read_object, read_text, read_texts
from unlisted.market.observation import AmountKind, Observation

ITEMS = "standard_charge_information"
_ITEM_AMOUNTS = {
    AmountKind.GROSS_CHARGE: "gross_charge",
    AmountKind.DISCOUNTED_CASH: "discounted_cash",
    AmountKind.MINIMUM_NEGOTIATED: "minimum",
    AmountKind.MAXIMUM_NEGOTIATED: "maximum",
}
_PAYER_AMOUNTS = {
    AmountKind.NEGOTIATED_DOLLAR: "standard_charge_dollar",
    AmountKind.NEGOTIATED_PERCENTAGE: "standard_charge_percentage",
    AmountKind.ESTIMATED_ALLOWED: "estimated_amount",
    AmountKind.MEDIAN_ALLOWED: "median_amount",
    AmountKind.PERCENTILE_10_ALLOWED: "10th_percentile",
    AmountKind.PERCENTILE_90_ALLOWED: "90th_percentile",
}
STATED = ("standard_charge_dollar", "standard_charge_percentage", "standard_charge_algorithm")


def read_json(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: HospitalHeader,
    open_stream: OpenStream = BytesIO,
) -> Iterator[Observation]:
    """Yield every amount of the codes asked for, in the file's order; locators are JSON pointers.

    Keys may come in any order, so what matches is set aside (``open_stream``) until the header is known.
    """
    charges = ChargeReader(identity, header, query, tally)
    with closing(AsideList(open_stream)) as found:
        _read_items(member, query, tally, header, charges, found)
        header.check(tally)
        yield from (header.stamp(seen) for seen in found)


def _read_items(
    member: Member,
    query: CodeQuery,
    tally: Tally,
    header: HospitalHeader,
    charges: ChargeReader,
    found: AsideList,
) -> None:
    with closing(member.open()) as stream:
        reader = TextReader(stream)
        cursor = JsonCursor(reader, member.name)
        prefix = "/0" if cursor.peek() == "[" else ""
        for key, index, value in walk(cursor):
            if key != ITEMS:
                header.see(key, value)
            elif index >= 0:
                pointer = f"{prefix}/{ITEMS}/{index}"
                fields = read_object(value)
                tally.rows_read += 1
                tally.add_prices(_count_prices(fields))
                offset = cursor.value_offset if wants(fields, query) else None
                found.extend(see_item(fields, pointer, charges, query, tally, offset() if offset else None))
        note_json_repairs(cursor, reader, tally)


def see_item(
    fields: dict[str, Any],
    pointer: str,
    charges: ChargeReader,
    query: CodeQuery,
    tally: Tally,
    offset: int | None,
) -> Iterator[Observation]:
    """Yield the amounts of an item if it has a code asked for; ``offset`` is where it starts in the text."""
    codes = _codes(fields)
    tally.see_codes(codes, query)
    if not any(query.wants(*pair) for pair in codes):
        return
    tally.rows_matched += 1
    entries = [read_object(entry) for entry in read_list(fields.get("standard_charges"))]
    for number, entry in enumerate(entries):
        charge = _charge(entry, codes, f"{pointer}/standard_charges/{number}")
        for bare in charges.bases(charge):
            base = replace(bare, byte_offset=offset)
            yield from charges.item_amounts(base, charge)
            for position, price in enumerate(_payers(entry)):
                place = f"{charge.locator}/payers_information/{position}"
                yield from charges.payer_amounts(base, _payer_price(price, place))


def wants(fields: dict[str, Any], query: CodeQuery) -> bool:
    """Say whether an item has a code asked for."""
    return any(query.wants(*pair) for pair in _codes(fields))


def _count_prices(fields: dict[str, Any]) -> int:
    entries = (read_object(entry) for entry in read_list(fields.get("standard_charges")))
    return sum(name in price for entry in entries for price in _payers(entry) for name in STATED)


def _codes(fields: dict[str, Any]) -> tuple[Code, ...]:
    pairs = (read_object(entry) for entry in read_list(fields.get("code_information")))
    return tuple(
        (code, read_text(pair.get("type")).upper()) for pair in pairs if (code := read_text(pair.get("code")))
    )


def _payers(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [read_object(price) for price in read_list(entry.get("payers_information"))]


def _charge(entry: dict[str, Any], codes: tuple[Code, ...], locator: str) -> Charge:
    modifiers = read_texts(entry.get("modifier_code")) or read_texts(entry.get("modifiers"))
    return Charge(
        locator=locator,
        codes=codes,
        modifiers=tuple(part.strip() for text in modifiers for part in text.split("|") if part.strip()),
        setting=read_text(entry.get("setting")),
        billing_class=read_text(entry.get("billing_class")),
        note=read_text(entry.get("additional_generic_notes")),
        amounts={kind: entry.get(name) for kind, name in _ITEM_AMOUNTS.items()},
    )


def _payer_price(price: dict[str, Any], locator: str) -> PayerPrice:
    return PayerPrice(
        locator=locator,
        payer=read_text(price.get("payer_name")),
        plan=read_text(price.get("plan_name")),
        methodology=read_text(price.get("methodology")),
        algorithm=read_text(price.get("standard_charge_algorithm")),
        count=read_text(price.get("count")),
        note=read_text(price.get("additional_payer_notes")),
        amounts={kind: price.get(name) for kind, name in _PAYER_AMOUNTS.items()},
    )


def priced_json(member: Member) -> Iterator[PricedDollar]:
    """Yield every negotiated dollar amount of the file, for counting."""
    with closing(member.open()) as stream:
        for key, index, value in walk(JsonCursor(TextReader(stream), member.name)):
            if key != ITEMS or index < 0:
                continue
            fields = read_object(value)
            code = service_code(_codes(fields))
            if code is None:
                continue
            for entry in read_list(fields.get("standard_charges")):
                for price in _payers(read_object(entry)):
                    amount = read_amount(price.get("standard_charge_dollar"))
                    if amount is not None:
                        yield (
                            read_text(price.get("payer_name")),
                            read_text(price.get("plan_name")),
                            code,
                            amount,
                        )
