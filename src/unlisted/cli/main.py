"""The ``unlisted`` command: its nouns, and one way to end in an error."""

from __future__ import annotations

import os
import sys

import typer

import unlisted
from unlisted.base.errors import UnlistedError
from unlisted.cli import data, rates, rates_benchmark, report, rules
from unlisted.cli.output import talk

app = typer.Typer(
    name="unlisted",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Unlisted radiation-oncology billing codes: the code report, and the pathway to a paid claim.",
)

app.command(name="report")(report.report)
app.add_typer(data.app, name="data")
app.add_typer(rates.app, name="rates")
app.add_typer(rules.app, name="rules")
rates_benchmark.register(rates.app)

INTERRUPTED = 130
UNFORESEEN = 70


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"unlisted {unlisted.__version__}\n")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Carry the options that stand before a noun."""


def run() -> None:
    """Run the command line; every foreseen error is one screen without a traceback.

    Exit codes: 0 done, 2 usage, 3 input, 4 rule pack, 5 unknown name, 6 missing data, 7 missing
    extra, 8 output, 70 a fault of ours, 130 interrupted. ``UNLISTED_DEBUG=1`` shows the traceback.
    """
    try:
        app()
    except UnlistedError as error:
        if os.environ.get("UNLISTED_DEBUG"):
            raise
        talk.print(f"[bold red]error[/] ({error.code}): {_escape(str(error))}")
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        talk.print("stopped; nothing half-written was left behind")
        raise SystemExit(INTERRUPTED) from None


def _escape(text: str) -> str:
    return text.replace("[", "\\[")
