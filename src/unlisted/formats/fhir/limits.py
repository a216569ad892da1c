"""Limits on hostile JSON, and the check of them."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from unlisted.base.errors import BrokenFileError, LimitExceededError

MAX_BYTES = 64 * 1024 * 1024
"""One FHIR file."""

MAX_DEPTH = 48
"""Levels of objects and lists; R4 examples stay below 30."""

MAX_NODES = 2_000_000
"""Values in one file."""

MAX_TEXT = 16 * 1024 * 1024
"""Characters of one string: base64 attachments are the longest."""

MAX_ISSUES = 1000
"""Issues of one validation; the rest is counted, not listed."""

MAX_DIGITS = 40
"""Digits of one number."""


def read_json(name: str, data: bytes) -> Any:
    """Return the parsed JSON of a file, decimals exact.

    Raises ``BrokenFileError`` where it is not JSON (UTF-8, no NaN, no key twice in one object) and
    ``LimitExceededError`` beyond the limits here; neither holds a value of the file.
    """
    if len(data) > MAX_BYTES:
        raise LimitExceededError(f"{name} has more than {MAX_BYTES} bytes", where=name)
    try:
        tree = json.loads(
            data.decode("utf-8-sig"),
            parse_float=_number,
            parse_int=_integer,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except RecursionError as error:
        raise LimitExceededError(f"{name} is nested too deep", where=name) from error
    except json.JSONDecodeError as error:
        raise _broken(name, f"line {error.lineno}, column {error.colno}", "it is not JSON") from error
    except UnicodeDecodeError as error:
        raise _broken(name, f"byte {error.start}", "it is not UTF-8") from error
    except ValueError as error:
        raise _broken(name, "whole file", str(error)) from error
    check_limits(name, tree)
    return tree


def check_limits(name: str, tree: Any) -> None:
    """Raise ``LimitExceededError`` where depth, size or a string goes beyond the limits."""
    level, count = [tree], 0
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for node in level:
            items = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            for item in items:
                if isinstance(item, dict | list):
                    below.append(item)
                elif isinstance(item, str) and len(item) > MAX_TEXT:
                    raise LimitExceededError(
                        f"{name} holds a string of more than {MAX_TEXT} characters", where=name
                    )
            count += len(items)
        if count > MAX_NODES:
            raise LimitExceededError(f"{name} holds more than {MAX_NODES} values", where=name)
        if not below:
            return
        level = below
    raise LimitExceededError(f"{name} has more than {MAX_DEPTH} levels", where=name)


def _broken(name: str, where: str, what: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name} cannot be read as FHIR JSON: {what}",
        where=f"{name}, {where}",
        why="a resource that is misread would end in a claim",
        fix="export it again from the system it comes from",
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("one object holds a key twice")
    return found


def _number(text: str) -> Any:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number has more than {MAX_DIGITS} digits")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("a number is out of range") from error
    if value and not -MAX_DIGITS < value.adjusted() < MAX_DIGITS:
        raise ValueError("a number is out of range")
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number has more than {MAX_DIGITS} digits")
    return int(text)


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")
