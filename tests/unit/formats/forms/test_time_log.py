"""Time logs: one row, one entry; late entries stay visible; a bad row is named as a spreadsheet counts."""

from __future__ import annotations

from datetime import date

import pytest

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.base.evidence import EnteredEvidence, FileEvidence
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Role
from unlisted.formats.forms import is_form, read_form

HEADER = "date,person,role,npi,credentials,activity,step,minutes,entered_on,note\n"
GOOD = (
    "2026-09-01,Robin Example,medical_physicist,1000000002,PhD,dose_summation,unique_plan,150,2026-09-03,\n"
)


def read(*rows: str, header: str = HEADER) -> Episode:
    return read_form("log.csv", (header + "".join(rows)).encode())


def problem(*rows: str, header: str = HEADER) -> str:
    with pytest.raises(BrokenFileError) as caught:
        read(*rows, header=header)
    return str(caught.value)


def test_a_row_becomes_an_entry_with_its_row_number() -> None:
    entry = read("\n", GOOD).time_log[0]
    assert (entry.person.name, entry.person.role) == ("Robin Example", Role.MEDICAL_PHYSICIST)
    assert (entry.minutes, entry.activity, entry.step) == (150, "dose_summation", "unique_plan")
    assert (entry.on, entry.entered_on) == (date(2026, 9, 1), date(2026, 9, 3))
    place, entered = entry.evidence
    assert isinstance(place, FileEvidence)
    assert place.locator == "row 3"
    assert isinstance(entered, EnteredEvidence)
    assert entered.entered_on == date(2026, 9, 3)


def test_columns_may_stand_in_any_order_and_some_may_be_left_out() -> None:
    found = read(
        "30,delivery,treatment,nurse,Jo Example,2026-09-02\n",
        "20,delivery,treatment,nurse,Jo Example,2026-09-01\n",
        header="minutes,step,activity,role,person,date\n",
    )
    assert [entry.on.day for entry in found.time_log] == [1, 2]
    assert found.time_log[0].entered_on is None
    assert len(found.time_log[0].evidence) == 1


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    data = b"\xef\xbb\xbf" + (HEADER + GOOD).encode()
    assert is_form("log.csv", data)
    assert len(read_form("log.csv", data).time_log) == 1


def test_a_note_is_not_dropped_silently() -> None:
    found = read(GOOD.replace(",2026-09-03,", ",2026-09-03,with the vendor"))
    assert found.unmapped == ("log.csv: row 2, note",)


@pytest.mark.parametrize(
    ("old", "new", "where", "fix"),
    [
        ("2026-09-01", "9/1/2026", ":2:1, row 2, date", "YYYY-MM-DD"),
        ("medical_physicist", "physicist", ":2:3, row 2, role", "medical_physicist"),
        ("unique_plan", "planning", ":2:7, row 2, step", "unique_plan"),
        (",150,", ",0,", ":2:8, row 2, minutes", "from 1 to 1440"),
        (",150,", ",2.5 h,", ":2:8, row 2, minutes", "whole minutes"),
        (",150,", ",1441,", ":2:8, row 2, minutes", "1440"),
        ("1000000002", "12345", ":2:4, row 2, npi", "10 digits"),
        ("dose_summation", "Dose Summation", ":2:6, row 2, activity", "small letters"),
        ("Robin Example", "", ":2:2, row 2, person", "who did the work"),
        ("2026-09-03", "2026-08-30", ":2:9, row 2, entered_on", "both days"),
        ("PhD", "PhD,DABR", ":2:1, row 2", "quotes"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(old: str, new: str, where: str, fix: str) -> None:
    told = problem(GOOD.replace(old, new))
    assert f"log.csv{where}" in told
    assert fix in told


def test_a_missing_and_an_unknown_column_are_named() -> None:
    told = problem(GOOD, header=HEADER.replace("minutes", "hours").replace("activity", "activity,minutes"))
    assert "column 9" in told
    told = problem(header="date,person,activity,minutes\n")
    assert "the column role is missing" in told
    assert "the column step is missing" in told


def test_limits_are_kept() -> None:
    with pytest.raises(LimitExceededError, match="rows"):
        read(GOOD * 20_001)
    with pytest.raises(LimitExceededError, match="bytes"):
        read("x" * 5_000_001)


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(BrokenFileError, match="UTF-8"):
        read_form("log.csv", (HEADER + GOOD.replace("Robin", "Röbin")).encode("latin-1"))
