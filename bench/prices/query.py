"""Benchmarks of one code over a dataset of 10^8 kept rates: ``python -m bench.prices.query [ROWS]``.

Writes a seeded dataset of 160 made-up payer files into a temporary folder (some GB), asks for codes with
few, many and very many rows, and removes it.
The dataset has the layout that ``unlisted rates extract`` writes; its rows are drawn, not extracted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from bench.measure import measure, print_table
from unlisted.market.observation import SourceKind
from unlisted.pipeline.dataset import MARKER, PACKS
from unlisted.pipeline.dataset_entry import DatasetFile, make_source, source_as_json
from unlisted.pipeline.dataset_package import SOFTWARE
from unlisted.pipeline.dataset_schema import OBSERVATIONS
from unlisted.pipeline.dataset_write import write_json

SHARDS, FILES_PER_SHARD = "0123456789abcdef", 10
_ROW_GROUP_ROWS = 9_000
"""About what ``dataset_package.ROW_GROUP_BYTES`` gives for these rows."""
_PARTS = len(SHARDS) * FILES_PER_SHARD
SIZES = (9_600, 32_000, 99_840, 999_680)
KIND = SourceKind.PAYER_IN_NETWORK
_PAYERS = ("Aetna", "Cigna", "UnitedHealthcare", "Humana", "Example Blue")

_ROWS = """
SELECT 'payer_in_network' AS source_kind, 'file-{shard}' || (n % {files}) || '.json.gz' AS file_name,
    '{shard}' || repeat((n % {files})::VARCHAR, 63) AS sha256,
    '/in_network/' || n || '/negotiated_rates/' || pick(n, 1, 40) || '/negotiated_prices/0' AS locator,
    payer AS publisher, '' AS publisher_id, '' AS state, DATE '2026-11-01' AS file_date,
    '2.0.0' AS schema_version, '77499' AS billing_code, 'CPT' AS billing_code_type, 'literal' AS code_match,
    CASE WHEN pick(n, 2, 10) = 0 THEN ['26'] ELSE []::VARCHAR[] END AS modifiers, '' AS revenue_code,
    'ffs' AS arrangement, ['professional', 'institutional'][1 + pick(n, 3, 2)] AS billing_class,
    'outpatient' AS setting, [['11'], ['22'], ['21', '22']][1 + pick(n, 4, 3)] AS place_of_service_codes,
    payer, 'PPO' AS plan, 'Network ' || pick(n, 5, 4) AS network, 'negotiated_dollar' AS amount_kind,
    ((5000 + pick(n, 6, 60000))::DECIMAL(38, 18) / 100)::DECIMAL(38, 18) AS amount,
    ['negotiated', 'fee schedule'][1 + pick(n, 7, 2)] AS negotiated_type, '' AS algorithm,
    DATE '9999-12-31' AS expiration_date, '' AS count, NULL::DECIMAL(38, 18) AS paired_gross_charge,
    '' AS note,
    [{{'tin_type': 'ein', 'tin': '12-' || (1000000 + pick(n, 8, 20000)),
       'npis': [(1000000000 + pick(n, 9, 60000))::VARCHAR, (1000000000 + pick(n, 10, 60000))::VARCHAR],
       'business_name': ''}}] AS providers,
    (n * 2000)::BIGINT AS byte_offset
FROM (SELECT n, {payers}[1 + (n % {files}) % 5] AS payer
      FROM range({first}, {first} + {rows}) AS numbers(n))
ORDER BY publisher, file_name, sha256, n
"""


def plan_codes(total: int) -> dict[str, int]:
    """Return how many rows each code gets: the first four as in ``SIZES``, the others 99,840 each."""
    rows = {f"{77_499 + number:05d}": size for number, size in enumerate(SIZES)}
    while sum(rows.values()) < total:
        rows[f"{77_499 + len(rows):05d}"] = SIZES[2]
    return rows


def write_dataset(folder: Path, codes: dict[str, int]) -> int:
    """Write the dataset and return its size in bytes."""
    code_at = OBSERVATIONS.get_field_index("billing_code")
    amount_at = OBSERVATIONS.get_field_index("amount")
    for number, shard in enumerate(SHARDS):
        paths: dict[str, str] = {}
        for rows in sorted({total // len(SHARDS) for total in codes.values()}):
            table = _table(shard, number * rows, rows)
            amounts = table.column("amount").combine_chunks()
            for step, (code, total) in enumerate(codes.items()):
                if total // len(SHARDS) != rows:
                    continue
                turn = step * 7919 % rows
                turned = pa.concat_arrays([amounts.slice(turn), amounts.slice(0, turn)])
                made = table.set_column(code_at, OBSERVATIONS.field(code_at), pa.array([code] * rows))
                made = made.set_column(amount_at, OBSERVATIONS.field(amount_at), turned)
                path = f"observations/kind={KIND}/code={code}/{shard}-bench.parquet"
                paths[f"{KIND}/{code}"] = path
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(made, folder / path, compression="zstd", row_group_size=_ROW_GROUP_ROWS)
        sources = [_source(shard, file, codes) for file in range(FILES_PER_SHARD)]
        listed = f"{PACKS}/{shard}-bench.sources.json"
        write_json(folder / listed, {"sources": sources})
        content = {
            "sources": listed,
            "codes": list(codes),
            "newest_row": "2026-11-01",
            "observations": paths,
            "frequencies": "",
        }
        write_json(folder / PACKS / f"{shard}.json", content)
    write_json(folder / MARKER, {})
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def _table(shard: str, first: int, rows: int) -> pa.Table:
    query = _ROWS.format(shard=shard, files=FILES_PER_SHARD, payers=list(_PAYERS), first=first, rows=rows)
    with duckdb.connect() as connection:
        connection.execute("CREATE MACRO pick(n, salt, sides) AS (hash(n, salt) % sides)::BIGINT")
        return connection.sql(query).to_arrow_table().cast(OBSERVATIONS).combine_chunks()


def _source(shard: str, number: int, codes: dict[str, int]) -> dict[str, object]:
    file = DatasetFile(
        name=f"file-{shard}{number}.json.gz",
        sha256=shard + str(number) * (hashlib.sha256().digest_size * 2 - 1),
        bytes=10**10,
        kind=KIND,
        layout="tic_in_network",
        schema_version="2.0.0",
        publisher=_PAYERS[number % len(_PAYERS)],
        file_date=date(2026, 11, 1),
        newest_row=date(2026, 11, 1),
        codes=tuple(codes),
        software=SOFTWARE,
        options="",
        rows_read=10**6,
        prices_read=None,
        rows_matched=len(codes),
        observations=sum(codes.values()) // _PARTS,
        partitions=tuple((code, rows // _PARTS) for code, rows in codes.items()),
        frequencies=0,
        findings=(),
    )
    return source_as_json(make_source((file,)))


_RUN = """
from pathlib import Path
from unlisted.pipeline.benchmarks import benchmark_dataset
from unlisted.pipeline.rulebook import load_rulebook
rulebook = load_rulebook()
started, cpu = time.perf_counter(), time.process_time()
run = benchmark_dataset(Path({folder!r}), [{code!r}], rulebook)
assert run.waterfalls[0].rows_read == {rows}, run.waterfalls[0].rows_read
"""
_PERCENTILES = """
import duckdb
from pathlib import Path
from unlisted.pipeline.dataset import require_dataset
started, cpu = time.perf_counter(), time.process_time()
rows = require_dataset(Path({folder!r})).rows([{code!r}], ["payer", "billing_class", "amount", "providers"])
with duckdb.connect() as connection:
    connection.register("rows", rows)
    found = connection.execute(
        "SELECT payer, billing_class, count(*), quantile_cont(amount, [0.1, 0.25, 0.5, 0.75, 0.9]) "
        "FROM rows GROUP BY ALL").fetchall()
assert sum(row[2] for row in found) == {rows}
"""
_FILES = """
from pathlib import Path
from unlisted.pipeline.dataset import read_manifest
started, cpu = time.perf_counter(), time.process_time()
assert len(read_manifest(Path({folder!r})).files) == 160
"""


def main(total: int = 10**8) -> None:
    """Write, measure, remove."""
    codes = plan_codes(total)
    folder = Path(tempfile.mkdtemp(prefix="unlisted-query-"))
    try:
        started = time.perf_counter()
        size = write_dataset(folder, codes)
        print(
            f"{sum(codes.values()):,} rows of {len(codes):,} codes, {size / 1e9:.2f} GB, "
            f"written in {time.perf_counter() - started:.0f} s; "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        measured = [measure("list of files", _FILES.format(folder=str(folder)))]
        for code, rows in list(codes.items())[: len(SIZES)]:
            given = {"folder": str(folder), "code": code, "rows": rows}
            measured += [
                measure(f"percentiles by payer, SQL, {rows:,} rows", _PERCENTILES.format(**given)),
                measure(f"all gates, by payer, {rows:,} rows", _RUN.format(**given)),
            ]
        print_table("One code (target: under 1 s)", measured)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
