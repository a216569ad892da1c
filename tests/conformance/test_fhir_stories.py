"""The published chart stories: read, written as CodeX RT, read again; DICOM written as CodeX RT."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders.fhir_stories import STORIES, mapped, story
from unlisted.episode.vocabulary import ChangeReason, Modality
from unlisted.formats.episode_json import read_episode_json, write_episode_json
from unlisted.formats.fhir.exporter import export_fhir
from unlisted.formats.fhir.importer import read_fhir
from unlisted.formats.fhir.profiles import Definitions, validate
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.fhir_packages import read_packages

pytestmark = pytest.mark.real_data
CODEX = "hl7.fhir.us.codex-radiation-therapy"


@pytest.fixture(scope="module")
def definitions(shared_data: Path) -> Definitions:
    """Return the definitions of all published packages at hand."""
    return read_packages(shared_data / "fhir" / "packages")


@pytest.mark.parametrize("name", STORIES)
def test_round_trip_loses_no_mapped_field(shared_data: Path, definitions: Definitions, name: str) -> None:
    episode = read_fhir(story(shared_data, name))
    written = export_fhir(episode)
    assert episode.course_parts
    assert mapped(read_fhir({"again.json": written})) == mapped(episode)
    found = validate(json.loads(written), definitions, package=CODEX)
    assert found.errors == ()
    assert any("mcode-cancer-patient|4.0.0" in profile for profile in found.profiles)


@pytest.mark.parametrize("name", STORIES)
def test_the_same_episode_gives_the_same_bytes_and_survives_the_episode_file(
    shared_data: Path, name: str
) -> None:
    episode = read_fhir(story(shared_data, name))
    kept = read_episode_json("episode.json", write_episode_json(episode))
    assert kept == episode
    assert export_fhir(kept) == export_fhir(episode)


def test_plan_change_of_the_second_story(shared_data: Path) -> None:
    """Three fractions of 1.8 Gy with 3D, then four of 2 Gy with IMRT: 13.4 Gy in 7 fractions."""
    episode = read_fhir(story(shared_data, "XRTS-02"))
    parts = {(p.side, p.level, p.name): p for p in episode.course_parts}
    course = parts["delivered", "course", "C1Prostate"]
    assert [(dose.dose_gy, dose.fractions) for dose in course.doses] == [(Decimal("13.4"), 7)]
    assert course.sessions == 9
    first, second = parts["delivered", "phase", "Primary"], parts["delivered", "phase", "PlanChange"]
    assert (first.status, first.fractions, first.doses[0].dose_gy) == ("stopped", 3, Decimal("5.4"))
    assert (second.status, second.fractions, second.doses[0].dose_gy) == ("completed", 4, Decimal(8))
    assert parts["planned", "phase", "Primary"].status == "revoked"
    assert [use.techniques for use in course.uses] == [("three_dimensional",), ("imrt",)]
    (change,) = episode.plan_changes
    assert change.reason.value is ChangeReason.ACUTE_TOXICITY
    assert change.from_plan_uid == parts["planned", "phase", "Primary"].id
    assert episode.completion.status.value == "completed"
    assert episode.completion.fractions_reported.value == 7
    assert any("an older state of" in line for line in episode.unmapped)


def test_jenny_m(shared_data: Path) -> None:
    episode = read_fhir(story(shared_data, "jenny-m"))
    (course,) = episode.course_parts
    assert [(dose.dose_gy, dose.fractions) for dose in course.doses] == [(Decimal(60), 30), (Decimal(50), 25)]
    assert course.sessions == 31
    assert [use.modality for use in course.uses] == [Modality.PHOTON, Modality.ELECTRON]
    assert (course.started_on, course.ended_on) == (date(2018, 8, 15), date(2018, 10, 25))
    (diagnosis,) = episode.diagnoses
    assert diagnosis.is_primary
    assert diagnosis.onset.value == date(2018, 3, 16)
    assert not diagnosis.icd10cm.is_known, "the chart has a SNOMED CT code only"
    assert diagnosis.other_codes == ("http://snomed.info/sct|353431000119107",)
    assert diagnosis.stage.value.startswith("1222806003 |")
    (place,) = diagnosis.stage.evidence
    assert place.locator == "Bundle.entry[1].resource.stage[0].summary"
    assert any(line.endswith("Bundle.entry[2].resource") for line in episode.unmapped), (
        "medication has no place"
    )


def test_every_element_is_mapped_or_listed(shared_data: Path) -> None:
    """Nothing is dropped silently: each leaf is below a path that is listed, or was read."""
    files = story(shared_data, "prostate")
    episode = read_fhir(files)
    listed = [line.split(" ", 1) for line in episode.unmapped]
    for name, data in files.items():
        tree = json.loads(data)
        paths = [path for file, path in listed if file == name]
        assert not any(path.startswith(f"{tree['resourceType']}.status") for path in paths)
    assert ["Location-TreatmentLocation-1.json", "Location.address"] in listed
    assert ["Patient-Patient-6.json", "Patient.telecom"] in listed


def test_fraction_with_guidance_and_session(shared_data: Path) -> None:
    episode = read_fhir(story(shared_data, "prostate"))
    (fraction,) = episode.fractions
    (guidance,) = episode.image_guidance
    assert (fraction.number, fraction.dose_gy, fraction.complete) == (2, Decimal("1.8"), True)
    assert (guidance.kind.value, guidance.fraction_number) == ("cbct", 2)
    plans = {plan.uid: plan for plan in episode.plans}
    assert fraction.plan_uid in plans
    assert plans[fraction.plan_uid].fractions_planned.value == 25
    part = next(part for part in episode.course_parts if part.level == "fraction")
    assert part.dicom[0].sop_class_uid == "1.2.840.10008.5.1.4.1.1.481.4"
    assert part.session_id in {p.id for p in episode.course_parts if p.level == "session"}
    assert {order.level for order in episode.prescriptions} == {"course", "phase", "plan"}


def test_all_example_files_can_be_read(shared_data: Path) -> None:
    for path in sorted((shared_data / "fhir" / "examples").rglob("*.json")):
        tree = json.loads(path.read_bytes())
        if isinstance(tree, dict) and "resourceType" in tree:
            assert read_fhir({path.name: path.read_bytes()}).sources[0].used


def test_dicom_becomes_codex(shared_data: Path, definitions: Definitions) -> None:
    """The synthetic episode: 7 fractions, 14 Gy, one plan replaced; each part refers back to DICOM."""
    episode = import_episode([shared_data / "dicom-rt" / "synthetic-episode"])
    bundle = json.loads(export_fhir(episode))
    assert validate(bundle, definitions, package=CODEX).errors == ()
    resources = [entry["resource"] for entry in bundle["entry"]]
    by_profile: dict[str, list[Any]] = {}
    for resource in resources:
        for url in resource.get("meta", {}).get("profile", []):
            by_profile.setdefault(url.rpartition("-radiotherapy-")[2], []).append(resource)
    assert len(by_profile["treated-fraction"]) == 7
    assert sorted(plan["status"] for plan in by_profile["treatment-plan"]) == ["completed", "revoked"]
    assert sorted(phase["status"] for phase in by_profile["treated-phase"]) == ["completed", "stopped"]
    uids = {
        inner["valueId"]
        for resource in resources
        for extension in resource.get("extension", [])
        if extension["url"].endswith("codexrt-dicom-reference")
        for inner in extension["extension"]
        if inner["url"] == "instanceUid"
    }
    counted = {uid for fraction in episode.fractions for uid in fraction.record_uids}
    assert counted | {plan.uid for plan in episode.plans} == uids
    again = read_fhir({"bundle.json": export_fhir(episode)})
    assert sum(f.dose_gy for f in again.fractions if f.dose_gy is not None) == Decimal(14)
    assert [(c.from_plan_uid, c.to_plan_uid) for c in again.plan_changes] == [
        (c.from_plan_uid, c.to_plan_uid) for c in episode.plan_changes
    ]
