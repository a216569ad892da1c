"""Make a report safe to render: only printable text, no dangling mark, no ragged table.

Text in a report comes from other people's files. Control characters break XML and PDF; bidirectional
overrides make a page show something else than it holds; a lone surrogate cannot be encoded.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from unlisted.base.errors import OutputError
from unlisted.report.blocks import Chart, Report, Table

T = TypeVar("T")

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_OTHER_LETTERS = re.compile(
    "[^\n\t -~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9"  # Latin with accents, Greek
    "\u2013\u2014\u2018-\u201d\u2022\u2026\u00d7\u2212\u2264\u2265]"  # dashes, quotes, signs
)
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """Return ``text`` with line ends as newlines and every unprintable character replaced by U+FFFD."""
    if _UNPRINTABLE.search(text) is None:
        return text
    return _UNPRINTABLE.sub(_REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def western(value: T) -> T:
    """Return nested plain data with only letters the packaged fonts surely have; others become U+FFFD.

    A tagged PDF may not hold a letter its fonts cannot draw, so the typesetter refuses the whole page.
    """
    kept: Any = value
    if isinstance(value, str):
        kept = _OTHER_LETTERS.sub(_REPLACEMENT, value)
    elif isinstance(value, list):
        kept = [western(item) for item in value]
    elif isinstance(value, dict):
        kept = {key: western(item) for key, item in value.items()}
    return kept  # type: ignore[no-any-return]


def shorten(text: str, limit: int) -> str:
    """Cut text to ``limit`` characters with an ellipsis; never longer."""
    return text if len(text) <= limit else text[: max(limit - 1, 1)].rstrip() + "…"


def clean_report(report: Report) -> Report:
    """Return the report with printable text only; raise ``OutputError`` when its parts do not fit."""
    _check(report)
    return _clean(report)


def _clean(value: T) -> T:
    cleaned: Any = value
    if type(value) is str:
        cleaned = printable(str(value))
    elif isinstance(value, tuple):
        cleaned = tuple(_clean(item) for item in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        cleaned = type(value)(**{f.name: _clean(getattr(value, f.name)) for f in dataclasses.fields(value)})
    return cleaned  # type: ignore[no-any-return]


def _check(report: Report) -> None:
    numbers = [entry.number for entry in report.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        raise OutputError("the citations are not numbered 1, 2, 3 …", where="report.citations")
    beyond = sorted({mark for mark in _marks(report) if not 1 <= mark <= len(numbers)})
    if beyond:
        raise OutputError(
            f"evidence marks {beyond} have no citation",
            where="report",
            why="every sentence and figure must lead to its source",
            fix="add the citations, or drop the marks",
        )
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    for table in tables:
        if any(len(row) != len(table.columns) for row in table.rows):
            raise OutputError("a table row is not as wide as its columns", where=f"table {table.id}")
    table_ids = [table.id for table in tables]
    charts = [block for section in report.sections for block in section.blocks if isinstance(block, Chart)]
    chart_ids = [chart.id for chart in charts]
    for name, ids in (
        ("table", table_ids),
        ("chart", chart_ids),
        ("section", [s.id for s in report.sections]),
    ):
        repeated = sorted({one for one in ids if ids.count(one) > 1})
        if repeated:
            raise OutputError(f"the {name} ids {repeated} stand twice", where="report")
    for chart in charts:
        if chart.table_id not in table_ids:
            raise OutputError(
                f"chart {chart.id} has no table {chart.table_id!r}",
                why="each chart must have its figures in a table",
            )


def _marks(value: object) -> Iterator[int]:
    if isinstance(value, tuple):
        for item in value:
            yield from _marks(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if field.name == "marks":
                yield from inner
            elif isinstance(inner, tuple) or dataclasses.is_dataclass(inner):
                yield from _marks(inner)
