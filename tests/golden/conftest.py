"""Golden files change only on request: ``pytest tests/golden --update-goldens``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Compare = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites the golden files."""
    parser.addoption(
        "--update-goldens",
        action="store_true",
        default=False,
        help="rewrite the golden files from what is rendered now",
    )


@pytest.fixture
def matches_golden(request: pytest.FixtureRequest) -> Compare:
    """Return a comparison of a text with a golden file; with the flag it writes the file instead."""
    updating = bool(request.config.getoption("update_goldens", default=False))

    def compare(golden: Path, text: str) -> None:
        if updating:
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(text, encoding="utf-8", newline="\n")
            return
        assert golden.is_file(), f"{golden.name} is missing; make it with --update-goldens and read it"
        assert text == golden.read_text(encoding="utf-8")

    return compare
