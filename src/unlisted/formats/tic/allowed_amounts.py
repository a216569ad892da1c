"""Read a payer's allowed-amounts file: what was paid out of network, and what had been charged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from typing import Any

from unlisted.formats.aside import AsideList, OpenStream
from unlisted.formats.container.members import Member
from unlisted.formats.container.text import TextReader
from unlisted.formats.jsonwalk import JsonCursor, walk
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.repairs import note_json_repairs
from unlisted.formats.tic.collect import item_code
from unlisted.formats.tic.header import PayerHeader, blank
from unlisted.formats.values import read_amount, read_list, read_object, read_text, read_texts
from unlisted.market.observation import AmountKind, Observation, ProviderGroup


def read_allowed_amounts(
    member: Member,
    identity: FileIdentity,
    query: CodeQuery,
    tally: Tally,
    header: PayerHeader,
    open_stream: OpenStream = BytesIO,
) -> Iterator[Observation]:
    """Yield allowed amounts and billed charges of the codes asked for, in the file's order.

    Nesting: item, tax id, payment, provider with its billed charge and NPIs (schemas 1.x and 2.x).
    """
    with closing(AsideList(open_stream)) as found, closing(member.open()) as stream:
        reader = TextReader(stream)
        cursor = JsonCursor(reader, member.name)
        prefix = "/0" if cursor.peek() == "[" else ""
        for key, index, value in walk(cursor):
            if key != "out_of_network":
                header.see(key, value)
            elif index >= 0:
                pointer = f"{prefix}/out_of_network/{index}"
                found.extend(_item(read_object(value), pointer, identity, query, tally))
        note_json_repairs(cursor, reader, tally)
        header.check(tally)
        yield from (header.stamp(seen) for seen in found)


def _item(
    fields: dict[str, Any], pointer: str, identity: FileIdentity, query: CodeQuery, tally: Tally
) -> Iterator[Observation]:
    code, code_type = item_code(fields)
    entries = [read_object(entry) for entry in read_list(fields.get("allowed_amounts"))]
    tally.rows_read += 1
    tally.add_prices(sum(len(read_list(entry.get("payments"))) for entry in entries))
    tally.see_codes(((code, code_type),), query)
    if not query.wants(code, code_type):
        return
    tally.rows_matched += 1
    for number, entry in enumerate(entries):
        place = f"{pointer}/allowed_amounts/{number}"
        seen = replace(
            blank(identity, place),
            billing_code=code,
            billing_code_type=code_type,
            billing_class=read_text(entry.get("billing_class")),
            setting=read_text(entry.get("setting")),
            place_of_service_codes=read_texts(entry.get("service_code")),
        )
        for position, payment in enumerate(read_list(entry.get("payments"))):
            tin = read_object(entry.get("tin"))
            yield from _payment(read_object(payment), f"{place}/payments/{position}", tin, seen, tally)


def _payment(
    payment: dict[str, Any], place: str, tin: dict[str, Any], seen: Observation, tally: Tally
) -> Iterator[Observation]:
    providers = [read_object(provider) for provider in read_list(payment.get("providers"))]
    groups = [
        ProviderGroup(
            tin_type=read_text(tin.get("type")),
            tin=read_text(tin.get("value")),
            npis=tuple(npi for npi in read_texts(provider.get("npi")) if npi != "0"),
            business_name=read_text(tin.get("business_name")),
        )
        for provider in providers
    ]
    seen = replace(seen, modifiers=read_texts(payment.get("billing_code_modifier")))
    allowed = read_amount(payment.get("allowed_amount"))
    if allowed is None:
        tally.note("amount_unreadable", "an allowed amount is missing or cannot be read exactly", place)
    else:
        yield replace(
            seen,
            locator=place,
            amount_kind=AmountKind.ALLOWED_AMOUNT,
            amount=allowed,
            providers=tuple(groups),
        )
    for number, (provider, group) in enumerate(zip(providers, groups, strict=True)):
        charge = read_amount(provider.get("billed_charge"))
        if charge is None:
            tally.note("amount_unreadable", "a billed charge is missing or cannot be read exactly", place)
            continue
        yield replace(
            seen,
            locator=f"{place}/providers/{number}",
            amount_kind=AmountKind.BILLED_CHARGE,
            amount=charge,
            providers=(group,),
        )
