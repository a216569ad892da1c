"""``unlisted episode check`` and ``template``: what is missing, what it weakens; empty forms."""

from __future__ import annotations

from pathlib import Path

import typer

from unlisted.cli.output import as_of_day, print_data, print_json


def register(app: typer.Typer) -> None:
    """Add the commands to ``unlisted episode``."""
    app.command("check")(check)
    app.command("template")(template)


def check(
    paths: list[Path] = typer.Argument(
        ..., metavar="FILE…", help="An imported episode (JSON), or the records themselves as for import."
    ),
    payer: str = typer.Option("", "--payer", help="Payer id, name or alias; its own list is checked too."),
    as_of: str = typer.Option("", "--as-of", help="Day to answer for (YYYY-MM-DD); today where absent."),
    book: Path | None = typer.Option(None, "--rulebook", help="Folder of another rulebook."),
    show_all: bool = typer.Option(False, "--all", help="Also list what is complete, with its evidence."),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Say, step by step, what the record holds, what is missing, and what each gap weakens."""
    from unlisted.cli.episode_check_text import completeness_text
    from unlisted.episode.completeness import check_completeness
    from unlisted.pipeline.completeness_data import completeness_data
    from unlisted.pipeline.episode_import import import_episode
    from unlisted.pipeline.rulebook import load_rulebook

    rulebook = load_rulebook(book)
    found = check_completeness(import_episode(paths), rulebook, as_of_day(as_of), payer or None)
    if as_json:
        print_json(completeness_data(found))
    else:
        print_data(completeness_text(found, rulebook, show_all=show_all))


def template(
    sections: list[str] = typer.Argument(
        None, metavar="SECTION…", help="Sections of the form, or time-log; all sections where absent."
    ),
) -> None:
    """Print an empty form (YAML), or with ``time-log`` the header of a time log (CSV)."""
    from unlisted.formats.forms import form_template, time_log_template

    if sections == ["time-log"]:
        print_data(time_log_template())
    else:
        print_data(form_template(*(sections or ())))
