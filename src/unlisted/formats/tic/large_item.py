"""Read one item of an in-network file that is too large to be held: key by key, rate by rate."""

from __future__ import annotations

from typing import Any

from unlisted.formats.reading import Tally
from unlisted.formats.scan.elements import Elements
from unlisted.formats.scan.proof import Prover
from unlisted.formats.scan.rootwalk import everything, take_key
from unlisted.formats.scan.shapes import Shapes
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Window
from unlisted.formats.tic.collect import Collector, as_item
from unlisted.formats.tic.prices import Item
from unlisted.formats.tic.select import count_prices, count_rate_prices

_RATES = "negotiated_rates"
_TELLING = ("billing_code", "billing_code_type", "negotiation_arrangement")


class LargeItems:
    """Read large items from the window; ``known`` are those already recognised in an earlier pass.

    A matching item whose code stands behind its rates is put in ``found_late``: the pass must then be
    made again with it ``known``.
    """

    def __init__(
        self, window: Window, prover: Prover, collector: Collector, tally: Tally, known: dict[int, Item]
    ) -> None:
        self._window = window
        self._prover = prover
        self._collector = collector
        self._tally = tally
        self._known = known
        self._shapes = Shapes()
        self.prefix = ""
        self.found_late: dict[int, Item] = {}

    def read(self, index: int) -> None:
        """Read the item at the window; raise ``NotProvedError`` where it is no plain object."""
        window = self._window
        offset = window.offset
        pointer = f"{self.prefix}/in_network/{index}"
        fields: dict[str, Any] = {}
        passed = kept = False
        window.take(b"{")
        if window.peek() == b"}":
            window.take(b"}")
        else:
            while True:
                key = take_key(window)
                if key in fields:
                    raise NotProvedError("a key stands twice in one object", window.offset)
                if key == _RATES and window.peek() == b"[":
                    window.take(b"[")
                    item = self._known.get(index) or self._recognised(fields)
                    kept = item is not None
                    passed = not kept
                    self._read_rates(item, pointer, offset)
                    fields[key] = None
                else:
                    fields[key] = window.value()
                if window.take(b",}") == b"}":
                    break
        self._close(fields, pointer, offset, index, passed=passed, kept=kept)

    def _recognised(self, fields: dict[str, Any]) -> Item | None:
        """Return what the item answers, if all that tells it stands before the rates."""
        if not all(name in fields for name in _TELLING):
            return None
        matches = self._collector.matches(fields)
        return as_item(fields, matches) if matches else None

    def _read_rates(self, item: Item | None, pointer: str, offset: int) -> None:
        if item is None:
            for _ in Elements(self._window, self._prover, self._count):
                pass
            return

        def all_counted(items: Any, first: int) -> range:
            """Count the prices and select every rate."""
            self._count(items, first)
            return everything(items, first)

        for number, _place, rate in Elements(self._window, self._prover, all_counted):
            self._collector.add_rates(item, [rate], pointer, offset, number)

    def _count(self, items: Any, first: int) -> tuple[int, ...]:
        if self._tally.prices_read is not None:
            self._tally.prices_read += count_rate_prices(items, self._shapes)
        return ()

    def _close(
        self, fields: dict[str, Any], pointer: str, offset: int, index: int, *, passed: bool, kept: bool
    ) -> None:
        """Count the item as the slow path does, and see what became of its rates."""
        self._tally.rows_read += 1
        if _RATES in fields and fields[_RATES] is not None:
            self._tally.add_prices(count_prices(fields, self._shapes))
        item = self._collector.match(fields, pointer)
        if item is None:
            if kept:
                raise NotProvedError("an item was taken for another", offset)
        elif passed:
            self.found_late[index] = item
        elif not kept:
            self._collector.add_rates(item, fields.get(_RATES), pointer, offset)
