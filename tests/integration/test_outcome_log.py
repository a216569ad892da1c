"""The memory on disk, and ``unlisted outcome``: nothing twice, nothing half, no patient."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
import resource
import signal
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from unlisted.base.errors import OutputError
from unlisted.cli.main import app
from unlisted.pipeline.outcome_log import OutcomeLog, Recorded
from unlisted.pricing.outcome_entry import OutcomeEntry
from unlisted.pricing.outcomes import Outcome

DAY = date(2026, 11, 2)
DENIED = Outcome("boost", "77499", "aetna", "77427", "2026-09", Decimal("976.14"), None, None, None, "50")
WON = replace(DENIED, allowed=Decimal("976.14"), paid=Decimal("780.91"), days=96, level="appeal_1")


def entry(key: str, outcome: Outcome = DENIED) -> OutcomeEntry:
    return OutcomeEntry(key, outcome, DAY)


def test_the_same_line_twice_is_one_outcome_and_an_appeal_revises_it(tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "memory" / "outcomes.jsonl")
    assert log.outcomes() == ()
    assert log.record([entry("claim 1 line 2"), entry("claim 2 line 1")]) == Recorded(2, 0, 0)
    assert log.record([entry("claim 1 line 2")]) == Recorded(0, 0, 1)
    before = log.path.read_bytes()
    assert log.record([entry("claim 1 line 2", WON)]) == Recorded(0, 1, 0)
    assert log.path.read_bytes().startswith(before)  # nothing written is ever changed
    assert log.outcomes() == (WON, DENIED)
    assert log.record([entry("claim 1 line 2", WON), entry("x"), entry("x")]) == Recorded(1, 0, 2)


def test_the_key_cannot_be_read_from_the_log(tmp_path: Path) -> None:
    one, two = OutcomeLog(tmp_path / "one"), OutcomeLog(tmp_path / "two")
    for log in (one, two):
        log.record([entry("PCN-SAMPLE-0001")])
        assert b"SAMPLE" not in log.path.read_bytes()
        assert log.path.stat().st_mode & 0o077 == 0
    keys = [json.loads(log.path.read_bytes().splitlines()[1])["key"] for log in (one, two)]
    assert keys[0] != keys[1]


def test_a_line_that_a_crash_cut_short_is_dropped(tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "log")
    log.record([entry("a")])
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + b'{"key":"half')
    assert log.outcomes() == (DENIED,)
    assert log.record([entry("b")]) == Recorded(1, 0, 0)
    assert log.path.read_bytes().startswith(whole + b'{"key":"')
    assert len(log.outcomes()) == 2


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    log = OutcomeLog(tmp_path / "log")
    log.record([entry("a")])
    before = log.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            log.record([entry(f"k{n}") for n in range(50)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert log.path.read_bytes() == before


def _record(path: Path, start: int) -> None:
    for n in range(start, start + 20):
        OutcomeLog(path).record([entry(f"k{n}")])


def test_several_processes_share_one_log(tmp_path: Path) -> None:
    path = tmp_path / "log"
    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    workers = [context.Process(target=_record, args=(path, start)) for start in (0, 10, 20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert len(OutcomeLog(path).outcomes()) == 40
    assert len(path.read_bytes().splitlines()) == 41


HEAD = "key,service,code,payer,comparator,month,asked,allowed,paid,days,denial,level"


def table(number: int) -> str:
    row = "boost,77499,aetna,77427,2026-09,976.14,500.00,400.00,34,,first"
    return "\n".join([HEAD, *(f"L{n},{row}" for n in range(number))]) + "\n"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["outcome", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def log(tmp_path: Path) -> list[str]:
    """Return the option that names a log of ten outcomes at one payer and twelve at another."""
    old = tmp_path / "old.csv"
    more = table(22).splitlines()
    text = "\n".join(
        [more[0], *(r.replace("aetna", "cigna") if n < 12 else r for n, r in enumerate(more[1:]))]
    )
    old.write_text(text + "\n", encoding="utf-8")
    words = ["--log", str(tmp_path / "log")]
    assert run("load", str(old), *words, "--as-of", "2026-11-02") == "22 added, 0 revised, 0 there already\n"
    assert run("load", str(old), *words) == "0 added, 0 revised, 22 there already\n"
    return words


def test_the_list_keeps_to_the_schema_and_hides_small_numbers_outside(log: list[str]) -> None:
    schema = resources.files("unlisted.coding") / "schema" / "unlisted-outcomes-1.schema.json"
    for words, hidden in (((), False), (("--outside",), True)):
        found = json.loads(run("list", *log, *words, "--json"))
        jsonschema.validate(found, json.loads(schema.read_text("utf-8")))
        aetna, cigna = found["outcomes"]
        assert aetna["n"]["available"] is not hidden
        assert aetna["allowed_usd"]["available"] is not hidden
        assert cigna["n"]["value"] == 12
        assert cigna["allowed_usd"]["value"] == "500.00"
    text = run("list", *log, "--payer", "aetna")
    assert "n 10" in text
    assert "asked $976.14, allowed $500.00, paid $400.00, days to payment 34" in text
    assert "n unavailable" in run("list", *log, "--outside")


def test_the_export_holds_neither_key_nor_small_numbers(log: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", *log))))
    assert [(row["payer"], row["n"]) for row in rows] == [("aetna", ""), ("cigna", "12")]
    single = list(csv.DictReader(io.StringIO(run("export", *log, "--rows"))))
    assert len(single) == 22
    assert "key" not in single[0]


def test_without_a_log_the_fix_is_said() -> None:
    result = CliRunner().invoke(app, ["outcome", "list"])
    assert result.exit_code != 0
    assert "no outcome log is named" in str(result.exception)
