"""Every single fault is found by its rule at its element; the valid files have no finding at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from builders.claim_faults import bases, spoil
from unlisted.claim.edits.context import EditContext
from unlisted.pipeline.claim_check import check_bytes, edit_context

ON = date(2026, 7, 1)
TABLE = yaml.safe_load((Path(__file__).parent / "faults.yaml").read_text(encoding="utf-8"))["faults"]
ROWS = [
    pytest.param(*(cell.strip() for cell in row.rsplit(" | ", 2)[-2:]), row, id=f"{group}-{number}")
    for group, rows in TABLE.items()
    for number, row in enumerate(rows)
]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return bases()


@pytest.fixture(scope="module")
def context() -> EditContext:
    return edit_context(ON)


def test_valid_files_have_no_finding(files: dict[str, str], context: EditContext) -> None:
    for name, text in files.items():
        result = check_bytes(text.encode(), context)
        assert result.ok, name
        assert result.findings == (), f"{name}: {[(f.rule, f.element) for f in result.findings]}"


def test_there_are_enough_single_faults() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize(("rule", "element", "row"), ROWS)
def test_fault_is_found(
    rule: str, element: str, row: str, files: dict[str, str], context: EditContext
) -> None:
    base, _, rest = row.partition(" | ")
    operations = rest.rsplit(" | ", 2)[0]
    keep = operations.endswith("+count")
    spoiled = spoil(
        files[base], operations.removesuffix("+count").rstrip(" ") if keep else operations, keep_count=keep
    )
    assert spoiled != files[base]
    found = check_bytes(spoiled.encode(), context).findings
    places = {(f.rule, f.element or f.segment or "segment") for f in found}
    assert (rule, element) in places, f"found instead: {sorted(places)}"
