"""The Markdown report, read back by a CommonMark parser with tables."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from builders.sample_report import HOSTILE, rich_report, small_report
from unlisted.documents.markdown import render_markdown
from unlisted.report.blocks import Paragraph, Sentence


def _html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)


def test_every_mark_leads_to_a_numbered_source() -> None:
    page = _html(render_markdown(rich_report()))
    targets = set(re.findall(r'<a id="(cite-\d+)">', page))
    links = set(re.findall(r'href="#(cite-\d+)"', page))
    assert links <= targets
    assert targets == {f"cite-{number}" for number in range(1, 401)}


def test_every_table_parses_as_a_table() -> None:
    report = rich_report()
    tables = sum(hasattr(block, "columns") for section in report.sections for block in section.blocks)
    cards = sum(hasattr(block, "lines") for section in report.sections for block in section.blocks)
    assert _html(render_markdown(report)).count("<table>") == tables + cards + 2  # states and input files


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "# no heading",
        "- no item",
        "1. no item",
        "= rule",
        "> no quote",
        "a | b",
        "<b>x</b>",
        "![x](y)",
        "***",
    ],
)
def test_text_is_never_read_as_markup(text: str) -> None:
    report = small_report()
    one = replace(report.sections[0], blocks=(Paragraph((Sentence(text),)),))
    page = _html(render_markdown(replace(report, sections=(one,), citations=report.citations, findings=())))
    body = page[page.index("<em>Known.</em></p>") : page.index("<h2>Sources")]
    paragraph = re.fullmatch(r"<em>Known\.</em></p>\s*<p>(.*)</p>\s*", body, re.DOTALL)
    assert paragraph
    assert "<" not in paragraph[1]
    shown = (
        paragraph[1].replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    assert shown == " ".join(text.split())


def test_it_ends_with_one_newline() -> None:
    text = render_markdown(small_report())
    assert text.endswith("```\n")
    assert "\n\n\n" not in text
