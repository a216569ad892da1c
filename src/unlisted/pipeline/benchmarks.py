"""Benchmark a dataset folder: read it, take what the rulebook knows, run an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import duckdb

from unlisted.base.errors import MissingDataError
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.reference import run_reference
from unlisted.benchmarks.values import BenchmarkRun
from unlisted.market.observation import SourceKind
from unlisted.pipeline.benchmark_context import code_periods, medicare_prices, noted_lines, payer_names
from unlisted.pipeline.dataset import Snapshot, part_unreadable, require_dataset
from unlisted.pipeline.dataset_entry import DatasetFile
from unlisted.pipeline.dataset_lock import reading
from unlisted.pipeline.dataset_schema import table_to_observations
from unlisted.pipeline.dataset_sql import rows_as_sql
from unlisted.pipeline.engines.duckdb_engine import run_relation
from unlisted.pipeline.engines.observation_table import SCHEMA
from unlisted.rules.rulebook import Rulebook

MEMORY_LIMIT = "1GB"

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
    all_places: bool = False,
) -> BenchmarkRun:
    """Return the benchmarks of the codes over the dataset in ``folder``.

    Only the rows of these codes, wildcards and charge rows are read, so the size of the dataset does not
    matter. Medicare's price is the one in force on the date of the newest file. Raises
    ``MissingDataError`` when there is no dataset, or when it was extracted without one of the codes: an
    absent code must not look like a code without prices. ``all_places`` names the place of every row behind a
    figure, which takes memory for all of them; else those of the first ``EVIDENCE_ROWS``.
    """
    asked = tuple(dict.fromkeys(codes))
    with reading(folder):
        snapshot = require_dataset(folder)
        if not snapshot.codes.issuperset(asked):
            check_codes(snapshot.files, asked, folder)
        context = replace(
            context_of(snapshot, asked, rulebook, by=by, plausible_npis=plausible_npis), all_places=all_places
        )
        if engine == "python":
            return run_reference(table_to_observations(snapshot.rows(asked).read_all()), context)
        return _run_duckdb(snapshot, context)


def context_of(
    snapshot: Snapshot,
    codes: tuple[str, ...],
    rulebook: Rulebook,
    *,
    by: Iterable[str] = DEFAULT_BY,
    plausible_npis: Mapping[str, frozenset[str]] | None = None,
) -> BenchmarkContext:
    """Return what a run over the codes' rows of the dataset is told by its files and by the rulebook."""
    newest = snapshot.newest_row
    hashes: dict[str, None] = {}
    for batch in snapshot.rows(codes, ["sha256"]):
        hashes |= dict.fromkeys(batch.column("sha256").unique().to_pylist())
    charges = snapshot.rows(kinds=[SourceKind.HOSPITAL_CHARGE_ROWS]).read_all()
    return BenchmarkContext(
        codes=codes,
        by=tuple(by),
        code_periods=code_periods(rulebook, codes),
        frequencies=snapshot.frequencies(list(hashes)),
        same_price_lines=noted_lines(table_to_observations(charges)),
        plausible_npis=plausible_npis,
        medicare_prices={} if newest is None else medicare_prices(rulebook, codes, newest),
        payer_names=payer_names(rulebook),
    )


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


def _run_duckdb(snapshot: Snapshot, context: BenchmarkContext) -> BenchmarkRun:
    """Run the SQL engine over the dataset's Parquet files.

    Working tables beyond ``MEMORY_LIMIT`` go to a folder that is removed afterwards.
    """
    with TemporaryDirectory(prefix="unlisted-") as scratch:
        limits: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": scratch,
        }
        with duckdb.connect(config=limits) as connection:
            connection.register("nothing", SCHEMA.empty_table())
            query = rows_as_sql(snapshot, context.codes, SCHEMA.names) or "SELECT * FROM nothing"
            try:
                return run_relation(connection, f"({query})", context)
            except duckdb.IOException as error:
                raise part_unreadable(str(error)) from error
