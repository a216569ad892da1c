"""The tables of where each research fact went agree with the rule files they speak of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import read_tree

REPOSITORY = Path(__file__).resolve().parents[2]
RULEBOOK = REPOSITORY / "src" / "unlisted" / "rulebook"
TABLES = REPOSITORY / "docs" / "reference" / "facts"
ROW = re.compile(r"^\| (?P<fact>[A-Z]+-[0-9]+) \| (?P<went>[^|]*) \| (?P<why>[^|]*) \|$", re.MULTILINE)

Rows = list[tuple[str, set[str], str]]


def rows_of(table: str) -> Rows:
    """Return fact, entries it became, and the reason it was left out."""
    text = (TABLES / table).read_text(encoding="utf-8")
    return [
        (row["fact"], set(re.findall(r"`([^`]+)`", row["went"])), row["why"].strip())
        for row in ROW.finditer(text)
    ]


def facts_of_entries(*folders: str) -> dict[str, set[str]]:
    """Return the facts of each entry and rule below the folders, by full id."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted((RULEBOOK / folder).rglob("*.yaml")):
            tree = read_tree(path.name, path.read_bytes())
            assert not isinstance(tree, Problem), tree
            base = ".".join(path.relative_to(RULEBOOK).with_suffix("").parts)
            for item in tree.get("entries", []) + tree.get("rules", []):
                if "id" in item:
                    found[f"{base}.{item['id']}"] = set(item.get("facts", []))
    return found


@pytest.mark.parametrize(
    ("table", "prefixes", "count"),
    [("clinical.md", ("CD-", "LT-", "WT-"), 176 + 40 + 46), ("policy-updates.md", ("PU-",), 91)],
)
def test_every_fact_has_one_row_and_one_fate(table: str, prefixes: tuple[str, ...], count: int) -> None:
    rows = rows_of(table)
    facts = [fact for fact, _, _ in rows]
    assert facts == sorted(set(facts))
    assert len(facts) == count
    assert all(fact.startswith(prefixes) for fact in facts)
    assert [fact for fact, went, why in rows if bool(went) == bool(why)] == []


@pytest.mark.parametrize("table", ["clinical.md", "policy-updates.md"])
def test_each_named_entry_exists_and_names_the_fact(table: str) -> None:
    entries = facts_of_entries("clinical", "changes", "payers", "medicare", "coding")
    wrong = [
        (fact, entry)
        for fact, went, _ in rows_of(table)
        for entry in went
        if fact not in entries.get(entry, ())
    ]
    assert wrong == []


def test_no_clinical_fact_or_update_is_used_without_standing_in_its_row() -> None:
    rows = {fact: went for table in ("clinical.md", "policy-updates.md") for fact, went, _ in rows_of(table)}
    missing = [
        (fact, entry)
        for entry, facts in facts_of_entries("clinical", "changes").items()
        for fact in facts
        if fact.startswith(("CD-", "LT-", "WT-", "PU-")) and entry not in rows.get(fact, ())
    ]
    assert missing == []
