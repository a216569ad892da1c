"""Drawings that are tables of marks, written as SVG directly.

They hold hundreds of short texts at places we know; the charting library measures each of them,
which took most of the time of a report. Charts with scales stay with the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from unlisted.documents.charts.svg import (
    ACCENT,
    CHARACTER_WIDTH,
    INK,
    LINE,
    PAPER,
    RULE,
    SHOWN_FONTS,
    TEXT_SIZE,
)
from unlisted.documents.clean import shorten

ROW_HEIGHT = 18
_LABEL_CHARACTERS = 27
_BASELINE = 4  # pixels from the middle of 13 px text down to its baseline


@dataclass(frozen=True, slots=True)
class Diagram:
    """An SVG body and its size in pixels."""

    width: int
    height: int
    body: str


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK, turn: int = 0) -> str:
    """Write one line of text whose middle is at ``y``; ``turn`` rotates it about its start, in degrees."""
    turned = f' transform="rotate({turn} {x:g} {y:g})"' if turn else ""
    return (
        f'<text x="{x:g}" y="{y + _BASELINE:g}" font-family="{SHOWN_FONTS}" font-size="{TEXT_SIZE}px" '
        f'fill="{fill}" text-anchor="{anchor}"{turned}>{escape(words, quote=False)}</text>'
    )


def circle(x: float, y: float, radius: float, *, fill: str, stroke: str) -> str:
    """Draw a circle about a point."""
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="1.2"/>'
    )


def path(d: str, *, fill: str, stroke: str) -> str:
    """Draw a path."""
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="1.2"/>'


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE) -> str:
    """Draw a straight line."""
    return f'<path d="M{x1:g},{y1:g}L{x2:g},{y2:g}" fill="none" stroke="{stroke}" stroke-width="1"/>'


def diamond(x: float, y: float, radius: float, *, fill: str, stroke: str) -> str:
    """Draw a diamond about a point."""
    d = f"M{x:g},{y - radius:g}L{x + radius:g},{y:g}L{x:g},{y + radius:g}L{x - radius:g},{y:g}Z"
    return path(d, fill=fill, stroke=stroke)


def square(x: float, y: float, radius: float, *, fill: str, stroke: str) -> str:
    """Draw a square about a point."""
    d = f"M{x - radius:g},{y - radius:g}h{2 * radius:g}v{2 * radius:g}h{-2 * radius:g}Z"
    return path(d, fill=fill, stroke=stroke)


def mark(kind: str, x: float, y: float, radius: float = 5.5) -> str:
    """Draw a state's mark, told apart by shape: disk, half disk, ring, diamond."""
    if kind == "known":
        return circle(x, y, radius, fill=ACCENT, stroke=ACCENT)
    if kind == "partly":
        half = f"M{x:g},{y - radius:g}A{radius:g},{radius:g},0,0,0,{x:g},{y + radius:g}Z"
        return circle(x, y, radius, fill=PAPER, stroke=ACCENT) + path(half, fill=ACCENT, stroke=ACCENT)
    if kind == "conflict":
        return diamond(x, y, radius, fill=INK, stroke=INK)
    return circle(x, y, radius, fill=PAPER, stroke=RULE)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns with their labels: where each cell's middle is, and the lines and texts."""

    rows: Sequence[str]
    columns: Sequence[str]
    top: int
    left: int
    step: float
    width: int

    @property
    def height(self) -> int:
        """Return the height down to the last row."""
        return self.top + ROW_HEIGHT * max(len(self.rows), 1) + 4

    def at(self, row: str, column: str) -> tuple[float, float]:
        """Return the middle of a cell."""
        return self._x(self.columns.index(column)), self._y(self.rows.index(row))

    def labels(self) -> str:
        """Write row labels beside, column labels upright above, and a line along each row."""
        parts = []
        for number, words in enumerate(self.rows):
            y = self._y(number)
            parts.append(line(self.left, y, self.width - 4, y))
            parts.append(text(self.left - 6, y, shorten(words, _LABEL_CHARACTERS), anchor="end"))
        parts += [
            text(self._x(number), self.top - 4, shorten(words, _LABEL_CHARACTERS), turn=-90)
            for number, words in enumerate(self.columns)
        ]
        return "".join(parts)

    def _x(self, number: int) -> float:
        return self.left + self.step * (number + 0.5)

    def _y(self, number: int) -> float:
        return self.top + ROW_HEIGHT * (number + 0.5)


def make_grid(rows: Sequence[str], columns: Sequence[str], *, above: int, width: int) -> Grid:
    """Lay out a grid; ``above`` is the room in pixels over the column labels."""
    longest = max((len(shorten(words, _LABEL_CHARACTERS)) for words in rows), default=0)
    tallest = max((len(shorten(words, _LABEL_CHARACTERS)) for words in columns), default=0)
    left = round(longest * CHARACTER_WIDTH) + 12
    step = min((width - left - 8) / max(len(columns), 1), 42)
    return Grid(rows, columns, above + round(tallest * CHARACTER_WIDTH) + 10, left, step, width)
