"""What may stand in the memory: ids, codes, months, amounts, and nothing that could name a patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.errors import UsageError
from unlisted.pricing.outcome_entry import LEVELS, OutcomeEntry
from unlisted.pricing.outcomes import Outcome

DAY = date(2026, 11, 2)
PAID = Outcome("boost", "77499", "aetna", "77427", "2026-09", Decimal("976.14"), Decimal("500.00"), None, 34)


@pytest.mark.parametrize(
    "fine",
    [
        {},
        {"comparator": ""},
        {"comparator": "G0563"},
        {"allowed": Decimal(0), "paid": Decimal(0)},
        {"days": 0},
        {"days": 3660},
        {"denial": "50"},
        {"denial": "B7"},
        {"denial": "CO16"},
        *({"level": level} for level in LEVELS),
    ],
)
def test_what_is_kept(fine: dict[str, object]) -> None:
    assert OutcomeEntry("k", replace(PAID, **fine), DAY).outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": "Boost for Mr Sample"},
        {"service": ""},
        {"service": "b" * 81},
        {"code": "7749"},
        {"code": " 77499"},
        {"payer": "Aetna, member 123"},
        {"comparator": "like 77427"},
        {"month": "2026-09-16"},
        {"month": "2026-13"},
        {"month": "2026-00"},
        {"asked": Decimal(0)},
        {"asked": Decimal("-1")},
        {"asked": Decimal("10.005")},
        {"asked": Decimal("NaN")},
        {"asked": Decimal("1E+30")},
        {"allowed": Decimal("-0.01")},
        {"paid": Decimal("Infinity")},
        {"days": -1},
        {"days": 3661},
        {"denial": "records were missing"},
        {"level": "appeal"},
    ],
)
def test_what_is_refused_without_repeating_it(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        OutcomeEntry("k", replace(PAID, **wrong), DAY)  # type: ignore[arg-type]
    ((name, value),) = wrong.items()
    assert name in caught.value.what
    if isinstance(value, str) and " " in value.strip():
        assert value not in str(caught.value)


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_is_a_short_text(key: str) -> None:
    with pytest.raises(UsageError, match="key"):
        OutcomeEntry(key, PAID, DAY)
