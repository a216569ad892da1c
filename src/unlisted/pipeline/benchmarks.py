"""Benchmark a dataset folder: read it, take what the rulebook knows, run an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow.dataset as parquet

from unlisted.base.errors import MissingDataError
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.reference import run_reference
from unlisted.benchmarks.values import BenchmarkRun
from unlisted.market.observation import Observation
from unlisted.pipeline.benchmark_context import code_periods, medicare_prices, noted_lines, payer_names
from unlisted.pipeline.dataset import Dataset, DatasetFile, read_dataset
from unlisted.pipeline.engines.duckdb_engine import run_relation
from unlisted.pipeline.engines.observation_table import SCHEMA
from unlisted.rules.rulebook import Rulebook

Engine = Literal["duckdb", "python"]

DEFAULT_BY = ("payer", "segment")


def benchmark_dataset(
    folder: Path,
    codes: Iterable[str],
    rulebook: Rulebook,
    *,
    by: Iterable[str] = DEFAULT_BY,
    engine: Engine = "duckdb",
    plausible_npis: Mapping[str, frozenset[str]] | None = None,
) -> BenchmarkRun:
    """Return the benchmarks of the codes over the dataset in ``folder``.

    Medicare's price is the one in force on the date of the newest file. Raises ``MissingDataError`` when
    there is no dataset, or when it was extracted without one of the codes: an absent code must not look
    like a code without prices.
    """
    asked = tuple(dict.fromkeys(codes))
    dataset = read_dataset(folder)
    check_codes(dataset.files, asked, folder)
    context = context_of(dataset, asked, rulebook, by=by, plausible_npis=plausible_npis)
    if engine == "python":
        return run_reference(dataset.observations, context)
    return _run_duckdb(folder, dataset.files, context)


def context_of(
    dataset: Dataset,
    codes: tuple[str, ...],
    rulebook: Rulebook,
    *,
    by: Iterable[str] = DEFAULT_BY,
    plausible_npis: Mapping[str, frozenset[str]] | None = None,
) -> BenchmarkContext:
    """Return what a run over the dataset is told by its files and by the rulebook."""
    newest = newest_date(dataset.observations)
    return BenchmarkContext(
        codes=codes,
        by=tuple(by),
        code_periods=code_periods(rulebook, codes),
        frequencies=dataset.frequencies,
        same_price_lines=noted_lines(dataset.observations),
        plausible_npis=plausible_npis,
        medicare_prices={} if newest is None else medicare_prices(rulebook, codes, newest),
        payer_names=payer_names(rulebook),
    )


def newest_date(observations: Iterable[Observation]) -> date | None:
    """Return the latest file date among the observations; ``None`` where none states one."""
    return max((seen.file_date for seen in observations if seen.file_date is not None), default=None)


def check_codes(files: Iterable[DatasetFile], codes: Iterable[str], folder: Path) -> None:
    """Raise ``MissingDataError`` for a code that some file of the dataset was not searched for."""
    for file in files:
        absent = sorted(set(codes) - set(file.codes))
        if absent:
            raise MissingDataError(
                f"{file.name} was not searched for {', '.join(absent)}",
                where=str(folder),
                why="a code that was not looked for would look like a code without prices",
                fix=f"run: unlisted rates extract FILE... --codes {','.join(absent)} --out {folder}",
            )


def _run_duckdb(folder: Path, files: Iterable[DatasetFile], context: BenchmarkContext) -> BenchmarkRun:
    """Run the SQL engine over the dataset's own Parquet files.

    They are opened by Arrow: DuckDB would read brackets in a folder's name as a pattern.
    """
    paths = [str(folder / file.observations_file) for file in files if file.observations_file]
    with duckdb.connect() as connection:
        source = parquet.dataset(paths, format="parquet") if paths else SCHEMA.empty_table()
        connection.register("observations", source)
        return run_relation(connection, "observations", context)
