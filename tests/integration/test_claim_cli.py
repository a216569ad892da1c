"""``unlisted claim`` as a person runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders.claim_faults import bases, spoil

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "build-and-check-a-claim.md").read_text(encoding="utf-8")
KEYS = {"rule", "level", "severity", "loop", "segment", "element", "message", "fix", "source"}


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from unlisted.cli.main import run; run()", "claim", *words]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env={**os.environ, "TZ": "UTC"}, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    practice, office, _ = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "practice.yaml").write_text(practice, encoding="utf-8")
    (tmp_path / "request.yaml").write_text(office, encoding="utf-8")
    (tmp_path / "good.x12").write_text(bases()["office"], encoding="ascii")
    (tmp_path / "bad.x12").write_text(spoil(bases()["office"], "set SV1#2 1.7"), encoding="ascii")
    return tmp_path


def test_build_then_check(folder: Path) -> None:
    built = run(
        "build", "request.yaml", "--practice", "practice.yaml", "--payer", "aetna", "--out", "out", cwd=folder
    )
    assert built.returncode == 0, built.stderr
    (path,) = (folder / "out").glob("*.x12")
    assert str(path.relative_to(folder)) in built.stdout
    assert path.stat().st_mode & 0o077 == 0, "a claim names a patient: others may not read it"
    checked = run("check", str(path), "--json", "--second-opinion", cwd=folder)
    answer = json.loads(checked.stdout)
    assert (checked.returncode, answer["ok"], answer["second_opinion"]["accepted"]) == (0, True, True)


def test_check_answers_in_json_with_an_exit_code(folder: Path) -> None:
    good = run("check", "good.x12", "--json", "--as-of", "2026-07-01", cwd=folder)
    assert (good.returncode, json.loads(good.stdout)) == (0, {"ok": True, "findings": []})
    bad = run("check", "bad.x12", "--json", "--as-of", "2026-07-01", cwd=folder)
    answer = json.loads(bad.stdout)
    assert (bad.returncode, answer["ok"]) == (1, False)
    (finding,) = answer["findings"]
    assert set(finding) >= KEYS
    assert (finding["rule"], finding["loop"], finding["element"]) == (
        "unlisted.description_only_in_note",
        "2400",
        "SV101-7",
    )


def test_check_in_words_names_place_and_remedy(folder: Path) -> None:
    shown = run("check", "bad.x12", "--as-of", "2026-07-01", cwd=folder).stdout
    assert "claim 1 line 2 2400 SV101-7" in shown
    assert "do: " in shown
    assert "1 blocking" in shown


def test_overrides_of_the_list(folder: Path) -> None:
    assert run("check", "bad.x12", "--listed", "77499", "--as-of", "2026-07-01", cwd=folder).returncode == 0
    assert (
        run("check", "good.x12", "--unlisted", "77263", "--as-of", "2026-07-01", cwd=folder).returncode == 1
    )


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00\x01", b"ISA*", b"ISA" + b"*" * 200, bytes(range(256)) * 4]
)
def test_no_bytes_bring_a_traceback(data: bytes, folder: Path) -> None:
    (folder / "any.x12").write_bytes(data)
    ended = run("check", "any.x12", "--json", cwd=folder)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["ok"] is False
    assert "Traceback" not in ended.stderr


def test_a_missing_file_and_an_unknown_payer_are_told_shortly(folder: Path) -> None:
    missing = run("check", "none.x12", cwd=folder)
    assert (missing.returncode, "Traceback" in missing.stderr) == (3, False)
    nobody = run("build", "request.yaml", "--practice", "practice.yaml", "--payer", "nobody", cwd=folder)
    assert (nobody.returncode, "Traceback" in nobody.stderr) == (5, False)
