"""Text for claims, the list of unlisted codes, code values, and building from plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from builders.claims import BARE_HOSPITAL, COMMERCIAL, DOCTOR, HOSPITAL, batch, professional
from unlisted.base.edi_values import decimal_text, read_day, read_decimal
from unlisted.claim import code_values
from unlisted.claim.build import claim_from
from unlisted.claim.text import clean_text, is_basic, is_extended
from unlisted.claim.unlisted_codes import UnlistedCodes, unlisted_codes
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.formats.x12.write import write_batch

PALMETTO = (
    "21089 38129 38589 43289 43659 44238 47379 47579 49329 49659 "
    "50549 50949 55559 58578 58579 58679 59897 59898 60659"
)


def test_all_nineteen_codes_that_do_not_end_in_99_are_known() -> None:
    codes = PALMETTO.split()
    assert len(codes) == 19
    assert all(code in UnlistedCodes() for code in codes)


def test_codes_are_unlisted_by_list_not_by_their_ending() -> None:
    assert "77499" in UnlistedCodes()
    assert "99199" not in UnlistedCodes()
    assert "77427" not in UnlistedCodes()


def test_an_override_goes_before_the_list() -> None:
    codes = unlisted_codes(["L8499"], add=["77427"], remove=["77499", "77427"])
    assert ("77427" in codes, "77499" in codes, "L8499" in codes) == (True, False, True)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("José Müller", "JOSE MULLER"),
        ("5\u2013fraction \u201cboost\u201d", '5-FRACTION "BOOST"'),
        ("a*b:c~d^e", "A B C D E"),
        ("  two   spaces\nand a break ", "TWO SPACES AND A BREAK"),
        ("\u2265 3 Gy", ">= 3 GY"),
        ("\u4e2d\u6587", ""),
    ],
)
def test_text_becomes_plain(given: str, cleaned: str) -> None:
    assert clean_text(given) == cleaned


def test_character_sets() -> None:
    assert is_basic("ADAPTIVE RT, 5 FX (77427)")
    assert not is_basic("adaptive")
    assert is_extended("adaptive @ 5%")
    assert not is_extended("é")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("900", "900"),
        ("900.00", "900"),
        ("62.50", "62.5"),
        ("1E+3", "1000"),
        ("0.00", "0"),
        ("-5.10", "-5.1"),
    ],
)
def test_amounts_are_written_plainly(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize("text", ["", "1,5", "1e3", "NaN", "\u0663", "--1", "+1", "1.2.3", "9" * 30, " 1"])
def test_what_is_no_amount(text: str) -> None:
    assert read_decimal(text) is None


@pytest.mark.parametrize(
    "text",
    ["20260230", "2026061", "2026-6-1", "\u0662\u0660\u0662\u0666\u0660\u0661\u0660\u0661", "abcdefgh"],
)
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_code_values_by_count() -> None:
    assert len(code_values.CARC) == 405
    assert len(code_values.RARC) == 1171
    assert {"189", "163", "252", "A1", "B5", "P7"} <= code_values.CARC
    assert {"N350", "N850", "N753", "N449", "N631", "MA130"} <= code_values.RARC
    assert len(code_values.PLACES_OF_SERVICE) >= 52


def test_a_claim_from_plain_values_can_be_written() -> None:
    claim = claim_from(
        control_number="CASE1",
        practice=professional().practice,
        coverage=COMMERCIAL,
        code="77499",
        description="Online adaptive RT: 5 fx, compare 77427",
        charge=Decimal("1500.00"),
        service_day=date(2026, 6, 15),
        place_of_service="22",
        diagnoses=["C49.21", "Z92.3"],
        rendering=DOCTOR,
        facility=HOSPITAL,
        note="Comparable service 77427",
    )
    assert claim.lines[0].description == "ONLINE ADAPTIVE RT 5 FX, COMPARE 77427"
    assert claim.lines[0].pointers == (1, 2)
    assert claim.facility == BARE_HOSPITAL
    assert read_batch(write_batch(batch(claim))) == batch(claim)
    assert replace(claim, lines=claim.lines * 2).total == Decimal(3000)
