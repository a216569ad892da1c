"""The way from candidate codes to the unlisted one: a numbered question, its outcome, the next question."""

from __future__ import annotations

import textwrap
from itertools import pairwise

from unlisted.documents.charts.svg import (
    ACCENT,
    INK,
    MUTED,
    PAPER,
    RULE,
    WIDTH,
    Row,
    Spec,
    base_spec,
    rows_of,
)
from unlisted.report.blocks import Chart

_LINE_HEIGHT = 16
_GAP = 24
_QUESTION_X = 34
_OUTCOME_X = 318
_QUESTION_CHARACTERS = 40
_OUTCOME_CHARACTERS = 22


def decision_path(chart: Chart) -> Spec:
    """Draw one row for each step; a square is a listed code, a filled diamond the unlisted one."""
    rows = _laid_out(rows_of(chart))
    height = rows[-1]["bottom"] if rows else 20
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False},
    }
    x_scale = {"domain": [0, WIDTH], "nice": False}

    def at(x: int) -> Spec:
        return {"datum": x, "type": "quantitative", "axis": None, "scale": x_scale}

    def words(x: int, field: str, **mark: object) -> Spec:
        text = {"type": "text", "align": "left", "baseline": "middle", "lineHeight": _LINE_HEIGHT, **mark}
        return {"mark": text, "encoding": {"x": at(x), "y": y, "text": {"field": field, "type": "nominal"}}}

    spec = base_spec(rows, height=height)
    spec["layer"] = [
        {
            "mark": {"type": "rule", "color": RULE},
            "transform": [{"filter": "datum.next !== null"}],
            "encoding": {"x": at(12), "y": y, "y2": {"field": "next"}},
        },
        {
            "mark": {
                "type": "point",
                "shape": "circle",
                "size": 420,
                "filled": True,
                "fill": PAPER,
                "stroke": INK,
            },
            "encoding": {"x": at(12), "y": y},
        },
        words(12, "step", align="center"),
        words(_QUESTION_X, "question", lineBreak="\n"),
        {
            "mark": {"type": "point", "size": 80, "filled": True, "opacity": 1, "strokeWidth": 1.5},
            "encoding": {
                "x": at(_OUTCOME_X - 14),
                "y": y,
                "shape": {
                    "field": "kind",
                    "type": "nominal",
                    "scale": {"domain": ["listed", "unlisted"], "range": ["square", "diamond"]},
                    "legend": None,
                },
                "fill": _by_kind(PAPER, ACCENT),
                "stroke": _by_kind(MUTED, ACCENT),
            },
        },
        words(_OUTCOME_X, "outcome", lineBreak="\n"),
    ]
    return spec


def _by_kind(listed: str, unlisted: str) -> Spec:
    return {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["listed", "unlisted"], "range": [listed, unlisted]},
        "legend": None,
    }


def _laid_out(rows: list[Row]) -> list[Row]:
    top = 0
    placed: list[Row] = []
    for row in rows:
        question = textwrap.wrap(str(row["question"]), _QUESTION_CHARACTERS) or [""]
        outcome = textwrap.wrap(str(row["outcome"]), _OUTCOME_CHARACTERS) or [""]
        lines = max(len(question), len(outcome), 2)
        height = lines * _LINE_HEIGHT + _GAP
        placed.append(
            {
                "step": str(row["step"]),
                "question": "\n".join(question),
                "outcome": "\n".join(outcome),
                "kind": row["kind"],
                "y": top + height // 2,
                "bottom": top + height,
                "next": None,
            }
        )
        top += height
    for row, following in pairwise(placed):
        row["next"] = following["y"]
    return placed
