"""Money is ``Decimal``; binary floats never touch it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
_MAX_CHARACTERS = 40


def parse_decimal(text: str) -> Decimal | None:
    """Read a plain number as published: ``$1,452.00 ``, ``203.22``, ``1e3``; ``None`` when it is none.

    Currency signs, thousands separators and surrounding space are dropped; parentheses, words,
    ``NaN`` and infinities are no numbers. Text beyond 40 characters is refused as a number.
    """
    cleaned = text.strip().replace(",", "").removeprefix("$").strip()
    if not cleaned or len(cleaned) > _MAX_CHARACTERS:
        return None
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def to_cents(value: Decimal) -> Decimal:
    """Round half up to the cent, the way a fee schedule does (42 CFR 414 tables)."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def format_usd(value: Decimal, *, cents: bool = True) -> str:
    """Write dollars for a reader: ``$1,284.00``, or ``$1,284`` without cents."""
    if cents:
        return f"${to_cents(value):,.2f}"
    return f"${value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"
