"""A report is made safe before it is rendered, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.sample_report import small_report
from unlisted.base.errors import OutputError
from unlisted.documents.clean import clean_report, printable
from unlisted.report.blocks import Cell, Chart, Paragraph, Report, Section, Sentence, Table


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain ünïcödé ✓", "plain ünïcödé ✓"),
        ("nul\x00 bell\x07", "nul\ufffd bell\ufffd"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("abc\u202egnp.exe", "abc\ufffdgnp.exe"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
    ],
)
def test_unprintable_characters_are_replaced(given: str, shown: str) -> None:
    assert printable(given) == shown


def test_text_is_cleaned_at_every_depth() -> None:
    report = _with_section(small_report(), Paragraph((Sentence("deep\x00text", (1,)),)))
    cleaned = clean_report(report).sections[0].blocks[-1]
    assert cleaned == Paragraph((Sentence("deep\ufffdtext", (1,)),))


def test_a_mark_without_citation_is_refused() -> None:
    report = small_report()
    beyond = len(report.citations) + 1
    with pytest.raises(OutputError, match=rf"\[{beyond}\] have no citation"):
        clean_report(replace(report, findings=(Sentence("unfounded", (beyond,)),)))


def test_citations_must_be_numbered_in_order() -> None:
    report = small_report()
    with pytest.raises(OutputError, match="not numbered"):
        clean_report(replace(report, citations=report.citations[::-1]))


def test_a_ragged_table_is_refused() -> None:
    table = _first(Table)
    ragged = replace(table, id="ragged", rows=((Cell("only one"),),))
    with pytest.raises(OutputError, match="as wide as"):
        clean_report(_with_section(small_report(), ragged))


def test_two_tables_with_one_id_are_refused() -> None:
    with pytest.raises(OutputError, match="stand twice"):
        clean_report(_with_section(small_report(), _first(Table)))


def test_a_chart_without_its_table_is_refused() -> None:
    lonely = replace(_first(Chart), id="lonely", table_id="nowhere")
    with pytest.raises(OutputError, match="has no table 'nowhere'"):
        clean_report(_with_section(small_report(), lonely))


def _first(kind: type):  # type: ignore[no-untyped-def]
    return next(b for s in small_report().sections for b in s.blocks if isinstance(b, kind))


def _with_section(report: Report, block: object) -> Report:
    first, *rest = report.sections
    longer: Section = replace(first, blocks=(*first.blocks, block))  # type: ignore[arg-type]
    return replace(report, sections=(longer, *rest))
