"""Read small YAML files a practice keeps by hand, strictly: mappings, lists and text, every key checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from unlisted.base.dates import parse_day
from unlisted.base.errors import BrokenFileError, UnlistedError
from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import read_tree

MAX_ENTRIES = 2_000
_SLUG = re.compile(r"^[a-z][a-z0-9_]{0,79}$")


def head_of(
    name: str, data: bytes, keys: set[str], head: str, kind: str, optional: frozenset[str] = frozenset()
) -> Any:
    """Return the file's mapping with these keys and no others; ``head`` must name the ``kind``."""
    tree = read_tree(name, data)
    if isinstance(tree, Problem):
        raise broken(tree.where, "", tree.what, tree.fix)
    check_keys(name, tree, "the file", keys, set(optional))
    if tree[head] != kind:
        raise broken(name, head, f"not of kind {kind}", f"start the file with `{head}: {kind}`")
    return tree


def check_keys(name: str, item: Any, where: str, wanted: set[str], optional: set[str]) -> None:
    """Raise unless the item is a mapping with the wanted keys, and no others but the optional."""
    if not isinstance(item, dict):
        raise broken(name, where, "no mapping of keys", "write `key: value` lines")
    missing, extra = wanted - set(item), set(item) - wanted - optional
    if missing or extra:
        said = [f"missing: {', '.join(sorted(missing))}"] * bool(missing)
        said += [f"not known: {', '.join(sorted(extra))}"] * bool(extra)
        raise broken(name, where, "; ".join(said), f"the keys are {', '.join(sorted(wanted | optional))}")


def list_of(name: str, value: Any, where: str) -> list[Any]:
    """Return a list of bounded length."""
    if not isinstance(value, list) or len(value) > MAX_ENTRIES:
        raise broken(
            name, where, f"no list of at most {MAX_ENTRIES:,} entries", "write lines that start with -"
        )
    return value


def text_of(name: str, item: Mapping[str, Any], key: str, where: str) -> str:
    """Return a text that is not blank."""
    value = item[key]
    if not isinstance(value, str) or not value.strip():
        raise broken(name, f"{where}.{key}", "no text", "write plain text")
    return value


def slug_of(name: str, item: Mapping[str, Any], key: str, where: str) -> str:
    """Return a text in small letters, digits and underscores."""
    value = text_of(name, item, key, where)
    if not _SLUG.match(value):
        raise broken(name, f"{where}.{key}", "no slug", "use small letters, digits and underscores")
    return value


def day_of(name: str, item: Mapping[str, Any], key: str, where: str) -> date:
    """Return a day written YYYY-MM-DD."""
    try:
        return parse_day(text_of(name, item, key, where))
    except UnlistedError as error:
        raise broken(name, f"{where}.{key}", "no day", "write YYYY-MM-DD") from error


def broken(name: str, where: str, what: str, fix: str) -> BrokenFileError:
    """Return the error for a place of the file."""
    return BrokenFileError(
        f"{name} cannot be read: {what}",
        where=f"{name}, {where}" if where else name,
        why="a service or an answer that is misread would end in a claim",
        fix=fix,
    )
