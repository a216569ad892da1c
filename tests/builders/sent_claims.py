"""Sent claims that fit the remittances of ``builders.remittances``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from unlisted.remittance.sent import SentClaim, SentLine


def line(
    number: str = "LINE1",
    code: str = "77499",
    modifiers: tuple[str, ...] = ("26",),
    charge: str = "1500",
    day: int = 3,
) -> SentLine:
    return SentLine(number, code, modifiers, Decimal(charge), date(2026, 8, day))


def case1(**changes: object) -> SentClaim:
    return SentClaim(**({"control_number": "CASE1", "payer_id": "EXPLAN", "lines": (line(),)} | changes))  # type: ignore[arg-type]


def case2() -> SentClaim:
    return SentClaim("CASE2", "EXPLAN", (line("LINE2", "77499", (), "1500", 4),))
