"""The way from candidate codes to the unlisted one: a numbered question, its outcome, the next question."""

from __future__ import annotations

import textwrap
from itertools import pairwise

from unlisted.documents.charts.diagram import Diagram, circle, diamond, line, square, text
from unlisted.documents.charts.svg import ACCENT, INK, MUTED, PAPER, RULE, WIDTH, rows_of
from unlisted.report.blocks import Chart

_LINE_HEIGHT = 16
_GAP = 14
_STEP_X = 12
_QUESTION_X = 34
_OUTCOME_X = 300
_QUESTION_CHARACTERS = 38
_OUTCOME_CHARACTERS = 26


def decision_path(chart: Chart) -> Diagram:
    """Draw one row for each step: a square is a listed code or an action, a diamond the unlisted one."""
    body: list[str] = []
    middles: list[float] = []
    top = 0
    for row in rows_of(chart):
        question = textwrap.wrap(str(row["question"]), _QUESTION_CHARACTERS) or [""]
        outcome = textwrap.wrap(str(row["outcome"]), _OUTCOME_CHARACTERS) or [""]
        height = max(len(question), len(outcome), 2) * _LINE_HEIGHT + _GAP
        y = top + height / 2
        middles.append(y)
        body.append(circle(_STEP_X, y, 11, fill=PAPER, stroke=INK))
        body.append(text(_STEP_X, y, str(row["step"]), anchor="middle"))
        body += _lines(_QUESTION_X, y, question)
        body.append(
            diamond(_OUTCOME_X - 14, y, 6, fill=ACCENT, stroke=ACCENT)
            if row["kind"] == "unlisted"
            else square(_OUTCOME_X - 14, y, 4.5, fill=PAPER, stroke=MUTED)
        )
        body += _lines(_OUTCOME_X, y, outcome)
        top += height
    links = [line(_STEP_X, here + 11, _STEP_X, below - 11, stroke=RULE) for here, below in pairwise(middles)]
    return Diagram(WIDTH, max(top, 40), "".join(links + body))


def _lines(x: float, y: float, lines: list[str]) -> list[str]:
    first = y - (len(lines) - 1) * _LINE_HEIGHT / 2
    return [text(x, first + number * _LINE_HEIGHT, words) for number, words in enumerate(lines)]
