"""How every command talks: data on stdout, talk and progress on stderr, JSON on request."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from unlisted.base.dates import parse_day

talk = Console(stderr=True, highlight=False, soft_wrap=True)


def as_of_day(text: str) -> date:
    """Return the day asked for (YYYY-MM-DD), or today where none is given."""
    return parse_day(text) if text else datetime.now().astimezone().date()


def to_plain(value: Any) -> Any:
    """Turn our values into what JSON can hold: decimals and days as text, dataclasses as objects."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


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
