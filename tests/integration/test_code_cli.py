"""``unlisted code`` on the demo case: text for people, JSON that keeps to the published schemas."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from unlisted.cli.main import app
from unlisted.formats.episode_json import write_episode_json
from unlisted.pipeline.episode_import import import_episode
from unlisted.pipeline.outcome_log import OutcomeLog
from unlisted.pricing.outcome_entry import OutcomeEntry
from unlisted.pricing.outcomes import Outcome

REPOSITORY = Path(__file__).resolve().parents[2]
SARCOMA = REPOSITORY / "examples" / "sarcoma"
APART = """\
answers: unlisted.answers/1
entries:
  - question: apart_from_listed
    answer: WORD
    by: Alex Exampleton
    role: radiation_oncologist
    on: 2026-09-28
    says: own sessions, own notes
"""
PERSON = ["--by", "Alex Exampleton", "--reason", "the dose of two courses was summed and the plan made anew"]


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the imported demo case: DICOM, FHIR, forms and time log."""
    path = tmp_path_factory.mktemp("sarcoma") / "episode.json"
    path.write_bytes(write_episode_json(import_episode([SARCOMA])))
    return str(path)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["code", *words], catch_exceptions=code == 0)
    assert result.exit_code == code or code != 0, result.output
    return result.stdout


def as_json(schema: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json"))
    text = (resources.files("unlisted.coding") / "schema" / f"{schema}.schema.json").read_text("utf-8")
    jsonschema.validate(found, json.loads(text), format_checker=jsonschema.FormatChecker())
    return found


def decide(*words: str) -> dict[str, Any]:
    return as_json("unlisted-code-decision-1", "decide", *words)


def states(found: dict[str, Any]) -> dict[str, str]:
    return {item["code"]: item["state"] for item in found["candidates"]}


def answered(folder: Path, word: str) -> str:
    path = folder / "answers.yaml"
    path.write_text(APART.replace("WORD", word), encoding="utf-8")
    return str(path)


def test_the_demo_holds_with_one_exact_question(episode: str) -> None:
    found = decide(episode)
    assert found["outcome"] == "hold"
    assert [(line["code"], line["units"]) for line in found["lines"]] == [("77435", 1)]
    (question,) = found["questions"]
    assert question["slug"] == "apart_from_listed"
    assert question["if_yes"] == "77435 × 1 and 77499 × 1"
    assert question["if_no"] == "77435 × 1 only; the work is part of it"
    assert "50 Gy in 2021" in question["why"]


def test_the_demo_shows_how_far_the_listed_codes_reach(episode: str) -> None:
    found = decide(episode)
    assert states(found) | {
        "77435": "fits",
        "77470": "excluded",
        "77427": "excluded",
        "77499": "fits",
    } == states(found)
    special = next(item for item in found["candidates"] if item["code"] == "77470")
    assert "77435" in special["because"][0]
    assert {item["slug"] for item in found["remaining"]} == {"reirradiation", "adaptive", "coordination"}
    for item in found["candidates"]:
        if item["state"] == "fits":
            assert item["evidence"]


@pytest.mark.parametrize(
    ("word", "outcome", "codes"), [("yes", "unlisted", ["77435", "77499"]), ("no", "listed", ["77435"])]
)
def test_a_physician_answers_and_the_answer_is_kept(
    episode: str, tmp_path: Path, word: str, outcome: str, codes: list[str]
) -> None:
    found = decide(episode, "--answers", answered(tmp_path, word))
    assert found["outcome"] == outcome
    assert [line["code"] for line in found["lines"]] == codes
    kept = next(item for item in found["answers"] if item["question"] == "apart_from_listed")
    assert (kept["person"], kept["role"], kept["on"]) == (
        "Alex Exampleton",
        "radiation_oncologist",
        "2026-09-28",
    )


def test_the_facility_bill_is_refused_and_the_professional_claim_offered(
    episode: str, tmp_path: Path
) -> None:
    words = ("--answers", answered(tmp_path, "yes"), "--setting", "outpatient_hospital")
    found = decide(episode, *words, "--billing-class", "institutional")
    route = next(item for item in found["routes"] if item["code"] == "77499")
    assert (route["payable"], route["offer"], route["status_indicator"]) == (False, "professional", "B")
    assert "facility_bill" in {item["code"] for item in found["edits"]}
    own = decide(episode, *words, "--billing-class", "professional")
    assert all(item["payable"] for item in own["routes"])


def test_the_code_year_decides_the_candidates(episode: str) -> None:
    before, after = decide(episode, "--as-of", "2025-12-31"), decide(episode, "--as-of", "2026-01-02")
    ended = {"77401", "77385", "77386", "G6015", "0394T"}
    new = {"77436", "77437", "77438", "77439"}
    for code in ended:
        reason = next(item["because"][0] for item in after["candidates"] if item["code"] == code)
        assert "left the code set after 2025-12-31" in reason
    for code in new:
        reason = next(item["because"][0] for item in before["candidates"] if item["code"] == code)
        assert "is in the code set from 2026-01-01" in reason
    assert (before["code_year"], after["code_year"]) == (2025, 2026)
    assert before["lines"][0]["code"] == after["lines"][0]["code"] == "77435"


def test_decide_prints_for_people(episode: str) -> None:
    text = run("decide", episode)
    assert text.startswith("Episode SARCOMA-DEMO, date of service 2026-09-16, code set of 2026\nHold")
    assert "To be answered first" in text
    assert "…" in text
    assert "C9794" in run("decide", episode, "--all")


def test_compare(episode: str) -> None:
    words = [
        episode,
        "--locality",
        "MA:01",
        "--percent",
        "40",
        *PERSON,
        "--description",
        "Adaptive boost work",
    ]
    found = as_json("unlisted-comparator-board-1", "compare", *words)
    assert found["columns"][0]["code"] == "77435"
    first, second = found["columns"][:2]
    assert first["fee_asked_usd"]["available"] is True
    assert second["fee_asked_usd"]["available"] is False
    assert first["note_text"]["value"] == "Adaptive boost work; comparable 77435 +40%"
    assert found["percent_of_medicare"]["available"] is False
    assert found["modifiers"] == []
    text = " ".join(run("compare", *words).split())
    assert "Metropolitan Boston" in text
    assert "Mind: 77435 is reported for this course too" in text


def test_compare_shows_own_outcomes_of_the_payer(episode: str, tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "outcomes.jsonl")
    line = Outcome("boost", "77499", "aetna", "77435", "2026-05", Decimal("976.14"), Decimal(500), None, 41)
    log.record(
        OutcomeEntry(f"{payer} {n}", replace(line, payer=payer), date(2026, 6, 30))
        for n, payer in enumerate(("aetna", "aetna", "cigna"))
    )
    words = [episode, "--outcomes", str(log.path)]
    found = as_json("unlisted-comparator-board-1", "compare", *words, "--payer", "Aetna")
    (own,) = found["own_outcomes"]
    assert (own["payer"], own["n"]["value"], own["allowed_usd"]["value"]) == ("aetna", 2, "500")
    assert "own outcomes, cigna, 77435: n 1; asked $976.14, allowed $500.00" in run("compare", *words)


def test_compare_weighs_a_dimension_against_a_named_code(episode: str) -> None:
    words = (
        episode, "--comparator", "77427", "--comparator", "77435", "--against", "77427",
        "--dimension", "effort=60:three departments had to agree", "--by", "Alex Exampleton",
    )  # fmt: skip
    found = as_json("unlisted-comparator-board-1", "compare", *words)
    effort = {
        column["code"]: next(x for x in column["dimensions"] if x["dimension"] == "effort")
        for column in found["columns"]
    }
    assert effort["77427"]["percent_more"]["value"] == "60"
    assert effort["77435"]["percent_more"]["available"] is False
    (charge,) = found["market"]
    assert (charge["kind"], charge["n"]) == ("charge", 101)


def test_payer(tmp_path: Path) -> None:
    found = as_json("unlisted-payer-check-1", "payer", "bcbs_massachusetts", "--as-of", "2026-11-01")
    points = {item["question"]: item for item in found["points"]}
    assert points["authorization.course"]["answers"]
    assert points["authorization.unlisted_line"]["ask"]
    assert "Ask: 77499" in run("payer", "bcbs_massachusetts", "--as-of", "2026-11-01")


def test_services(tmp_path: Path) -> None:
    path = tmp_path / "services.yaml"
    path.write_text(
        """\
catalogue: unlisted.services/1
practice: Example clinic
services:
  - id: composite_reirradiation
    name: Composite reirradiation management
    code: "77499"
    description: Composite reirradiation management with dose summation
    evidence: [dose_summation_report, time_log]
    comparator: "77435"
    fee: "976.14"
    review_by: 2027-03-01
    history:
      - {on: 2026-09-28, by: Alex Exampleton, role: radiation_oncologist, change: entered}
""",
        encoding="utf-8",
    )
    text = run("services", str(path), "--as-of", "2026-10-01")
    assert "0 findings" in text
    found = json.loads(run("services", str(path), "--as-of", "2027-03-02", "--json"))
    assert [item["code"] for item in found["findings"]] == ["review_due"]


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "EPISODE", "--stage", "delivery"),
        ("decide", "EPISODE", "--setting", "moon"),
        ("decide", "EPISODE", "--billing-class", "mine"),
        ("decide", "EPISODE", "--as-of", "soon"),
        ("compare", "EPISODE", "--percent", "40"),
        ("compare", "EPISODE", "--percent", "many", "--by", "A", "--reason", "b"),
        ("compare", "EPISODE", "--locality", "XX:99"),
        ("compare", "EPISODE", "--zip", "02115"),
        ("compare", "EPISODE", "--comparator", "77499", "--comparator", "77427"),
        ("payer", "nobody at all"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_fix(episode: str, words: tuple[str, ...]) -> None:
    from unlisted.base.errors import UnlistedError

    result = CliRunner().invoke(app, ["code", *(episode if word == "EPISODE" else word for word in words)])
    assert isinstance(result.exception, UnlistedError)
    assert result.exception.fix
