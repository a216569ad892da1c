"""One negotiated price of a payer file becomes one observation for each code it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.formats.reading import Tally
from unlisted.formats.tic.matching import Match
from unlisted.formats.tic.providers import Groups, read_groups, reference_key
from unlisted.formats.values import read_amount, read_date, read_list, read_object, read_text, read_texts
from unlisted.market.observation import AmountKind, CodeMatch, Observation


@dataclass(frozen=True, slots=True)
class Item:
    """An item of ``in_network`` that answers a code asked for."""

    code: str
    code_type: str
    arrangement: str
    matches: tuple[Match, ...]


Price = tuple[
    tuple[str, ...], str, str, tuple[str, ...], AmountKind, Decimal | None, str, str, date | None, str
]
"""Modifiers, billing class, setting, places of service, kind, amount, negotiated type, algorithm, expiration
date and note of one price: plain values, so that they can be set aside."""


@dataclass(frozen=True, slots=True)
class PendingRate:
    """One entry of ``negotiated_rates``: its prices, and the providers still to be resolved."""

    item: Item
    pointer: str
    prices: tuple[Price, ...]
    groups: Groups
    references: tuple[str, ...]
    offset: int | None = None


def pending_rates(
    item: Item, entries: object, pointer: str, tally: Tally, offset: int | None = None, first: int = 0
) -> Iterator[PendingRate]:
    """Cut a matching item into its rates, keeping only what the observations need.

    ``offset`` is where the item starts in the text; ``first`` the index of the first entry given.
    """
    for number, entry in enumerate(read_list(entries), first):
        fields = read_object(entry)
        place = f"{pointer}/negotiated_rates/{number}"
        groups = read_groups(fields.get("provider_groups"))
        references = tuple(
            dict.fromkeys(reference_key(key) for key in read_list(fields.get("provider_references")))
        )
        if not groups and not references:
            tally.note("rate_without_provider", "a rate names no provider", place)
        prices = tuple(
            _read_price(read_object(price), f"{place}/negotiated_prices/{position}", tally)
            for position, price in enumerate(read_list(fields.get("negotiated_prices")))
        )
        yield PendingRate(item, place, prices, groups, references, offset)


def rate_observations(
    rate: PendingRate, groups: Groups, networks: tuple[str, ...], about: Observation
) -> Iterator[Observation]:
    """Yield the observations of one rate whose providers are known; ``about`` is what the file shares."""
    item = rate.item
    about = replace(
        about,
        billing_code=item.code,
        billing_code_type=item.code_type,
        arrangement=item.arrangement,
        network=" | ".join(networks),
        providers=rate.groups + groups,
        byte_offset=rate.offset,
    )
    for number, price in enumerate(rate.prices):
        seen = _price_observation(price, f"{rate.pointer}/negotiated_prices/{number}", about)
        for code, how in item.matches:
            if how is CodeMatch.LITERAL:
                yield seen
            else:
                covers = f"the file states {item.code} of type {item.code_type}"
                note = f"{covers}; {seen.note}" if seen.note else covers
                yield replace(seen, billing_code=code, code_match=how, note=note)


def _read_price(price: dict[str, Any], locator: str, tally: Tally) -> Price:
    negotiated_type = read_text(price.get("negotiated_type"))
    information = read_text(price.get("additional_information"))
    stated = price.get("negotiated_rate")
    amount = read_amount(stated)
    if negotiated_type.lower() == "percentage":
        kind = AmountKind.NEGOTIATED_PERCENTAGE
    else:
        kind = AmountKind.NEGOTIATED_DOLLAR
    algorithm = ""
    if amount is None:
        kind, algorithm = AmountKind.NEGOTIATED_ALGORITHM, information
        what = "a price has no amount, only words" if stated is None else "an amount cannot be read exactly"
        tally.note("price_without_amount" if stated is None else "amount_unreadable", what, locator)
    elif amount == 0:
        tally.note("zero_rate", "a negotiated rate is zero", f"{locator}/negotiated_rate")
    expires = read_text(price.get("expiration_date"))
    expiration_date = read_date(expires)
    if expires and expiration_date is None:
        tally.note("expiration_date_unreadable", f"an expiration date cannot be read: {expires!r}", locator)
    return (
        read_texts(price.get("billing_code_modifier")),
        read_text(price.get("billing_class")),
        read_text(price.get("setting")),
        read_texts(price.get("service_code")),
        kind,
        amount,
        negotiated_type,
        algorithm,
        expiration_date,
        "" if algorithm else information,
    )


def _price_observation(price: Price, locator: str, about: Observation) -> Observation:
    modifiers, billing_class, setting, places, kind, amount, negotiated_type, algorithm, expires, note = price
    return replace(
        about,
        locator=locator,
        modifiers=modifiers,
        billing_class=billing_class,
        setting=setting,
        place_of_service_codes=places,
        amount_kind=kind,
        amount=amount,
        negotiated_type=negotiated_type,
        algorithm=algorithm,
        expiration_date=expires,
        note=note,
    )
