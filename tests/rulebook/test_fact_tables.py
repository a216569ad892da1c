"""The tables of where each research fact went agree with the rulebook, and hold every fact once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from unlisted.rules.rulebook import Rulebook

REPOSITORY = Path(__file__).resolve().parents[2]
TABLES = REPOSITORY / "docs" / "reference" / "facts"
FACTS = REPOSITORY.parent / "shared" / "facts"
ROW = re.compile(
    r"^\| (?P<fact>[A-Z0-9]+(?:-[A-Z0-9]+)+) \| (?P<went>[^|]*) \| (?P<why>[^|]*) \|$", re.MULTILINE
)
ENTRY = re.compile(r"`([a-z][a-zA-Z0-9_.]+)`")
FACT_ID = re.compile(r"^ *- id: ([A-Z0-9]+(?:-[A-Z0-9]+)+)$", re.MULTILINE)
COUNTS = {
    "clinical.md": 262,
    "coding-medicare.md": 272,
    "payers-blue-and-programs.md": 131,
    "payers-national.md": 197,
    "policy-updates.md": 91,
}

Row = tuple[str, set[str], str]


def rows_of(table: str) -> list[Row]:
    """Return fact, entries it became, and the reason it was left out."""
    text = (TABLES / table).read_text(encoding="utf-8")
    return [(row["fact"], set(ENTRY.findall(row["went"])), row["why"].strip()) for row in ROW.finditer(text)]


@pytest.fixture(scope="module")
def facts_of_entries(rulebook: Rulebook) -> dict[str, set[str]]:
    """Return the facts that each rule, element, table entry and change of the rulebook names."""
    found = {rule.id: set(rule.facts) for rule in rulebook.rules.values()}
    listed = (
        *rulebook.elements,
        *rulebook.work_times,
        *rulebook.literature,
        *rulebook.use_cases,
        *rulebook.diagnosis_groups,
        *rulebook.changes,
    )
    found |= {entry.id: set(entry.facts) for entry in listed}
    found |= {f"clinical.taxonomies.{entry.code}": set(entry.facts) for entry in rulebook.taxonomies}
    return found


def _facts(entry: str, known: dict[str, set[str]]) -> set[str]:
    """Look an entry up by its full id, or by its own id for the clinical tables that keep only that."""
    return known.get(entry) or known.get(entry.rsplit(".", 1)[-1], set())


@pytest.mark.parametrize("table", sorted(COUNTS))
def test_every_fact_has_one_row_and_one_fate(table: str) -> None:
    rows = rows_of(table)
    facts = [fact for fact, _, _ in rows]
    assert len(facts) == COUNTS[table]
    assert facts == sorted(set(facts))
    assert [fact for fact, went, why in rows if bool(went) == bool(why)] == []


def test_no_fact_stands_in_two_tables() -> None:
    seen = Counter(fact for table in COUNTS for fact, _, _ in rows_of(table))
    assert [fact for fact, n in seen.items() if n > 1] == []


@pytest.mark.parametrize("table", sorted(COUNTS))
def test_each_named_entry_exists_and_names_the_fact(
    table: str, rulebook: Rulebook, facts_of_entries: dict[str, set[str]]
) -> None:
    figures_and_conflicts = {*rulebook.amounts, *(conflict.id for conflict in rulebook.conflicts)}
    wrong = [
        (fact, entry)
        for fact, went, _ in rows_of(table)
        for entry in went
        if entry not in figures_and_conflicts and fact not in _facts(entry, facts_of_entries)
    ]
    assert wrong == []


def test_no_fact_is_used_that_has_no_row(facts_of_entries: dict[str, set[str]]) -> None:
    known = {fact for table in COUNTS for fact, _, _ in rows_of(table)}
    used = {fact for facts in facts_of_entries.values() for fact in facts}
    assert sorted(used - known) == []


def test_every_fact_of_the_research_files_has_its_row() -> None:
    if not FACTS.is_dir():
        pytest.skip("the research files are not beside the repository")
    listed = {
        fact
        for path in sorted(FACTS.glob("*.yaml"))
        for fact in FACT_ID.findall(path.read_text(encoding="utf-8"))
    }
    known = {fact for table in COUNTS for fact, _, _ in rows_of(table)}
    assert len(listed) == sum(COUNTS.values())
    assert sorted(listed - known) == []
