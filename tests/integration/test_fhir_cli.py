"""``unlisted fhir``: validate and export as a user calls them."""

from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from builders.fhir_charts import bundle
from builders.fhir_packages import core
from unlisted.formats.episode_json import write_episode_json
from unlisted.formats.fhir.exporter import export_fhir
from unlisted.formats.fhir.importer import read_fhir


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-c", "from unlisted.cli.main import run; run()", "fhir"]
    return subprocess.run(
        [*command, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return a folder with the small core."""
    folder = tmp_path / "packages"
    folder.mkdir()
    lines = "\n".join(json.dumps(item) for item in core().resources)
    (folder / "hl7.fhir.r4.core-4.0.1.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    return folder


def test_a_sound_and_a_broken_resource(tmp_path: Path, packages: Path) -> None:
    sound, broken = tmp_path / "sound.json", tmp_path / "broken.json"
    sound.write_text('{"resourceType": "Patient", "active": true}')
    broken.write_text('{"resourceType": "Patient", "active": "yes", "name": [{"family": "Secretname"}]}')
    done = run("validate", sound, "--packages", packages)
    assert done.returncode == 0
    assert done.stdout.startswith("sound.json: conforms\n")
    done = run("validate", sound, broken, "--packages", packages)
    assert done.returncode == 1
    assert "Patient.active: not a boolean (format)" in done.stdout
    assert "Secretname" not in done.stdout + done.stderr
    open_question = tmp_path / "open.json"
    open_question.write_text('{"resourceType": "Patient", "meta": {"profile": ["http://none.example"]}}')
    done = run("validate", open_question, "--packages", packages)
    assert done.stdout.startswith("open.json: conforms in what was checked\n")
    assert "  not checked:\n    profile http://none.example: not in the packages (1)" in done.stdout
    told = json.loads(run("validate", sound, broken, "--packages", packages, "--json").stdout)
    assert [(item["file"], item["valid"]) for item in told] == [("sound.json", True), ("broken.json", False)]
    assert told[1]["issues"][0]["location"] == "Patient.active"


def test_what_cannot_be_done_is_one_screen_without_traceback(tmp_path: Path, packages: Path) -> None:
    broken = tmp_path / "x.json"
    broken.write_text("{")
    sound = tmp_path / "y.json"
    sound.write_text('{"resourceType": "Patient"}')
    for words, code in (
        (("validate", broken, "--packages", packages), 3),
        (("validate", tmp_path / "none.json", "--packages", packages), 3),
        (("validate", sound, "--packages", tmp_path), 6),
        (("validate", sound, "--packages", packages, "--profile", "http://none.example"), 5),
        (("validate", sound, "--packages", packages, "--using", "none"), 5),
        (("export", sound, "--out", tmp_path / "out.json"), 2),
    ):
        done = run(*words)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr


def test_export_writes_the_bundle_for_its_owner_only(tmp_path: Path) -> None:
    episode = read_fhir({"chart.json": bundle()})
    file, out = tmp_path / "episode.json", tmp_path / "deep" / "bundle.json"
    file.write_bytes(write_episode_json(episode))
    done = run("export", file, "--out", out)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == export_fhir(episode)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "Madeup" not in done.stdout + done.stderr
