# ruff: noqa: S608 - statements are put together from names and thresholds of this package only
"""The SQL engine: gates, strata and percentiles in DuckDB, over Parquet or Arrow.

It returns exactly what ``benchmarks.reference`` returns; tests compare the two on written cases, on
generated observations and on the real files.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from unlisted.base.evidence import FileEvidence
from unlisted.benchmarks.assemble import build_run, build_waterfall, distinct_evidence, gate_notes
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import Gate
from unlisted.benchmarks.percentiles import shown_percents
from unlisted.benchmarks.strata import Stratum, converted
from unlisted.benchmarks.thresholds import EVIDENCE_ROWS, LIST_BELOW, PERCENTS, SAMPLES_PER_GATE
from unlisted.benchmarks.values import (
    Benchmark,
    BenchmarkRun,
    Distribution,
    DroppedRow,
    FileSeen,
    Percentile,
    Spread,
    Waterfall,
    Weight,
    WildcardMatch,
)
from unlisted.benchmarks.weights import listed_of
from unlisted.market.observation import Observation
from unlisted.pipeline.engines import duckdb_strata as sql
from unlisted.pipeline.engines.duckdb_gates import apply_gates, load_evidence
from unlisted.pipeline.engines.duckdb_rows import create_rows
from unlisted.pipeline.engines.observation_table import observation_table

Key = tuple[int, bool]
"""A stratum's number, and whether its percentages are converted to dollars."""

WEIGHT_ORDER = {str(weight): number for number, weight in enumerate(Weight)}


def run_duckdb(observations: Iterable[Observation], context: BenchmarkContext) -> BenchmarkRun:
    """Benchmark observations held in memory, through an Arrow table."""
    with duckdb.connect() as connection:
        connection.register("observations", observation_table(observations))
        return run_relation(connection, "observations", context)


def run_relation(
    connection: duckdb.DuckDBPyConnection, relation: str, context: BenchmarkContext
) -> BenchmarkRun:
    """Benchmark a table, view or ``read_parquet(…)`` that has the columns of ``Observation``.

    ``relation`` is SQL of ours, never text from a file. The connection is filled with working tables:
    give a fresh one.
    """
    create_rows(connection, relation, context)
    medians = load_evidence(connection, context)
    connection.execute(sql.row_strata_sql(context))
    apply_gates(connection)
    for statement in (sql.VALUED, sql.PROVIDER_VALUES, sql.CHOSEN, sql.REPEATS_REMOVED, sql.PERCENTILE):
        connection.execute(statement)
    return build_run(
        context,
        _benchmarks(connection, context),
        _waterfalls(connection, context, medians),
        _wildcards(connection),
        _files(connection),
    )


def _benchmarks(connection: duckdb.DuckDBPyConnection, context: BenchmarkContext) -> list[Benchmark]:
    strata = {row[0]: Stratum(*row[1:]) for row in connection.execute(sql.STRATUM_KEYS).fetchall()}
    distributions = _distributions(connection)
    places: dict[Key, list[tuple[str, str, str]]] = defaultdict(list)
    evidence = sql.EVIDENCE.format(evidence_rows=sys.maxsize if context.all_places else EVIDENCE_ROWS)
    for stratum_id, is_converted, *place in connection.execute(evidence).fetchall():
        places[(stratum_id, is_converted)].append((place[0], place[1], place[2]))
    found = []
    for stratum_id, is_converted, rows, files, first, last, hospitals in connection.execute(
        sql.COUNTS
    ).fetchall():
        key = (stratum_id, is_converted)
        stratum = converted(strata[stratum_id]) if is_converted else strata[stratum_id]
        by_weight = {entry.weight: entry.count for entry in distributions[key]}
        found.append(
            Benchmark(
                stratum=stratum,
                unit=stratum.unit,
                row_count=rows,
                tin_count=by_weight.get(Weight.TIN, 0),
                npi_count=by_weight.get(Weight.NPI, 0),
                hospital_count=hospitals,
                file_count=files,
                first_file_date=first,
                last_file_date=last,
                distributions=tuple(distributions[key]),
                evidence=distinct_evidence(places[key]),
            )
        )
    return found


def _distributions(connection: duckdb.DuckDBPyConnection) -> dict[Key, list[Distribution]]:
    small: dict[tuple[int, bool, str], list[tuple[str, Decimal]]] = defaultdict(list)
    rows: list[Any] = connection.execute(sql.SMALL_CELLS.format(list_below=LIST_BELOW)).fetchall()
    for stratum_id, is_converted, weight, provider, amount in rows:
        small[(stratum_id, is_converted, weight)].append((provider, amount))
    spreads: dict[tuple[int, bool, str], list[Spread]] = defaultdict(list)
    rows = connection.execute(sql.SPREADS).fetchall()
    for stratum_id, is_converted, weight, provider, amount, amounts in rows:
        spreads[(stratum_id, is_converted, weight)].append(Spread(provider, amount, tuple(amounts)))
    found: dict[Key, list[Distribution]] = defaultdict(list)
    rows = connection.execute(sql.DISTRIBUTIONS).fetchall()
    for stratum_id, is_converted, weight, count, spread_count, *amounts in sorted(
        rows, key=lambda row: WEIGHT_ORDER[row[2]]
    ):
        by_percent = dict(zip(PERCENTS, amounts, strict=True))
        key = (stratum_id, is_converted, weight)
        found[(stratum_id, is_converted)].append(
            Distribution(
                weight=Weight(weight),
                count=count,
                percentiles=tuple(Percentile(p, by_percent[p]) for p in shown_percents(count)),
                listed=listed_of(small[key]),
                spread_count=spread_count,
                spreads=tuple(spreads[key]),
            )
        )
    return found


def _waterfalls(
    connection: duckdb.DuckDBPyConnection, context: BenchmarkContext, medians: dict[str, Decimal]
) -> list[Waterfall]:
    read = dict(connection.execute("SELECT code, count(*) FROM price_rows GROUP BY code").fetchall())
    drops: dict[str, dict[Gate, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for code, gate, reason, count in connection.execute(
        "SELECT code, gate, reason, count(*) FROM price_rows WHERE gate IS NOT NULL GROUP BY ALL"
    ).fetchall():
        drops[code][Gate(gate)][reason] = count
    samples: dict[str, dict[Gate, list[DroppedRow]]] = defaultdict(lambda: defaultdict(list))
    for code, gate, reason, name, sha256, locator, payer, plan, kind, amount in connection.execute(
        "SELECT code, gate, reason, file_name, sha256, locator, payer_name, plan, amount_kind, amount "
        "FROM price_rows WHERE gate IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY code, gate ORDER BY row_id) <= {SAMPLES_PER_GATE} "
        "ORDER BY row_id"
    ).fetchall():
        place = FileEvidence(name, sha256, locator)
        samples[code][Gate(gate)].append(DroppedRow(place, payer, plan, kind, amount, reason))
    return [
        build_waterfall(
            code, read.get(code, 0), drops[code], samples[code], gate_notes(code, context, medians)
        )
        for code in context.codes
    ]


def _wildcards(connection: duckdb.DuckDBPyConnection) -> list[WildcardMatch]:
    rows: list[Any] = connection.execute(
        "SELECT code, code_match, payer_name, plan, amount_kind, amount, file_name, sha256, locator "
        "FROM price_rows WHERE code_match <> 'literal' ORDER BY row_id"
    ).fetchall()
    return [
        WildcardMatch(code, match, payer, plan, kind, amount, FileEvidence(name, sha256, locator))
        for code, match, payer, plan, kind, amount, name, sha256, locator in rows
    ]


def _files(connection: duckdb.DuckDBPyConnection) -> list[FileSeen]:
    rows: list[tuple[str, str, str, str, date | None, int]] = connection.execute(
        "SELECT file_name, sha256, source_kind, publisher, file_date, rows FROM files_seen"
    ).fetchall()
    return [FileSeen(*row) for row in rows]
