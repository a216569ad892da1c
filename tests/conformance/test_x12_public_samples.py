"""Public and synthetic 837 files: each is read, and its findings are those of the explained table."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from unlisted.claim.edits.catalogue import CATALOGUE
from unlisted.pipeline.claim_check import check_file, edit_context

SPEC = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "spec" / "claim_edits" / "public_samples.yaml").read_text(
        encoding="utf-8"
    )
)
ON = date(2026, 11, 23)


def why(name: str, rule: str) -> str:
    """Return the table's explanation of a rule in a file; empty where there is none."""
    for folder, rules in SPEC["why"].items():
        if (folder == "all" or name.startswith(folder)) and rule in rules:
            return str(rules[rule])
    return ""


def test_every_finding_of_the_table_is_explained() -> None:
    for name, row in SPEC["files"].items():
        for rule in row["findings"]:
            assert rule in CATALOGUE
            assert why(name, rule), f"{name}: {rule}"


@pytest.mark.real_data
@pytest.mark.parametrize("name", sorted(SPEC["files"]))
def test_findings_are_those_of_the_table(name: str, shared_data: Path) -> None:
    row = SPEC["files"][name]
    result = check_file(shared_data / "x12" / name, edit_context(ON))
    assert result.claims == row["claims"]
    assert result.ok == row["ok"]
    assert dict(Counter(f.rule for f in result.findings)) == row["findings"]


@pytest.mark.real_data
def test_every_sample_stands_in_the_table(shared_data: Path) -> None:
    root = shared_data / "x12"
    found = {
        str(p.relative_to(root)) for p in (*root.glob("synthetic/837*/*"), *root.glob("public/*/*837*/*"))
    }
    assert found == set(SPEC["files"])
