"""The memory: summaries, small numbers, export without a patient."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.outcome import Available, Unavailable
from unlisted.pricing.outcomes import SUPPRESS_BELOW, Outcome, export_csv, month_of, summarize


def outcome(asked: str = "400", allowed: str | None = "300", **more: object) -> Outcome:
    plain: dict[str, object] = {
        "service": "boost",
        "code": "77499",
        "payer": "aetna",
        "comparator": "77427",
        "month": "2026-03",
        "asked": Decimal(asked),
        "allowed": None if allowed is None else Decimal(allowed),
        "paid": Decimal("240"),
        "days": 30,
    }
    return Outcome(**{**plain, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(("n", "shown"), [(10, False), (11, True), (12, True)])
def test_small_groups_are_hidden_outside_the_practice(n: int, shown: bool) -> None:
    assert SUPPRESS_BELOW == 11
    (found,) = summarize([outcome()] * n, outside=True)
    assert isinstance(found.allowed, Available) is shown
    assert found.n == (n if shown else 0)
    (inside,) = summarize([outcome()] * n)
    assert inside.n == n


def test_medians_counts_and_groups() -> None:
    rows = [
        outcome("100", "80"),
        outcome("200", "200"),
        outcome("300", None, denial="16", paid=None, days=None),
        outcome("400", "400", denial="50", level="appeal_1", days=90),
        outcome(payer="cigna"),
    ]
    aetna, cigna = summarize(rows)
    assert (aetna.payer, aetna.n, aetna.denied, aetna.overturned) == ("aetna", 4, 2, 1)
    assert aetna.asked == Available(Decimal(250))
    assert aetna.allowed == Available(Decimal(200))
    assert aetna.days == Available(Decimal(30))
    assert aetna.comparator_accepted == Available(2)
    assert cigna.n == 1


def test_nothing_known_is_unavailable_not_zero() -> None:
    (found,) = summarize([outcome(allowed=None, paid=None, days=None)])
    assert isinstance(found.allowed, Unavailable)
    assert isinstance(found.paid, Unavailable)
    assert isinstance(found.comparator_accepted, Unavailable)


def test_the_export_holds_no_patient_and_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(export_csv([outcome(), outcome(allowed=None, service="=1+1")]))))
    names = {item.name for item in fields(Outcome)}
    assert set(rows[0]) == names
    assert not names & {"patient", "member_id", "claim_number", "birth_date", "name"}
    assert {row["allowed"] for row in rows} == {"300", ""}
    assert "'=1+1" in {row["service"] for row in rows}  # a spreadsheet must not run it


def test_a_month_carries_no_day() -> None:
    assert month_of(date(2026, 9, 16)) == "2026-09"
