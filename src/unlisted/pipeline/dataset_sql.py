"""The rows of a dataset as SQL for DuckDB, which reads Parquet files by itself, on every core."""

# ruff: noqa: S608 - statements are put together from names of this package and quoted texts
from __future__ import annotations

from collections.abc import Collection, Iterable
from glob import escape

from unlisted.market.observation import CodeMatch, SourceKind
from unlisted.pipeline.dataset import Snapshot


def rows_as_sql(snapshot: Snapshot, codes: Collection[str], columns: Iterable[str]) -> str:
    """Return a query for what ``snapshot.rows(codes, columns)`` streams; empty where no file holds rows."""
    names = ", ".join(f'"{name}"' for name in columns)
    queries = []
    if paths := list(snapshot.filed(codes)):
        replaced = f"WHERE sha256 NOT IN ({_texts(snapshot.new)})" if snapshot.new else ""
        queries.append(f"SELECT {names} FROM {_parquet(snapshot, paths)} {replaced}")
    if paths := list(snapshot.unfiled()):
        queries.append(
            f"SELECT {names} FROM {_parquet(snapshot, paths)} WHERE billing_code IN ({_texts(codes)}) "
            f"OR code_match <> '{CodeMatch.LITERAL}' OR source_kind = '{SourceKind.HOSPITAL_CHARGE_ROWS}'"
        )
    return " UNION ALL ".join(queries)


def _parquet(snapshot: Snapshot, paths: Iterable[str]) -> str:
    """Name the files; a bracket or star in a folder's name is no pattern."""
    whole = _texts(escape(str(snapshot.folder / path)) for path in paths)
    return f"read_parquet([{whole}], hive_partitioning = false)"


def _texts(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
