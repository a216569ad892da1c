"""The small sample report in its three text formats, character for character.

The drawings of the HTML are left out: their text belongs to the drawing library, and
``tests/unit/documents/charts`` holds what must be true of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.sample_report import small_report
from unlisted.documents.html import render_html
from unlisted.documents.json import render_json
from unlisted.documents.markdown import render_markdown
from unlisted.report.blocks import Report

_FOLDER = Path(__file__).parent / "report"


def _html_without_drawings(report: Report) -> str:
    return re.sub(r'(<svg xmlns[^>]*class="drawing"[^>]*>).*?(</svg>)', r"\1…\2", render_html(report))


@pytest.mark.parametrize(
    ("name", "render"),
    [("small.md", render_markdown), ("small.json", render_json), ("small.html", _html_without_drawings)],
)
def test_the_small_report_is_unchanged(
    name: str, render: Callable[[Report], str], matches_golden: Callable[[Path, str], None]
) -> None:
    matches_golden(_FOLDER / name, render(small_report()))
