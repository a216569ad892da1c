"""Benchmarks over a dataset on disk: both engines read the same rows, wherever they lie by now."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from builders.rate_files import as_bytes, group, item, payer_file, price
from unlisted.base.errors import BrokenFileError
from unlisted.benchmarks.thresholds import EVIDENCE_ROWS
from unlisted.benchmarks.values import BenchmarkRun
from unlisted.pipeline.benchmarks import Engine, benchmark_dataset
from unlisted.pipeline.dataset_build import build_dataset
from unlisted.pipeline.dataset_file import file_rows
from unlisted.pipeline.dataset_package import make_package
from unlisted.pipeline.dataset_rows import KeptRows
from unlisted.pipeline.dataset_write import DatasetWriter
from unlisted.pipeline.extract import read_source
from unlisted.pipeline.rate_source import DiskSource
from unlisted.rules.rulebook import Rulebook


def write_rates(path: Path, code: str, amounts: range, entity: str = "Example Health") -> Path:
    """Write a payer file with one price for each amount, each of a provider of its own."""
    rates = [
        {
            "provider_groups": [group(1_000_000_000 + amount, tin=f"{amount:09d}")],
            "negotiated_prices": [price(amount)],
        }
        for amount in amounts
    ]
    path.write_bytes(as_bytes(payer_file(item(code, *rates), reporting_entity_name=entity)))
    return path


def both(folder: Path, rulebook: Rulebook, code: str = "77499", *, all_places: bool = False) -> BenchmarkRun:
    """Return the run on which the two engines agree."""
    found = benchmark_dataset(folder, [code], rulebook, all_places=all_places)
    assert found == benchmark_dataset(folder, [code], rulebook, engine="python", all_places=all_places)
    return found


def commit(path: Path, codes: list[str], folder: Path) -> None:
    """Commit a file to the dataset without filing its rows, as a killed run leaves it."""
    writer = DatasetWriter(folder)
    with closing(make_package(read_source(DiskSource(path), codes, KeptRows.gather), "")) as package:
        writer.commit(package)
    writer.close()


def test_rows_count_once_whether_filed_or_not(tmp_path: Path, rulebook: Rulebook) -> None:
    first = write_rates(tmp_path / "first.json", "77499", range(200, 220))
    second = write_rates(tmp_path / "second.json", "77499", range(300, 310), "Other Health")
    folder = tmp_path / "rates"
    build_dataset([first], ["77499"], folder)
    filed = both(folder, rulebook)
    assert filed.waterfalls[0].rows_read == 20
    commit(first, ["77499", "77427"], folder)  # again, for one more code: its filed rows are out of date
    assert both(folder, rulebook).benchmarks == filed.benchmarks
    commit(second, ["77499", "77427"], folder)
    unfiled = both(folder, rulebook)
    assert unfiled.waterfalls[0].rows_read == 30
    file_rows(folder)
    assert both(folder, rulebook) == unfiled
    assert both(folder, rulebook, "77427").waterfalls[0].rows_read == 0


def test_a_figure_names_its_first_rows_and_counts_all(tmp_path: Path, rulebook: Rulebook) -> None:
    rows = EVIDENCE_ROWS + 100
    source = write_rates(tmp_path / "many.json", "77499", range(200, 200 + rows))
    build_dataset([source], ["77499"], tmp_path / "rates")
    (benchmark,) = both(tmp_path / "rates", rulebook).benchmarks
    assert benchmark.row_count == rows
    assert [place.locator for place in benchmark.evidence] == [
        f"/in_network/0/negotiated_rates/{number}/negotiated_prices/0" for number in range(EVIDENCE_ROWS)
    ]
    (benchmark,) = both(tmp_path / "rates", rulebook, all_places=True).benchmarks
    assert len(set(benchmark.evidence)) == rows


@pytest.mark.parametrize("engine", ["duckdb", "python"])
@pytest.mark.parametrize("damage", ["cut", "gone", "other bytes"])
def test_a_damaged_part_is_an_error_in_words(
    tmp_path: Path, rulebook: Rulebook, damage: str, engine: Engine
) -> None:
    source = write_rates(tmp_path / "first.json", "77499", range(200, 220))
    folder = tmp_path / "rates"
    build_dataset([source], ["77499"], folder)
    (part,) = (folder / "observations").rglob("*.parquet")
    if damage == "gone":
        part.unlink()
    else:
        data = part.read_bytes()
        part.write_bytes(data[: len(data) // 2] if damage == "cut" else b"x" * len(data))
    with pytest.raises(BrokenFileError, match="part of the dataset"):
        benchmark_dataset(folder, ["77499"], rulebook, engine=engine)
