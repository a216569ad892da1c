"""The assembled report, looked at as a reader and as an auditor would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest

from unlisted.base.errors import UnknownNameError
from unlisted.base.outcome import Reason
from unlisted.pricing.embedded import embedded_tables
from unlisted.report.assemble import assemble_report
from unlisted.report.blocks import Card, Chart, Conflict, Gap, Heading, Known, Report, Sentence, Table
from unlisted.report.draft import ReportRequest
from unlisted.rules.rulebook import Rulebook

DAY = date(2026, 11, 23)
CODES = ("77499", "77299", "77399", "77799", "77427")
SECTIONS = (
    "summary",
    "the-code",
    "clinical-context",
    "coding",
    "payers",
    "variability",
    "benchmarks",
    "policy-updates",
    "checklist",
    "unavailable",
    "method-and-sources",
)
NAMED_PAYERS = ("Medicare", "Aetna", "Blue Cross Blue Shield plans", "Cigna Healthcare", "UnitedHealthcare")


def make(rulebook: Rulebook, code: str, **options: Any) -> Report:
    options.setdefault("as_of", DAY)
    request = ReportRequest(code, **options)
    return assemble_report(request, rulebook, embedded_tables(rulebook, rulebook.codes))


@pytest.fixture(scope="module")
def reports(rulebook: Rulebook) -> dict[str, Report]:
    return {code: make(rulebook, code) for code in CODES}


def walk(value: object) -> Iterator[object]:
    """Yield a value and everything inside it."""
    yield value
    if is_dataclass(value):
        for entry in fields(value):
            yield from walk(getattr(value, entry.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from walk(item)


def table_of(report: Report, table_id: str) -> Table:
    return next(v for v in walk(report) if isinstance(v, Table) and v.id == table_id)


def column(table: Table, key: str) -> list[str]:
    place = [c.key for c in table.columns].index(key)
    return [row[place].text for row in table.rows]


@pytest.mark.parametrize("code", CODES)
def test_all_eleven_sections_and_five_findings(reports: dict[str, Report], code: str) -> None:
    report = reports[code]
    assert tuple(section.id for section in report.sections) == SECTIONS
    assert [section.number for section in report.sections] == list(range(1, 12))
    assert len(report.findings) == 5
    assert all(finding.marks for finding in report.findings)
    assert all(section.blocks for section in report.sections)


@pytest.mark.parametrize("code", CODES)
def test_every_mark_leads_to_a_source_and_every_source_is_used(reports: dict[str, Report], code: str) -> None:
    report = reports[code]
    used = {mark for value in walk(report) for mark in getattr(value, "marks", ())}
    assert used == set(range(1, len(report.citations) + 1))
    assert [entry.number for entry in report.citations] == sorted(used)
    assert len({(c.title, c.publisher, c.url, c.published, c.locator) for c in report.citations}) >= 200


@pytest.mark.parametrize("code", CODES)
def test_ids_are_unique_and_charts_have_their_table(reports: dict[str, Report], code: str) -> None:
    report = reports[code]
    blocks = [block for section in report.sections for block in section.blocks]
    ids = [b.id for b in blocks if isinstance(b, Table | Chart | Card | Conflict | Heading)]
    ids += [section.id for section in report.sections]
    assert sorted(ids) == sorted(set(ids))
    tables = {b.id for b in blocks if isinstance(b, Table)}
    charts = [b for b in blocks if isinstance(b, Chart)]
    assert charts
    assert all(chart.table_id in tables and chart.alt and chart.data for chart in charts)


@pytest.mark.parametrize("code", CODES)
def test_no_table_is_empty_and_no_cell_is_silent_about_a_gap(reports: dict[str, Report], code: str) -> None:
    for table in (v for v in walk(reports[code]) if isinstance(v, Table)):
        assert table.rows, table.id
        for row in table.rows:
            assert len(row) == len(table.columns)
            for cell in row:
                assert cell.text.strip() not in {"-", "—", "n/a", "N/A", "None", "nan"}, (table.id, cell)
                assert cell.unavailable is None or cell.text, table.id


@pytest.mark.parametrize("code", CODES)
def test_gaps_say_what_was_searched(reports: dict[str, Report], code: str) -> None:
    gaps = [v for v in walk(reports[code]) if isinstance(v, Gap)]
    assert gaps
    assert all(gap.what and gap.searched and isinstance(gap.reason, Reason) for gap in gaps)


def test_the_five_named_payers_have_a_card_and_a_mechanism_line(reports: dict[str, Report]) -> None:
    report = reports["77499"]
    cards = {v.title: v for v in walk(report) if isinstance(v, Card)}
    mechanisms = table_of(report, "mechanisms")
    for name in NAMED_PAYERS:
        assert cards[name].lines
        assert name in column(mechanisms, "payer")
    for row in mechanisms.rows:
        stated, unavailable = bool(row[1].marks), row[1].unavailable is not None
        assert stated != unavailable, row[0].text


def test_no_dollar_is_given_for_the_unlisted_code_under_medicare(reports: dict[str, Report]) -> None:
    related = table_of(reports["77499"], "related-codes")
    by_code = dict(zip(column(related, "code"), related.rows, strict=True))
    place = [c.key for c in related.columns].index("national")
    assert by_code["77499"][place].unavailable is Reason.NOT_PUBLISHED
    assert by_code["77427"][place].text == "$195.40"
    assert by_code["77435"][place].text == "$641.30"


def test_the_status_line_is_medicares(reports: dict[str, Report]) -> None:
    assert reports["77499"].status_line == (
        "Contractor-priced under Medicare; no hospital outpatient payment; 1 unit a day"
    )
    assert "hospital outpatient payment $137.32" in reports["77299"].status_line
    assert "hospital outpatient payment $104.24" in reports["77799"].status_line


def test_the_day_decides(rulebook: Rulebook) -> None:
    early = make(rulebook, "77799", as_of=date(2024, 5, 1))
    assert "hospital outpatient payment $114.25" in early.status_line
    years = column(table_of(early, "status-by-year"), "year")
    assert years == ["2020", "2021", "2022", "2023", "2024"]
    later = table_of(early, "policy-changes")
    assert all(day <= "2024-05-01" for day in column(later, "date") if day[0].isdigit())


def test_stale_answers_say_so(rulebook: Rulebook) -> None:
    old = make(rulebook, "77499", as_of=date(2028, 1, 1))
    lines = [line for v in walk(old) if isinstance(v, Card) for line in v.lines]
    answered = [line for line in lines if isinstance(line.answer, Sentence)]
    assert answered
    assert all(line.stale for line in answered)


def test_a_payer_asked_for_brings_its_plans(rulebook: Rulebook) -> None:
    report = make(rulebook, "77499", payers=("hcsc",))
    titles = [v.title for v in walk(report) if isinstance(v, Card)]
    assert "Blue Cross and Blue Shield of Texas" in titles
    assert "Aetna" not in titles
    with pytest.raises(UnknownNameError, match="no payer"):
        make(rulebook, "77499", payers=("no such payer",))


def test_a_state_brings_its_localities(rulebook: Rulebook) -> None:
    report = make(rulebook, "77499", states=("MA",))
    table = table_of(report, "medicare-by-state")
    assert column(table, "locality")
    assert all(name.startswith("MA ") for name in column(table, "locality"))


def test_without_files_the_money_sections_say_what_is_not_loaded(reports: dict[str, Report]) -> None:
    section = reports["77499"].sections[6]
    gaps = [block for block in section.blocks if isinstance(block, Gap)]
    assert {Reason.NOT_LOADED, Reason.NOT_PUBLISHED} <= {gap.reason for gap in gaps}
    assert section.known is Known.PARTLY


def test_an_unknown_code_is_refused_with_advice(rulebook: Rulebook) -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        make(rulebook, "77498")


def test_the_same_arguments_give_an_equal_report(rulebook: Rulebook, reports: dict[str, Report]) -> None:
    assert make(rulebook, "77499") == reports["77499"]
