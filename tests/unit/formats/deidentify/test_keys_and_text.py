"""Pseudonyms are keyed and stable, days move by whole weeks, known text goes in every spelling."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from unlisted.base.errors import UsageError
from unlisted.formats.deidentify.days import days_in, replace_days, written
from unlisted.formats.deidentify.keys import Pseudonyms
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.leaks import find_leaks
from unlisted.formats.deidentify.scrub import Scrubber

KEY = b"a key of this test, long enough"
NAMES = Pseudonyms(KEY, "MRN-1")
ON = date(2026, 9, 14)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(UsageError, match="15 bytes"):
        Pseudonyms(b"x" * 15, "MRN-1")


def test_the_same_key_gives_the_same_pseudonym_and_another_key_another() -> None:
    again, other = Pseudonyms(KEY, "MRN-1"), Pseudonyms(KEY[::-1], "MRN-1")
    assert NAMES.uid("1.2.3") == again.uid("1.2.3") != other.uid("1.2.3")
    assert NAMES.record_number("MRN-1") == again.record_number("MRN-1") != other.record_number("MRN-1")


def test_an_identifier_of_the_standard_stays_and_others_become_valid_ones() -> None:
    assert NAMES.uid("1.2.840.10008.5.1.4.1.1.481.5") == "1.2.840.10008.5.1.4.1.1.481.5"
    made = NAMES.uid("1.2.840.113704.1.111.2")
    assert len(made) <= 64
    assert made.startswith("2.25.")
    assert made[5:].isdigit()


def test_a_name_has_one_pseudonym_in_every_spelling() -> None:
    spellings = ("EXAMPLETON^ALEX", "Alex Exampleton", "Dr. Alex Exampleton", "Exampleton, Alex, MD")
    assert len({NAMES.staff(name) for name in spellings}) == 1
    assert NAMES.staff("Alex Other") != NAMES.staff("Alex Exampleton")


def test_the_shift_is_whole_weeks_of_one_patient() -> None:
    assert NAMES.shift.days % 7 == 0
    assert timedelta(weeks=-208) <= NAMES.shift <= timedelta(weeks=-53)
    shifts = {Pseudonyms(KEY, f"MRN-{n}").shift for n in range(50)}
    assert len(shifts) > 20


def test_great_ages_are_not_told_apart() -> None:
    moved = {NAMES.birth_date(date(year, 5, 5), ON) for year in (1920, 1930, 1935)}
    assert len(moved) == 1
    assert NAMES.birth_date(date(1962, 4, 18), ON) == date(1962, 4, 18) + NAMES.shift


@pytest.mark.parametrize("text", written(ON))
def test_a_day_is_found_in_every_way_it_is_written(text: str) -> None:
    assert days_in(f"seen on {text}, well") == [ON]
    moved = replace_days(f"seen on {text}, well", NAMES.day)
    assert text not in moved
    assert days_in(moved) == [NAMES.day(ON)]


@pytest.mark.parametrize("text", ["2026-13-45", "1.2.840.20260914.3", "120260914", "6 Gy in 5", "C49.22"])
def test_what_is_no_day_stays(text: str) -> None:
    assert replace_days(text, NAMES.day) == text


def known() -> Known:
    return Known(
        patient_names={"DOE^JANE"},
        record_numbers={"MRN-1"},
        staff={"Alex Exampleton"},
        institutions={"Clinic of Nowhere"},
        machines={"LINAC7"},
        uids={"1.2.3.4.5"},
        dates={ON},
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe was seen",
        "DOE, JANE was seen",
        "Mrs. Doe was seen",
        "doe_boost",
        "chart MRN-1, page 2",
        "Dr. Exampleton at LINAC7",
        "EXAMPLETONBOOST",
        "sent by Clinic of Nowhere on 9/14/2026",
        "plan 1.2.3.4.5 of Sep 14, 2026",
    ],
)
def test_free_text_loses_what_is_known(text: str) -> None:
    clean = Scrubber(known(), NAMES).text(text)
    assert find_leaks(known(), NAMES, {"a.txt": text.encode()})
    assert not find_leaks(known(), NAMES, {"a.txt": clean.encode()})


def test_words_that_only_hold_a_short_name_stay() -> None:
    scrubber = Scrubber(Known(staff={"Sam Roe"}), NAMES)
    assert scrubber.text("a sample of the roentgen films") == "a sample of the roentgen films"
    assert "Roe" not in scrubber.text("Roe was on call")


def test_a_leak_in_a_file_name_is_found_and_not_repeated() -> None:
    leak = find_leaks(known(), NAMES, {"doe_20260914.dcm": b""})
    assert {item.kind for item in leak} == {"patient name", "date"}


def test_a_day_that_another_day_moves_to_is_no_leak() -> None:
    both = Known(dates={ON, ON - NAMES.shift})
    moved = NAMES.day(ON - NAMES.shift)
    assert moved == ON
    assert not find_leaks(both, NAMES, {"a.txt": moved.isoformat().encode()})
