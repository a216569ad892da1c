"""The PDF report: tagged, titled, the same bytes each time, every text as data."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from builders.sample_report import rich_report, small_report
from unlisted.documents.pdf import render_pdf
from unlisted.report.blocks import Bullets, Gap, Paragraph, Sentence


@pytest.fixture(scope="module")
def rich() -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(rich_report())))


def _words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_same_report_gives_the_same_bytes_in_two_processes() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from hashlib import sha256\n"
        "from builders.sample_report import small_report\n"
        "from unlisted.documents.pdf import render_pdf\n"
        "print(sha256(render_pdf(small_report())).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert hashlib.sha256(render_pdf(small_report())).hexdigest() == other


def test_it_is_tagged_titled_and_in_english(rich: PdfReader) -> None:
    root = rich.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert rich.metadata is not None
    assert rich.metadata.title == "77499: Unlisted radiation treatment management service, as of Nov 23, 2026"
    assert b"pdfuaid" in rich.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


def test_its_date_is_the_day_of_the_report_not_of_the_clock(rich: PdfReader) -> None:
    assert rich.metadata is not None
    assert rich.metadata.creation_date is not None
    assert rich.metadata.creation_date.date() == date(2026, 11, 23)
    later = render_pdf(replace(small_report(), as_of=date(2027, 1, 2)))
    assert PdfReader(io.BytesIO(later)).metadata.creation_date.date() == date(2027, 1, 2)  # type: ignore[union-attr]


def test_pages_are_us_letter_with_header_and_number(rich: PdfReader) -> None:
    count = len(rich.pages)
    for number, page in enumerate(rich.pages, start=1):
        assert (page.mediabox.width, page.mediabox.height) == (612, 792)
        text = page.extract_text()
        assert f"{number} of {count}" in text
        if number > 1:
            assert "77499" in text
            assert "as of Nov 23, 2026" in text


def test_sections_stand_in_the_bookmarks(rich: PdfReader) -> None:
    titles = [item.title for item in rich.outline if not isinstance(item, list)]
    expected = [f"{section.number} {section.title}" for section in rich_report().sections]
    assert titles == [*expected, "Sources", "Input files", "How to reproduce"]


def test_marks_are_the_numbers_of_the_list_of_sources(rich: PdfReader) -> None:
    """In print a mark is looked up in the numbered list at the end; every entry stands there."""
    text = "\n".join(page.extract_text() for page in rich.pages)
    sources = text[text.rindex("Sources") :]
    for entry in rich_report().citations[:40]:
        assert re.search(rf"(?m)^{entry.number}\b", sources), entry.number


def test_links_lead_only_to_the_web(rich: PdfReader) -> None:
    addresses = {
        str(note["/A"]["/URI"])
        for page in rich.pages
        for reference in page.get("/Annots", [])
        if "/URI" in (note := reference.get_object()).get("/A", {})
    }
    assert addresses
    assert all(address.startswith("https://example.org/") for address in addresses)


def test_drawings_have_alternative_text(rich: PdfReader) -> None:
    alts = set(_alternatives(rich.root_object["/StructTreeRoot"]))
    charts = [
        block for section in rich_report().sections for block in section.blocks if hasattr(block, "alt")
    ]
    assert {chart.alt for chart in charts} <= alts


def _alternatives(node: object) -> list[str]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [alt for child in node for alt in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    found = [str(node["/Alt"])] if "/Alt" in node else []
    return found + (_alternatives(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize(
    "text",
    [
        '#panic("run")',
        "#{ } [ ] ( )",
        "$ x^2 $ and $",
        "*bold* _it_ `raw` ~ -- ---",
        "@label <label> \\ / // /* */",
        "= heading",
        "- item + item",
        "'single' \"double\"",
        "https://example.org/#a",
        "{{ x }} {% y %}",
    ],
)
def test_text_is_never_read_as_markup(text: str) -> None:
    report = small_report()
    section = replace(
        report.sections[0],
        title=text,
        blocks=(
            Paragraph((Sentence(text),)),
            Bullets((Sentence(text),)),
            Gap(text, report.sections[0].blocks[4].reason, text, text),  # type: ignore[union-attr]
        ),
    )
    small = replace(report, sections=(section,), status_line=text, findings=(Sentence(text),), reproduce=text)
    shown = _words(PdfReader(io.BytesIO(render_pdf(small))))
    assert shown.count(" ".join(text.split())) >= 6


def test_a_table_repeats_its_header_on_the_next_page(rich: PdfReader) -> None:
    pages = [page.extract_text() for page in rich.pages]
    with_rows = [text for text in pages if "Example Health 20\n" in text or "Example Health 59" in text]
    assert with_rows
    assert all("Amount (USD)" in text or "Question" in text for text in with_rows if "as posted" in text)
