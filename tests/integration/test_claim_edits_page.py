"""The page of claim edits is what the catalogue says."""

from __future__ import annotations

from pathlib import Path

from unlisted.claim.edits.describe import edits_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "claim-edits.md"


def test_the_page_is_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == edits_page(), (
        "run: python -m unlisted.claim.edits.describe > docs/reference/claim-edits.md"
    )
