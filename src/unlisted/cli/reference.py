"""The command reference, written from the commands themselves: what is not here does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from unlisted.cli.main import app

EXIT_CODES = (
    (0, "done"),
    (1, "findings or failures that the command was asked to look for"),
    (2, "usage: the call itself makes no sense"),
    (3, "input: a file cannot be read as what it claims to be"),
    (4, "rule pack: a file of the rulebook breaks the format"),
    (5, "unknown name: a code, payer, rule or table that is not known here"),
    (6, "missing data: something has not been loaded or extracted"),
    (7, "missing extra: an optional part is not installed; the message names the command"),
    (8, "output: a result cannot be written; nothing half-written is left"),
    (70, "a fault of ours; please report it"),
    (130, "stopped by the user; nothing half-written is left"),
)

HEAD = """# Command line

Written from the commands by `python -m unlisted.cli.reference`; a test compares the two.

Data go to stdout, talk and progress to stderr. Everything that answers takes `--json`.
`UNLISTED_DEBUG=1` shows tracebacks.
"""


def render_reference() -> str:
    """Return the page in Markdown."""
    root = typer.main.get_command(app)
    lines = [HEAD, "## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES]
    for path, command in _commands(root, "unlisted"):
        lines += ["", f"## {path}", "", (command.help or "").strip().replace("\n\n", "\n"), ""]
        lines += ["| argument or option | meaning |", "|---|---|"]
        lines += [f"| {_name(parameter)} | {_meaning(parameter)} |" for parameter in command.params]
    return "\n".join(lines) + "\n"


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Walk groups down to commands; typer carries a click of its own, so kinds are told by what they have."""
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(None):
        yield from _commands(command.get_command(None, name), f"{path} {name}")


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        shown = (parameter.name or "").upper()
        return f"`{shown}…`" if parameter.nargs == -1 else f"`{shown}`"
    return ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))


def _meaning(parameter: Any) -> str:
    text = getattr(parameter, "help", None) or ""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    typer.echo(render_reference(), nl=False)
