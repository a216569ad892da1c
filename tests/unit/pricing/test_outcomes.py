"""The memory: summaries, small numbers, export without a patient."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.outcome import Available, Unavailable
from unlisted.pricing.outcomes import SUPPRESS_BELOW, Outcome, export_csv, month_of, summaries_csv, summarize


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
    assert (found.n == Available(n)) is shown  # hidden, never nought
    (inside,) = summarize([outcome()] * n)
    assert inside.n == Available(n)


@pytest.mark.parametrize(
    ("denied", "of", "shown"),
    [
        (0, 30, True),
        (1, 30, False),
        (10, 30, False),
        (11, 30, True),
        (19, 30, True),
        (20, 30, False),
        (30, 30, True),
    ],
)
def test_a_small_count_and_one_whose_rest_is_small_are_hidden(denied: int, of: int, shown: bool) -> None:
    rows = [outcome(denial="50" if n < denied else "") for n in range(of)]
    (found,) = summarize(rows, outside=True)
    assert (found.denied == Available(denied)) is shown
    assert found.n == Available(of)
    (inside,) = summarize(rows)
    assert inside.denied == Available(denied)


def test_a_median_of_few_values_is_hidden_though_the_group_is_large() -> None:
    rows = [outcome(paid=Decimal(240) if n < 10 else None) for n in range(30)]
    (found,) = summarize(rows, outside=True)
    assert isinstance(found.paid, Unavailable)
    assert isinstance(found.allowed, Available)
    assert isinstance(found.comparator_accepted, Available)
    (inside,) = summarize(rows)
    assert inside.paid == Available(Decimal(240))


def test_the_table_for_outside_has_empty_cells_for_what_is_hidden() -> None:
    (row,) = csv.DictReader(io.StringIO(summaries_csv(summarize([outcome()] * 3, outside=True))))
    assert (row["service"], row["payer"], row["n"], row["allowed"]) == ("boost", "aetna", "", "")
    (row,) = csv.DictReader(io.StringIO(summaries_csv(summarize([outcome()] * 11, outside=True))))
    assert (row["n"], row["denied"], row["allowed"]) == ("11", "0", "300")


def test_medians_counts_and_groups() -> None:
    rows = [
        outcome("100", "80"),
        outcome("200", "200"),
        outcome("300", None, denial="16", paid=None, days=None),
        outcome("400", "400", denial="50", level="appeal_1", days=90),
        outcome(payer="cigna"),
    ]
    aetna, cigna = summarize(rows)
    assert aetna.payer == "aetna"
    assert (aetna.n, aetna.denied, aetna.overturned) == (Available(4), Available(2), Available(1))
    assert aetna.asked == Available(Decimal(250))
    assert aetna.allowed == Available(Decimal(200))
    assert aetna.days == Available(Decimal(30))
    assert aetna.comparator_accepted == Available(2)
    assert cigna.n == Available(1)


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
