"""The fee that follows from a comparator: asked, floor, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.errors import UsageError
from unlisted.base.evidence import EnteredEvidence, Evidence
from unlisted.base.money import to_cents
from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.pricing.tables import MedicareTables

LOWEST_PERCENT, HIGHEST_PERCENT = Decimal(-90), Decimal(400)
"""A percentage outside is taken for a slip of the pen: it would say less than a tenth, or five times."""


@dataclass(frozen=True, slots=True)
class StatedPercent:
    """Per cent more or less than the comparator as a named person judges it, with the reason.

    ``comparator`` is the code it is judged against; ``dimension`` is empty for the whole service.
    """

    comparator: str
    dimension: str
    percent: Decimal
    reason: str
    person: str
    role: str
    on: date

    def __post_init__(self) -> None:
        if not LOWEST_PERCENT <= self.percent <= HIGHEST_PERCENT:
            raise UsageError(
                f"{self.percent} per cent is outside {LOWEST_PERCENT} to {HIGHEST_PERCENT}",
                why="a fee would be far from its comparator",
                fix="choose a nearer comparator, or check the figure",
            )
        if not self.reason.strip():
            raise UsageError(
                "a percentage needs its reason",
                why="payers ask why the service is worth more or less",
                fix="write one sentence from the record",
            )

    @property
    def evidence(self) -> EnteredEvidence:
        """Return the judgement as evidence."""
        return EnteredEvidence(self.person, self.role, self.on, "comparator board")


@dataclass(frozen=True, slots=True)
class Fee:
    """What is asked and the least that is accepted, in US dollars, and what both rest on."""

    asked: Answer[Decimal]
    floor: Answer[Decimal]
    basis: str  # practice_fee, medicare_price


def fee_from(
    comparator_price: Answer[Decimal], practice_fee: Decimal | None, judged: StatedPercent | None
) -> Fee:
    """Work out the fee: the practice's fee for the comparator, else its Medicare price, times the judgement.

    The floor is the comparator's Medicare price, raised or lowered the same way: the service is judged by
    the comparator, so less than that denies the comparison. No published text states a formula; without a
    named person's judgement there is no fee.
    """
    basis = "medicare_price" if practice_fee is None else "practice_fee"
    base: Answer[Decimal] = comparator_price if practice_fee is None else Available(practice_fee, ())
    if judged is None:
        missing = Unavailable(
            Reason.NOT_PUBLISHED,
            "a formula for an unlisted code: none is published, and nobody has judged the whole service",
            would_fill="a named person's judgement, in per cent of the comparator, with the reason",
        )
        return Fee(missing, missing, basis)
    return Fee(_times(base, judged), _times(comparator_price, judged), basis)


def _times(base: Answer[Decimal], judged: StatedPercent) -> Answer[Decimal]:
    if isinstance(base, Unavailable):
        return base
    amount = to_cents(base.value * (100 + judged.percent) / 100)
    return Available(amount, (*base.evidence, judged.evidence))


def percent_of_medicare(
    amount: Decimal, code: str, on: date, tables: MedicareTables, price: Answer[Decimal]
) -> Answer[Decimal]:
    """Return an amount in per cent of the Medicare price of a code; refused where Medicare has no value."""
    values = tables.relative_values(code, on)
    if isinstance(values, Unavailable):
        return values
    if values.value.status == "C" or isinstance(price, Unavailable) or price.value == 0:
        return Unavailable(
            Reason.NOT_PUBLISHED,
            f"a Medicare value of {code}: none, so no percentage of Medicare can be given",
            would_fill="a comparison with a code that has a value",
        )
    evidence: tuple[Evidence, ...] = price.evidence
    return Available((amount / price.value * 100).quantize(Decimal("0.1")), evidence)
