"""Compare the lines of a remittance with what was expected of their codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from unlisted.base.codes import BillingCode
from unlisted.base.errors import UsageError
from unlisted.base.money import parse_decimal
from unlisted.pipeline.remit_read import ReadClaim, ReturnFile
from unlisted.remittance.variance import Expectation, Variance, compare_line

_KINDS = ("floor", "contract", "comparator")


@dataclass(frozen=True, slots=True)
class LineVariance:
    """The comparison of one line, with the claim it stands on."""

    claim: str
    code: str
    variance: Variance


def read_expectations(texts: Iterable[str]) -> dict[str, Expectation]:
    """Read ``77499:floor=800``; raise ``UsageError`` for another form. The fee asked is the line's charge."""
    found: dict[str, Expectation] = {}
    for text in texts:
        code, _, rest = text.partition(":")
        kind, _, amount_text = rest.partition("=")
        amount = parse_decimal(amount_text)
        if kind not in _KINDS or amount is None or amount <= 0:
            raise UsageError(
                f"{text!r} is no expectation",
                why="the amount a line is compared with must be clear",
                fix=f"write for example 77499:floor=800; kinds: {', '.join(_KINDS)}",
            )
        before = found.get(BillingCode(code), Expectation(Decimal(0)))
        if kind == "floor":
            after = replace(before, floor=amount)
        elif kind == "contract":
            after = replace(before, contract=amount)
        else:
            after = replace(before, comparator_amount=amount)
        found[BillingCode(code)] = after
    return found


def variances(path: Path, expected: dict[str, Expectation]) -> Iterator[LineVariance]:
    """Yield the comparison of every line whose code is expected; reversals are passed over."""
    for item in ReturnFile(path).items():
        if not isinstance(item, ReadClaim) or item.claim.is_reversal:
            continue
        for line in item.claim.lines:
            code = line.submitted_code or line.code
            if code in expected:
                asked = replace(expected[code], asked=line.charge)
                yield LineVariance(item.claim.patient_control_number, code, compare_line(line, asked))
