"""What was allowed against what was expected: the fee asked, the floor, the contract, the comparator.

N449 and N631 on a line say that the payer priced it like another service (claims.md 4.2): then the allowed
amount, divided by the comparator's own, says which share of it the payer granted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from unlisted.remittance.model import RemittanceLine

COMPARABLE_REMARKS = frozenset({"N449", "N631"})
_SHARE = Decimal("0.0001")


class Verdict(StrEnum):
    """How the allowed amount stands to what was expected."""

    DENIED = "denied"
    BELOW_FLOOR = "below_floor"
    BELOW_CONTRACT = "below_contract"
    BELOW_COMPARATOR = "below_comparator"
    BELOW_ASKED = "below_asked"
    AS_ASKED = "as_asked"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was expected for a line, in US dollars; ``None`` where there is none (no contract, no floor).

    ``comparator`` is the comparator code, ``comparator_amount`` its amount at this payer or by Medicare.
    """

    asked: Decimal
    floor: Decimal | None = None
    contract: Decimal | None = None
    comparator: str = ""
    comparator_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """The allowed amount less one expectation: negative is less than expected."""

    against: str
    expected: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Variance:
    """The comparison of one line. ``granted_share`` of the comparator, where the payer priced by one."""

    line: str
    verdict: Verdict
    allowed: Decimal
    paid: Decimal
    differences: tuple[Difference, ...]
    paid_as_comparable: bool
    granted_share: Decimal | None

    @property
    def underpaid(self) -> bool:
        """Say whether less was allowed than the contract, the floor or the comparator gives."""
        return self.verdict in (Verdict.BELOW_FLOOR, Verdict.BELOW_CONTRACT, Verdict.BELOW_COMPARATOR)


def compare_line(line: RemittanceLine, expected: Expectation) -> Variance:
    """Compare a line of a remittance with what was expected."""
    return compare_amounts(line.allowed, line.paid, line.remarks, expected, line=line.control_number)


def compare_amounts(
    allowed: Decimal, paid: Decimal, remarks: Iterable[str], expected: Expectation, *, line: str = ""
) -> Variance:
    """Compare what stands after several postings of one line, for example a reversal and its correction."""
    known = (
        ("contract", expected.contract),
        ("floor", expected.floor),
        ("comparator", expected.comparator_amount),
        ("asked", expected.asked),
    )
    differences = tuple(
        Difference(name, amount, allowed - amount) for name, amount in known if amount is not None
    )
    base = expected.comparator_amount
    comparable = bool(COMPARABLE_REMARKS & set(remarks))
    share = (allowed / base).quantize(_SHARE, rounding=ROUND_HALF_UP) if comparable and base else None
    return Variance(
        line,
        _verdict(allowed, paid, differences),
        allowed,
        paid,
        differences,
        comparable,
        share,
    )


def _verdict(allowed: Decimal, paid: Decimal, differences: tuple[Difference, ...]) -> Verdict:
    if allowed == 0 and paid == 0:
        return Verdict.DENIED
    for item in differences:
        if item.difference < 0:
            return Verdict(f"below_{item.against}")
    return Verdict.AS_ASKED
