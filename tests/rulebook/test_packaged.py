"""The packaged rulebook: it builds, its cases pass, and nothing is silently missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unlisted.pipeline.rulebook import folder_files, load_rulebook, packaged_files
from unlisted.pipeline.rulebook_check import check_paths
from unlisted.rules.cases import run_cases
from unlisted.rules.coverage import UNLISTED_GROUP, CoverageStatus, coverage_register, find_holes
from unlisted.rules.rulebook import Rulebook, build_rulebook, find_problems

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "src" / "unlisted" / "rulebook"


def test_no_file_has_a_problem() -> None:
    assert [f"{problem.where}: {problem.what}" for problem in find_problems(packaged_files())] == []


def test_every_case_passes(rulebook: Rulebook) -> None:
    assert rulebook.cases
    assert [(item.case.name, item.rule_id, item.got) for item in run_cases(rulebook)] == []


def test_every_hole_is_answered_or_declared(rulebook: Rulebook) -> None:
    assert [problem.what for problem in find_holes(rulebook)] == []


def test_the_register_asks_every_code_payer_and_question(rulebook: Rulebook) -> None:
    codes = sorted(rulebook.groups[UNLISTED_GROUP])
    assert codes == ["77299", "77399", "77499", "77799"]
    rows = coverage_register(rulebook, codes, date(2026, 11, 23))
    assert len(rows) == len({(row.code, row.payer, row.question) for row in rows})
    for row in rows:
        assert row.status is not CoverageStatus.HOLE
        answered = row.status in (CoverageStatus.KNOWN, CoverageStatus.PARTLY)
        assert bool(row.rule_ids) if answered else row.reason is not None
        assert (row.status is CoverageStatus.PARTLY) == bool(row.doubts)


def test_years_later_no_answer_is_taken_for_fresh(rulebook: Rulebook) -> None:
    rows = coverage_register(rulebook, ["77499"], date(2036, 1, 1))
    assert CoverageStatus.KNOWN not in {row.status for row in rows}


def test_rule_files_stay_short() -> None:
    """Amounts and declared holes are long lists by nature; what a person argues with stays short."""
    long = {
        path: data.count(b"\n")
        for path, data in packaged_files().items()
        if data.startswith(b"pack:") and data.count(b"\n") > 200
    }
    assert long == {}


def test_a_folder_and_the_package_are_the_same_rulebook(rulebook: Rulebook) -> None:
    assert load_rulebook(FOLDER).version == rulebook.version


def test_testing_a_part_reports_that_part_only() -> None:
    result = check_paths([FOLDER / "payers" / "aetna"])
    assert result.good
    assert 0 < result.files < len(packaged_files())


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("pack: secret\n")
    inside = tmp_path / "book"
    inside.mkdir()
    (inside / "own.yaml").write_text("pack: own\n")
    (inside / "link.yaml").symlink_to(secret)
    assert set(folder_files(inside)) == {"own.yaml"}


def test_removing_one_declared_hole_is_noticed() -> None:
    files = packaged_files()
    declared = next(path for path in sorted(files) if path.startswith("registry/coverage/"))
    del files[declared]
    assert declared in {problem.path for problem in find_holes(build_rulebook(files))}


@pytest.mark.parametrize(
    "payer", ["aetna", "cigna", "unitedhealthcare", "medicare", "blue_cross_blue_shield"]
)
def test_the_payers_of_the_report_have_rules(payer: str, rulebook: Rulebook) -> None:
    assert rulebook.rules_for(payer)
