"""Control numbers survive restarts and never repeat."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from unlisted.base.errors import BrokenFileError, OutputError
from unlisted.pipeline.control_numbers import HIGHEST, ControlNumberFile


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "counter"
    assert [ControlNumberFile(path).take().interchange for _ in range(3)] == [1, 2, 3]


def test_two_processes_never_get_the_same_number(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from unlisted.pipeline.control_numbers import ControlNumberFile\n"
        "for _ in range(100): print(ControlNumberFile(Path(sys.argv[1])).take().interchange)"
    )
    path = str(tmp_path / "counter")
    command = [sys.executable, "-c", code, path]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    numbers = [int(line) for process in running for line in process.communicate()[0].split()]
    assert sorted(numbers) == list(range(1, 301))


@pytest.mark.parametrize("held", ["", "abc", "-1", "9999999999", "\u0663"])
def test_a_counter_that_is_no_number_is_never_guessed(held: str, tmp_path: Path) -> None:
    path = tmp_path / "counter"
    path.write_text(held, encoding="utf-8")
    with pytest.raises(BrokenFileError):
        ControlNumberFile(path).take()


def test_used_up_numbers_stop(tmp_path: Path) -> None:
    path = tmp_path / "counter"
    path.write_text(str(HIGHEST), encoding="ascii")
    with pytest.raises(OutputError, match="used up"):
        ControlNumberFile(path).take()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="ascii")
    with pytest.raises(OutputError):
        ControlNumberFile(tmp_path / "file" / "counter").take()
