"""A letter the packaged fonts cannot draw never keeps a page from being made."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from builders.letters import sample_letter
from builders.sample_report import small_report
from unlisted.documents.letter.pdf import render_letter_pdf
from unlisted.documents.pdf import render_pdf

FOREIGN = "Name \u0980 \u4e2d \U0001f600 \u0378"


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_letter() -> None:
    assert "Name" in text_of(render_letter_pdf(replace(sample_letter(), title=FOREIGN)))


def test_report() -> None:
    assert "Name" in text_of(render_pdf(replace(small_report(), name=FOREIGN)))


@pytest.mark.parametrize("kept", ["Jos\u00e9", "\u0141ukasz", "\u03b1/\u03b2 3", "5\u201310 Gy", "\u2265 2"])
def test_usual_letters_are_kept(kept: str) -> None:
    assert kept in text_of(render_letter_pdf(replace(sample_letter(), title=f"{kept} \u0980")))
