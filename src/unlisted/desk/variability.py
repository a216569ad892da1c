"""Payer by question: how much is known, with why not where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from unlisted.pipeline.case_review import packaged
from unlisted.rules.coverage import CoverageRow, CoverageStatus, coverage_register
from unlisted.rules.rulebook import ANY_PAYER
from unlisted.rules.tables import Question

STATES = {
    "answered": ("done", "answered"),
    "part": ("due", "in part"),
    "stale": ("waiting", "stale"),
    "conflict": ("blocked", "contradicted"),
    "unavailable": ("", "unavailable"),
}
"""Slug of a cell → its shape and its word."""

DOUBTS = {
    "undated": "the source gives no date",
    "stale": "verified long ago",
    "low_confidence": "the source is weak",
    "conflict": "sources contradict",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One payer's state on one question. ``why`` names the doubt, or why there is no answer."""

    state: str
    shape: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class PayerRow:
    """One payer with a cell per question; ``own`` says whether it has an answer of its own."""

    payer: str
    name: str
    kind: str
    cells: tuple[Cell, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole matrix of a code on a day, and how many cells stand in each state."""

    questions: tuple[Question, ...]
    rows: tuple[PayerRow, ...]
    counts: tuple[tuple[str, str, int], ...]


@lru_cache(maxsize=32)
def matrix(code: str, on: date) -> Matrix:
    """Return the matrix in the registry's order of payers and questions."""
    book = packaged()[0]
    questions = tuple(book.questions.values())
    register = {(row.payer, row.question): row for row in coverage_register(book, [code], on)}
    rows = []
    for payer in sorted(book.payers.values(), key=lambda item: item.order):
        found = [register[payer.id, q.id] for q in questions if (payer.id, q.id) in register]
        if found:
            own = any(
                row.rule_ids and row.reason is None and row.inherited_from != ANY_PAYER for row in found
            )
            cells = tuple(_cell(row) for row in found)
            rows.append(PayerRow(payer.id, payer.name, payer.kind.value, cells, own))
    states = [cell.state for row in rows for cell in row.cells]
    counts = tuple((shape, word, states.count(state)) for state, (shape, word) in STATES.items())
    return Matrix(questions, tuple(rows), counts)


def _own_answer(row: CoverageRow) -> bool:
    return bool(row.rule_ids) and row.reason is None and row.inherited_from != ANY_PAYER


def _cell(row: CoverageRow) -> Cell:
    if row.status in {CoverageStatus.UNAVAILABLE, CoverageStatus.HOLE}:
        state, why = "unavailable", row.reason.value.replace("_", " ") if row.reason else "not searched"
    else:
        state = (
            "conflict"
            if "conflict" in row.doubts
            else "stale"
            if "stale" in row.doubts
            else "part"
            if row.doubts
            else "answered"
        )
        why = "; ".join(DOUBTS.get(doubt, doubt.replace("_", " ")) for doubt in row.doubts)
    shape, word = STATES[state]
    return Cell(state, shape, word, why)
