"""The workbook, read back: typed numbers, text that is never a formula, the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from builders.sample_report import rich_report, small_report
from unlisted.documents.xlsx import render_xlsx
from unlisted.report.blocks import Cell, Column, Table


@pytest.fixture(scope="module")
def rich() -> Workbook:
    return load_workbook(io.BytesIO(render_xlsx(rich_report())))


def test_the_same_report_gives_the_same_bytes_and_no_clock() -> None:
    one, two = render_xlsx(small_report()), render_xlsx(small_report())
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(io.BytesIO(one)).properties
    assert properties.created == properties.modified == datetime(2026, 11, 23)  # noqa: DTZ001 - as the format has it


def test_there_is_a_sheet_for_each_table(rich: Workbook) -> None:
    tables = [
        block for section in rich_report().sections for block in section.blocks if isinstance(block, Table)
    ]
    assert rich.sheetnames[:5] == ["Summary", "Payer cards", "Gaps", "Citations", "Inputs"]
    assert len(rich.sheetnames) == 5 + len(tables)
    assert all(len(name) <= 31 for name in rich.sheetnames)


def test_every_sheet_has_a_frozen_header_a_filter_and_widths(rich: Workbook) -> None:
    for sheet in rich:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(8 <= dimension.width <= 60 for dimension in sheet.column_dimensions.values())


def test_numbers_keep_their_type_and_gaps_their_reason(rich: Workbook) -> None:
    sheet = rich["T01 amounts-0"]
    header = [cell.value for cell in sheet[1]]
    assert header == ["Payer", "Amount (USD)", "Amount: sources", "Share (%)", "n", "Note"]
    assert sheet["B2"].data_type == "n"
    assert sheet["B2"].value == 137.25
    assert sheet["B6"].value == "unavailable (no observations)"
    assert sheet["E2"].value == 3


def test_no_cell_is_a_formula(rich: Workbook) -> None:
    cells = [cell for sheet in rich for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert rich["Inputs"]["A3"].value == "=cmd|' /C calc'!A0.csv"
    assert rich["Inputs"]["A3"].quotePrefix


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    table = Table("t", "caption", (Column("a", "A"),), ((Cell(text, text),),))
    report = small_report()
    one = replace(report, sections=(replace(report.sections[0], blocks=(table,)),), findings=())
    cell = load_workbook(io.BytesIO(render_xlsx(one)))["T01 t"]["A2"]
    assert cell.value == text
    assert cell.data_type == "s"


def test_long_numbers_stay_exact() -> None:
    table = Table(
        "t", "c", (Column("a", "A"),), ((Cell("x", 12345678901234567890),), (Cell("y", Decimal("0.10")),))
    )
    report = small_report()
    one = replace(report, sections=(replace(report.sections[0], blocks=(table,)),), findings=())
    sheet = load_workbook(io.BytesIO(render_xlsx(one)))["T01 t"]
    assert sheet["A2"].value == "12345678901234567890"
    assert sheet["A3"].value == 0.1


def test_gaps_of_blocks_and_cards_are_listed(rich: Workbook) -> None:
    assert rich["Gaps"].max_row - 1 == 11 * 2 + 40 * 2
