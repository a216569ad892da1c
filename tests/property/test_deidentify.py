"""Whatever the chart: no identifier of the input in the output, rhythm and doses as before."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.synthetic import put
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.derive.totals import course_totals
from unlisted.episode.episode import Episode
from unlisted.formats.deidentify import Pseudonyms, deidentify_files
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.synthetic.charts import generate_chart
from unlisted.pipeline.synthetic.identity import CLINIC

KEYS = st.binary(min_size=16, max_size=40)
DAYS = st.dates(date(1980, 1, 1), date(2090, 1, 1))


def imported(files: dict[str, bytes]) -> Episode:
    with tempfile.TemporaryDirectory() as folder:
        return import_episode([put(Path(folder), files)])


def spellings(day: date) -> list[str]:
    return [f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.month}/{day.day}/{day.year}", f"{day:%m/%d/%Y}"]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), index=st.integers(0, 120), key=KEYS)
def test_a_deidentified_chart_leaks_nothing_and_keeps_its_course(seed: int, index: int, key: bytes) -> None:
    chart = generate_chart(seed, index)
    before = imported(chart.files)
    made = deidentify_files(key, chart.files)
    whole = b"\n".join(made.files.values()).lower()
    names = Pseudonyms(key, chart.truth.record_number)
    secrets = [chart.truth.record_number, "syntheticus", "patientia", CLINIC.institution, CLINIC.machine]
    secrets += [part for person in CLINIC.people for part in person.name.split() if len(part) > 3]
    secrets += [chart.truth.member_id, CLINIC.serial, "SYNAFTER1", *(plan.uid for plan in chart.truth.plans)]
    moved = {names.day(day) for day in chart.truth.treatment_days}
    hidden = [day for day in chart.truth.treatment_days if day not in moved]
    secrets += [text for day in hidden for text in spellings(day)]
    assert [text for text in secrets if text.lower().encode() in whole] == []

    after = imported(dict(made.files))
    old, new = course_totals(before), course_totals(after)
    assert (new.fractions_delivered, new.fractions_complete, new.records, new.machine_stops) == (
        old.fractions_delivered,
        old.fractions_complete,
        old.records,
        old.machine_stops,
    )
    assert (new.dose_delivered_gy, new.overrides, new.plan_changes) == (
        old.dose_delivered_gy,
        old.overrides,
        old.plan_changes,
    )
    assert new.treatment_days == tuple(names.day(day) for day in old.treatment_days)
    assert len(counting_plans(after)) == len(counting_plans(before))
    assert sum(entry.minutes for entry in after.time_log) == sum(entry.minutes for entry in before.time_log)
    assert after.reirradiation.value == before.reirradiation.value
    assert {item.code for item in after.findings} == {item.code for item in before.findings}


@given(key=KEYS, patient=st.text(min_size=1, max_size=20), first=DAYS, second=DAYS)
def test_intervals_and_weekdays_stay(key: bytes, patient: str, first: date, second: date) -> None:
    names = Pseudonyms(key, patient)
    assert names.day(first) - names.day(second) == first - second
    assert names.day(first).weekday() == first.weekday()
    assert names.day(first) < first


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1_000), index=st.integers(0, 120), key=KEYS)
def test_two_runs_give_the_same_bytes(seed: int, index: int, key: bytes) -> None:
    files = generate_chart(seed, index).files
    assert deidentify_files(key, files).files == deidentify_files(key, files).files
