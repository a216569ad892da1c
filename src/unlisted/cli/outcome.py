"""``unlisted outcome``: the practice's own memory of what was asked, allowed and paid."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.base.errors import InputError, UsageError
from unlisted.cli.output import as_of_day, print_data, print_json

if TYPE_CHECKING:
    from unlisted.pipeline.outcome_log import OutcomeLog
    from unlisted.pricing.outcomes import Outcome

app = typer.Typer(no_args_is_help=True, help="Keep, list and export the outcomes of unlisted lines.")

_LOG = typer.Option(None, "--log", help="Outcome log (JSON lines); else UNLISTED_OUTCOMES.")
_SERVICE = typer.Option("", "--service", help="Id of a service of the catalogue.")
_PAYER = typer.Option("", "--payer", help="Payer id.")
_OUTSIDE = typer.Option(False, "--outside", help="Hide small numbers, as for readers outside the practice.")
_JSON = typer.Option(False, "--json", help="Answer in JSON (schema: src/unlisted/coding/schema).")


@app.callback()
def outcome() -> None:
    """Remember outcomes by service, payer and comparator. No patient stands in the log."""


@app.command()
def load(
    path: Path = typer.Argument(..., metavar="FILE", help="Table (CSV): key and the fields of an outcome."),
    log: Path | None = _LOG,
    as_of: str = typer.Option("", "--as-of", help="Day of recording (YYYY-MM-DD); today where absent."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Add outcomes from a table; a line that is there already is left, a changed one is revised."""
    from unlisted.formats.outcome_log import read_table
    from unlisted.rules.strict_yaml import MAX_BYTES

    memory = _log(log)
    try:
        with path.open("rb") as stream:
            data = stream.read(16 * MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read ({error.strerror})", fix="check the path") from error
    if len(data) > 16 * MAX_BYTES:
        raise InputError(f"{path.name} is larger than {16 * MAX_BYTES:,} bytes", fix="load it in parts")
    done = memory.record(read_table(path.name, data, as_of_day(as_of)))
    if as_json:
        print_json(done)
    else:
        print_data(f"{done.added} added, {done.revised} revised, {done.unchanged} there already")


@app.command(name="list")
def list_(
    log: Path | None = _LOG,
    service: str = _SERVICE,
    payer: str = _PAYER,
    outside: bool = _OUTSIDE,
    as_json: bool = _JSON,
) -> None:
    """Summarize by service, payer and comparator: asked, allowed, paid, days, denials."""
    from unlisted.cli.outcome_text import outcomes_text
    from unlisted.pipeline.coding_data import summary_data
    from unlisted.pricing.outcomes import summarize

    found = summarize(_wanted(_log(log), service, payer), outside=outside)
    if as_json:
        rows = [summary_data(item) for item in found]
        print_json({"kind": "unlisted-outcomes/1", "outside": outside, "outcomes": rows})
    else:
        print_data(outcomes_text(found, outside=outside))


@app.command()
def export(
    log: Path | None = _LOG,
    service: str = _SERVICE,
    payer: str = _PAYER,
    rows: bool = typer.Option(False, "--rows", help="Single outcomes, for use inside the practice only."),
) -> None:
    """Write CSV without a patient: summaries with small numbers hidden, or single rows with --rows."""
    from unlisted.pricing.outcomes import export_csv, summaries_csv, summarize

    wanted = _wanted(_log(log), service, payer)
    print_data(export_csv(wanted) if rows else summaries_csv(summarize(wanted, outside=True)))


def _log(path: Path | None) -> OutcomeLog:
    from unlisted.pipeline.outcome_log import OutcomeLog

    named = os.environ.get("UNLISTED_OUTCOMES")
    where = path or (Path(named) if named else None)
    if where is None:
        raise UsageError(
            "no outcome log is named", why="the memory is the practice's own file", fix="add --log FILE"
        )
    return OutcomeLog(where)


def _wanted(log: OutcomeLog, service: str, payer: str) -> list[Outcome]:
    return [
        item
        for item in log.outcomes()
        if (not service or item.service == service) and (not payer or item.payer == payer)
    ]
