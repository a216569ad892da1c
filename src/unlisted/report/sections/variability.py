"""Section 6: payer x question, and where sources or payers contradict."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.outcome import Reason
from unlisted.report.blocks import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Heading,
    Known,
    Paragraph,
    Section,
    Table,
)
from unlisted.report.conflicts import conflict_blocks
from unlisted.report.draft import Draft, make_table, missing
from unlisted.report.payer_choice import asked_payers, short_name
from unlisted.report.words import count
from unlisted.rules.coverage import CoverageRow, CoverageStatus
from unlisted.rules.rulebook import ANY_PAYER
from unlisted.rules.select import RuleAnswer, select
from unlisted.rules.tables import Payer, Question

_PER_TABLE = 4  # questions side by side that still fit a printed page


@dataclass(frozen=True, slots=True)
class _Grid:
    payers: tuple[Payer, ...]
    questions: tuple[Question, ...]
    rows: dict[tuple[str, str], CoverageRow]


def variability_section(draft: Draft) -> Section:
    """Assemble the section."""
    grid = _grid(draft)
    questions = grid.questions
    tables = [
        _answers_table(draft, grid, questions[start : start + _PER_TABLE], start // _PER_TABLE + 1)
        for start in range(0, len(questions), _PER_TABLE)
    ]
    conflicts = conflict_blocks(draft, coding=False)
    blocks: list[Block] = [
        Paragraph(
            (
                draft.say(
                    "The same questions, asked of every payer. A mark says how much is known; the tables "
                    "answer in a few words, and the cards of section 5 with the sentence and its source."
                ),
            )
        ),
        _chart(draft, grid, tables[0].id if tables else ""),
        *tables,
        Heading("on-contradictions", f"Contradictions ({len(conflicts)})"),
        Paragraph((draft.say("Contradictions on coding stand in section 4."),)),
        *conflicts,
    ]
    return Section(6, "variability", "Variability", Known.PARTLY, tuple(blocks))


def _grid(draft: Draft) -> _Grid:
    questions = tuple(q for q in draft.rulebook.questions.values() if q.matrix)
    payers = asked_payers(draft)
    wanted = {payer.id for payer in payers}
    register = {key: row for key, row in draft.register.items() if row.payer in wanted}
    return _Grid(payers, questions, register)


_MARKS = {
    CoverageStatus.KNOWN: "known",
    CoverageStatus.PARTLY: "partly",
    CoverageStatus.UNAVAILABLE: "unavailable",
    CoverageStatus.HOLE: "unavailable",
}


def _chart(draft: Draft, grid: _Grid, table_id: str) -> Chart:
    data = []
    shown = [payer for payer in grid.payers if _says_something(grid, payer)]
    for payer in shown:
        for question in grid.questions:
            row = grid.rows[payer.id, question.id]
            mark = "conflict" if "conflict" in row.doubts else _MARKS[row.status]
            data.append(
                (("row", short_name(payer)), ("column", question.short), ("mark", mark), ("label", mark))
            )
    known = sum(1 for row in data if dict(row)["mark"] in ("known", "partly", "conflict"))
    return Chart(
        "chart-matrix",
        ChartKind.MATRIX,
        f"What is known of {draft.code}, by payer and question",
        f"{count(len(shown), 'payer')} by {count(len(grid.questions), 'question')}: {known} of {len(data)} "
        f"fields are answered at least in part. Of {len(grid.payers) - len(shown)} more payers nothing of "
        "their own is known; the tables list them.",
        tuple(data),
        table_id,
    )


def _says_something(grid: _Grid, payer: Payer) -> bool:
    rows = [grid.rows[payer.id, question.id] for question in grid.questions]
    return any(row.rule_ids and row.reason is None and row.inherited_from != ANY_PAYER for row in rows)


def _answers_table(draft: Draft, grid: _Grid, questions: tuple[Question, ...], number: int) -> Table:
    rows = [
        [Cell(payer.name, payer.id), *(_answer_cell(draft, grid.rows[payer.id, q.id]) for q in questions)]
        for payer in grid.payers
    ]
    return make_table(
        f"matrix-{number}",
        f"Payer by question, part {number}: {', '.join(q.short for q in questions)} "
        f"({count(len(rows), 'payer')}, {draft.day.isoformat()})",
        (Column("payer", "Payer"), *(Column(q.id, q.short) for q in questions)),
        rows,
        sort="the payer registry",
        note="* undated, stale, weakly supported or contradicted: read the card before relying on it.",
    )


def _answer_cell(draft: Draft, row: CoverageRow) -> Cell:
    texts: list[str] = []
    marks: list[int] = []
    for rule_id in row.rule_ids:
        answer = select(draft.rulebook.rules[rule_id], draft.day)
        if isinstance(answer, RuleAnswer):
            texts.append(answer.answer or "see the card")
            marks += draft.citations.mark(answer.evidence)
    if not texts:
        return missing(row.reason or Reason.NOT_SEARCHED)
    shown = "; ".join(dict.fromkeys(texts))
    general = " (general coding rule)" if row.inherited_from == ANY_PAYER else ""
    star = "*" if row.doubts else ""
    return Cell(shown + general + star, shown, tuple(sorted(set(marks))))
