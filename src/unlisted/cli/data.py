"""``unlisted data``: load Medicare's tables, and say what is loaded and how old it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer
from rich.table import Table

from unlisted.base.dates import parse_day
from unlisted.cli.output import as_of_day, print_data, print_json, talk
from unlisted.pipeline.medicare_files import KINDS
from unlisted.pipeline.medicare_store import LoadedTable, default_store, list_tables, load_table

app = typer.Typer(no_args_is_help=True, help="Load Medicare's tables, and say what is loaded.")

_STORE = typer.Option(
    None, "--store", help="Folder of loaded tables; else UNLISTED_STORE, else ./unlisted-data."
)
_QUARTERLY = frozenset({"pfs", "opps", "ncci", "mue", "hcpcs", "zip"})
_QUARTER_DAYS, _YEAR_DAYS = 92, 366


@app.command()
def load(
    kind: str = typer.Argument(..., help=f"One of: {', '.join(KINDS)}."),
    file: Path = typer.Argument(
        ..., help="The publisher's file, zipped or not; or CSV or Parquet of the same rows."
    ),
    effective_from: str = typer.Option("", help="First day in force, where the file's name does not say it."),
    store: Path | None = _STORE,
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Load one table into the store; the same file twice changes nothing."""
    day = parse_day(effective_from) if effective_from else None
    with talk.status(f"loading {file.name}") as status:
        table = load_table(
            kind,
            file,
            store or default_store(),
            day,
            lambda rows: status.update(f"loading {file.name}: {rows:,} rows"),
        )
    if as_json:
        print_json(table)
    else:
        print_data(f"{table.kind}: {table.rows:,} rows of {table.file_name}, in force from {table.first_day}")


@app.command()
def status(
    store: Path | None = _STORE,
    as_of: str = typer.Option("", help="Day to judge by (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Say which tables are loaded, which are missing and which are past their term."""
    day = as_of_day(as_of)
    tables = list_tables(store or default_store())
    lines = [(kind, *_judge(kind, [t for t in tables if t.kind == kind], day)) for kind in KINDS]
    if as_json:
        print_json(
            {
                "store": str(store or default_store()),
                "as_of": day,
                "kinds": [{"kind": k, "state": s, "newest": n, "note": note} for k, s, n, note in lines],
                "tables": tables,
            }
        )
        return
    shown = Table("kind", "state", "newest", "note", box=None, pad_edge=False)
    for kind, state, newest, note in lines:
        shown.add_row(kind, state, newest.isoformat() if newest else "", note)
    _print_table(shown)


def _judge(kind: str, tables: list[LoadedTable], day: date) -> tuple[str, date | None, str]:
    if not tables:
        return "not loaded", None, f"unlisted data load {kind} FILE"
    newest = max(table.last_day for table in tables)
    rows = sum(table.rows for table in tables)
    term = _QUARTER_DAYS if kind in _QUARTERLY else _YEAR_DAYS
    if newest == date.min:
        return "loaded", None, f"{rows:,} rows; the source gives no day"
    state = "loaded" if (day - newest).days <= term else "past its term"
    return state, newest, f"{rows:,} rows of {len(tables)} files"


def _print_table(table: Table) -> None:
    from rich.console import Console

    Console(highlight=False, width=110).print(table)
