"""The demo case: the files in the repository, their import, their checklist, their de-identification."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from builders.synthetic import put
from unlisted.episode.completeness import Completeness, check_completeness
from unlisted.episode.completeness_state import State
from unlisted.episode.derive.totals import course_totals
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Technique
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.synthetic.sarcoma import DELIBERATE_GAPS, sarcoma_files
from unlisted.rules.rulebook import Rulebook

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "examples" / "sarcoma"
ON = date(2026, 11, 1)
COMMAND = [sys.executable, "-c", "from unlisted.cli.main import run; run()", "episode"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("sarcoma"), sarcoma_files())


@pytest.fixture(scope="module")
def case(folder: Path) -> Episode:
    return import_episode([folder])


@pytest.fixture(scope="module")
def found(case: Episode, rulebook: Rulebook) -> Completeness:
    return check_completeness(case, rulebook, ON)


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_files_in_the_repository_are_what_the_module_writes() -> None:
    kept = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()
    }
    assert kept == sarcoma_files()
    assert sum(map(len, kept.values())) < 1_500_000
    assert max(map(len, kept.values())) < 500_000


def test_the_course_is_five_fractions_of_six_gray_with_one_replan(case: Episode) -> None:
    totals = course_totals(case)
    assert (totals.fractions_planned, totals.fractions_delivered, totals.fractions_complete) == (5, 5, 5)
    assert totals.dose_delivered_gy == Decimal(30)
    assert (totals.plan_changes, totals.overrides, totals.machine_stops) == (1, 1, 0)
    assert {beam.technique for plan in case.plans for beam in plan.beams} == {Technique.VMAT}
    assert all(plan.stereotactic_proposed and plan.stereotactic_confirmed.value for plan in case.plans)
    prior = case.prior_courses[0]
    assert (prior.dose_gy.value, prior.fractions.value) == (Decimal(50), 25)
    assert {entry.person.role.value for entry in case.time_log} == {
        "radiation_oncologist",
        "medical_physicist",
        "dosimetrist",
    }
    grades = [t.grade for visit in case.visits if visit.toxicities.is_known for t in visit.toxicities.value]
    assert max(grades) == 2


def test_every_file_was_used_and_nothing_was_dropped(case: Episode) -> None:
    assert [source.name for source in case.sources if not source.used] == []
    assert {item.code for item in case.findings} <= {"override"}


def test_the_checklist_is_green_but_for_the_two_gaps(found: Completeness) -> None:
    assert {item.slug: item.state for item in found.gaps} == {
        "peer_review_before_start": State.NOT_STARTED,
        "contemporaneous_entry": State.INCOMPLETE,
    }
    assert {item.slug for item in found.gaps} == set(DELIBERATE_GAPS)
    assert found.unplaced == ()


@pytest.mark.parametrize(
    "payer", ["aetna", "bcbs_massachusetts", "cigna", "unitedhealthcare", "medicare", "bcbs_michigan"]
)
def test_no_payer_adds_a_gap_the_record_could_close(case: Episode, rulebook: Rulebook, payer: str) -> None:
    checked = check_completeness(case, rulebook, ON, payer)
    own = {"special_procedure_payer_limits", "necessity_outside_listed_sites"}
    assert {item.slug for item in checked.gaps} - own == set(DELIBERATE_GAPS)
    assert checked.needs
    open_needs = [need for need in checked.needs if need.truth == "unmet" and need.wanted]
    assert open_needs == []


def test_what_is_complete_shows_its_evidence(found: Completeness) -> None:
    by_document = {"document", "at hand"}
    bare = [
        item.slug
        for item in found.elements
        if item.state is State.COMPLETE
        and not item.evidence
        and not any(word in item.why for word in by_document)
    ]
    assert bare == []


def test_a_person_reads_gaps_first(folder: Path) -> None:
    done = run("check", folder, "--as-of", ON, "--payer", "bcbs_massachusetts")
    assert done.returncode == 0, done.stderr
    assert "2 gaps." in done.stdout
    assert "1. Referral and consultation: " in done.stdout
    assert "entered 9 days late" in done.stdout
    assert "payers.bcbs_massachusetts.unlisted_services.letter_contents" in done.stdout
    assert "timeout each fraction" not in done.stdout
    everything = run("check", folder, "--as-of", ON, "--all")
    assert "✓ timeout each fraction" in everything.stdout
    assert "4-delivery.yaml, checklist[1]" in everything.stdout


def test_a_program_reads_json_from_the_imported_file(folder: Path, tmp_path: Path) -> None:
    imported = tmp_path / "case.json"
    assert run("import", folder, "--out", imported).returncode == 0
    done = run("check", imported, "--as-of", ON, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["episode"], data["gaps"], len(data["steps"])) == ("SARCOMA-DEMO", 2, 5)
    states = [item["state"] for step in data["steps"] for item in step["elements"]]
    assert states.count("complete") > 120
    gap = next(i for s in data["steps"] for i in s["elements"] if i["slug"] == "contemporaneous_entry")
    assert gap["missing"] == ["planning of 2026-09-10 (dosimetrist): entered 9 days late"]
    assert gap["evidence"][0]["file"].endswith("time-log.csv")


def test_an_unknown_payer_ends_in_one_screen(folder: Path) -> None:
    done = run("check", folder, "--payer", "nobody")
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_empty_forms_are_printed() -> None:
    assert run("template", "consultation").stdout.startswith("form: unlisted.episode/1")
    assert run("template", "time-log").stdout.startswith("date,person,role")
    assert run("template", "nonsense").returncode == 5


def test_deidentified_files_give_the_same_course_and_no_name(
    folder: Path, tmp_path: Path, case: Episode
) -> None:
    key = "a key of this test, long enough"
    out = tmp_path / "out"
    done = run("deidentify", folder, "--out", out, UNLISTED_DEID_KEY=key)
    assert done.returncode == 0, done.stderr
    again = import_episode([out])
    before, after = course_totals(case), course_totals(again)
    assert (after.fractions_delivered, after.dose_delivered_gy, after.records) == (
        before.fractions_delivered,
        before.dose_delivered_gy,
        before.records,
    )
    assert [day.weekday() for day in after.treatment_days] == [day.weekday() for day in before.treatment_days]
    assert sum(e.minutes for e in again.time_log) == sum(e.minutes for e in case.time_log)
    assert again.patient.record_number.value != case.patient.record_number.value
    assert run("deidentify", folder, "--out", out, UNLISTED_DEID_KEY=key).returncode == 8
    assert run("deidentify", folder, "--out", tmp_path / "b", UNLISTED_DEID_KEY="").returncode == 2
    assert not (tmp_path / "b").exists()
