"""Run one thing once and print its figures as JSON: ``python -m bench.prices.one WHAT FILE CODES``.

Wall and CPU seconds are taken inside the process, without the interpreter's start and (but for the
whole command) without imports; memory is the process's own peak.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from isal import igzip


def inflate(path: Path, codes: list[str]) -> dict[str, object]:
    """Expand the file with ISA-L and throw it away: the floor of all reading."""
    size = 0
    with igzip.open(path, "rb") as stream:
        while data := stream.read(1024 * 1024):
            size += len(data)
    return {"bytes": size}


def _extract(path: Path, codes: list[str], *, fast: bool) -> dict[str, object]:
    from unlisted.pipeline.extract import extract_file  # noqa: PLC0415

    (found,) = extract_file(path, codes, sha256="0" * 64, frequencies=False, fast=fast)
    return {"rows": len(found.observations), "read_by": str(found.read_by)}


def fast(path: Path, codes: list[str]) -> dict[str, object]:
    """Run this reader."""
    return _extract(path, codes, fast=True)


def exact(path: Path, codes: list[str]) -> dict[str, object]:
    """Run this project's exact path, which parses everything."""
    return _extract(path, codes, fast=False)


def dataset(path: Path, codes: list[str]) -> dict[str, object]:
    """Run the whole command: hash, detect, read, write Parquet, all imports included."""
    from unlisted.cli.main import app  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()) as shown:
        options = ["--codes", ",".join(codes), "--out", folder, "--no-frequencies", "--json"]
        app(["rates", "extract", str(path), *options], standalone_mode=False)
    return {"rows": json.loads(shown.getvalue())["observations"]}


def duckdb(path: Path, codes: list[str]) -> dict[str, object]:
    """Run DuckDB's JSON reader; it holds the root object whole."""
    import duckdb as engine  # noqa: PLC0415

    query = """
        SELECT count(*) FROM (
            SELECT unnest(rate.negotiated_prices) FROM (
                SELECT unnest(item.negotiated_rates) AS rate FROM (
                    SELECT unnest(in_network) AS item
                    FROM read_json(?, maximum_object_size = 2000000000, columns = {in_network:
                        'STRUCT(billing_code VARCHAR,
                                negotiated_rates STRUCT(negotiated_prices JSON[])[])[]'})
                ) WHERE list_contains(?, item.billing_code)
            )
        )
    """
    connection = engine.connect(config={"memory_limit": "6GB", "threads": 2})
    row = connection.execute(query, [str(path), codes]).fetchone()
    return {"rows": row[0] if row else 0}


WHAT: dict[str, Callable[[Path, list[str]], dict[str, object]]] = {
    each.__name__: each for each in (inflate, fast, exact, dataset, duckdb)
}

if __name__ == "__main__":
    what, name, asked = sys.argv[1:4]
    if what in ("fast", "exact"):
        import unlisted.pipeline.extract  # noqa: F401 - importing is no part of reading
    wall, cpu = time.perf_counter(), time.process_time()
    answer = WHAT[what](Path(name), asked.split(","))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    print(json.dumps(answer | {"wall": wall, "cpu": cpu, "rss": int(peak[1]) * 1024 if peak else 0}))
