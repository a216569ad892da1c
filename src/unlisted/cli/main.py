"""The ``unlisted`` command: its nouns, and one way to end in an error."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

import unlisted
from unlisted.base.errors import UnlistedError
from unlisted.cli.output import talk

NOUNS = {
    "appeal": "unlisted.cli.appeal",
    "code": "unlisted.cli.code",
    "case": "unlisted.cli.case",
    "claim": "unlisted.cli.claim",
    "data": "unlisted.cli.data",
    "denial": "unlisted.cli.denial",
    "desk": "unlisted.cli.desk",
    "episode": "unlisted.cli.episode",
    "fhir": "unlisted.cli.fhir",
    "outcome": "unlisted.cli.outcome",
    "packet": "unlisted.cli.packet",
    "rates": "unlisted.cli.rates",
    "remit": "unlisted.cli.remit",
    "report": "unlisted.cli.report",
    "rules": "unlisted.cli.rules",
    "serve": "unlisted.cli.serve",
}
"""Each noun's module has ``app``; it is loaded when used, so no noun waits for another's libraries."""


class Nouns(TyperGroup):
    """The nouns by name; a module is imported when its noun is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the nouns in alphabetical order."""
        return sorted(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a noun's command, or ``None`` for a word that is no noun."""
        if cmd_name not in NOUNS:
            return None
        command = typer.main.get_command(importlib.import_module(NOUNS[cmd_name]).app)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="unlisted",
    cls=Nouns,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Unlisted radiation-oncology billing codes: the code report, and the pathway to a paid claim.",
)

INTERRUPTED = 130

os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
"""Read when a noun loads Arrow. Arrow's own pool keeps what it once used: 100 MB beside a file of 4 GB."""


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

    Exit codes stand in ``docs/reference/command-line.md``. ``UNLISTED_DEBUG=1`` shows the traceback.
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
