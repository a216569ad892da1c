"""``unlisted rates benchmark`` on a small dataset: tables and JSON, and errors that help."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from unlisted.base.errors import MissingDataError, UsageError
from unlisted.cli.rates_benchmark import register
from unlisted.pipeline.dataset_build import build_dataset

HEADER = "code,price_type,state,hospital_id,hospital,price_usd,times_same_price_in_file\n"
PRICES = (171, 296, 478, 814, 1043, 500)


def app() -> typer.Typer:
    made = typer.Typer()
    register(made)
    made.command(name="other")(lambda: None)
    return made


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    rows = [f"77499,gross,AL,{n:06},Hospital {n},{amount},1\n" for n, amount in enumerate(PRICES)]
    rows.append("77499,gross,AL,900001,Filler,37.50,9906\n")
    source = tmp_path / "charges.csv"
    source.write_text(HEADER + "".join(rows), encoding="utf-8")
    folder = tmp_path / "data [set] *"
    build_dataset([source], ["77499"], folder)
    return folder


def test_tables_show_n_percentiles_and_what_was_dropped(dataset: Path) -> None:
    result = CliRunner().invoke(app(), ["benchmark", str(dataset), "--codes", "77499"])
    assert result.exit_code == 0
    assert "77499: 7 rows read, 6 kept" in result.stdout
    assert "1 the price stands on too many lines of the hospital's file" in result.stdout
    assert "$489.00" in result.stdout
    assert "no Medicare price of the code" in result.stdout


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_json_holds_everything(dataset: Path, engine: str) -> None:
    arguments = ["benchmark", str(dataset), "--codes", "77499", "--json", "--engine", engine]
    content = json.loads(CliRunner().invoke(app(), arguments).stdout)
    (benchmark,) = content["benchmarks"]
    assert benchmark["hospital_count"] == 6
    assert len(benchmark["evidence"]) == 6
    placeholder = next(s for s in content["waterfalls"][0]["steps"] if s["gate"] == "placeholder")
    assert placeholder["samples"][0]["evidence"]["locator"] == "row 8"
    assert placeholder["samples"][0]["reason"] == "repeated_price"
    assert content["percentile_definition"].startswith("linear interpolation")


def test_samples_show_the_dropped_row(dataset: Path) -> None:
    result = CliRunner().invoke(app(), ["benchmark", str(dataset), "--codes", "77499", "--samples"])
    assert "repeated_price" in result.stdout
    assert "row 8" in result.stdout


def test_a_code_that_was_not_extracted_is_refused(dataset: Path) -> None:
    result = CliRunner().invoke(app(), ["benchmark", str(dataset), "--codes", "77499,77427"])
    assert isinstance(result.exception, MissingDataError)
    assert "was not searched for 77427" in str(result.exception)


def test_no_dataset_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app(), ["benchmark", str(tmp_path), "--codes", "77499"])
    assert isinstance(result.exception, MissingDataError)


def test_an_unknown_dimension_is_refused(dataset: Path) -> None:
    result = CliRunner().invoke(app(), ["benchmark", str(dataset), "--codes", "77499", "--by", "region"])
    assert isinstance(result.exception, UsageError)
    assert "payer, segment, plan, state" in str(result.exception)
