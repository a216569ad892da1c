"""How every command talks: data on stdout, talk and progress on stderr, JSON on request."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from unlisted.base.dates import parse_day
from unlisted.base.plain import to_plain

talk = Console(stderr=True, highlight=False, soft_wrap=True)


def as_of_day(text: str) -> date:
    """Return the day asked for (YYYY-MM-DD), or today where none is given."""
    return parse_day(text) if text else datetime.now().astimezone().date()


def print_data(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def print_json(value: Any) -> None:
    """Write a result to stdout as JSON, two spaces, keys in the order given."""
    print_data(json.dumps(to_plain(value), indent=2, ensure_ascii=False))


def progress_bar() -> Progress:
    """Return a progress bar on stderr that disappears when the work is done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=talk,
        transient=True,
        disable=not talk.is_terminal,
    )
