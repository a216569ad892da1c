"""The store of loaded Medicare tables: Parquet files and one manifest, replaced whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unlisted.base.errors import BrokenFileError, MissingDataError, OutputError
from unlisted.formats.cms import rows as cms
from unlisted.pipeline.medicare_files import check_kind, read_table
from unlisted.pipeline.whole_files import write_whole

ROW_TYPES: dict[str, type[Any]] = {
    "pfs": cms.FeeScheduleRow,
    "gpci": cms.GpciRow,
    "opps": cms.OppsRow,
    "ncci": cms.PtpRow,
    "mue": cms.MueRow,
    "icd10cm": cms.DiagnosisRow,
    "hcpcs": cms.HcpcsRow,
    "zip": cms.ZipRow,
    "providers": cms.ProviderTaxonomyRow,
}
_BATCH = 50_000
_ARROW: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    date: pa.date32(),
    Decimal: pa.decimal128(18, 6),
}
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """One loaded file: what it is, where it came from, how many rows, and the days its rows start at."""

    kind: str
    file_name: str
    sha256: str
    rows: int
    first_day: date
    last_day: date
    stored_as: str


def default_store() -> Path:
    """Return the folder of loaded tables: ``UNLISTED_STORE``, else ``unlisted-data`` here."""
    return Path(os.environ.get("UNLISTED_STORE", "unlisted-data"))


def load_table(
    kind: str,
    path: Path,
    store: Path,
    effective_from: date | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> LoadedTable:
    """Read one file and add it to the store; loading the same bytes again changes nothing.

    Raises ``InputError`` for a file that is not such a table; nothing is stored then.
    """
    check_kind(kind)
    sha256 = _digest(path)
    for table in list_tables(store):
        if table.sha256 == sha256 and table.kind == kind:
            return table
    stored_as = f"{kind}/{sha256[:16]}.parquet"
    target = store / stored_as
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        rows, first, last = _write(kind, read_table(kind, path, effective_from), part, progress)
        if rows == 0:
            raise BrokenFileError(
                f"no row of a {kind} table",
                where=path.name,
                why="an empty table would answer that nothing is known",
                fix="load the publisher's file again",
            )
        part.replace(target)
    except OSError as error:
        raise OutputError(f"the store cannot be written: {error}", where=str(store)) from error
    finally:
        part.unlink(missing_ok=True)
    table = LoadedTable(kind, path.name, sha256, rows, first, last, stored_as)
    _write_manifest(store, (*list_tables(store), table))
    return table


def list_tables(store: Path) -> tuple[LoadedTable, ...]:
    """Return what is loaded, by kind and first day."""
    manifest = store / MANIFEST
    if not manifest.is_file():
        return ()
    try:
        entries = json.loads(manifest.read_text(encoding="utf-8"))["tables"]
        return tuple(
            LoadedTable(
                **{
                    **entry,
                    "first_day": date.fromisoformat(entry["first_day"]),
                    "last_day": date.fromisoformat(entry["last_day"]),
                }
            )
            for entry in entries
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFileError(
            f"the list of loaded tables cannot be read: {error}",
            where=str(manifest),
            fix="remove the store folder and load the tables again",
        ) from error


def read_rows(store: Path, kind: str, columns_equal: dict[str, set[str]] | None = None) -> Iterator[Any]:
    """Yield stored rows of a kind, newest file last; ``columns_equal`` keeps rows by column values."""
    row_type = ROW_TYPES[kind]
    filters = [(column, "in", values) for column, values in (columns_equal or {}).items()] or None
    for table in list_tables(store):
        if table.kind != kind:
            continue
        path = store / table.stored_as
        if not path.is_file():
            raise MissingDataError(
                "a loaded table has gone from the store",
                where=str(path),
                fix=f"load {table.file_name} again: unlisted data load {kind} FILE",
            )
        for record in pq.read_table(path, filters=filters).to_pylist():
            yield row_type(**record)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise MissingDataError(f"the file cannot be read: {error.strerror}", where=str(path)) from error
    return digest.hexdigest()


def _schema(row_type: type[Any]) -> pa.Schema:
    hints = typing.get_type_hints(row_type)
    fields = []
    for entry in dataclasses.fields(row_type):
        hint = hints[entry.name]
        if isinstance(hint, UnionType):
            hint = next(part for part in typing.get_args(hint) if part is not type(None))
        fields.append(pa.field(entry.name, _ARROW[hint]))
    return pa.schema(fields)


def _write(
    kind: str, rows: Iterator[Any], part: Path, progress: Callable[[int], None]
) -> tuple[int, date, date]:
    schema = _schema(ROW_TYPES[kind])
    count, first, last = 0, date.max, date.min
    batch: list[dict[str, Any]] = []
    with pq.ParquetWriter(part, schema, compression="zstd") as writer:

        def flush() -> None:
            if batch:
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                progress(count)
                batch.clear()

        for row in rows:
            record = {name: getattr(row, name) for name in schema.names}
            day = record.get("effective_from") or date.min
            first, last = min(first, day), max(last, day)
            count += 1
            batch.append(record)
            if len(batch) >= _BATCH:
                flush()
        flush()
    return count, first, last


def _write_manifest(store: Path, tables: tuple[LoadedTable, ...]) -> None:
    ordered = sorted(tables, key=lambda t: (t.kind, t.first_day, t.sha256))
    entries = [
        {**dataclasses.asdict(t), "first_day": t.first_day.isoformat(), "last_day": t.last_day.isoformat()}
        for t in ordered
    ]
    text = json.dumps({"tables": entries}, indent=2) + "\n"
    write_whole(store / MANIFEST, lambda stream: stream.write(text.encode()))
