"""Texts of one payer are one payer; texts of different payers stay apart."""

from __future__ import annotations

import pytest

from unlisted.market.payer_names import PayerEntry, PayerNames, payer_key
from unlisted.market.plan_segments import plan_segment

NAMES = PayerNames.from_entries(
    [
        PayerEntry("unitedhealthcare", "UnitedHealthcare", ("UHC", "United Healthcare")),
        PayerEntry(
            "blue_cross_blue_shield", "Blue Cross Blue Shield plans", ("BCBS", "Blue Cross Blue Shield")
        ),
        PayerEntry("late", "Late", ("UHC",)),
    ]
)


@pytest.mark.parametrize(
    "text",
    ["UNITED HEALTHCARE [1016]", "UnitedHealthcare", "United Healthcare, Inc.", " uhc ", "Unitedhealthcare"],
)
def test_texts_of_one_payer(text: str) -> None:
    assert NAMES.match(text).id == "unitedhealthcare"


@pytest.mark.parametrize(
    "text", ["BLUE CROSS/BLUE SHIELD", "Bcbs", "BlueCross and BlueShield", "BlueCrossBlueShield"]
)
def test_texts_of_the_blue_plans(text: str) -> None:
    assert NAMES.match(text).id == "blue_cross_blue_shield"


@pytest.mark.parametrize(
    "text", ["Blue Cross Blue Shield of Arizona", "United", "UnitedHealthcare_CancerResources", "", "[1016]"]
)
def test_what_is_not_named_is_not_guessed(text: str) -> None:
    assert NAMES.match(text).id == ""


def test_an_unknown_payer_keeps_its_own_text_without_the_hospital_number() -> None:
    assert NAMES.match("MGB  HEALTH PLAN [150001]").name == "MGB HEALTH PLAN"


def test_the_first_entry_keeps_a_disputed_alias() -> None:
    assert NAMES.match("UHC").id == "unitedhealthcare"


def test_a_suffix_that_is_the_whole_name_stays() -> None:
    assert payer_key("Co") == "co"


@pytest.mark.parametrize(
    ("payer", "plan", "segment"),
    [
        ("Aetna", "Medicare Managed Care Plan", "medicare"),
        ("MEDICARE [2001]", "HB MGH MEDICARE", "medicare"),
        ("Humana", "MEDICARE ADVANTAGE HMO", "medicare"),
        ("Cigna", "Managed Medicaid", "medicaid"),
        ("TriWest Healthcare Alliance Corp - VA CCN", "", "military and veterans"),
        ("Blue", "BCBS EXCHANGE", "exchange"),
        ("Aetna", "PPO", "commercial or not stated"),
        ("Nevada Plan", "", "commercial or not stated"),
    ],
)
def test_segments_follow_the_words(payer: str, plan: str, segment: str) -> None:
    assert plan_segment(payer, plan) == segment
