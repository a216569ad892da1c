"""Hospital files as they really are: every quirk has its test by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.rate_files import extract, finding_codes, hospital_csv
from unlisted.base.errors import BrokenFileError
from unlisted.market.observation import AmountKind, SourceKind

ITEM = [
    "description",
    "code|1",
    "code|1|type",
    "code|2",
    "code|2|type",
    "modifiers",
    "setting",
    "billing_class",
]
CHARGES = [f"standard_charge|{name}" for name in ("gross", "discounted_cash", "min", "max")]
NEGOTIATED = ("negotiated_dollar", "negotiated_percentage", "negotiated_algorithm", "methodology")
PAID = ["median_amount", "10th_percentile", "90th_percentile", "count"]
TALL = [
    *ITEM,
    *CHARGES,
    "payer_name",
    "plan_name",
    *[f"standard_charge|{name}" for name in NEGOTIATED],
    *PAID,
    "additional_generic_notes",
]


def row(**cells: str) -> list[str]:
    """A tall row; names are the last word of the column, spaces and pipes as underscores."""
    standard = {"description": "x", "code|1": "77499", "code|1|type": "CPT", "setting": "outpatient"}
    given = standard | {name.replace("__", "|"): value for name, value in cells.items()}
    names = {name.removeprefix("standard_charge|"): name for name in TALL}
    by_column = {names.get(name, name): value for name, value in given.items()}
    assert set(by_column) <= set(TALL), set(by_column) - set(TALL)
    return [by_column.get(name, "") for name in TALL]


FULL = row(
    code__2="0333",
    code__2__type="RC",
    modifiers="26|TC",
    billing_class="Professional",
    gross="1000",
    discounted_cash="700.50",
    min="100",
    max="900",
    payer_name="Aetna",
    plan_name="PPO",
    negotiated_dollar="718",
    negotiated_percentage="71.8",
    negotiated_algorithm="71.8 of charges",
    methodology="percent of total billed charges",
    median_amount="531.56",
    **{"10th_percentile": "400", "90th_percentile": "600"},
    count="1 through 10",
    additional_generic_notes="note",
)


def test_each_amount_of_a_row_is_an_observation_with_the_same_locator(tmp_path: Path) -> None:
    found = extract(tmp_path, hospital_csv(TALL, FULL))
    kinds = {seen.amount_kind: seen for seen in found.observations}
    assert len(found.observations) == len(kinds) == 10
    assert {seen.locator for seen in found.observations} == {"row 4"}
    payer = [
        AmountKind.NEGOTIATED_DOLLAR,
        AmountKind.NEGOTIATED_PERCENTAGE,
        AmountKind.NEGOTIATED_ALGORITHM,
        AmountKind.MEDIAN_ALLOWED,
        AmountKind.PERCENTILE_10_ALLOWED,
        AmountKind.PERCENTILE_90_ALLOWED,
    ]
    for kind in payer:
        seen = kinds[kind]
        assert (seen.payer, seen.plan, seen.count) == ("Aetna", "PPO", "1 through 10")
        assert (seen.negotiated_type, seen.note) == ("percent of total billed charges", "note")
    for kind in kinds.keys() - payer:
        assert (kinds[kind].payer, kinds[kind].plan, kinds[kind].count) == ("", "", "")
    assert {kind.value: seen.amount for kind, seen in kinds.items()} == {
        "gross_charge": Decimal(1000),
        "discounted_cash": Decimal("700.50"),
        "minimum_negotiated": Decimal(100),
        "maximum_negotiated": Decimal(900),
        "negotiated_dollar": Decimal(718),
        "negotiated_percentage": Decimal("71.8"),
        "negotiated_algorithm": None,
        "median_allowed": Decimal("531.56"),
        "percentile_10_allowed": Decimal(400),
        "percentile_90_allowed": Decimal(600),
    }
    assert kinds[AmountKind.NEGOTIATED_ALGORITHM].algorithm == "71.8 of charges"
    first = found.observations[0]
    assert (first.modifiers, first.revenue_code) == (("26", "TC"), "0333")
    assert (first.setting, first.billing_class) == ("outpatient", "Professional")
    assert (first.publisher, first.state, first.publisher_id) == ("Example Hospital", "TX", "100")
    assert (first.file_date, first.schema_version) == (date(2026, 4, 1), "3.0.0")
    assert first.source_kind is SourceKind.HOSPITAL_STANDARD_CHARGES
    assert {seen.paired_gross_charge for seen in found.observations} == {Decimal(1000)}


def test_spaces_round_pipes_and_any_case_of_headers(tmp_path: Path) -> None:
    plain = extract(tmp_path, hospital_csv(TALL, FULL)).observations
    spaced = [name.replace("|", " | ").upper() for name in TALL]
    found = extract(tmp_path, hospital_csv(spaced, FULL)).observations
    assert [(s.amount_kind, s.amount) for s in found] == [(s.amount_kind, s.amount) for s in plain]


def test_code_columns_of_any_number_and_order(tmp_path: Path) -> None:
    columns = ["code|7|type", "code|12", "code|12|type", "code|7", *TALL[5:]]
    cells = ["CDM", "77499", "CPT", "27200001_77499", *FULL[5:]]
    found = extract(tmp_path, hospital_csv(columns, cells))
    assert {seen.billing_code_type for seen in found.observations} == {"CPT"}
    assert found.rows_matched == 1


@pytest.mark.parametrize("code_type", ["CDM", "LOCAL", "RC", ""])
def test_a_code_under_another_type_is_remarked_and_not_matched(tmp_path: Path, code_type: str) -> None:
    found = extract(tmp_path, hospital_csv(TALL, row(code__1__type=code_type, gross="5")))
    assert found.observations == ()
    assert "code_under_another_type" in finding_codes(found)


def test_a_code_is_never_found_inside_another_or_inside_a_price(tmp_path: Path) -> None:
    rows = [row(code__1="27200001_77499"), row(code__1="774991"), row(code__1="99999", gross="198.77499")]
    found = extract(tmp_path, hospital_csv(TALL, *rows))
    assert (found.observations, found.rows_matched, found.rows_read) == ((), 0, 3)


def test_local_and_cpt_on_one_row_match_once(tmp_path: Path) -> None:
    found = extract(tmp_path, hospital_csv(TALL, row(code__2="77499", code__2__type="LOCAL", gross="5")))
    assert len(found.observations) == 1
    assert not finding_codes(found)


def test_item_amounts_of_a_tall_item_count_once(tmp_path: Path) -> None:
    rows = [
        row(gross="1000", payer_name="A", negotiated_dollar="1"),
        row(gross="1000", payer_name="B", negotiated_dollar="2"),
        row(gross="1000", setting="inpatient", payer_name="A", negotiated_dollar="3"),
    ]
    found = extract(tmp_path, hospital_csv(TALL, *rows))
    gross = [s for s in found.observations if s.amount_kind is AmountKind.GROSS_CHARGE]
    assert [(s.locator, s.setting) for s in gross] == [("row 4", "outpatient"), ("row 6", "inpatient")]
    dollars = [s.amount for s in found.observations if s.amount_kind is AmountKind.NEGOTIATED_DOLLAR]
    assert dollars == [1, 2, 3]


def test_rows_are_counted_by_the_line_they_start_on(tmp_path: Path) -> None:
    text = hospital_csv(TALL, row(code__1="1", description='"two\nlines"'), row(gross="5"))
    assert [seen.locator for seen in extract(tmp_path, text).observations] == ["row 6"]


def test_professional_and_facility_stay_apart(tmp_path: Path) -> None:
    rows = [row(billing_class="Professional", gross="5"), row(billing_class="Facility", gross="5")]
    found = extract(tmp_path, hospital_csv(TALL, *rows))
    assert [seen.billing_class for seen in found.observations] == ["Professional", "Facility"]


def test_version_two_estimated_amount(tmp_path: Path) -> None:
    columns = [name for name in TALL if name not in PAID] + ["estimated_amount"]
    cells = [value for name, value in zip(TALL, FULL, strict=True) if name not in PAID] + ["22243.34"]
    found = extract(tmp_path, hospital_csv(columns, cells, version="2.0.0"))
    estimated = [s for s in found.observations if s.amount_kind is AmountKind.ESTIMATED_ALLOWED]
    assert [(s.amount, s.payer) for s in estimated] == [(Decimal("22243.34"), "Aetna")]


def wide(*plans: str, last: str = "") -> list[str]:
    """The column names of a wide file: nine for each ``payer|plan``."""
    columns = [*ITEM, *CHARGES]
    for plan in plans:
        columns += [f"standard_charge|{plan}|{name}" for name in NEGOTIATED]
        columns += [f"{name}|{plan}" for name in PAID]
        columns.append(f"additional_payer_notes|{plan}")
    return [*columns, "additional_generic_notes"]


WIDE_ITEM = ["x", "77499", "CPT", "", "", "", "outpatient", "", "1000", "", "", ""]
AETNA = ["718", "71.8", "", "fee schedule", "500", "400", "600", "14", "payer note"]
CIGNA = ["", "", "see contract", "other", "", "", "", "0", ""]


def test_wide_file_has_nine_columns_for_each_plan(tmp_path: Path) -> None:
    text = hospital_csv(wide("Aetna|PPO", "Cigna|HMO"), [*WIDE_ITEM, *AETNA, *CIGNA, "generic"])
    found = extract(tmp_path, text)
    assert [(s.payer, s.plan, s.amount_kind.value, s.amount, s.count) for s in found.observations] == [
        ("", "", "gross_charge", 1000, ""),
        ("Aetna", "PPO", "negotiated_dollar", 718, "14"),
        ("Aetna", "PPO", "negotiated_percentage", Decimal("71.8"), "14"),
        ("Aetna", "PPO", "median_allowed", 500, "14"),
        ("Aetna", "PPO", "percentile_10_allowed", 400, "14"),
        ("Aetna", "PPO", "percentile_90_allowed", 600, "14"),
        ("Cigna", "HMO", "negotiated_algorithm", None, "0"),
    ]
    assert found.observations[1].note == "payer note; generic"
    assert found.prices_read == 3


def test_wide_file_with_thousands_of_columns(tmp_path: Path) -> None:
    plans = [f"Payer{number}|Plan" for number in range(500)]
    cells = [[str(number), "", "", "fee schedule", "", "", "", "", ""] for number in range(1, 501)]
    text = hospital_csv(wide(*plans), [*WIDE_ITEM, *[cell for plan in cells for cell in plan], ""])
    dollars = [
        (s.payer, s.amount)
        for s in extract(tmp_path, text).observations
        if s.amount_kind is AmountKind.NEGOTIATED_DOLLAR
    ]
    assert dollars == [(f"Payer{number}", number + 1) for number in range(500)]


def test_wide_plan_whose_name_changes_case_between_columns(tmp_path: Path) -> None:
    columns = [
        name.replace("Aetna|PPO", "Aetna|ppo") if "percentage" in name else name for name in wide("Aetna|PPO")
    ]
    found = extract(tmp_path, hospital_csv(columns, [*WIDE_ITEM, *AETNA, ""]))
    assert {(s.payer, s.plan) for s in found.observations if s.payer} == {("Aetna", "PPO")}


def test_wide_payer_without_a_plan(tmp_path: Path) -> None:
    found = extract(tmp_path, hospital_csv(wide("PromptPay"), [*WIDE_ITEM, *AETNA, ""]))
    assert {(s.payer, s.plan) for s in found.observations if s.payer} == {("PromptPay", "")}


@pytest.mark.parametrize(
    "missing",
    ["standard_charge|Aetna|PPO|negotiated_dollar", "standard_charge|Aetna|PPO|methodology", "code|1|type"],
)
def test_wide_file_that_lacks_a_column_is_broken(tmp_path: Path, missing: str) -> None:
    columns = [name for name in wide("Aetna|PPO") if name != missing]
    with pytest.raises(BrokenFileError) as caught:
        extract(tmp_path, hospital_csv(columns, WIDE_ITEM))
    assert missing in caught.value.what
    assert "row 3" in caught.value.where
    assert caught.value.why
    assert caught.value.fix


def test_a_file_without_code_columns_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match=r"code\|1"):
        extract(tmp_path, hospital_csv(["description", "setting"], ["x", "y"]))


def test_a_file_that_ends_in_its_header_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="column names"):
        extract(tmp_path, "hospital_name,last_updated_on,version\nX,2026-04-01,3.0.0\n")


def test_a_quote_that_never_closes_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unlisted.formats.csvrows.MAX_CSV_FIELD_CHARACTERS", 1000)
    text = hospital_csv(TALL, row(description='"open'), *[row() for _ in range(100)])
    with pytest.raises(BrokenFileError, match="no valid CSV") as caught:
        extract(tmp_path, text)
    assert "row 4" in caught.value.where


def test_rows_with_filled_cells_beyond_the_header_are_left_out_and_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, hospital_csv(TALL, [*FULL, "stray"], FULL, [*FULL, "", ""]))
    assert found.rows_matched == 2
    (remark,) = [f for f in found.findings if f.code == "row_misaligned"]
    assert remark.where == "row 4"


def test_rows_without_their_last_empty_cells_are_read(tmp_path: Path) -> None:
    found = extract(tmp_path, hospital_csv(TALL, row(gross="5")[:9]))
    assert [seen.amount for seen in found.observations] == [5]
    assert "row_short" in finding_codes(found)


def test_words_in_place_of_an_amount_are_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, hospital_csv(TALL, row(gross="N/A", discounted_cash="$1.50 ")))
    assert [seen.amount for seen in found.observations] == [Decimal("1.50")]
    assert "amount_unreadable" in finding_codes(found)


def json_file(**more: Any) -> dict[str, Any]:
    """A hospital JSON file with one item."""
    price = {
        "payer_name": "Aetna",
        "plan_name": "PPO",
        "standard_charge_dollar": 718.25,
        "standard_charge_percentage": 71.8,
        "standard_charge_algorithm": "formula",
        "estimated_amount": 700,
        "median_amount": 531.56,
        "10th_percentile": 400,
        "90th_percentile": 600,
        "count": "12",
        "methodology": "fee schedule",
        "additional_payer_notes": "payer note",
    }
    charge = {
        "setting": "both",
        "billing_class": "facility",
        "gross_charge": 1000.5,
        "discounted_cash": 700,
        "minimum": 1,
        "maximum": 900,
        "modifier_code": ["26", "50|62"],
        "payers_information": [price],
    }
    item = {
        "description": "x",
        "code_information": [{"code": "77499", "type": "CPT"}, {"code": "0333", "type": "RC"}],
        "standard_charges": [charge],
    }
    return {
        "hospital_name": "Example Hospital",
        "last_updated_on": "2026-04-01",
        "version": "3.0.0",
        "license_information": {"license_number": "100", "state": "TX"},
        "type_2_npi": ["1234567893", "1679576722"],
        "standard_charge_information": [item],
        "modifier_information": [{"code": "50"}],
    } | more


@pytest.mark.parametrize("order", ["as written", "reversed"])
def test_json_file_with_every_amount(tmp_path: Path, order: str) -> None:
    whole = json_file()
    found = extract(tmp_path, whole if order == "as written" else dict(reversed(whole.items())))
    place = "/standard_charge_information/0/standard_charges/0"
    payer = f"{place}/payers_information/0"
    assert [(s.amount_kind.value, s.amount, s.locator) for s in found.observations] == [
        ("gross_charge", Decimal("1000.5"), place),
        ("discounted_cash", 700, place),
        ("minimum_negotiated", 1, place),
        ("maximum_negotiated", 900, place),
        ("negotiated_dollar", Decimal("718.25"), payer),
        ("negotiated_percentage", Decimal("71.8"), payer),
        ("estimated_allowed", 700, payer),
        ("median_allowed", Decimal("531.56"), payer),
        ("percentile_10_allowed", 400, payer),
        ("percentile_90_allowed", 600, payer),
        ("negotiated_algorithm", None, payer),
    ]
    seen = found.observations[4]
    assert (seen.count, seen.modifiers, seen.revenue_code) == ("12", ("26", "50", "62"), "0333")
    assert (seen.publisher, seen.publisher_id, seen.state) == (
        "Example Hospital",
        "1234567893|1679576722",
        "TX",
    )
    assert seen.paired_gross_charge == Decimal("1000.5")
    assert found.file_date == date(2026, 4, 1)


def test_json_with_a_byte_order_mark(tmp_path: Path) -> None:
    import json

    data = b"\xef\xbb\xbf" + json.dumps(json_file()).encode()
    assert len(extract(tmp_path, data).observations) == 11


def test_sentinels_and_placeholders_are_kept_for_the_gates(tmp_path: Path) -> None:
    rows = [row(gross=value) for value in ("0.01", "999999999", "1.00", "0")]
    found = extract(tmp_path, hospital_csv(TALL, *rows))
    assert [seen.amount for seen in found.observations] == [Decimal("0.01"), 999999999, 1, 0]


def test_frequencies_count_the_service_code_of_each_row_by_plan(tmp_path: Path) -> None:
    plan = {"payer_name": "A", "plan_name": "P"}
    under_own_number = {"code__1__type": "CDM", "code__2": "99213", "code__2__type": "CPT", **plan}
    rows = [
        row(code__2="0333", code__2__type="RC", negotiated_dollar="1.00", **plan),
        row(code__1="1", negotiated_dollar="1", **under_own_number),
        row(code__1="2", negotiated_dollar="1", **under_own_number),
        row(code__1="470", code__1__type="MS-DRG", negotiated_dollar="9", **plan),
        row(code__1="99214", payer_name="A", plan_name="Q", negotiated_dollar="1"),
    ]
    found = extract(tmp_path, hospital_csv(TALL, *rows))
    assert [(f.payer, f.plan, f.amount, f.codes_at_amount, f.codes_priced) for f in found.frequencies] == [
        ("A", "P", 1, 2, 3)
    ]
