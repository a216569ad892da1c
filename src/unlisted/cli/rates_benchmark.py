"""``unlisted rates benchmark``: distributions per code from a dataset, with everything that was dropped."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path

import typer
from rich.console import Console

from unlisted.base.codes import BillingCode
from unlisted.benchmarks.context import OPTIONAL_DIMENSIONS
from unlisted.cli.benchmark_tables import print_run
from unlisted.cli.output import print_json, talk

WIDTH_WHEN_PIPED = 200


class EngineName(StrEnum):
    """The engines a user may choose; both give the same answer."""

    DUCKDB = "duckdb"
    PYTHON = "python"


def register(app: typer.Typer) -> None:
    """Add the command to the ``rates`` noun."""
    app.command(name="benchmark")(benchmark)


def benchmark(
    dataset: Path = typer.Argument(..., help="Folder written by: unlisted rates extract."),
    codes: str = typer.Option(..., "--codes", help="Billing codes, separated by commas."),
    by: str = typer.Option(
        "payer,segment",
        "--by",
        help=f"Split by these, separated by commas: {', '.join(OPTIONAL_DIMENSIONS)}. "
        "Billing class, modifier class and place are always apart.",
    ),
    engine: EngineName = typer.Option(EngineName.DUCKDB, help="Engine; both give the same answer."),
    samples: bool = typer.Option(False, help="Show the first dropped rows of each gate."),
    all_places: bool = typer.Option(
        False, help="With --json: the places of all rows behind a figure, not of its first 1,000."
    ),
    as_json: bool = typer.Option(
        False, "--json", help="Answer in JSON, with the places of the rows behind each figure."
    ),
) -> None:
    """Give the distributions of some codes: who is paid what, n, files, dates, and what was dropped."""
    from unlisted.pipeline.benchmarks import benchmark_dataset
    from unlisted.pipeline.rulebook import load_rulebook

    asked = [str(BillingCode(code)) for code in codes.split(",") if code.strip()]
    dimensions = [name.strip() for name in by.split(",") if name.strip()]
    with talk.status("computing benchmarks"):
        run = benchmark_dataset(
            dataset, asked, load_rulebook(), by=dimensions, engine=engine.value, all_places=all_places
        )
    if as_json:
        print_json(run)
        return
    width = None if sys.stdout.isatty() else WIDTH_WHEN_PIPED
    print_run(run, Console(file=sys.stdout, width=width, highlight=False), samples=samples)
