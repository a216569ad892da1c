"""One field of a paper form: which item, what it holds, where it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Spot:
    """A print position: row of 1/6 inch counted from 1 (its baseline), column of 1/10 inch counted from 0.

    ``width`` in characters. ``sure`` is false where the position is worked out from its neighbors.
    """

    row: int
    column: int
    width: int
    right: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class FormField:
    """An item and its text. ``line`` counts service lines from 1 on the page; 0 outside of them.

    ``spot`` is ``None`` for what is shown on the proof sheet and not printed.
    """

    item: str
    name: str
    text: str
    spot: Spot | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class PaperForm:
    """Pages of fields. ``problems`` say what does not fit, or has to be done by hand."""

    form: str
    claim: str
    pages: tuple[tuple[FormField, ...], ...]
    problems: tuple[str, ...] = ()


def cents(amount: Decimal) -> str:
    """Write dollars and cents apart, as the boxes want them: ``976 14``."""
    whole, _, part = f"{amount:.2f}".partition(".")
    return f"{whole} {part}"
