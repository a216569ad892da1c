"""A synthetic code report: every block kind, hostile text, long tables, many citations.

Nothing here is a fact about a payer or a code: payers are called Example Health 1, 2, 3 …
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from builders.sample_charts import sample_charts
from unlisted.base.outcome import Reason
from unlisted.report.blocks import (
    Block,
    Bullets,
    Card,
    CardLine,
    Cell,
    Chart,
    ChartKind,
    CitationEntry,
    Column,
    Conflict,
    Gap,
    Heading,
    InputFile,
    Known,
    Paragraph,
    Report,
    Section,
    Sentence,
    Side,
    Table,
)

HOSTILE = (
    '#import "x": $1 * 2_3 @who <script>alert(\'x\')</script> "quoted" \\back `tick` ~ | '
    "[a](javascript:alert(1)) //comment /* = head - item + item 'single' &amp; %d {{ braces }} ]]> ünïcödé ✓"
)
DAY = date(2026, 11, 23)


def small_report() -> Report:
    """Return one short section of each block kind: the report of the golden files."""
    return _report(
        payers=2, citations=6, long_rows=3, sections=2, charts=(ChartKind.WATERFALL, ChartKind.MATRIX)
    )


def rich_report() -> Report:
    """Return a report of real size: 11 sections, 40 payer cards, 400 citations, 10 charts, 25 tables."""
    return _report(payers=40, citations=400, long_rows=60, sections=11, charts=tuple(ChartKind))


def _report(
    *, payers: int, citations: int, long_rows: int, sections: int, charts: tuple[ChartKind, ...]
) -> Report:
    marks = _Marks(citations)
    drawn = sample_charts(payers)
    built: list[Section] = []
    titles = (
        "Summary", "Benchmarks", "The code", "Clinical context", "Coding", "Payers", "Variability",
        "Policy updates", "Documentation checklist", "What is unavailable", "Method and sources",
    )  # fmt: skip
    states = (Known.KNOWN, Known.PARTLY, Known.UNAVAILABLE)
    for index in range(sections):
        blocks: list[Block] = [*_prose(marks, index), *_tables(marks, index, long_rows)]
        if index == 0:
            blocks += [_conflict(marks), *(_card(marks, number) for number in range(1, payers + 1))]
        if index == 1:
            blocks += [Heading("drawings", "Drawings"), *_drawings(drawn, charts)]
        built.append(
            Section(index + 1, f"section-{index + 1}", titles[index], states[index % 3], tuple(blocks))
        )
    return Report(
        billing_code="77499",
        name="Unlisted radiation treatment management service",
        as_of=DAY,
        status_line="Contractor-priced under Medicare; no hospital outpatient payment; one unit a day.",
        findings=tuple(
            Sentence(f"Finding {number}: a plain sentence of the sample that says one thing.", marks.take(2))
            for number in range(1, 6)
        ),
        sections=tuple(built),
        citations=tuple(_citation(number) for number in range(1, citations + 1)),
        inputs=(
            InputFile(
                "hospital_a.csv",
                "hospital file",
                "Example Hospital A",
                date(2026, 7, 1),
                "ab" * 32,
                1_234_567,
                9_001,
                12,
            ),
            InputFile("=cmd|' /C calc'!A0.csv", "hospital file", HOSTILE, None, "cd" * 32, 987, 10, 0),
        ),
        payers_as_of=date(2026, 11, 2),
        software_version="0.1.0",
        rulebook_version="2026.11",
        reproduce="unlisted report 77499 --as-of 2026-11-23",
    )


class _Marks:
    """Hands out citation numbers in turn, so that each citation is used."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.last = 0

    def take(self, how_many: int = 1) -> tuple[int, ...]:
        taken = []
        for _ in range(how_many):
            self.last = self.last % self.count + 1
            taken.append(self.last)
        return tuple(taken)


def _prose(marks: _Marks, index: int) -> tuple[Block, ...]:
    return (
        Heading(f"prose-{index}", f"Prose of part {index + 1}"),
        Paragraph(
            (
                Sentence("A sentence of the sample with one mark.", marks.take()),
                Sentence("Another without any."),
                Sentence(HOSTILE, marks.take(3)),
            )
        ),
        Bullets((Sentence("First point.", marks.take()), Sentence("=1+1 is no formula."))),
        Bullets((Sentence("Step one.", marks.take()), Sentence("Step two.", marks.take())), ordered=True),
        Gap(
            what="The allowed amount for this code in the sample",
            reason=Reason.NOT_PUBLISHED,
            searched="three sample indexes",
            would_fill="a fee schedule that names the code",
            searched_on=date(2026, 11, 2),
            marks=marks.take(),
        ),
        Gap("Something behind a sample login " + HOSTILE, Reason.BEHIND_LOGIN, "the sample portal"),
    )


def _tables(marks: _Marks, index: int, long_rows: int) -> tuple[Table, ...]:
    long_rows = long_rows if index < 4 else min(long_rows, 20)
    tables = [
        Table(
            id=f"amounts-{index}",
            caption=f"Sample amounts by payer, n = {long_rows}, posted on Nov 1, 2026, professional",
            columns=(
                Column("payer", "Payer"),
                Column("amount", "Amount", "USD", "right"),
                Column("share", "Share", "%", "right"),
                Column("n", "n", align="right"),
                Column("note", "Note"),
            ),
            rows=tuple(_amount_row(marks, number) for number in range(1, long_rows + 1)),
            sort="payer, A to Z",
            note="Synthetic figures.",
        )
    ]
    columns = tuple(Column(f"c{n}", f"Question {n} of the sample") for n in range(1, 13))
    wide_rows = tuple(
        tuple(Cell(f"answer {row}.{n} that is a little longer", f"answer {row}.{n}") for n in range(1, 13))
        for row in range(1, 9)
    )
    if index < 4:
        caption = "A wide table with twelve columns, n = 8"
        tables.append(Table(f"wide-{index}", caption, columns, wide_rows, "row number"))
    if index == 0 and long_rows > 10:
        tables.append(
            Table(
                f"codes-{index}",
                "Groups of sample codes, n = 20",
                columns[:3],
                tuple(r[:3] for r in wide_rows),
            )
        )
    return tuple(tables)


def _amount_row(marks: _Marks, number: int) -> tuple[Cell, ...]:
    amount = Decimal(number * 137) + Decimal("0.25")
    if number % 5 == 0:
        shown = Cell("unavailable", None, marks.take(), Reason.NO_OBSERVATIONS)
    else:
        shown = Cell(f"${amount:,.2f}", amount, marks.take())
    return (
        Cell(f"Example Health {number}", f"Example Health {number}"),
        shown,
        Cell(f"{number % 100}.5", Decimal(number % 100) + Decimal("0.5")),
        Cell(str(number * 3), number * 3),
        Cell('=HYPERLINK("x") ' + HOSTILE, '=HYPERLINK("x")')
        if number == 2
        else Cell("as posted", "as posted"),
    )


def _drawings(drawn: dict[ChartKind, tuple[Chart, Table]], kinds: tuple[ChartKind, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for kind in kinds:
        blocks += drawn[kind]
    return tuple(blocks)


def _conflict(marks: _Marks) -> Conflict:
    return Conflict(
        id="modifier",
        question="May the sample modifier stand on the sample code?",
        sides=(
            Side(Sentence("It may, says the first source.", marks.take()), "Example manual", "2026-03"),
            Side(Sentence("It may not. " + HOSTILE, marks.take()), "Example table", "undated"),
        ),
        follows="the table",
        why="it is newer and names the code",
    )


def _card(marks: _Marks, number: int) -> Card:
    questions = (
        ("mechanism", "How does the payer pay?"),
        ("authorization", "Is prior authorization needed?"),
        ("authorization", "Who manages it?"),
        ("documentation", "What must be sent?"),
        ("documentation", "Is an 80-character description needed?"),
        ("submission", "By which channel are records sent?"),
        ("timely_filing", "Within how many days must the claim arrive?"),
        ("appeal", "Within how many days may one appeal?"),
    )
    lines = tuple(
        CardLine(
            topic=topic,
            question=question,
            answer=Gap(question, Reason.NOT_PUBLISHED, "the sample manual", "a newer manual", DAY)
            if place % 4 == 3
            else Sentence(
                "A short sample answer that names what is asked and where it is said.", marks.take()
            ),
            rule_id=f"payer.example_{number}.rule_{place}",
            effective="from 2026-04-01" if place % 2 else "undated",
            verified_through=date(2026, 10, 1 + place),
            stale=place == 2,
            confidence=("high", "medium", "low")[place % 3],
        )
        for place, (topic, question) in enumerate(questions)
    )
    title = f"Example Health {number}" if number != 2 else f"Example {HOSTILE}"
    return Card(
        f"card-{number}",
        title,
        "A synthetic payer",
        (Known.KNOWN, Known.PARTLY, Known.UNAVAILABLE)[number % 3],
        lines,
    )


def _citation(number: int) -> CitationEntry:
    return CitationEntry(
        number=number,
        title=f"Sample policy {number}" if number != 3 else HOSTILE,
        publisher=f"Example Publisher {number % 17}",
        published="2026-03" if number % 3 else "undated",
        url=f"https://example.org/policies/a-rather-long-address/{number}.pdf"
        if number != 4
        else "javascript:alert(1)",
        locator=f"p. {number % 9 + 1}",
        retrieved=date(2026, 11, number % 28 + 1) if number % 5 else None,
        confidence=("high", "medium", "low")[number % 3],
        kind="reimbursement_policy",
        sha256="ef" * 32 if number % 2 else "",
    )
