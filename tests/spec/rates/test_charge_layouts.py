"""Layouts read by a mapping file, and mapping files that must fail well."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from builders.rate_files import extract, finding_codes
from unlisted.base.errors import BrokenFileError, InputError, UnsupportedFormatError
from unlisted.formats.charges import parse_mapping
from unlisted.market.observation import AmountKind, SourceKind
from unlisted.pipeline.sources import packaged_mappings

MAPPING = """
mapping: example_2021
about: an example
source_kind: hospital_legacy
layout: csv
header_row: 4
signature: [Patient Type, CPT Code, Gross Charge]
publisher: {row: 1}
state: {text: TX}
file_date: {row: 2, after: Effective}
codes:
  - {column: CPT Code, type: by_shape}
setting: {column: Patient Type}
revenue_code: Rev Code
modifiers: Mod
amounts:
  - {column: Gross Charge, kind: gross_charge}
  - {column: Cash IP, kind: discounted_cash, setting: inpatient}
payers:
  - {column: BCBS PPO, payer: BCBS, plan: PPO}
  - {column: Absent, payer: Nobody}
payer_suffix: {suffix: " rate"}
none_values: ["0", N/A, "-"]
"""
TABLE = (
    "Example Hospital,,\nPrices Effective 1/2/2021,,\n,,\n"
    "Patient  Type,cpt code,Rev Code,Mod,Gross Charge,Cash IP,BCBS PPO,CIGNA rate\n"
    'Outpatient,77499,0333,26,"$1,452.00 ",-,0.00,12.5\n'
    "Inpatient,27200001_77499,0333,,1,2,3,4\n"
    "Inpatient,118; 120,,,850,1,2,3\n"
    "Inpatient,G6015,-,,N/A,7,900,N/A\n"
)
ROWS = (
    "state,ccn,cpt,type,price\nTX,450001,77499,gross,0.01\n"
    "TX,450001,77499,cash,999999999\nTX,450001,77499,other,5\n"
)


def test_legacy_table_below_a_preamble(tmp_path: Path) -> None:
    found = extract(tmp_path, TABLE, ["77499", "G6015"], mapping=parse_mapping("m.yaml", MAPPING.encode()))
    assert [
        (
            s.billing_code,
            s.billing_code_type,
            s.amount_kind.value,
            s.amount,
            s.payer,
            s.plan,
            s.setting,
            s.locator,
        )
        for s in found.observations
    ] == [
        ("77499", "CPT", "gross_charge", 1452, "", "", "Outpatient", "row 5"),
        ("77499", "CPT", "negotiated_dollar", Decimal("12.5"), "CIGNA", "", "Outpatient", "row 5"),
        ("G6015", "HCPCS", "discounted_cash", 7, "", "", "inpatient", "row 8"),
        ("G6015", "HCPCS", "negotiated_dollar", 900, "BCBS", "PPO", "Inpatient", "row 8"),
    ]
    first = found.observations[0]
    assert (first.publisher, first.state, first.file_date) == ("Example Hospital", "TX", date(2021, 1, 2))
    assert (first.revenue_code, first.modifiers, first.paired_gross_charge) == ("0333", ("26",), 1452)
    assert found.observations[-1].paired_gross_charge is None
    assert found.kind is SourceKind.HOSPITAL_LEGACY
    assert (found.rows_read, found.rows_matched) == (4, 2)


def test_charge_rows_are_recognised_by_their_columns(tmp_path: Path) -> None:
    found = extract(tmp_path, ROWS)
    assert [(s.amount_kind, s.amount, s.publisher_id, s.state) for s in found.observations] == [
        (AmountKind.GROSS_CHARGE, Decimal("0.01"), "450001", "TX"),
        (AmountKind.DISCOUNTED_CASH, 999999999, "450001", "TX"),
    ]
    assert found.kind is SourceKind.HOSPITAL_CHARGE_ROWS


def test_times_the_same_price_stands_in_the_file_is_kept_in_the_note(tmp_path: Path) -> None:
    text = (
        "code,price_type,state,hospital_id,hospital,price_usd,times_same_price_in_file\n"
        "77499,gross,TX,450001,EXAMPLE,12.50,31\n"
    )
    (seen,) = extract(tmp_path, text).observations
    assert (seen.note, seen.publisher, seen.amount) == (
        "times_same_price_in_file=31",
        "EXAMPLE",
        Decimal("12.50"),
    )


def test_json_records_one_after_the_other_give_item_amounts_once(tmp_path: Path) -> None:
    record = (
        '{"file_create_date":"2021-08-20","run_id":"r","name":"Example","tax_id":"1",'
        '"code":"%s","code type":"cpt","payer":"%s","patient_class":"O","gross charge":"50.00",'
        '"payer-specific negotiated charge":"%s"}\n'
    )
    found = extract(
        tmp_path,
        record % ("77499", "aetna", "5.5") + record % ("77499", "cigna", "6") + record % ("1", "x", "7"),
    )
    assert [(s.amount_kind.value, s.payer, s.amount, s.locator) for s in found.observations] == [
        ("gross_charge", "", 50, "/0"),
        ("negotiated_dollar", "aetna", Decimal("5.5"), "/0"),
        ("negotiated_dollar", "cigna", 6, "/1"),
    ]
    assert found.observations[0].file_date == date(2021, 8, 20)


def test_columns_that_no_mapping_knows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match="no columns") as caught:
        extract(tmp_path, "a,b\n1,2\n")
    assert "charge-mapping" in caught.value.fix


def test_shifted_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, ROWS + "TX,450001,77499,gross,1,500\n")
    assert len(found.observations) == 2
    assert "row_misaligned" in finding_codes(found)


def test_words_in_place_of_a_price_are_counted(tmp_path: Path) -> None:
    found = extract(tmp_path, ROWS + "TX,450001,77499,gross,call us\n")
    assert len(found.observations) == 2
    assert "amount_unreadable" in finding_codes(found)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("header_row: 4", "header_row: 400", "header_row"),
        ("header_row: 4", "header_rows: 4", "header_rows"),
        ("layout: csv", "layout: excel", "layout"),
        ("kind: gross_charge", "kind: gros_charge", "amounts.0.kind"),
        ("publisher: {row: 1}", "publisher: {row: 1, text: X}", "publisher"),
        ("type: by_shape", "kind: by_shape", "codes.0"),
        ("about: an example", "about: an example\nabout: twice", "line 4"),
        ("mapping: example_2021", "mapping: [", "line"),
    ],
)
def test_mapping_files_fail_with_the_place(old: str, new: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mapping("m.yaml", MAPPING.replace(old, new).encode())
    assert place in caught.value.where
    assert caught.value.fix


def test_a_mapping_without_amounts_is_refused() -> None:
    text = MAPPING[: MAPPING.index("amounts:")]
    with pytest.raises(InputError, match="at least one column of amounts"):
        parse_mapping("m.yaml", text.encode())


def test_a_header_that_is_not_as_described_is_broken(tmp_path: Path) -> None:
    from builders.rate_files import member
    from unlisted.formats.charges.reader import read_charges
    from unlisted.formats.reading import CodeQuery, FileIdentity, Tally

    mapping = parse_mapping("m.yaml", MAPPING.replace("header_row: 4", "header_row: 3").encode())
    identity = FileIdentity(SourceKind.HOSPITAL_LEGACY, "x", "")
    with pytest.raises(BrokenFileError, match="does not have the columns"):
        list(
            read_charges(member(TABLE.encode()), identity, CodeQuery(frozenset({"77499"})), Tally(), mapping)
        )


def test_packaged_mappings_load_and_no_two_are_alike() -> None:
    mappings = packaged_mappings()
    assert len(mappings) == 8
    signatures = [frozenset(name.lower() for name in mapping.signature) for mapping in mappings]
    for first in signatures:
        assert sum(first <= other for other in signatures) == 1
