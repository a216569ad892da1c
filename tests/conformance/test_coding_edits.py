"""The edits a decision uses agree with every row of the public tables for these codes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from unlisted.coding.edits import EditTables
from unlisted.pricing.edit_tables import edit_tables
from unlisted.pricing.embedded import embedded_tables
from unlisted.rules.rulebook import Rulebook

FAMILY = ("77299", "77399", "77427", "77431", "77432", "77435", "77469", "77470", "77499", "77799")
SETTINGS = ("practitioner", "outpatient_hospital")


@pytest.fixture(scope="module")
def edits(rulebook: Rulebook) -> EditTables:
    return edit_tables(embedded_tables(rulebook, rulebook.codes))


@pytest.mark.real_data
def test_units_a_day_agree_on_all_rows(shared_data: Path, edits: EditTables) -> None:
    path = shared_data / "reference" / "ncci" / "mue_radonc_2024_2026.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["hcpcs"] in FAMILY]
    assert len(rows) >= 30
    for row in rows:
        on = date.fromisoformat(row["effective_from"])
        limit = edits.limit(row["setting"], row["hcpcs"], on)
        assert limit is not None, row
        assert (limit.units, limit.adjudication_indicator) == (int(row["mue_value"]), row["mai"]), row
        assert limit.release_from == on


@pytest.mark.real_data
def test_pairs_agree_on_all_active_rows(shared_data: Path, rulebook: Rulebook, edits: EditTables) -> None:
    table = pq.read_table(shared_data / "reference" / "ncci" / "ncci_ptp_radonc_2024.parquet")
    rows = table.to_pylist()
    active = {
        (row["setting"], row["column1"], row["column2"]): row["modifier_indicator"]
        for row in rows
        if row["active"] and {row["column1"], row["column2"]} & set(FAMILY)
    }
    known = set(rulebook.codes)
    ours = {key: mark for key, mark in active.items() if {key[1], key[2]} <= known}
    assert all(edits.knows_pair(one, two) for _, one, two in ours)
    assert len(ours) > 100
    for (setting, one, two), mark in ours.items():
        edit = edits.pair(setting, one, two) or edits.pair(setting, two, one)
        assert edit is not None, (setting, one, two)
        assert (edit.column_one, edit.column_two, edit.modifier_indicator) == (one, two, mark)


@pytest.mark.real_data
def test_pairs_agree_with_the_release_of_october_2026_but_for_codes_that_left(
    shared_data: Path, rulebook: Rulebook, edits: EditTables
) -> None:
    """The newest release at hand holds the hospital's table only; column one from 77338 to 77525."""
    path = shared_data / "reference" / "ncci" / "ncci_ptp_oph_2026Q4_radonc_col1_active.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["column1"] in FAMILY]
    newest = {(row["column1"], row["column2"]): row["modifier_indicator"] for row in rows}
    ours = {
        (edit.column_one, edit.column_two): edit.modifier_indicator
        for code in FAMILY
        for edit in edits.pairs[code]
        if edit.setting == "outpatient_hospital" and edit.column_one in {one for one, _ in newest}
    }
    known = {key: mark for key, mark in newest.items() if key[1] in rulebook.codes}
    assert len(known) >= 10
    assert {key: ours.get(key) for key in known} == known
    gone = set(ours) - set(known)
    assert gone == {("77431", "G6001"), ("77432", "G6002"), ("77435", "G6002"), ("77499", "0394T")}
    for _, code in gone:
        ended = rulebook.codes[code].effective_to
        assert ended is not None
        assert ended < date(2026, 10, 1)


@pytest.mark.real_data
def test_no_pair_is_made_up(shared_data: Path, edits: EditTables) -> None:
    table = pq.read_table(shared_data / "reference" / "ncci" / "ncci_ptp_radonc_2024.parquet")
    active = {
        (row["setting"], row["column1"], row["column2"], row["modifier_indicator"])
        for row in table.to_pylist()
        if row["active"]
    }
    for code in FAMILY:
        for edit in edits.pairs.get(code, ()):
            assert (edit.setting, edit.column_one, edit.column_two, edit.modifier_indicator) in active


@pytest.mark.real_data
def test_every_pair_inside_the_family_is_the_tables(shared_data: Path, edits: EditTables) -> None:
    table = pq.read_table(shared_data / "reference" / "ncci" / "ncci_ptp_radonc_2024.parquet")
    active = {
        (row["setting"], frozenset((row["column1"], row["column2"])))
        for row in table.to_pylist()
        if row["active"]
    }
    for setting in SETTINGS:
        for n, one in enumerate(FAMILY):
            for two in FAMILY[n + 1 :]:
                there = (setting, frozenset((one, two))) in active
                assert (edits.pair(setting, one, two) is not None) is there, (setting, one, two)


@pytest.mark.real_data
def test_outpatient_status_agrees_on_all_rows(shared_data: Path, edits: EditTables) -> None:
    path = shared_data / "reference" / "opps" / "opps_radonc_2020_2026.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        names = reader.fieldnames or []
        rows = [row for row in reader if row[_code(names)] in FAMILY]
    assert len(rows) > 100
    for row in rows:
        on = date.fromisoformat(row["effective_from"])
        found = edits.status(row[_code(names)], on)
        assert found is not None, row
        assert found.status_indicator == row[_status(names)], row


def _code(names: list[str] | tuple[str, ...]) -> str:
    return next(name for name in names if name in {"hcpcs", "code"})


def _status(names: list[str] | tuple[str, ...]) -> str:
    return next(name for name in names if name in {"si", "status_indicator"})
