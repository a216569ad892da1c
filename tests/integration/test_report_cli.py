"""``unlisted report``: from the embedded figures, and from real price files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

RUN = [sys.executable, "-c", "from unlisted.cli.main import run; run()"]
CODES = "77499,77385,77427,77301"


def unlisted(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": "random"}
    environment.pop("UNLISTED_STORE", None)
    return subprocess.run(
        [*RUN, *arguments], capture_output=True, text=True, check=False, cwd=cwd, env=environment
    )


def tables(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        block["id"]: block
        for section in report["sections"]
        for block in section["blocks"]
        if block["type"] == "table"
    }


def rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    keys = [column["key"] for column in table["columns"]]
    return [{key: cell["text"] for key, cell in zip(keys, row, strict=True)} for row in table["rows"]]


def test_five_formats_and_the_same_bytes_twice(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        done = unlisted("report", "77499", "--as-of", "2026-11-23", "--out", str(tmp_path / folder))
        assert done.returncode == 0, done.stderr
        assert [Path(line).name for line in done.stdout.split()] == [
            f"77499.{ending}" for ending in ("html", "pdf", "md", "json", "xlsx")
        ]
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_the_json_holds_what_was_promised(tmp_path: Path) -> None:
    done = unlisted("report", "77499", "--as-of", "2026-11-23", "--format", "json", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "77499.json").read_text(encoding="utf-8"))
    assert [section["number"] for section in report["sections"]] == list(range(1, 12))
    sources = {
        (c["title"], c["publisher"], c["url"], c["published"], c["locator"]) for c in report["citations"]
    }
    assert len(sources) >= 200
    assert report["reproduce"] == "unlisted report 77499 --as-of 2026-11-23"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("12345",), 5, "no code 12345"),
        (("7749",), 2, "is not a CPT or HCPCS code"),
        (("77499", "--as-of", "yesterday"), 2, "YYYY-MM-DD"),
        (("77499", "--payer", "nobody"), 5, "no payer 'nobody'"),
        (("77499", "--format", "docx"), 2, "docx"),
        (("77499", "--data", "nowhere"), 6, "no dataset"),
    ],
)
def test_a_wrong_call_is_one_screen_and_writes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = unlisted("report", *arguments, "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 20
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def dataset(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    rates = shared_data / "rates"
    done = unlisted(
        "rates",
        "extract",
        str(rates / "hospital-77xxx-gross-cash"),
        str(rates / "hospital-v3-slices"),
        str(shared_data / "payers" / "hospital_unlisted_rt_prices_2026-01.csv"),
        "--codes",
        CODES,
        "--out",
        str(folder),
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def with_data(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("report")
    done = unlisted(
        "report",
        "77499",
        "--as-of",
        "2026-11-23",
        "--data",
        str(dataset),
        "--format",
        "json",
        "--out",
        str(out),
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads((out / "77499.json").read_text(encoding="utf-8"))
    return report


@pytest.mark.real_data
def test_the_charge_distribution_of_real_files_is_the_published_one(with_data: dict[str, Any]) -> None:
    gross = next(
        row
        for row in rows(tables(with_data)["charges"])
        if (row["amount_kind"], row["weight"]) == ("gross charge", "hospital")
    )
    assert gross["n"] == "153"
    shown = [gross[name] for name in ("p10", "p25", "p50", "p75", "p90")]
    assert shown == ["$171", "$296", "$478", "$814", "$1,043"]


@pytest.mark.real_data
def test_multipliers_written_as_dollars_are_dropped_and_listed(with_data: dict[str, Any]) -> None:
    dropped = [
        row
        for row in rows(tables(with_data)["dropped-rows"])
        if row["gate"] == "no placeholder or multiplier" and "dmc-harper" in row["where"]
    ]
    amounts = {Decimal(row["amount"]) for row in dropped}
    assert {Decimal("0.92"), Decimal("1.00"), Decimal("1.60")} <= amounts
    assert "negotiated" not in tables(with_data), "no dollar may be left for 77499"


@pytest.mark.real_data
def test_a_deleted_code_in_a_file_of_2026_is_flagged(dataset: Path) -> None:
    done = unlisted("rates", "benchmark", str(dataset), "--codes", "77385", "--json")
    assert done.returncode == 0, done.stderr
    waterfall = json.loads(done.stdout)["waterfalls"][0]
    reasons = {reason: n for step in waterfall["steps"] for reason, n in step["reasons"]}
    assert reasons.get("code_deleted", 0) > 0


@pytest.mark.real_data
def test_professional_and_facility_stay_apart(dataset: Path) -> None:
    done = unlisted("rates", "benchmark", str(dataset), "--codes", "77301", "--by", "payer", "--json")
    assert done.returncode == 0, done.stderr
    classes = {b["stratum"]["billing_class"] for b in json.loads(done.stdout)["benchmarks"]}
    assert {"professional", "institutional"} <= classes
