"""Medicare's tables in the publisher's own layouts, on small files made here."""

from datetime import date
from decimal import Decimal

import pytest

from unlisted.base.errors import BrokenFileError, UnsupportedFormatError
from unlisted.formats.cms.code_sets import read_anweb, read_icd10cm, read_zip5
from unlisted.formats.cms.edits import read_mue, read_ptp
from unlisted.formats.cms.fee_schedule import read_gpci, read_pprrvu
from unlisted.formats.cms.hospital import read_addendum_b

DAY = date(2026, 7, 1)

PREAMBLE = ["2026 National Physician Fee Schedule Relative Value File\n", "made for a test\n", ",,\n"]


def pprrvu_line(code: str, modifier: str, *, columns: int, factor: str = "33.4009") -> str:
    left = [
        code,
        modifier,
        "text",
        "A",
        "",
        "3.37",
        "2.22",
        "",
        "2.22",
        "",
        "0.26",
        "5.85",
        "5.85",
        "2",
        "XXX",
    ]
    left += ["0.00", "0.00", "0.00", "0", "0", "0", "0", "0"]
    pricing = [""] if columns == 32 else []
    right = ["", factor, "09", "0", "99", "0.00", "0.00", "0.00"]
    line = [*left, *pricing, *right]
    assert len(line) == columns
    return ",".join(line) + "\n"


@pytest.mark.parametrize("columns", [31, 32])
def test_relative_values_of_both_widths(columns: int) -> None:
    lines = [*PREAMBLE, "HCPCS,MOD,DESCRIPTION,STATUS CODE\n", pprrvu_line("77427", "", columns=columns)]
    (row,) = read_pprrvu(lines, "PPRRVU.csv", DAY)
    assert (row.code, row.work, row.malpractice) == ("77427", Decimal("3.37"), Decimal("0.26"))
    assert (row.status, row.pctc_indicator, row.global_days) == ("A", "2", "XXX")
    assert row.conversion_factor == Decimal("33.4009")


def test_empty_cells_that_a_spreadsheet_adds_do_not_shift_a_column() -> None:
    line = pprrvu_line("77427", "26", columns=31, factor="32.3465").rstrip("\n") + ",,,\n"
    (row,) = read_pprrvu([*PREAMBLE, "HCPCS,MOD\n", line], "PPRRVU25.csv", DAY)
    assert (row.modifier, row.conversion_factor) == ("26", Decimal("32.3465"))


def test_a_missing_column_is_named_with_its_line() -> None:
    line = ",".join(pprrvu_line("77427", "", columns=31).split(",")[:-2]) + "\n"
    with pytest.raises(BrokenFileError, match="line 5, code 77427"):
        list(read_pprrvu([*PREAMBLE, "HCPCS,MOD\n", line], "PPRRVU.csv", DAY))


def test_a_table_without_its_header_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError, match="no header"):
        list(read_pprrvu(["a,b\n"] * 60, "other.csv", DAY))


def test_localities_keep_their_zero_and_prefer_the_floor() -> None:
    lines = [
        "Addendum E\n",
        "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        "2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\n",
        "10112,AL,0,ALABAMA*,0.988,1.000,0.872,0.575\n",
        "2102,AK,1,ALASKA**,1.500,1.500,1.081,0.592\n",
        "* a footnote,,,,,,,\n",
    ]
    alabama, alaska = read_gpci(lines, "GPCI2026.csv", date(2026, 1, 1))
    assert (alabama.locality, alabama.name, alabama.work) == ("00", "ALABAMA", Decimal("1.000"))
    assert (alaska.contractor_number, alaska.malpractice) == ("02102", Decimal("0.592"))


def test_addendum_b_finds_its_moving_header_and_reads_dollars() -> None:
    lines = [
        "Addendum B.-Final OPPS Payment by HCPCS Code\n",
        "\n",
        "HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,Copayment\n",
        '77299,x,S,5611,1.5022,"$137.32",$27.47\n',
        '77470,x,S,5623,6.1753,"$1,564.51",\n',
        "77499,x,B,,,,\n",
    ]
    rows = {row.code: row for row in read_addendum_b(lines, "addendum_b.csv", DAY)}
    assert rows["77299"].rate == Decimal("137.32")
    assert rows["77470"].rate == Decimal("1564.51")
    assert (rows["77499"].status_indicator, rows["77499"].rate) == ("B", None)


def test_edit_pairs_with_their_episodes() -> None:
    names = (
        "Column 1",
        "Column 2",
        "*=in existence prior to 1996",
        "Effective Date",
        "Deletion Date",
        "Modifier",
    )
    header = "\t".join(names) + "\n"
    lines = [
        "notice\n",
        header,
        "77499\t0394T\t\t20160101\t*\t0\tx\n",
        "77427\t99213\t\t20100101\t20191231\t1\tx\n",
    ]
    active, ended = read_ptp(lines, "ccioph-v323r0-f1.txt", DAY)
    assert (active.setting, active.modifier_indicator, active.deleted_on) == (
        "outpatient_hospital",
        "0",
        None,
    )
    assert (ended.effective_from, ended.deleted_on) == (date(2010, 1, 1), date(2019, 12, 31))


def test_a_pair_without_an_indicator_is_broken() -> None:
    lines = ["77499\t0394T\t\t20160101\t*\t\tx\n"]
    with pytest.raises(BrokenFileError, match="77499/0394T"):
        list(read_ptp(lines, "ccipra.txt", DAY))


def test_unlikely_edits_with_the_indicator_in_a_sentence() -> None:
    lines = [
        '"A notice, with a comma"\n',
        "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n",
        "77499,1,3 Date of Service Edit: Clinical,x\n",
        "77427,1,2 Date of Service Edit: Policy,x\n",
    ]
    rows = list(read_mue(lines, "MCR_MUE_PractitionerServices.csv", DAY))
    assert [(r.code, r.units, r.adjudication_indicator, r.setting) for r in rows] == [
        ("77499", 1, "3", "practitioner"),
        ("77427", 1, "2", "practitioner"),
    ]


def test_diagnosis_codes_from_order_and_codes_files() -> None:
    order = ["00001 C49     0 text", "00002 C4921   1 text"]
    assert [(r.code, r.billable) for r in read_icd10cm(order, "order", DAY)] == [
        ("C49", False),
        ("C4921", True),
    ]
    codes = ["C4921   text of it\n", "Z923    text\n"]
    assert [r.code for r in read_icd10cm(codes, "codes", DAY)] == ["C4921", "Z923"]
    with pytest.raises(UnsupportedFormatError):
        list(read_icd10cm(["nothing here"], "other.txt", DAY))


def anweb(code: str, record: str, added: str, terminated: str) -> str:
    line = code.ljust(10) + record
    line = line.ljust(268) + added.ljust(8) + "20260101" + terminated.ljust(8)
    return line.ljust(320) + "\n"


def test_level_two_codes_without_modifiers_and_continuations() -> None:
    lines = [
        anweb("G6015", "3", "20150101", "20251231"),
        anweb("G6015", "4", "20150101", "20251231"),
        anweb("   GA", "7", "19990101", ""),
        anweb("G0562", "3", "20250101", ""),
    ]
    rows = list(read_anweb(lines, "HCPC2026_JUL_ANWEB.txt", DAY))
    assert [(r.code, r.terminated_on) for r in rows] == [("G6015", date(2025, 12, 31)), ("G0562", None)]


def test_zip_codes_and_the_plus_four_flag() -> None:
    plain = "AK995010210201 ".ljust(20) + "0"
    split = "MO641010530202 ".ljust(20) + "1"
    rows = list(read_zip5([plain, split], "ZIP5_OCT2025.txt", DAY))
    assert [(r.zip_code, r.contractor_number, r.locality, r.needs_plus_four) for r in rows] == [
        ("99501", "02102", "01", False),
        ("64101", "05302", "02", True),
    ]
