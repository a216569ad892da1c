"""The demo story end to end: denied by two payers, corrected and appealed, paid, remembered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.packets import EXAMPLES
from unlisted.cli.main import app
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.pipeline.outcome_log import OutcomeLog

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "read-and-answer-payers.md").read_text(encoding="utf-8")


def tell(out: Path) -> Result:
    words = ["case", "story", str(EXAMPLES / "sarcoma"), "--out", str(out), "--start", "2026-10-01"]
    words += ["--practice", str(EXAMPLES / "practice" / "practice.yaml")]
    words += ["--request", str(EXAMPLES / "practice" / "packet.yaml")]
    words += ["--services", str(EXAMPLES / "services" / "catalogue.yaml")]
    words += ["--answers", str(EXAMPLES / "services" / "answers.yaml")]
    return CliRunner().invoke(app, words)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("case") / "story"
    done = tell(out)
    assert done.exit_code == 0, done.output
    return out, done.stdout


def test_one_payer_is_corrected_and_the_other_appealed(told: tuple[Path, str]) -> None:
    _, text = told
    assert "CO-16, N350 is description_missing: next step corrected_claim" in text
    assert "CO-189, N657 is listed_code_exists: next step appeal_coding" in text
    assert text.count("closed: nothing open") == 2


def test_the_memory_shows_both_overturned(told: tuple[Path, str]) -> None:
    out, text = told
    assert "corrected claim: taken 1, overturned 1" in text
    assert "appeal 1: taken 1, overturned 1" in text
    outcomes = OutcomeLog(out / "outcomes.jsonl").outcomes()
    assert {(x.payer, x.denial, x.level) for x in outcomes} == {
        ("aetna", "16", "reconsideration"),
        ("bcbs_massachusetts", "189", "appeal_1"),
    }
    assert all(x.allowed is not None and x.allowed > 0 for x in outcomes)


def test_the_corrected_claim_has_frequency_seven_and_the_payers_number(told: tuple[Path, str]) -> None:
    data = (told[0] / "aetna" / "answer" / "claim" / "answering-claim.x12").read_bytes()
    (claim,) = read_batch(data).claims
    assert claim.frequency.value == "7"
    assert claim.payer_control_number.startswith("SIMULATED")


def test_the_letters_of_the_appeal_are_there(told: tuple[Path, str]) -> None:
    letters = told[0] / "bcbs_massachusetts" / "answer" / "letters"
    assert {path.name for path in letters.iterdir()} == {"appeal.pdf", "appeal.docx"}
    assert not (told[0] / "aetna" / "answer" / "letters").exists()


def test_a_second_telling_into_the_same_folder_is_refused(told: tuple[Path, str]) -> None:
    done = tell(told[0])
    assert done.exit_code != 0
    assert "before" in str(done.exception)


def test_the_page_shows_what_the_command_prints(told: tuple[Path, str]) -> None:
    shown = re.search(r"<!-- story -->\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    printed = re.sub(r"written to .*\n", "written to story\n", told[1])
    assert shown[1] == printed
