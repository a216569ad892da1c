"""A physician answers the open question of the demo: kept with name, role and day, for this episode only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from unlisted.base.errors import UnlistedError
from unlisted.cli.main import app
from unlisted.formats.episode_json import write_episode_json
from unlisted.pipeline.episode_import import import_episode

SARCOMA = Path(__file__).resolve().parents[2] / "examples" / "sarcoma"
PHYSICIAN = ["--by", "Alex Exampleton", "--role", "radiation_oncologist", "--on", "2026-09-28"]


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the imported demo case: DICOM, FHIR, forms and time log."""
    path = tmp_path_factory.mktemp("sarcoma") / "episode.json"
    path.write_bytes(write_episode_json(import_episode([SARCOMA])))
    return str(path)


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["code", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str) -> str:
    result = CliRunner().invoke(app, ["code", *words])
    assert isinstance(result.exception, UnlistedError)
    return str(result.exception)


def test_the_answer_is_kept_and_decides(episode: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    asked = ("answer", episode, "--question", "apart_from_listed", "--answers", str(path), *PHYSICIAN)
    text = run(*asked, "--answer", "yes", "--says", "own sessions, own notes")
    assert "Kept in answers.yaml: a service apart from the listed one: yes" in text
    assert "(Alex Exampleton, radiation oncologist, 2026-09-28)" in text
    assert "Unlisted code among the lines: 77435 × 1, 77499 × 1" in text
    kept = path.read_bytes()
    assert b"episode: SARCOMA-DEMO" in kept
    run(*asked, "--answer", "yes", "--says", "own sessions, own notes")
    assert path.read_bytes() == kept  # the same answer is kept once
    found = json.loads(run("decide", episode, "--answers", str(path), "--json"))
    assert found["outcome"] == "unlisted"
    assert {"question": "apart_from_listed", "value": True, "person": "Alex Exampleton"}.items() <= next(
        item for item in found["answers"] if item["question"] == "apart_from_listed"
    ).items()


def test_a_later_answer_of_the_same_person_corrects_and_nothing_is_rewritten(
    episode: str, tmp_path: Path
) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(
        "# kept by the clinic\nanswers: unlisted.answers/1\nentries:\n"
        "  - {question: apart_from_listed, answer: yes, by: Alex Exampleton, role: radiation_oncologist,"
        " on: 2026-09-20}",
        encoding="utf-8",
    )
    before = path.read_bytes()
    words = ("answer", episode, "--question", "apart_from_listed", "--answers", str(path), *PHYSICIAN)
    text = run(*words, "--answer", "no", "--says", "it was part of the stereotactic management")
    assert path.read_bytes().startswith(before)
    assert "Listed: 77435 × 1" in text
    assert "answered again later; the answer of 2026-09-20 is left out" in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--question", "apart_from_listed", "--answer", "yes", "--role", "coder"), "may not answer"),
        (("--question", "apart_from_listed", "--answer", "maybe"), "yes or no"),
        (("--question", "apart_from_listed", "--answer", "1"), "yes or no"),
        (("--question", "listed_planning_code", "--answer", "yes"), "whole number"),
        (("--question", "fractions", "--answer", "5"), "only the record can show it"),
        (("--question", "guessed", "--answer", "yes"), "no question"),
        (("--question", "apart_from_listed", "--answer", "yes", "--role", "friend"), "no role"),
        (("--question", "apart_from_listed", "--answer", "yes", "--on", "2999-01-01"), "not come yet"),
        (("--question", "apart_from_listed", "--answer", "yes", "--by", " "), "needs a name"),
    ],
)
def test_what_would_not_count_is_refused_before_it_is_kept(
    episode: str, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    path = tmp_path / "answers.yaml"
    assert says in refused("answer", episode, "--answers", str(path), *PHYSICIAN, *words)
    assert not path.exists()


def test_answers_of_another_episode_are_refused(episode: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("answers: unlisted.answers/1\nepisode: OTHER\nentries: []\n", encoding="utf-8")
    assert "another episode" in refused("decide", episode, "--answers", str(path))
    words = ("--question", "apart_from_listed", "--answer", "yes", "--answers", str(path), *PHYSICIAN)
    assert "another episode" in refused("answer", episode, *words)


def test_a_layout_that_takes_no_entry_is_left_alone(episode: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("answers: unlisted.answers/1\nentries: []\n", encoding="utf-8")
    words = ("--question", "apart_from_listed", "--answer", "yes", "--answers", str(path), *PHYSICIAN)
    assert "takes no further entry" in refused("answer", episode, *words)
    assert path.read_text(encoding="utf-8").endswith("entries: []\n")
