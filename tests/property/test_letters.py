"""Whatever a record says, letters carry it as text, and both formats open."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from builders.letters import BOARD, sample_letter
from builders.packets import demo_packet
from unlisted.documents.letter.copies import Copy
from unlisted.documents.letter.docx import render_letter_docx
from unlisted.documents.letter.pdf import render_letter_pdf
from unlisted.packet.build import build_packet
from unlisted.packet.letter import Blank, Fill, Paragraph, plain_text, sentence
from unlisted.pipeline.packet_build import BuiltPacket

ANY = st.text(max_size=120) | st.sampled_from(
    ["{day}", "{0}", "#panic()", "</w:t>", "\x00\x0b", "\u202e", "$x$ *b* _i_ @a <l>", "[s]", "\\", "\ud800"]
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> BuiltPacket:
    return demo_packet(tmp_path_factory.mktemp("demo"))


@given(ANY, ANY)
def test_a_pattern_takes_any_fact(fact: str, missing: str) -> None:
    said = sentence("a {x} b {y} c", x=Fill(fact, (BOARD,)), y=Blank(missing))
    assert said.text == f"a {fact} b [{missing}] c"
    assert said.evidence == (BOARD,)


@settings(max_examples=25, deadline=None)
@given(ANY, st.booleans())
def test_both_formats_open(fact: str, annotated: bool) -> None:
    copy = Copy.ANNOTATED if annotated else Copy.SENT
    letter = replace(
        sample_letter(),
        title=f"Letter {fact}",
        sender=(fact, fact),
        each_page=fact,
        blocks=(Paragraph((sentence("{x} {y}", x=Fill(fact, (BOARD,)), y=Blank(fact)),)),),
    )
    assert PdfReader(io.BytesIO(render_letter_pdf(letter, copy))).pages
    with zipfile.ZipFile(io.BytesIO(render_letter_docx(letter, copy))) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY.filter(lambda text: bool(text.strip(" .\n\t\r"))))
def test_any_statement_goes_into_the_letters_as_it_stands(demo: BuiltPacket, says: str) -> None:
    changed = tuple(
        replace(item, says=says) if item.slug == "medical_necessity" else item
        for item in demo.case.episode.attestations
    )
    packet = build_packet(replace(demo.case, episode=replace(demo.case.episode, attestations=changed)))
    told = plain_text(packet.letter("special-report"))
    words = says.strip().rstrip(".")
    assert words[:1].upper() + words[1:] in told
