"""What a benchmark run takes from the rulebook and from the charge rows' own notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from unlisted.base.outcome import Available
from unlisted.benchmarks.classes import hospital_of
from unlisted.benchmarks.context import CodePeriod
from unlisted.benchmarks.gates.placeholders import PriceKey
from unlisted.market.observation import Observation, SourceKind
from unlisted.market.payer_names import PayerEntry, PayerNames
from unlisted.pricing.embedded import embedded_tables
from unlisted.pricing.medicare import NATIONAL, price_service
from unlisted.rules.rulebook import Rulebook

LINES_NOTE = "times_same_price_in_file="
"""How a charge row's note says on how many lines of the hospital's file its price stands."""

_LINES = re.compile(rf"(?:^|; ){LINES_NOTE}(\d{{1,9}})(?:;|$)")
_REDEFINED = re.compile(r"^Redefined on (\d{4}-\d{2}-\d{2})\b")


def payer_names(rulebook: Rulebook) -> PayerNames:
    """Return the registry's payers as names that file texts are matched to, in the registry's order."""
    entries = sorted(rulebook.payers.values(), key=lambda payer: payer.order)
    return PayerNames.from_entries(PayerEntry(payer.id, payer.name, payer.aliases) for payer in entries)


def code_periods(rulebook: Rulebook, codes: Iterable[str]) -> dict[str, CodePeriod]:
    """Return from when to when each code the registry knows is in force, and when it was redefined.

    The registry states a new meaning in the note of the code: ``Redefined on 2026-01-01: …``.
    """
    periods = {}
    for code in codes:
        entry = rulebook.codes.get(code)
        if entry is not None:
            redefined = _REDEFINED.match(entry.note)
            periods[code] = CodePeriod(
                effective_from=entry.effective_from,
                effective_to=entry.effective_to,
                redefined_on=date.fromisoformat(redefined[1]) if redefined else None,
            )
    return periods


def noted_lines(observations: Iterable[Observation]) -> Mapping[PriceKey, int]:
    """Return, for charge rows that state it, the lines of the hospital's file at the row's price."""
    lines: dict[PriceKey, int] = {}
    for seen in observations:
        if seen.source_kind is not SourceKind.HOSPITAL_CHARGE_ROWS or seen.amount is None:
            continue
        stated = _LINES.search(seen.note)
        if stated is not None:
            key = (hospital_of(seen), str(seen.amount_kind), seen.amount)
            lines[key] = max(int(stated[1]), lines.get(key, 0))
    return lines


def medicare_prices(rulebook: Rulebook, codes: Iterable[str], on: date) -> dict[tuple[str, str], Decimal]:
    """Return what Medicare pays nationally that day, by code and billing class.

    ``professional`` is the physician fee schedule's non-facility price, ``institutional`` the hospital
    outpatient rate. What Medicare does not price is absent (77499: status C, no relative values).
    """
    asked = tuple(codes)
    tables = embedded_tables(rulebook, asked)
    factor = tables.conversion_factor(on)
    prices = {}
    for code in asked:
        values = tables.relative_values(code, on)
        if isinstance(values, Available) and isinstance(factor, Available):
            price = price_service(values.value, NATIONAL, factor.value, facility=False)
            if isinstance(price, Available) and price.value > 0:
                prices[(code, "professional")] = price.value
        line = tables.opps_line(code, on)
        if isinstance(line, Available) and line.value.rate is not None and line.value.rate > 0:
            prices[(code, "institutional")] = line.value.rate
    return prices
