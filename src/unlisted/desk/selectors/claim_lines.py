"""The lines of a case's claim: what was asked for each, and what stands on it after all postings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from unlisted.desk.models import Case, Remittance, RemittanceLine
from unlisted.remittance.model import PATIENT
from unlisted.remittance.variance import Expectation, Variance, compare_amounts

ZERO = Decimal(0)
Key = tuple[str, int]


@dataclass(slots=True)
class LineStanding:
    """One line. Amounts in US dollars; ``adjustments`` are those of the last posting: group, reason, amount.

    A claim sent anew has new line numbers: the lines of a chain count together by code and order.
    """

    control_number: str
    code: str
    unlisted: bool
    asked: Decimal
    allowed: Decimal = ZERO
    paid: Decimal = ZERO
    patient: Decimal = ZERO
    adjusted: Decimal = ZERO
    adjustments: list[list[str]] = field(default_factory=list)
    reason: str = ""
    remarks: list[str] = field(default_factory=list)
    variance: Variance | None = None

    @property
    def verdict(self) -> str:
        """Return how it stands to what was asked; empty where the payer has not judged it."""
        return self.variance.verdict.value if self.variance is not None else ""


def line_standings(case: Case, primary: Sequence[Remittance]) -> tuple[LineStanding, ...]:
    """Return the lines of the claim sent last with what ``primary`` remittances decided on them.

    Empty where no claim was sent, or where figures were noted by hand and name no line.
    """
    sent = list(case.sent_claims.order_by("id").values_list("body", flat=True))
    if not sent:
        return ()
    key_of: dict[str, Key] = {}
    for body in sent:
        key_of |= _keys(body["lines"])
    found = {
        key_of[line[0]]: LineStanding(line[0], line[1], line[1] == case.code, Decimal(line[3]))
        for line in sent[-1]["lines"]
    }
    choice = case.choices.order_by("id").last()
    floor = choice.floor if choice is not None else None
    for line in RemittanceLine.objects.filter(remittance__in=primary).order_by("id"):
        standing = found.get(key_of.get(line.control_number, ("", 0)))
        if standing is not None:
            _add(standing, line, floor if standing.unlisted else None)
    return tuple(found.values())


def amounts_of(
    case: Case, remittance: Remittance, lines: Iterable[RemittanceLine]
) -> tuple[Decimal, Decimal]:
    """Return what a remittance allowed and paid on the unlisted line; of the claim where it names no line."""
    own = [line for line in lines if line.code == case.code]
    if not own:
        return remittance.allowed_amount or ZERO, remittance.paid_amount
    allowed = sum((line.allowed_amount for line in own), ZERO)
    return allowed, sum((line.paid_amount for line in own), ZERO)


def _keys(lines: Iterable[Sequence[str]]) -> dict[str, Key]:
    """Return line numbers with code and order: what stays the same when a claim is sent anew."""
    seen: Counter[str] = Counter()
    found: dict[str, Key] = {}
    for line in lines:
        seen[line[1]] += 1
        found[line[0]] = (line[1], seen[line[1]])
    return found


def _add(standing: LineStanding, line: RemittanceLine, floor: Decimal | None) -> None:
    standing.allowed += line.allowed_amount
    standing.paid += line.paid_amount
    amounts = [(group, Decimal(amount)) for group, _, amount in line.adjustments]
    standing.patient += sum((amount for group, amount in amounts if group == PATIENT), ZERO)
    standing.adjusted += sum((amount for group, amount in amounts if group != PATIENT), ZERO)
    standing.adjustments, standing.reason, standing.remarks = line.adjustments, line.reason, line.remarks
    expected = Expectation(standing.asked, floor=floor)
    standing.variance = compare_amounts(
        standing.allowed, standing.paid, line.remarks, expected, line=standing.control_number
    )
