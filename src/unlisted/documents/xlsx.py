"""The report's tables as an Excel workbook: typed numbers, safe text, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from unlisted.documents import words
from unlisted.documents.clean import clean_report, shorten
from unlisted.report.blocks import Card, Cell, Gap, Report, Section, Sentence, Table

Value = str | int | Decimal | date | None

_FORMULA_START = ("=", "+", "-", "@", "\t")
_LARGEST_WHOLE = 10**15  # Excel keeps 15 digits; longer numbers stay text
_LONGEST_TEXT = 32_767  # characters in one cell (ECMA-376)
_WIDEST, _NARROWEST = 60, 8
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first time a zip entry can hold
_NOT_IN_A_SHEET_NAME = re.compile(r"[^A-Za-z0-9 _-]+")
_BOLD = Font(bold=True)
_TOP = Alignment(vertical="top", wrap_text=True)


def render_xlsx(report: Report) -> bytes:
    """Write one sheet for each table, after Summary, Payer cards, Gaps, Citations and Inputs."""
    clean = clean_report(report)
    book = Workbook()
    book.remove(book.active)
    tables = [block for section in clean.sections for block in section.blocks if isinstance(block, Table)]
    names = _sheet_names(tables)
    _summary(book, clean, tables, names)
    _sheet(book, "Payer cards", _CARD_TITLES, _card_rows(clean))
    _sheet(book, "Gaps", _GAP_TITLES, _gap_rows(clean))
    _sheet(book, "Citations", _CITATION_TITLES, _citation_rows(clean))
    _sheet(book, "Inputs", _INPUT_TITLES, _input_rows(clean))
    for table, name in zip(tables, names, strict=True):
        _table(book, table, name)
    made = datetime.combine(clean.as_of, time())
    book.properties.title = f"{clean.billing_code}: {clean.name}"
    book.properties.creator = f"unlisted {clean.software_version}"
    book.properties.created = made
    held = io.BytesIO()
    book.save(held)
    return _same_bytes(held.getvalue(), made)


_CARD_TITLES = (
    "Payer", "About", "Known", "Topic", "Question", "Answer", "Unavailable because", "Searched",
    "Would fill it", "Effective", "Verified through", "Stale", "Confidence", "Rule", "Sources",
)  # fmt: skip
_GAP_TITLES = ("Section", "What", "Why", "Searched", "Searched on", "Would fill it", "Sources")
_CITATION_TITLES = (
    "Number", "Publisher", "Title", "Published", "Locator", "Address", "Read on", "Confidence", "Kind",
    "SHA-256",
)  # fmt: skip
_INPUT_TITLES = (
    "File", "Kind", "Publisher", "File date", "Bytes read", "Rows read", "Rows kept", "SHA-256",
)  # fmt: skip


def _summary(book: Workbook, report: Report, tables: Sequence[Table], names: Sequence[str]) -> None:
    rows: list[Sequence[Value]] = [
        ("Billing code", report.billing_code),
        ("Name", report.name),
        ("As of", report.as_of),
        ("Payers as of", report.payers_as_of),
        ("Status", report.status_line),
        *(
            (f"Finding {n}", f"{one.text}{_sources_after(one.marks)}")
            for n, one in enumerate(report.findings, 1)
        ),
        *(
            (f"Section {one.number}", f"{one.title}: {words.KNOWN_WORDS[one.known]}")
            for one in report.sections
        ),
        *((f"Sheet {name}", _caption(table)) for table, name in zip(tables, names, strict=True)),
        ("Software", report.software_version),
        ("Rulebook", report.rulebook_version),
        ("Reproduce with", report.reproduce),
    ]
    _sheet(book, "Summary", ("What", "Value"), rows)


def _card_rows(report: Report) -> Iterable[Sequence[Value]]:
    for card in (block for section in report.sections for block in section.blocks if isinstance(block, Card)):
        for line in card.lines:
            answer = line.answer
            told: Sequence[Value] = (
                (answer.text, None, None, None)
                if isinstance(answer, Sentence)
                else (
                    answer.what,
                    words.REASON_WORDS[answer.reason],
                    words.searched_words(answer),
                    answer.would_fill,
                )
            )
            yield (
                card.title, card.subtitle, words.KNOWN_WORDS[card.known], line.topic, line.question, *told,
                line.effective, line.verified_through, "stale" if line.stale else "", line.confidence,
                line.rule_id, _numbers(answer.marks),
            )  # fmt: skip


def _gap_rows(report: Report) -> Iterable[Sequence[Value]]:
    for section in report.sections:
        for gap in _gaps(section):
            yield (
                f"{section.number} {section.title}", gap.what, words.REASON_WORDS[gap.reason], gap.searched,
                gap.searched_on, gap.would_fill, _numbers(gap.marks),
            )  # fmt: skip


def _gaps(section: Section) -> Iterable[Gap]:
    for block in section.blocks:
        if isinstance(block, Gap):
            yield block
        elif isinstance(block, Card):
            yield from (line.answer for line in block.lines if isinstance(line.answer, Gap))


def _citation_rows(report: Report) -> Iterable[Sequence[Value]]:
    for one in report.citations:
        yield (
            one.number, one.publisher, one.title, one.published, one.locator, one.url, one.retrieved,
            one.confidence, one.kind, one.sha256,
        )  # fmt: skip


def _input_rows(report: Report) -> Iterable[Sequence[Value]]:
    for file in report.inputs:
        yield (
            file.file_name, file.kind, file.publisher, file.file_date, file.bytes_read, file.rows_read,
            file.rows_kept, file.sha256,
        )  # fmt: skip


def _table(book: Workbook, table: Table, name: str) -> None:
    marked = [any(row[place].marks for row in table.rows) for place in range(len(table.columns))]
    titles: list[str] = []
    for column, has_marks in zip(table.columns, marked, strict=True):
        titles += [words.column_words(column)] + ([f"{column.title}: sources"] if has_marks else [])
    rows: list[list[Value]] = []
    for row in table.rows:
        values: list[Value] = []
        for cell, has_marks in zip(row, marked, strict=True):
            values += [_shown(cell)] + ([_numbers(cell.marks)] if has_marks else [])
        rows.append(values)
    _sheet(book, name, titles, rows)


def _shown(cell: Cell) -> Value:
    if cell.unavailable is not None:
        return f"{cell.text or 'unavailable'} ({words.REASON_WORDS[cell.unavailable]})"
    return cell.value if isinstance(cell.value, int | Decimal) else cell.text


def _sheet(book: Workbook, name: str, titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    sheet = book.create_sheet(name)
    widths = [len(title) for title in titles]
    last = 1
    for place, title in enumerate(titles, start=1):
        _put(sheet.cell(1, place), title).font = _BOLD
    for last, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            if value is not None and value != "":
                _put(sheet.cell(last, place), value)
                widths[place - 1] = max(widths[place - 1], len(str(value)))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(max(width + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(titles), 1))}{last}"


def _put(cell: SheetCell, value: Value) -> SheetCell:
    """Write a value with its type; text is never read as a formula."""
    if isinstance(value, str):
        cell.value = shorten(value, _LONGEST_TEXT)
        cell.data_type = "s"
        cell.alignment = _TOP
        # Also when someone saves the sheet as CSV and opens it again, the text must stay text.
        cell.quotePrefix = value.startswith(_FORMULA_START)
    elif isinstance(value, int | Decimal) and not -_LARGEST_WHOLE < value < _LARGEST_WHOLE:
        cell.value = format(value, "f") if isinstance(value, Decimal) else str(value)
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, Decimal):
            cell.number_format = "#,##0.00##"
    return cell


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    # A running number keeps the names apart after cutting to the 31 characters Excel allows.
    return [
        f"T{place:02d} {_NOT_IN_A_SHEET_NAME.sub(' ', table.id)}"[:31].rstrip()
        for place, table in enumerate(tables, start=1)
    ]


def _caption(table: Table) -> str:
    parts = [table.caption]
    if table.sort:
        parts.append(f"Order: {table.sort}.")
    if table.note:
        parts.append(table.note)
    return " ".join(parts)


def _numbers(marks: tuple[int, ...]) -> str:
    return ", ".join(str(mark) for mark in marks)


def _sources_after(marks: tuple[int, ...]) -> str:
    return f" [{_numbers(marks)}]" if marks else ""


def _same_bytes(data: bytes, made: datetime) -> bytes:
    """Pack the workbook again with fixed times: openpyxl writes the clock into it."""
    stamp = f"{made:%Y-%m-%dT%H:%M:%SZ}"
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content: Any = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), content
                )
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            after.writestr(entry, content)
    return held.getvalue()
