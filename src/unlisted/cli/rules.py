"""``unlisted rules``: list, show, test and compare the rules."""

from __future__ import annotations

from pathlib import Path

import typer

from unlisted.base.errors import RulePackError
from unlisted.cli.output import print_data, print_json

app = typer.Typer(no_args_is_help=True, help="The rulebook: list, show, test and compare rules.")

JSON = typer.Option(False, "--json", help="Answer as JSON.")


@app.command()
def test(
    paths: list[Path] = typer.Argument(None, help="Rule files or folders; the packaged rulebook by default."),
    as_json: bool = JSON,
) -> None:
    """Check every rule file and run the cases in them; name all problems."""
    from unlisted.pipeline.rules_test import check_paths

    result = check_paths(paths or [])
    if as_json:
        print_json(result)
    else:
        print_data(result.text())
    if not result.good:
        raise typer.Exit(RulePackError.exit_code)
