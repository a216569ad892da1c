"""Count how many codes stand at an amount, in memory that grows with the codes, not with the rates."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from unlisted.formats.reading import Code
from unlisted.market.frequency import ValueFrequency

PricedDollar = tuple[str, str, Code, Decimal]
"""Payer, plan, the code that names the service, and a negotiated dollar amount."""

_Plan = tuple[str, str]


class FrequencyCounter:
    """Count, for chosen (payer, plan, amount), the distinct codes at the amount and the codes priced.

    One bit per plan and code, and one small set per chosen amount.
    """

    def __init__(self) -> None:
        self._wanted: dict[_Plan, dict[Decimal, set[int]]] = {}
        self._priced: dict[_Plan, bytearray] = {}
        self._numbers: dict[Code, int] = {}

    def want(self, payer: str, plan: str, amount: Decimal) -> None:
        """Choose a negotiated dollar amount of a payer's plan."""
        self._wanted.setdefault((payer, plan), {}).setdefault(amount, set())
        self._priced.setdefault((payer, plan), bytearray())

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def add(self, prices: Iterable[PricedDollar]) -> None:
        """Count every negotiated dollar amount of the file."""
        numbers, wanted, priced = self._numbers, self._wanted, self._priced
        for payer, plan, code, amount in prices:
            key = (payer, plan)
            bits = priced.get(key)
            if bits is None:
                continue
            number = numbers.setdefault(code, len(numbers))
            byte = number >> 3
            if byte >= len(bits):
                bits.extend(bytes(byte + 256 - len(bits)))
            bits[byte] |= 1 << (number & 7)
            at_amount = wanted[key].get(amount)
            if at_amount is not None:
                at_amount.add(number)

    def result(self) -> tuple[ValueFrequency, ...]:
        """Return one row for each (payer, plan, amount), in that order."""
        return tuple(
            ValueFrequency(
                payer=key[0],
                plan=key[1],
                amount=amount,
                codes_at_amount=len(codes),
                codes_priced=int.from_bytes(self._priced[key], "little").bit_count(),
            )
            for key, amounts in sorted(self._wanted.items())
            for amount, codes in sorted(amounts.items())
        )
