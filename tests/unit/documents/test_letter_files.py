"""Letters as PDF and DOCX: what both copies hold; the same letter gives the same bytes."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from pypdf import PdfReader

from builders.letters import sample_letter
from unlisted.documents.letter.copies import Copy
from unlisted.documents.letter.docx import render_letter_docx
from unlisted.documents.letter.pdf import render_letter_pdf
from unlisted.packet.letter import Approval, Fill, Letter, Paragraph, sentence, sign

SIGNED = Approval("Alex Exampleton", "radiation_oncologist", date(2026, 10, 2))


def pdf_text(letter: Letter, copy: Copy) -> str:
    return "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(render_letter_pdf(letter, copy))).pages
    )


def docx_xml(letter: Letter, copy: Copy) -> str:
    with zipfile.ZipFile(io.BytesIO(render_letter_docx(letter, copy))) as parts:
        return "".join(
            parts.read(name).decode()
            for name in parts.namelist()
            if name.startswith(("word/document", "word/header", "word/footer"))
        )


@pytest.mark.parametrize("copy", list(Copy))
def test_same_letter_same_bytes(copy: Copy) -> None:
    letter = sample_letter()
    assert render_letter_pdf(letter, copy) == render_letter_pdf(letter, copy)
    assert render_letter_docx(letter, copy) == render_letter_docx(letter, copy)


def test_docx_carries_no_hour() -> None:
    with zipfile.ZipFile(io.BytesIO(render_letter_docx(sample_letter()))) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_is_tagged_and_titled() -> None:
    reader = PdfReader(io.BytesIO(render_letter_pdf(sample_letter())))
    root = reader.root_object
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert str(root["/Lang"]) == "en-US"
    assert reader.metadata is not None
    assert reader.metadata.title == "Special report on an unlisted service"


def test_draft_is_marked_on_every_page_until_signed() -> None:
    draft, signed = sample_letter(), sign(sample_letter(), SIGNED)
    assert "Draft, not signed" in pdf_text(draft, Copy.SENT)
    assert "DRAFT" in docx_xml(draft, Copy.SENT)
    for text in (pdf_text(signed, Copy.SENT), docx_xml(signed, Copy.SENT)):
        assert "draft" not in text.lower()
        assert "Signed by Alex Exampleton, October 2, 2026" in text


def test_sources_show_in_the_annotated_copy_only() -> None:
    letter = sample_letter()
    for render in (pdf_text, docx_xml):
        assert "board.yaml" in render(letter, Copy.ANNOTATED)
        assert "board.yaml" not in render(letter, Copy.SENT)
        assert "Annotated copy" not in render(letter, Copy.SENT)


def test_blanks_are_visible_in_both_formats() -> None:
    letter = sample_letter(with_blank=True)
    assert "[date of the tumor board]" in pdf_text(letter, Copy.SENT)
    assert "[date of the tumor board]" in docx_xml(letter, Copy.SENT)


def test_docx_reads_back_with_headings_table_header_and_underline() -> None:
    document = Document(io.BytesIO(render_letter_docx(sample_letter())))
    assert "What was done" in [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"]
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["What", "Minutes"]
    assert "tblHeader" in table.rows[0]._tr.xml
    assert any(
        run.underline and run.text.startswith("The dose") for p in document.paragraphs for run in p.runs
    )


def test_each_numbered_list_begins_at_one() -> None:
    document = Document(io.BytesIO(render_letter_docx(sample_letter())))
    lists = {
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "List Number"
    }
    numbering = document.part.numbering_part.element
    assert len(lists) == 2  # one in the letter, and the enclosures
    for number in lists:
        assert '<w:startOverride w:val="1"/>' in numbering.num_having_numId(number).xml


def test_markup_in_a_fact_stays_text() -> None:
    hostile = "#panic() <w:p/> & \x00 \u202e $x$"
    letter = replace(sample_letter(), blocks=(Paragraph((sentence("{a}", a=Fill(hostile)),)),))
    assert "#panic()" in pdf_text(letter, Copy.SENT)
    assert "&lt;w:p/&gt; &amp;" in docx_xml(letter, Copy.SENT)
