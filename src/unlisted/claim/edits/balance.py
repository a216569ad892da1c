"""Sums that must agree (SNIP 3): lines and claim, and what another payer did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from unlisted.base.edi_values import read_decimal
from unlisted.base.segment import Segment
from unlisted.claim.edits.catalogue import BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView, LineView
from unlisted.claim.tree import Loop

_SOURCE = "balancing of the 837 (SNIP type 3); measured with linuxforhealth-x12 0.57.0, 2026-11-23"

CHARGE_SUM = rule(
    "snip3.charge_sum",
    3,
    BLOCKING,
    "the claim's total is not the sum of its lines",
    "let the total be the sum of the lines' charges",
    _SOURCE,
)
NEGATIVE = rule(
    "snip3.negative_amount",
    3,
    BLOCKING,
    "a charge is negative",
    "bill the charge as it is; void with frequency 8",
    _SOURCE,
)
PATIENT_PAID = rule(
    "snip3.patient_paid",
    3,
    BLOCKING,
    "the patient paid more than the claim's total",
    "write what the patient paid toward these services",
    _SOURCE,
)
LINE_ADJUDICATED = rule(
    "snip3.line_adjudication",
    3,
    BLOCKING,
    "another payer's payment and adjustments of a line do not add up to its charge",
    "copy payment and every adjustment of the line from the remittance",
    _SOURCE,
)
PAYER_PAID = rule(
    "snip3.payer_paid",
    3,
    BLOCKING,
    "another payer's total is not the sum of its lines less claim adjustments",
    "copy the claim payment and claim adjustments from the remittance",
    _SOURCE,
)
PAYER_BALANCE = rule(
    "snip3.payer_balance",
    3,
    BLOCKING,
    "another payer's payment and adjustments do not add up to the claim's total",
    "copy payment and every adjustment from the remittance",
    _SOURCE,
)
ZERO_TOTAL = rule(
    "snip3.zero_total",
    3,
    WARNING,
    "the claim's total is zero",
    "bill the charge; only an encounter may be zero",
    _SOURCE,
)


def check(view: ClaimView, _: EditContext) -> Iterator[ClaimFinding]:
    """Yield what does not add up; an amount that is no number is another edit's matter."""
    charges = [line.charge for line in view.lines]
    for line in view.lines:
        if line.charge is not None and line.charge < 0:
            yield line.at(NEGATIVE, line.charge_element)
    total = view.total
    if total is None or None in charges or not view.lines:
        return
    summed = sum((charge for charge in charges if charge is not None), Decimal(0))
    if total != summed:
        text = f"CLM02 says {total}, the lines add up to {summed}"
        yield view.at_head(CHARGE_SUM, "CLM02", message=text)
    if total == 0:
        yield view.at_head(ZERO_TOTAL, "CLM02")
    paid = view.claim.first("AMT", "F5", "F3")
    amount = read_decimal(paid.get(2)) if paid else None
    if paid is not None and paid.get(1) == "F5" and amount is not None and amount > total:
        yield view.at(PATIENT_PAID, view.claim, paid, "AMT02")
    yield from _lines(view)
    decided = view.decided()
    for other in view.others:
        yield from _other_payer(view, other, total, decided)


def _lines(view: ClaimView) -> Iterator[ClaimFinding]:
    for line in view.lines:
        for loop in line.loop.within("2430"):
            service = loop.first("SVD")
            paid = read_decimal(service.get(2)) if service else None
            adjusted = _adjusted(loop.all("CAS"))
            if service is None or paid is None or adjusted is None or line.charge is None:
                continue
            if paid + adjusted != line.charge:
                yield view.at(LINE_ADJUDICATED, loop, service, "SVD02", line=line.number)


def _other_payer(
    view: ClaimView, other: Loop, total: Decimal, decided: dict[str, list[tuple[LineView, Loop, Segment]]]
) -> Iterator[ClaimFinding]:
    said = other.first("AMT", "D")
    paid = read_decimal(said.get(2)) if said else None
    on_claim = _adjusted(other.all("CAS"))
    if said is None or paid is None or on_claim is None:
        return
    payer = other.inner("2330B")
    name = payer.first("NM1") if payer else None
    payer_id = name.get(9) if name else ""
    services = decided.get(payer_id, [])
    if not services:
        if any(True for _ in other.all("CAS")) and paid + on_claim != total:
            yield view.at(PAYER_BALANCE, other, said, "AMT02")
        return
    parts = [read_decimal(item.get(2)) for _, _, item in services]
    if None in parts:
        return
    if sum((part for part in parts if part is not None), Decimal(0)) - on_claim != paid:
        yield view.at(PAYER_PAID, other, said, "AMT02")


def _adjusted(items: Iterable[Segment]) -> Decimal | None:
    """Add up CAS amounts; ``None`` where one is no number."""
    total = Decimal(0)
    for item in items:
        for number in range(3, len(item.elements), 3):
            amount = read_decimal(item.get(number))
            if item.get(number) and amount is None:
                return None
            total += amount or Decimal(0)
    return total
