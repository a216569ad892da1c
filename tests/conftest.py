"""What all tests share: the folder of real files, where there is one, and the packaged rulebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from unlisted.rules.rulebook import Rulebook

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real public files beside the repository, or skip by name."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real files at {SHARED_DATA.relative_to(REPOSITORY.parent.parent)}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the packaged rulebook, loaded once."""
    from unlisted.pipeline.rulebook import load_rulebook

    return load_rulebook()
