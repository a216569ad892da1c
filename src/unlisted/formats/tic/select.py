"""Say which items and references of a proved run may matter, without making values of them.

What is selected is judged again, exactly, by the code of the slow path: selecting too much costs time,
selecting too little would be an error. So every doubt selects, or refuses the fast path.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from unlisted.formats.reading import CodeQuery, Tally
from unlisted.formats.scan.proof import ARRAYS, OBJECTS, REFUSALS, Prover
from unlisted.formats.scan.shapes import Shapes
from unlisted.formats.tic.collect import BUNDLES, Collector
from unlisted.formats.tic.matching import WILDCARD_CODE, WILDCARD_TYPE
from unlisted.formats.tic.providers import reference_key

_EXACT_DIGITS = 15
"""Integers of so many digits are the same in binary."""


class SelectItems:
    """Select the items that may answer a code asked for; count the others."""

    def __init__(self, query: CodeQuery, tally: Tally) -> None:
        self._tally = tally
        self._texts = query.codes | {WILDCARD_CODE}
        self._codes = tuple(code.encode() for code in query.codes)
        self._shapes = Shapes()
        self._rate_shapes = Shapes()
        self._has_bundle: tuple[list[str], bool] = ([], False)

    def __call__(self, items: Any, first: int) -> list[int]:
        """Return the positions of what may match."""
        wanted = []
        number = -1
        for number, item in enumerate(items):
            if isinstance(item, OBJECTS) and self._may_match(item):
                wanted.append(number)
        self._tally.rows_read += number + 1
        if self._tally.prices_read is not None:
            for item in items:
                if isinstance(item, OBJECTS):
                    self._tally.prices_read += count_prices(item, self._rate_shapes)
        return wanted

    def _may_match(self, item: Any) -> bool:
        keys = self._shapes.keys(item)
        known, has_bundle = self._has_bundle
        if keys is not known and keys != known:
            has_bundle = any(name in keys for name in BUNDLES)
            self._has_bundle = (keys, has_bundle)
        code = item.get("billing_code")
        if isinstance(code, str):
            if code in self._texts or code.strip() in self._texts:
                return True
        elif code is not None and (not isinstance(code, int) or str(code) in self._texts):
            return True
        code_type = item.get("billing_code_type")
        if isinstance(code_type, str) and code_type.strip().upper() == WILDCARD_TYPE:
            return True
        return has_bundle and any(self._names_a_code(item.get(name)) for name in BUNDLES)

    def _names_a_code(self, bundle: Any) -> bool:
        """Say whether the characters of a code asked for stand anywhere in a bundle."""
        if bundle is None or bundle == "":
            return False
        if not hasattr(bundle, "mini"):
            return True
        written: bytes = bundle.mini
        return any(code in written for code in self._codes)


class SelectReferences:
    """Select the provider references that matching rates need."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._shapes = Shapes()
        self._binary: set[Any] = set()
        self._made_of = -1
        self.keep_needed = False

    def __call__(self, items: Any, first: int) -> list[int]:
        """Return the positions of the references needed, once it is known which are."""
        collector = self._collector
        if not (self.keep_needed or collector.rates_ended):
            collector.passed_references = True
            return []
        if len(collector.needed) != self._made_of:
            self._made_of = len(collector.needed)
            self._binary = _binary(collector.needed, Prover())  # the items looked at live in the other
        wanted = []
        for number, item in enumerate(items):
            if isinstance(item, OBJECTS):
                self._shapes.keys(item)
                key = item.get("provider_group_id")
                if self._is_needed(key):
                    wanted.append(number)
        return wanted

    def _is_needed(self, key: Any) -> bool:
        """Say whether an id may be one that is needed, in whatever form a proved run shows it."""
        needed = self._collector.needed
        if key is None or isinstance(key, (bool, *OBJECTS, *ARRAYS)):
            return "" in needed  # what is no id is read as an empty one
        if isinstance(key, int):
            return str(key) in needed
        if isinstance(key, str | Decimal):
            return reference_key(key) in needed
        return key in self._binary or (key.is_integer() and str(int(key)) in needed)


def _binary(needed: set[str], prover: Prover) -> set[Any]:
    """Return the numbers among the ids needed as a proved run shows them, in binary; no short integers."""
    found: set[Any] = set()
    for key in needed:
        if key.isdecimal() and len(key) <= _EXACT_DIGITS:
            continue
        try:
            number = Decimal(key)
        except InvalidOperation:
            continue
        if number.is_finite():
            for text in (key, f"{key}.0"):
                try:
                    found.add(prover.number(text))
                except REFUSALS:
                    continue
    return found


def count_prices(item: Any, shapes: Shapes) -> int:
    """Count the entries of ``negotiated_prices`` in all rates of an item."""
    return count_rate_prices(_listed(item.get("negotiated_rates")), shapes)


def count_rate_prices(rates: Any, shapes: Shapes) -> int:
    """Count the entries of ``negotiated_prices`` of some rates."""
    total = 0
    for rate in rates:
        if isinstance(rate, OBJECTS):
            shapes.keys(rate)
            prices = rate.get("negotiated_prices")
            if isinstance(prices, ARRAYS):
                total += len(prices)
            elif prices is not None and prices != "":
                total += 1
    return total


def _listed(value: Any) -> Any:
    if isinstance(value, ARRAYS):
        return value
    return () if value is None or value == "" else (value,)
