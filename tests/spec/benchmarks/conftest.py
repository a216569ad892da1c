"""Every case of this folder runs on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.reference import run_reference
from unlisted.benchmarks.values import BenchmarkRun
from unlisted.market.observation import Observation
from unlisted.pipeline.engines.duckdb_engine import run_duckdb

Engine = Callable[[Iterable[Observation], BenchmarkContext], BenchmarkRun]


@pytest.fixture(params=[run_reference, run_duckdb], ids=["python", "duckdb"])
def run(request: pytest.FixtureRequest) -> Engine:
    """Return an engine."""
    engine: Engine = request.param
    return engine
