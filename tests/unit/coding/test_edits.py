"""Edits of the day: limits by release, pairs in either order, what a bill may carry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.dates import Period
from unlisted.base.outcome import Severity
from unlisted.coding.edits import (
    ComponentLine,
    EditTables,
    OutpatientStatus,
    PairEdit,
    UnitLimit,
    check_lines,
    edit_setting,
    route_of,
)
from unlisted.coding.request import Request

DAY = date(2026, 6, 1)
ALWAYS = Period(None, None)
TABLES = EditTables(
    units={
        "77499": (
            UnitLimit("practitioner", date(2024, 4, 1), 1, "3"),
            UnitLimit("practitioner", date(2026, 6, 1), 2, "3"),
            UnitLimit("practitioner", date(2026, 6, 2), 9, "3"),
            UnitLimit("outpatient_hospital", date(2024, 4, 1), 5, "3"),
        )
    },
    pairs={
        "77435": (
            PairEdit("practitioner", "77435", "77427", "0"),
            PairEdit("practitioner", "77435", "99213", "1"),
            PairEdit("outpatient_hospital", "77435", "77336", "0"),
        )
    },
    outpatient={
        "77499": (OutpatientStatus(ALWAYS, "B", None),),
        "77435": (OutpatientStatus(ALWAYS, "N", None),),
        "77399": (
            OutpatientStatus(Period(date(2025, 1, 1), date(2025, 12, 31)), "S", Decimal("132.77")),
            OutpatientStatus(Period(date(2026, 1, 1), None), "S", Decimal("137.32")),
        ),
        "77436": (OutpatientStatus(ALWAYS, "Q1", None),),
        "77387": (OutpatientStatus(ALWAYS, "N", None),),
    },
    components={
        "77435": (ComponentLine(ALWAYS, "2"),),
        "77370": (ComponentLine(ALWAYS, "3"),),
        "77499": (ComponentLine(ALWAYS, "1"),),
    },
)


def bill(billing_class: str, setting: str = "") -> Request:
    return Request(billing_class=billing_class, setting=setting)


HOSPITAL = bill("institutional", "outpatient_hospital")


@pytest.mark.parametrize(
    ("request_", "code", "payable", "status", "rate", "offer"),
    [
        (bill(""), "77499", None, "", None, ""),
        (bill("", "outpatient_hospital"), "77499", None, "", None, ""),
        (bill("institutional"), "77499", None, "", None, ""),
        (bill("professional"), "77499", True, "", None, ""),
        (bill("professional", "outpatient_hospital"), "77499", True, "", None, ""),
        (bill("institutional", "office"), "77499", None, "", None, ""),
        (bill("institutional", "inpatient_hospital"), "77499", None, "", None, ""),
        (bill("institutional", "ambulatory_surgery_center"), "77399", None, "", None, ""),
        (bill("professional"), "77370", None, "", None, ""),
        (bill("professional", "office"), "77370", True, "", None, ""),
        (bill("professional", "outpatient_hospital"), "77370", False, "", None, "institutional"),
        (bill("professional", "off_campus_outpatient_hospital"), "77370", False, "", None, "institutional"),
        (bill("professional", "inpatient_hospital"), "77370", False, "", None, ""),
        (HOSPITAL, "77499", False, "B", None, "professional"),
        (bill("institutional", "off_campus_outpatient_hospital"), "77499", False, "B", None, "professional"),
        (HOSPITAL, "77435", False, "N", None, "professional"),
        (HOSPITAL, "77387", False, "N", None, ""),
        (HOSPITAL, "77399", True, "S", Decimal("137.32"), ""),
        (HOSPITAL, "77436", True, "Q1", None, ""),
        (HOSPITAL, "77412", None, "", None, ""),
    ],
)
def test_what_a_bill_may_carry(
    request_: Request, code: str, payable: bool | None, status: str, rate: Decimal | None, offer: str
) -> None:
    found = route_of(code, request_, DAY, TABLES)
    assert (found.payable, found.status_indicator, found.rate, found.offer) == (payable, status, rate, offer)
    assert found.says.startswith(code)


def test_the_rate_is_that_of_the_day() -> None:
    assert "$137.32" in route_of("77399", HOSPITAL, DAY, TABLES).says
    assert route_of("77399", HOSPITAL, date(2025, 12, 31), TABLES).rate == Decimal("132.77")
    assert "$" not in route_of("77436", HOSPITAL, DAY, TABLES).says


@pytest.mark.parametrize(
    ("on", "units"),
    [
        (date(2024, 3, 31), None),
        (date(2024, 4, 1), 1),
        (date(2026, 5, 31), 1),
        (date(2026, 6, 1), 2),
        (date(2026, 6, 2), 9),
    ],
)
def test_the_newest_release_up_to_the_day(on: date, units: int | None) -> None:
    limit = TABLES.limit("practitioner", "77499", on)
    assert (limit.units if limit else None) == units
    assert TABLES.limit("practitioner", "77427", on) is None


def test_units_over_the_limit() -> None:
    tables = EditTables(units=TABLES.units, complete=True)
    assert check_lines([("77499", 2)], bill("professional"), DAY, tables) == ()
    (found,) = check_lines([("77499", 3)], bill("professional"), DAY, tables)
    assert (found.code, found.severity) == ("units_over_limit", Severity.BLOCKING)
    assert check_lines([("77499", 3)], HOSPITAL, DAY, tables) == ()


def pairs(
    *codes: str, other: tuple[str, ...] = (), billing_class: str = "professional"
) -> list[tuple[str, str]]:
    request = Request(billing_class=billing_class, other_codes=other)
    return [(x.code, x.severity.value) for x in check_lines([(c, 1) for c in codes], request, DAY, TABLES)]


def test_pairs_in_either_order() -> None:
    assert pairs("77435", "77427") == [("code_pair", "blocking")]
    assert pairs("77427", "77435") == [("code_pair", "blocking")]
    assert pairs("77427", other=("77435",)) == [("code_pair", "blocking")]
    assert pairs("77435", "99213") == [("code_pair", "warning")]


def test_a_pair_of_the_other_table_does_not_count() -> None:
    assert pairs("77435", "77336") == []
    assert pairs("77435", "77336", billing_class="institutional") == [("code_pair", "blocking")]


def test_two_other_codes_are_not_this_lines_matter() -> None:
    assert pairs("99213", other=("77435", "77427")) == [
        ("code_pair", "warning"),
        ("pairs_not_at_hand", "advice"),  # 99213 and 77427: no table of the two is at hand
    ]


def test_pairs_nobody_kept_are_said_not_assumed() -> None:
    assert pairs("77435", other=("36415",)) == [("pairs_not_at_hand", "advice")]
    assert pairs("77435") == []  # one line alone has no pair to look up
    assert not EditTables().complete
    assert EditTables(complete=True).knows_pair("77435", "36415")
    assert not TABLES.knows_pair("77435", "36415")


def test_two_codes_that_stand_in_other_tables_are_not_looked_up() -> None:
    """99213 and 77427 stand in the table of 77435; the pair between them is in no table at hand."""
    assert TABLES.knows_pair("77435", "77427")
    assert not TABLES.knows_pair("99213", "77427")
    assert pairs("77427", "99213", other=("77336",)) == [
        ("pairs_not_at_hand", "advice"),
        ("pairs_not_at_hand", "advice"),
    ]


def test_which_table_a_bill_is_held_against() -> None:
    assert edit_setting(bill("institutional")) == "outpatient_hospital"
    assert edit_setting(bill("professional")) == "practitioner"
    assert edit_setting(bill("")) == "practitioner"
