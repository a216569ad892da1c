"""The page of predicates is what the code says."""

from __future__ import annotations

from pathlib import Path

from unlisted.rules.checks import PREDICATES
from unlisted.rules.describe_predicates import predicates_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "predicates.md"


def test_the_page_in_the_docs_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == predicates_page()


def test_every_predicate_says_what_it_means() -> None:
    assert all(item.meaning.endswith(".") and len(item.meaning) > 15 for item in PREDICATES.values())
