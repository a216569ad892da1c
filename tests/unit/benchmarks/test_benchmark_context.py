"""What a run takes from the rulebook and from the rows' notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from builders.observations import CHARGE_ROW, HOSPITAL_PRICE, price
from unlisted.benchmarks.context import CodePeriod
from unlisted.benchmarks.gates.row_gates import CODE_TYPES
from unlisted.formats.reading import PROCEDURE_TYPES
from unlisted.pipeline.benchmark_context import code_periods, medicare_prices, noted_lines, payer_names
from unlisted.rules.rulebook import Rulebook

DAY = date(2026, 8, 20)


def test_the_gate_takes_the_code_types_that_the_readers_take() -> None:
    assert CODE_TYPES == PROCEDURE_TYPES


def test_code_periods_know_deleted_and_redefined_codes(rulebook: Rulebook) -> None:
    found = code_periods(rulebook, ("77385", "77402", "77407", "77412", "77387", "77499", "12345"))
    assert found["77385"] == CodePeriod(None, date(2025, 12, 31), None)
    for code in ("77402", "77407", "77412", "77387"):
        assert found[code].redefined_on == date(2026, 1, 1), code
    assert found["77499"] == CodePeriod()
    assert "12345" not in found


def test_medicare_prices_by_class_and_none_for_the_unlisted_management_code(rulebook: Rulebook) -> None:
    found = medicare_prices(rulebook, ("77427", "77499", "77470"), DAY)
    assert found[("77427", "professional")] == Decimal("195.40")
    assert ("77427", "institutional") not in found
    assert found[("77470", "institutional")] > found[("77470", "professional")]
    assert not [key for key in found if key[0] == "77499"]


def test_registry_names_match_texts_of_real_files(rulebook: Rulebook) -> None:
    names = payer_names(rulebook)
    expected = {
        "UNITED HEALTHCARE [1016]": "unitedhealthcare",
        "CIGNA ALTERNATE [1018]": "cigna",
        "Cigna Healthcare of Arizona, Inc.": "cigna",
        "BLUE CROSS/BLUE SHIELD": "blue_cross_blue_shield",
        "BlueCrossBlueShield": "blue_cross_blue_shield",
        "AETNA [1001]": "aetna",
        "MEDICARE [2001]": "medicare",
        "VACare": "va_community_care",
        "HARVARD PILGRIM ALTERNATE [120002]": "point32health",
        "Ambetter Health": "centene",
        "Provider Network of America": "",
    }
    assert {text: names.match(text).id for text in expected} == expected


def test_the_lines_a_charge_row_notes_are_read() -> None:
    seen = [
        price(CHARGE_ROW, note="times_same_price_in_file=28"),
        price(CHARGE_ROW, amount="99", note="flag=ok; times_same_price_in_file=3; other=1"),
        price(CHARGE_ROW, amount="98", note="xtimes_same_price_in_file=3"),
        price(HOSPITAL_PRICE, note="times_same_price_in_file=9"),
    ]
    assert noted_lines(seen) == {
        ("010001", "gross_charge", Decimal(478)): 28,
        ("010001", "gross_charge", Decimal(99)): 3,
    }
