"""``unlisted rules``: list, show, test, diff, predicates."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from builders.rule_files import REGISTRY, pack, rule, version

BROKEN = Path(__file__).parent / "broken"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from unlisted.cli.main import run; run()", "rules", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def as_json(*arguments: str, code: int = 0) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rules = (
        rule("records", version("2024-01-01", "2025-12-31", says="Old."), version("2026-01-01", says="New.")),
        rule("units", version(), question="coding.units", applies_to="{codes: ['77299']}"),
    )
    return write(tmp_path / "book", REGISTRY | pack("p", *rules, payer="group"))


def test_list_filters_by_payer_topic_and_code(book: Path) -> None:
    def names(*options: str) -> list[str]:
        found = as_json("list", "--rulebook", str(book), "--as-of", "2026-06-01", *options)
        return [item["id"].rsplit(".", 1)[-1] for item in found["rules"]]

    assert names() == ["records", "units"]
    assert names("--payer", "Group Health") == ["records", "units"]
    assert names("--payer", "plan") == []
    assert names("--topic", "coding") == ["units"]
    assert names("--code", "77499") == ["records"]


def test_list_answers_for_the_day(book: Path) -> None:
    for day, said in (("2025-12-31", "Old."), ("2026-01-01", "New.")):
        done = run("list", "--rulebook", str(book), "--topic", "documentation", "--as-of", day)
        assert said in done.stdout


def test_show_explains_versions_citations_and_confidence(book: Path) -> None:
    done = run("show", "payers.group.p.records", "--rulebook", str(book), "--as-of", "2027-01-01")
    assert done.returncode == 0
    for part in ("Old.", "New.", "stale", "confidence high", "The publisher, The policy", "p. 1", "in force"):
        assert part in done.stdout
    found = as_json("show", "records", "--rulebook", str(book), "--as-of", "2027-01-01")
    assert [item["in_force"] for item in found["versions"]] == [False, True]
    assert found["answer"]["stale"] is True


def test_an_unknown_rule_ends_with_its_exit_code(book: Path) -> None:
    done = run("show", "nothing", "--rulebook", str(book))
    assert done.returncode == 5
    assert done.stdout == ""
    assert "what to do" in done.stderr


def test_test_names_every_problem_and_ends_with_four() -> None:
    done = run("test", str(BROKEN))
    assert done.returncode == 4
    assert "payers/example/duplicate_key.yaml:9:5" in done.stdout
    assert "payers/example/unknown_key.yaml:13:9" in done.stdout
    found = as_json("test", str(BROKEN), code=4)
    assert len(found["problems"]) == len({json.dumps(item) for item in found["problems"]}) > 60


def test_test_of_one_file_reports_that_file() -> None:
    found = as_json("test", str(BROKEN / "payers" / "example" / "bad_day.yaml"), code=4)
    assert [item["path"] for item in found["problems"]] == ["payers/example/bad_day.yaml"]


def test_test_of_a_missing_path_is_an_input_error(tmp_path: Path) -> None:
    assert run("test", str(tmp_path / "nothing")).returncode == 3


def test_a_failing_case_is_a_problem(tmp_path: Path) -> None:
    tail = "cases:\n  - {name: wrong, on: 2026-06-01, given: {}, expect: {records: met}}\n"
    files = REGISTRY | pack("p", rule("records", version("2026-01-01")), payer="group", tail=tail)
    found = as_json("test", str(write(tmp_path, files) / "payers"), code=4)
    assert [(item["code"], item["what"]) for item in found["problems"]] == [
        ("case_failed", "expected met, got answered")
    ]


def test_diff_of_two_folders(book: Path, tmp_path: Path) -> None:
    rules = (rule("records", version("2026-01-01", says="Newer.")), rule("timing", version()))
    other = write(tmp_path / "other", REGISTRY | pack("p", *rules, payer="group"))
    found = as_json("diff", str(book), str(other), "--as-of", "2026-06-01")
    assert [(item["rule_id"].rsplit(".", 1)[-1], item["kind"]) for item in found["changes"]] == [
        ("records", "changed"),
        ("timing", "appeared"),
        ("units", "went"),
    ]


def test_diff_of_two_days_uses_the_packaged_rulebook() -> None:
    found = as_json("diff", "2020-01-01", "2026-11-23")
    assert found["changes"]
    assert {item["kind"] for item in found["changes"]} <= {"appeared", "went", "changed"}
    assert as_json("diff", "2026-11-23", "2026-11-23")["changes"] == []


def test_predicates_prints_the_page() -> None:
    assert "| `has_document` |" in run("predicates").stdout
    assert "has_document" in {item["name"] for item in as_json("predicates")}
