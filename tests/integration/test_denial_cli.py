"""``unlisted denial route`` as a person runs it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from unlisted.cli.main import app

KEYS = {"class", "action", "appealable", "stop_reason", "source", "level", "external_review", "do", "means"}


def ask(*words: str) -> dict[str, object]:
    done = CliRunner().invoke(app, ["denial", "route", *words, "--json"])
    assert done.exit_code == 0, done.output
    answer: dict[str, object] = json.loads(done.stdout)
    assert set(answer) >= KEYS
    return answer


def test_a_missing_description_is_a_corrected_claim() -> None:
    answer = ask("--carc", "16", "--rarc", "N350")
    assert (answer["class"], answer["action"]) == ("description_missing", "corrected_claim")
    assert (answer["appealable"], answer["stop_reason"]) == (False, None)
    assert answer["source"]


@pytest.mark.parametrize("rarc", ["MA130", "ma130"])
def test_a_stop_is_named(rarc: str) -> None:
    answer = ask("--carc", "16", "--rarc", "N350", "--rarc", rarc)
    assert (answer["appealable"], answer["stop_reason"]) == (False, "unprocessable")


def test_a_deadline_and_its_rule() -> None:
    answer = ask("--carc", "189", "--payer", "Aetna", "--notice", "2026-08-03", "--as-of", "2026-11-24")
    level = answer["level"]
    assert isinstance(level, dict)
    assert (level["due"], level["state"]) == ("2027-01-30", "open")
    assert level["rule"] == "payers.aetna.appeals.reconsideration"
