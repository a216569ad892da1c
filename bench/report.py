"""The 77499 report from the embedded figures, step by step."""

from __future__ import annotations

from bench.measure import measure, print_table

_SETUP = """
from datetime import date
from unlisted.pipeline.report_inputs import build_report
from unlisted.pipeline.rulebook import load_rulebook
from unlisted.report.draft import ReportRequest
book = load_rulebook()
"""
_VALUE = _SETUP + "value = build_report(ReportRequest('77499', date(2026, 11, 23)), book)\n"


def main() -> None:
    """Print the table; each row includes the one above it."""
    rows = [
        measure("load the rulebook", _SETUP),
        measure("and assemble the report", _VALUE),
        measure(
            "and render the HTML, drawings included",
            _VALUE + "from unlisted.documents.html import render_html\nrender_html(value)\n",
        ),
        measure(
            "and the PDF: HTML + PDF, side by side",
            _VALUE + "from unlisted.pipeline.publish import _render\n_render(value, ['html', 'pdf'])\n",
        ),
    ]
    print_table("Report 77499 from embedded figures (target: HTML + PDF under 3 s of wall time)", rows)
