"""What the knowledge pages show, made from the packaged rulebook; kept in memory by what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from unlisted.base.errors import UnknownNameError
from unlisted.coding.payer_check import check_payer
from unlisted.coding.request import PROFESSIONAL, UNLISTED_OF
from unlisted.documents.html import render_html
from unlisted.documents.json import render_json
from unlisted.pipeline.case_review import packaged
from unlisted.pipeline.coding_data import payer_data
from unlisted.pipeline.report_inputs import build_report, software_version
from unlisted.report.blocks import Report
from unlisted.report.draft import ReportRequest
from unlisted.rules.given import Given
from unlisted.rules.select import RuleAnswer
from unlisted.rules.vocabulary import PayerKind

UNLISTED = tuple(sorted(UNLISTED_OF.values()))
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""The days a report may be asked for: outside of them no rule says anything."""
_HASH = re.compile(r"sha256-[A-Za-z0-9+/=]+")
_PAYS = frozenset({PayerKind.MEDICARE, PayerKind.COMMERCIAL, PayerKind.BLUE_PLAN})
MATRIX = (
    ("authorization.unlisted_line", "Authorization"),
    ("documentation.timing", "Documents"),
    ("submission.description", "Description"),
    ("pricing.mechanism", "Payment"),
    ("timely_filing.limit", "Filing limit"),
    ("appeal.first_level", "Appeal"),
)


def code_names() -> list[tuple[str, str]]:
    """Return the codes a report can be asked for, unlisted ones first, with our own words."""
    codes = packaged()[0].codes
    first = [(code, codes[code].name) for code in UNLISTED]
    return first + [(code, entry.name) for code, entry in sorted(codes.items()) if code not in UNLISTED]


def payers() -> list[tuple[str, str, str]]:
    """Return id, name and kind of every payer of the registry, in the order of the report."""
    found = sorted(packaged()[0].payers.values(), key=lambda item: item.order)
    return [(item.id, item.name, item.kind.value) for item in found]


@lru_cache(maxsize=64)
def payer_matrix(code: str, on: date) -> tuple[tuple[str, str, tuple[Mapping[str, Any], ...]], ...]:
    """Return payer × question: answered, stale, or not known."""
    rulebook = packaged()[0]
    rows = []
    for payer in sorted(rulebook.payers.values(), key=lambda item: item.order):
        if payer.kind not in _PAYS:
            continue
        cells = []
        for question, _ in MATRIX:
            found = rulebook.answers(question, payer=payer.id, code=code, on=on)
            answers = [item.answer for item in found if isinstance(item.answer, RuleAnswer)]
            first = answers[0] if answers else None
            cells.append(
                {"answer": first.answer or first.says, "stale": first.outdated} if first else {"answer": ""}
            )
        if any(cell["answer"] for cell in cells):
            rows.append((payer.id, payer.name, tuple(cells)))
    return tuple(rows)


def payer_card(payer: str, code: str, on: date) -> Mapping[str, Any]:
    """Return everything known of a payer for a line; raise ``UnknownNameError`` for another name."""
    if payer not in packaged()[0].payers:
        raise UnknownNameError("this payer is not in the registry", fix="choose one of the list")
    return payer_data(check_payer(packaged()[0], payer, Given(code=code, billing_class=PROFESSIONAL), on))


def payer_updates(payer: str) -> list[Any]:
    """Return the policy changes of a payer, newest first."""
    rulebook = packaged()[0]
    return [item for item in rulebook.changes if item.payer == payer]


@lru_cache(maxsize=16)
def report_page(code: str, on: date, chosen: tuple[str, ...], states: tuple[str, ...]) -> tuple[str, str]:
    """Return the report as one page, and the content policy it needs (its own style, its own script)."""
    page = render_html(_report(code, on, chosen, states))
    script = _HASH.search(page)
    allowed = f"'{script[0]}'" if script else "'none'"
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    return page, policy


@lru_cache(maxsize=16)
def report_json(code: str, on: date) -> str:
    """Return the report in its published JSON shape."""
    return render_json(_report(code, on, (), ()))


def _report(code: str, on: date, chosen: tuple[str, ...], states: tuple[str, ...]) -> Report:
    request = ReportRequest(
        code,
        on,
        payers=chosen,
        states=states,
        software_version=software_version(),
        reproduce=f"unlisted report {code} --as-of {on.isoformat()}",
    )
    return build_report(request, packaged()[0])
