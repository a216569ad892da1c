"""The desk gives the same results on PostgreSQL: its own tests, run once more on a private cluster."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders.private_postgres import can_run, private_postgres

ROOT = Path(__file__).resolve().parents[2]
TESTS = "tests/integration/desk"


@pytest.mark.skipif(bool(can_run()), reason=f"no PostgreSQL here: {can_run()}")
def test_the_desk_tests_pass_on_postgresql() -> None:
    with private_postgres() as address:
        command = [sys.executable, "-m", "pytest", TESTS, "-p", "no:cacheprovider", "-p", "no:xdist", "-vv"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"{address}/postgres", "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-4000:]
    outcomes = re.findall(r"::.+ (PASSED|SKIPPED)", done.stdout)
    assert len(outcomes) > 80
    assert set(outcomes) == {"PASSED"}
