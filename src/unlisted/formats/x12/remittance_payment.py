"""Build the payment (BPR to the first claim) and its end (PLB to SE) of a remittance."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.segment import Segment
from unlisted.formats.x12.remittance_claim import amount_of, day_of, pair_of
from unlisted.remittance.model import ZERO, Party, Payment, PaymentEnd, ProviderAdjustment

_NOBODY = Party("", "")
_PAIRS = range(3, 15, 2)


def build_payment(segments: list[Segment], version: str, interchange: str) -> Payment:
    """Build the payment from ST to the first LX or CLP; what is missing stays empty."""
    unreadable: list[str] = []
    parties: dict[str, Party] = {}
    references: list[tuple[str, str]] = []
    bank, trace = Segment(("BPR",)), Segment(("TRN",))
    produced = None
    for item in segments:
        if item.id == "BPR":
            bank = item
        elif item.id == "TRN":
            trace = item
        elif item.id == "N1":
            parties.setdefault(item.get(1), Party(item.get(1), item.get(2), item.get(3), item.get(4)))
        elif item.id == "REF":
            references.append(pair_of(item.elements))
        elif item.id == "DTM" and item.get(1) == "405":
            produced = day_of(item.get(2))
    amount = amount_of(bank.get(2))
    if amount is None:
        unreadable.append("BPR02")
        amount = ZERO
    paid_on = day_of(bank.get(16))
    if paid_on is None:
        unreadable.append("BPR16")
    return Payment(
        bank.get(1),
        -amount if bank.get(3) == "D" else amount,
        bank.get(4),
        paid_on,
        trace.get(2),
        trace.get(3),
        parties.get("PR", _NOBODY),
        parties.get("PE", _NOBODY),
        produced,
        tuple(references),
        version,
        interchange,
        segments[0].get(2) if segments else "",
        tuple(unreadable),
    )


def build_end(segments: list[Segment], *, complete: bool) -> PaymentEnd:
    """Build the end from the PLB segments."""
    unreadable: list[str] = []
    found: list[ProviderAdjustment] = []
    for item in segments:
        for number in _PAIRS:
            if not item.get(number) and not item.get(number + 1):
                continue
            reason, _, reference = item.get(number).partition(item.separator)
            found.append(
                ProviderAdjustment(
                    item.get(1),
                    day_of(item.get(2)),
                    reason,
                    reference.split(item.separator)[0],
                    _amount(item, number + 1, unreadable),
                )
            )
    return PaymentEnd(tuple(found), complete, tuple(unreadable))


def _amount(item: Segment, number: int, unreadable: list[str]) -> Decimal:
    value = amount_of(item.get(number))
    if value is None:
        unreadable.append(f"PLB{number:02d}")
        return ZERO
    return value
