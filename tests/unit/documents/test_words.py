"""The words every format shares."""

from __future__ import annotations

from datetime import date

import pytest

from unlisted.base.outcome import Reason
from unlisted.documents.words import (
    KNOWN_WORDS,
    REASON_WORDS,
    day_words,
    file_size_words,
    is_web_address,
    mark_runs,
    run_words,
)
from unlisted.report.blocks import Known


def test_every_reason_and_state_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
    assert set(KNOWN_WORDS) == set(Known)


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ((), []),
        ((7,), ["7"]),
        ((1, 2), ["1", "2"]),
        ((1, 2, 3), ["1–3"]),
        ((9, 1, 2, 3, 4, 7, 8), ["1–4", "7–9"]),
        ((5, 5, 3), ["3", "5"]),
        ((1, 2, 4, 5, 6, 8), ["1", "2", "4–6", "8"]),
    ],
)
def test_three_marks_in_a_row_become_a_run(marks: tuple[int, ...], shown: list[str]) -> None:
    assert [run_words(*run) for run in mark_runs(marks)] == shown


def test_days_are_written_the_american_way_in_any_locale() -> None:
    assert day_words(date(2026, 3, 4)) == "Mar 4, 2026"
    assert day_words(None) == ""


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_550, "1.5 kB"), (126_000_000, "126.0 MB"), (3 * 10**9, "3.0 GB")],
)
def test_file_sizes(size: int, shown: str) -> None:
    assert file_size_words(size) == shown


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("https://example.org", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("", False),
        ("data:text/html,x", False),
        ("//example.org", False),
    ],
)
def test_only_web_addresses_may_become_links(address: str, links: bool) -> None:
    assert is_web_address(address) is links
