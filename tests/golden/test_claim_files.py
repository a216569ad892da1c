"""Claim files by case: the bytes that are written change only on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builders.claim_faults import bases

Compare = Callable[[Path, str], None]
FOLDER = Path(__file__).parent / "x12"
HOSPITAL = {"hospital", "hospital_planning"}


@pytest.mark.parametrize("name", sorted(bases()))
def test_written_file(name: str, matches_golden: Compare) -> None:
    kind = "837i" if name in HOSPITAL else "837p"
    matches_golden(FOLDER / kind / name / "claim.x12", bases()[name])


def test_every_golden_file_has_its_case() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/*/claim.x12")} == set(bases())
