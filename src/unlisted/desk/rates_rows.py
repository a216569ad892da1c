"""The rows of one code: gathered from the dataset by the worker, read by pages a page at a time."""

# ruff: noqa: S608 - statements are put together from names of this module; values are parameters
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from unlisted.market.observation import CodeMatch
from unlisted.pipeline.dataset import require_dataset
from unlisted.pipeline.dataset_lock import reading
from unlisted.pipeline.dataset_sql import rows_as_sql

FILTERS = ("source_kind", "amount_kind", "payer", "publisher", "state", "setting", "billing_class")
SHOWN = (
    "publisher",
    "payer",
    "plan",
    "state",
    "setting",
    "billing_class",
    "modifiers",
    "amount_kind",
    "amount",
    "negotiated_type",
    "source_kind",
    "file_name",
    "locator",
    "file_date",
    "sha256",
)
PAGE = 50
MOST_CHOICES = 300
MOST_CSV = 50_000
_READ = tuple(name for name in SHOWN if name != "modifiers")


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of rows, each as a mapping by name, and how many the filter has in all."""

    rows: tuple[Mapping[str, Any], ...]
    total: int


def gather_rows(folder: Path, code: str, target: Path) -> dict[str, Any]:
    """Write the code's rows to one file, in the order of file and place; return what to filter by.

    Rows that state the code and wildcards that may cover it are taken; nothing is dropped or judged.
    """
    names = (*_READ, "modifiers", "billing_code", "code_match")
    with TemporaryDirectory(prefix="unlisted-") as scratch, reading(folder):
        source = rows_as_sql(require_dataset(folder), [code], names)
        with duckdb.connect(config={"memory_limit": "512MB", "temp_directory": scratch}) as connection:
            if not source:
                source = f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in names)} LIMIT 0"
            columns = ", ".join(_READ)
            connection.execute(
                f"COPY (SELECT {columns}, array_to_string(modifiers, ' ') AS modifiers, code_match "
                f"FROM ({source}) WHERE billing_code = $code OR code_match <> $literal "
                "ORDER BY file_name, sha256, length(locator), locator, amount_kind, payer, plan) "
                f"TO '{_quoted(target)}' (FORMAT parquet, ROW_GROUP_SIZE 20000)",
                {"code": code, "literal": CodeMatch.LITERAL.value},
            )
            table = f"read_parquet('{_quoted(target)}')"
            counted = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            choices = {
                name: connection.execute(
                    f"SELECT {name}, count(*) AS n FROM {table} WHERE coalesce({name}, '') <> '' "
                    f"GROUP BY {name} ORDER BY n DESC, {name} LIMIT {MOST_CHOICES}"
                ).fetchall()
                for name in FILTERS
            }
    return {"rows": counted[0] if counted else 0, "choices": choices}


def read_rows(source: Path, chosen: Mapping[str, str], *, start: int, count: int) -> Rows:
    """Return ``count`` rows from ``start`` on, of those with the values chosen."""
    asked = {name: value for name, value in chosen.items() if name in FILTERS and value}
    where = " AND ".join(f"{name} = ${name}" for name in asked) or "true"
    table = f"read_parquet('{_quoted(source)}')"
    with duckdb.connect(config={"memory_limit": "256MB", "threads": 1}) as connection:
        total = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}", asked).fetchone()
        found = connection.execute(
            f"SELECT {', '.join(SHOWN)} FROM {table} WHERE {where} LIMIT {int(count)} OFFSET {int(start)}",
            asked,
        ).fetchall()
    rows = tuple(dict(zip(SHOWN, row, strict=True)) for row in found)
    return Rows(rows, total[0] if total else 0)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
