"""The synthetic episode of the shared files: expected answers, each traced back to its element."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pydicom
import pytest

from unlisted.base.evidence import FileEvidence
from unlisted.episode.delivery import TreatmentRecord
from unlisted.episode.derive.totals import course_totals
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Termination, Verification
from unlisted.pipeline.episode_import import import_episode

pytestmark = pytest.mark.real_data
_STEP = re.compile(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)(?:\[(\d+)\])?")


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    """The folder of the episode."""
    return shared_data / "dicom-rt" / "synthetic-episode"


@pytest.fixture(scope="module")
def episode(folder: Path) -> Episode:
    """The episode, imported once."""
    return import_episode([folder])


def at(folder: Path, place: FileEvidence) -> Any:
    """Follow a tag path by the library alone, after checking the file's hash."""
    path = folder / place.file_name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == place.sha256
    value: Any = pydicom.dcmread(path)
    for group, element, index in _STEP.findall(place.locator):
        value = value[(int(group, 16), int(element, 16))].value
        if index:
            value = value[int(index)]
    return value


def places(evidence: tuple[Any, ...], tag: str) -> list[FileEvidence]:
    """The places among some evidence that end in a tag."""
    return [place for place in evidence if isinstance(place, FileEvidence) and place.locator.endswith(tag)]


def the_record(episode: Episode, name: str) -> TreatmentRecord:
    """The record read from a file."""
    return next(r for r in episode.records if places(r.evidence, "")[0].file_name == name)


def test_totals(episode: Episode) -> None:
    totals = course_totals(episode)
    assert (totals.fractions_delivered, totals.fractions_planned, totals.fractions_complete) == (7, 7, 7)
    assert totals.dose_delivered_gy == Decimal("14.000")
    assert (totals.records, len(totals.treatment_days)) == (8, 7)
    assert (totals.machine_stops, totals.continued, totals.overrides, totals.plan_changes) == (1, 1, 1, 1)
    assert episode.delivered_dose_gy == Decimal("14.000")
    assert totals.treatment_days[0] == date(2026, 9, 14)
    assert totals.treatment_days[-1] == date(2026, 9, 22)


def test_every_file_is_used(episode: Episode, folder: Path) -> None:
    assert sorted(s.name for s in episode.sources if s.used) == sorted(p.name for p in folder.glob("*.dcm"))


def test_each_fraction_is_two_gray_and_traceable(episode: Episode, folder: Path) -> None:
    for fraction in episode.fractions:
        assert fraction.dose_gy == Decimal("2.000")
        assert fraction.dose_basis == "beam_dose"
        numbers = places(fraction.evidence, "(3008,0022)")
        assert {int(at(folder, place)) for place in numbers} == {fraction.number}
        days = {at(folder, place) for place in places(fraction.evidence, "(3008,0250)")}
        assert days == {day.strftime("%Y%m%d") for day in fraction.days}
        assert {at(folder, p) for p in places(fraction.evidence, "(0008,1155)")} == {fraction.plan_uid}
        metersets = [Decimal(str(at(folder, place))) for place in places(fraction.evidence, "(3008,0036)")]
        assert sum(metersets) == Decimal(97 + 87 + 89 + 94)


def test_the_stop_and_its_continuation(episode: Episode, folder: Path) -> None:
    stopped = next(fraction for fraction in episode.fractions if fraction.machine_stops)
    assert (stopped.number, stopped.days, stopped.continued) == (3, (date(2026, 9, 16),), True)
    first, rest = the_record(episode, "RT_A_03_20260916.dcm"), the_record(episode, "RT_A_03c_20260916.dcm")
    assert sum(b.dose_gy for b in first.beams if b.dose_gy) == Decimal("1.725")
    assert sum(b.dose_gy for b in rest.beams if b.dose_gy) == Decimal("0.275")
    beam = next(b for b in first.beams if b.termination is Termination.MACHINE)
    assert (beam.beam_number, beam.termination_code) == (2, "MLC")
    assert at(folder, places(beam.evidence, "(3008,002A)")[0]) == "MACHINE"
    assert at(folder, places(rest.beams[0].evidence, "(300A,00CE)")[0]) == "CONTINUATION"


def test_the_override(episode: Episode, folder: Path) -> None:
    record = the_record(episode, "RT_B_02_20260921.dcm")
    beams = [b for b in record.beams if b.verification is Verification.VERIFIED_WITH_OVERRIDE]
    assert [len(b.overrides) for b in beams] == [1]
    override = beams[0].overrides[0]
    assert override.parameter == "(300A,0128)"
    assert at(folder, places(override.evidence, "(3008,0062)")[0]) == 0x300A0128


def test_the_replan(episode: Episode, folder: Path) -> None:
    (change,) = episode.plan_changes
    assert change.on.value == date(2026, 9, 18)
    assert not change.reason.is_known
    assert at(folder, places(change.on.evidence, "(300A,0055)")[0]) == "PREDECESSOR"
    (predecessor,) = places(change.on.evidence, "RP_B_adapted.dcm") or [
        p for p in places(change.on.evidence, "(0008,1155)") if p.file_name == "RP_B_adapted.dcm"
    ]
    assert at(folder, predecessor) == change.from_plan_uid
    labels = {plan.uid: plan.label.value for plan in episode.plans}
    assert (labels[change.from_plan_uid], labels[change.to_plan_uid]) == ("BOOST_A", "BOOST_A_ADAPT1")


def test_the_plans_say_more(episode: Episode) -> None:
    first = episode.plans[0]
    assert first.immobilization.value == (
        "BREAST_BOARD: Breast board 10 degrees",
        "VACUUM_MOLD: Custom vacuum cushion",
    )
    assert first.motion_management.value == ("BREATH_HOLD by EXTERNAL_MARKER",)
    assert (first.fractions_planned.value, first.dose_gy.value, first.dose_per_fraction_gy.value) == (
        7,
        14,
        2,
    )
    assert not any(plan.excluded or plan.stereotactic_proposed for plan in episode.plans)
    assert episode.completion.status.value == "completed"


def test_only_the_stop_and_the_override_are_findings(episode: Episode) -> None:
    assert sorted(finding.code for finding in episode.findings) == ["machine_stop", "override"]


def test_evidence_of_every_fact_leads_to_an_element(episode: Episode, folder: Path) -> None:
    found = {
        place
        for plan in episode.plans
        for place in (*plan.evidence, *plan.approval.evidence, *(p for b in plan.beams for p in b.evidence))
        if isinstance(place, FileEvidence)
    }
    assert len(found) > 50
    for place in found:
        assert at(folder, place) is not None, place
