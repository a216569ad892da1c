"""Files that must fail well: each message names file, line, element and a fix.

The expected messages stand in ``broken/expected.md``, written for a reader.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unlisted.base.errors import RulePackError
from unlisted.base.outcome import Severity
from unlisted.pipeline.rulebook import folder_files
from unlisted.rules.problems import Problem
from unlisted.rules.rulebook import build_rulebook, find_findings, find_problems
from unlisted.rules.strict_yaml import MAX_BYTES

BROKEN = Path(__file__).parent / "broken"
GOOD = {"registry/payers.yaml", "registry/questions.yaml", "registry/codes.yaml"}
ROW = re.compile(
    r"^\| (?P<file>\S+\.yaml) \| (?P<line>\d+) \| (?P<element>[^|]+) \| (?P<code>\w+) "
    r"\| (?P<what>[^|]+) \| (?P<fix>[^|]+) \|$",
    re.MULTILINE,
)


def expected() -> list[dict[str, str]]:
    return [row.groupdict() for row in ROW.finditer((BROKEN / "expected.md").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    return find_problems(folder_files(BROKEN))


@pytest.mark.parametrize("row", expected(), ids=lambda row: f"{row['file']}:{row['line']}")
def test_each_broken_file_is_told_what_the_table_says(
    row: dict[str, str], problems: tuple[Problem, ...]
) -> None:
    fitting = [
        problem
        for problem in problems
        if (problem.path, problem.code, problem.line) == (row["file"], row["code"], int(row["line"]))
        and problem.element == row["element"]
    ]
    assert fitting, [problem.where for problem in problems if problem.path == row["file"]]
    assert any(p.what.startswith(row["what"]) and p.fix.startswith(row["fix"]) for p in fitting), fitting


def test_every_problem_stands_in_the_table(problems: tuple[Problem, ...]) -> None:
    table = sorted((row["file"], int(row["line"]), row["code"]) for row in expected())
    assert sorted((p.path, p.line, p.code) for p in problems) == table


def test_every_broken_file_is_reported_and_no_good_one(problems: tuple[Problem, ...]) -> None:
    files = {path.relative_to(BROKEN).as_posix() for path in BROKEN.rglob("*.yaml")}
    assert len(files - GOOD) >= 25
    assert {problem.path for problem in problems} == files - GOOD


def test_every_problem_names_place_reason_and_fix(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        assert problem.element, problem
        assert problem.why, problem
        assert problem.fix, problem
        assert problem.line > 0 or problem.code == "empty", problem
        assert problem.path in problem.where


def test_building_raises_one_error_with_all_problems_of_the_first_file() -> None:
    with pytest.raises(RulePackError) as caught:
        build_rulebook(folder_files(BROKEN))
    text = str(caught.value)
    assert "amounts/example/bad_cell.yaml:9" in text
    assert "amounts/example/bad_cell.yaml:10" in text
    assert "row_length" not in text
    assert caught.value.exit_code == 4


def test_findings_say_the_same_as_problems(problems: tuple[Problem, ...]) -> None:
    findings = find_findings(folder_files(BROKEN))
    assert [finding.where for finding in findings] == [problem.where for problem in problems]
    assert {finding.severity for finding in findings} == {Severity.BLOCKING}


def test_a_file_beyond_the_size_limit_is_refused() -> None:
    (problem,) = find_problems({"payers/example/large.yaml": b"#" * (MAX_BYTES + 1)})
    assert problem.code == "too_large"
    assert problem.fix


def test_a_broken_registry_is_one_problem_and_not_one_for_every_name() -> None:
    files = {path: data for path, data in folder_files(BROKEN).items() if path in GOOD}
    files["payers/example/good.yaml"] = (
        (BROKEN / "payers/example/bad_day.yaml")
        .read_bytes()
        .replace(b"2026-02-30", b"2026-02-28")
        .replace(b"payers.example.bad_day", b"payers.example.good")
    )
    assert find_problems(files) == ()
    files["registry/payers.yaml"] = b"registry: registry.payers\n"
    assert {problem.path for problem in find_problems(files)} == {"registry/payers.yaml"}


@pytest.mark.parametrize(
    ("parents", "told"),
    [
        ({"a": "b", "b": "a"}, {"a", "b"}),
        ({"a": "a"}, {"a"}),
        ({"a": "nobody"}, {"a"}),
        ({"a": "b", "b": "c"}, set()),
    ],
)
def test_parents_lead_somewhere_and_never_in_a_circle(parents: dict[str, str], told: set[str]) -> None:
    names = {**dict.fromkeys("abc", ""), **parents}
    lines = [
        f"  - {{id: {name}, name: Payer {name}, kind: commercial" + (f", parent: {up}}}" if up else "}")
        for name, up in names.items()
    ]
    text = "registry: registry.payers\ntitle: Payers\npayers:\n" + "\n".join(lines) + "\n"
    problems = find_problems({"registry/payers.yaml": text.encode()})
    assert {problem.element for problem in problems} == {f"payers[{name}].parent" for name in told}
