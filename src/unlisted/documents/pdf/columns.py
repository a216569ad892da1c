"""Widths of table columns on paper: each gets room by how much text it holds.

The typesetter's own automatic widths share a full page evenly, so one column of sentences beside
five of single words would run down the page. Widths here are in characters and only relative.
"""

from __future__ import annotations

from unlisted.documents.words import REASON_WORDS, column_words, mark_runs, run_words
from unlisted.report.blocks import Cell, Table

# Characters on a line of US Letter at the size the template picks for that many columns.
_SMALL, _SMALLER, _SMALLEST = 118, 132, 150
_LONGEST_NUMBER = 16
_LONGEST_WORD = 22
_LEAST = 4


def column_widths(table: Table) -> list[int]:
    """Return relative widths; an empty list where every column fits without a line break."""
    texts = [[_shown(row[place]) for row in table.rows] for place in range(len(table.columns))]
    for column, words in zip(table.columns, texts, strict=True):
        words.append(column_words(column))
    gap = 3 if len(table.columns) <= 9 else 2
    room = _line(len(table.columns)) - gap * len(table.columns)
    longest = [max(map(len, words)) for words in texts]
    if sum(longest) <= room:
        return []
    least = [
        _least(words, whole=column.align == "right")
        for column, words in zip(table.columns, texts, strict=True)
    ]
    spare = room - sum(least)
    if spare <= 0:
        return [width + gap for width in least]
    amount = [sum(map(len, words)) for words in texts]
    return [width + gap for width in _shared(least, longest, amount, spare)]


def _shared(least: list[int], longest: list[int], amount: list[int], spare: int) -> list[int]:
    """Share ``spare`` by the amount of text; what a column cannot use goes to the others."""
    widths = list(least)
    hungry = [place for place in range(len(widths)) if widths[place] < longest[place]]
    while spare > 0 and hungry:
        total = sum(amount[place] for place in hungry) or 1
        before = spare
        for place in hungry:
            more = min(max(before * amount[place] // total, 1), longest[place] - widths[place], spare)
            widths[place] += more
            spare -= more
        hungry = [place for place in hungry if widths[place] < longest[place]]
    return widths


def _least(words: list[str], *, whole: bool) -> int:
    longest = max(map(len, words))
    if whole and longest <= _LONGEST_NUMBER:
        return max(longest, _LEAST)
    word = max((len(part) for text in words for part in text.split()), default=0)
    return max(min(word, _LONGEST_WORD), _LEAST)


def _shown(cell: Cell) -> str:
    marks = ",".join(run_words(first, last) for first, last in mark_runs(cell.marks))
    # A superscript is about two thirds as wide as the text it hangs on.
    if cell.unavailable is None:
        shown = cell.text
    else:
        shown = f"{cell.text or 'unavailable'} ({REASON_WORDS[cell.unavailable]})"
    return shown + "x" * (len(marks) * 2 // 3)


def _line(columns: int) -> int:
    if columns > 9:
        return _SMALLEST
    return _SMALLER if columns > 7 else _SMALL
