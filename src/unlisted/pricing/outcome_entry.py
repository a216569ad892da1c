"""What posting and the desk hand to the memory: one outcome with the key of its line, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from unlisted.base.codes import BillingCode
from unlisted.base.errors import UsageError
from unlisted.base.money import to_cents
from unlisted.pricing.outcomes import Outcome

MAX_KEY = 200
MAX_DAYS = 3_660
MAX_AMOUNT = Decimal(10_000_000)
LEVELS = ("first", "reconsideration", "appeal_1", "appeal_2", "appeal_3", "external_review")
"""Where a line may end, in the order of the steps."""

_SLUG = re.compile(r"^[a-z][a-z0-9_]{0,79}$")
_MONTH = re.compile(r"^(19|20)\d{2}-(0[1-9]|1[0-2])$")
_DENIAL = re.compile(r"^[A-Z]{0,2}\d{1,4}$")


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """One outcome and what tells its line from every other.

    ``key`` is the writer's own, the same for the same line each time (for example the claim and line
    numbers); the log keeps a keyed hash of it only. A later entry of the same key replaces the earlier
    one: a denial that an appeal overturned is one outcome, not two.
    Raises ``UsageError`` for a value that no outcome has; the value itself is never repeated in the error.
    """

    key: str
    outcome: Outcome
    recorded_on: date

    def __post_init__(self) -> None:
        item = self.outcome
        wrong = [
            name
            for name, right in (
                ("key", 0 < len(self.key) <= MAX_KEY),
                ("service", bool(_SLUG.match(item.service))),
                ("code", _is_code(item.code)),
                ("payer", bool(_SLUG.match(item.payer))),
                ("comparator", not item.comparator or _is_code(item.comparator)),
                ("month", bool(_MONTH.match(item.month))),
                ("asked", _is_amount(item.asked) and item.asked > 0),
                ("allowed", item.allowed is None or _is_amount(item.allowed)),
                ("paid", item.paid is None or _is_amount(item.paid)),
                ("days", item.days is None or 0 <= item.days <= MAX_DAYS),
                ("denial", not item.denial or bool(_DENIAL.match(item.denial))),
                ("level", item.level in LEVELS),
            )
            if not right
        ]
        if wrong:
            raise UsageError(
                f"an outcome cannot be kept: {', '.join(wrong)} not as expected",
                why="the memory holds slugs, codes, months and amounts, and nothing that names a patient",
                fix=f"service and payer as ids, month as 2026-09, level one of {', '.join(LEVELS)}",
            )


def _is_code(text: str) -> bool:
    try:
        return BillingCode(text) == text
    except UsageError:
        return False


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= MAX_AMOUNT and value == to_cents(value)
