"""Publishing writes whole files or says why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builders.sample_report import small_report
from unlisted.base.errors import OutputError, UsageError
from unlisted.documents.html import render_html
from unlisted.pipeline.publish import FORMATS, publish_report
from unlisted.report.blocks import Sentence


def test_each_format_is_written_under_the_code(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    written = publish_report(small_report(), FORMATS, folder)
    assert [path.name for path in written] == [
        "77499.html",
        "77499.pdf",
        "77499.md",
        "77499.json",
        "77499.xlsx",
    ]
    assert sorted(folder.iterdir()) == sorted(written)
    assert (folder / "77499.html").read_text(encoding="utf-8") == render_html(small_report())
    assert (folder / "77499.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "77499.html").stat().st_mode & 0o777 == 0o644


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    one = publish_report(small_report(), FORMATS, tmp_path / "one")
    two = publish_report(small_report(), FORMATS, tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "77499.md").write_text("old", encoding="utf-8")
    publish_report(small_report(), ["md"], tmp_path)
    assert (tmp_path / "77499.md").read_text(encoding="utf-8").startswith("# 77499")


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'docx' is not a format"):
        publish_report(small_report(), ["md", "docx"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_rendered_leaves_nothing(tmp_path: Path) -> None:
    broken = replace(small_report(), findings=(Sentence("unfounded", (999,)),))
    with pytest.raises(OutputError, match="have no citation"):
        publish_report(broken, ["md", "json"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "77499.json").mkdir()
    (tmp_path / "77499.md").write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="a folder stands where the file should go"):
        publish_report(small_report(), ["md", "json"], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["77499.json", "77499.md"]
    assert (tmp_path / "77499.md").read_text(encoding="utf-8") == "old"


def test_a_folder_that_is_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        publish_report(small_report(), ["md"], tmp_path / "taken")


@pytest.mark.parametrize("code", ["../evil", "77499/x", ""])
def test_a_code_cannot_leave_the_folder(tmp_path: Path, code: str) -> None:
    with pytest.raises(UsageError):
        publish_report(replace(small_report(), billing_code=code), ["md"], tmp_path / "in")
    assert list(tmp_path.iterdir()) == []
