"""Turn the ``check`` of a rule file into a typed check, or say what is wrong with it."""

from __future__ import annotations

from typing import Any

from unlisted.rules.checks import PREDICATES, Argument, Call, Check, Group
from unlisted.rules.problems import Loc

MAX_CHECK_DEPTH = 6

Trouble = tuple[Loc, str, str]  # below the check: where, what, fix


def read_check(raw: Any, loc: Loc = ()) -> tuple[Check | None, list[Trouble]]:
    """Read one check; every trouble is returned, none is raised."""
    if not isinstance(raw, dict) or len(raw) != 1:
        return _trouble(
            loc,
            "a check is one predicate, or one of all, any, not, at_least",
            "write one key; join several predicates under `all:` as a list",
        )
    if len(loc) > 2 * MAX_CHECK_DEPTH:
        return _trouble(loc, f"the check is nested more than {MAX_CHECK_DEPTH} deep", "flatten it")
    ((name, argument),) = raw.items()
    here = (*loc, name)
    match name:
        case "all" | "any":
            return _read_list(name, argument, here)
        case "not":
            inner, troubles = read_check(argument, here)
            return (Group("not", (inner,)) if inner else None), troubles
        case "at_least":
            return _read_at_least(argument, here)
        case _:
            return _read_call(name, argument, here)


def _read_call(name: str, raw: Any, loc: Loc) -> tuple[Check | None, list[Trouble]]:
    predicate = PREDICATES.get(name)
    if predicate is None:
        listed = ", ".join(sorted(PREDICATES))
        return _trouble(loc, f"`{name}` is no predicate", f"use one of: {listed}; or all, any, not, at_least")
    value = _read_argument(predicate.argument, raw)
    if value is None:
        return _trouble(loc, f"`{name}` has the wrong argument", f"give {predicate.argument}")
    return Call(predicate, value), []


def _trouble(loc: Loc, what: str, fix: str) -> tuple[None, list[Trouble]]:
    return None, [(loc, what, fix)]


def _read_list(kind: str, raw: Any, loc: Loc, n: int = 0) -> tuple[Check | None, list[Trouble]]:
    if not isinstance(raw, list) or not raw:
        return None, [
            (loc, f"`{kind}` needs a list of checks", "write `- predicate: argument` lines below it")
        ]
    parts: list[Check] = []
    troubles: list[Trouble] = []
    for index, item in enumerate(raw):
        part, found = read_check(item, (*loc, index))
        troubles.extend(found)
        if part is not None:
            parts.append(part)
    return (None, troubles) if troubles else (Group(kind, tuple(parts), n), [])


def _read_at_least(raw: Any, loc: Loc) -> tuple[Check | None, list[Trouble]]:
    fix = "write at_least: {n: 2, of: [ … ]}"
    if not isinstance(raw, dict) or set(raw) != {"n", "of"}:
        return _trouble(loc, "`at_least` has the two keys n and of", fix)
    n, parts = raw["n"], raw["of"]
    if not isinstance(n, str) or not n.isdigit() or int(n) < 1:
        return None, [((*loc, "n"), "`n` is a whole number from 1", fix)]
    if isinstance(parts, list) and int(n) > len(parts):
        return None, [((*loc, "n"), f"{n} of {len(parts)} checks can never be met", "lower n or add checks")]
    return _read_list("at_least", parts, (*loc, "of"), int(n))


def _read_argument(kind: Argument, raw: Any) -> Any:
    """Return the typed argument, or ``None`` when it has the wrong shape."""
    match kind:
        case Argument.YES:
            return True if raw == "true" else None
        case Argument.WORD:
            return raw if isinstance(raw, str) and raw.strip() else None
        case Argument.WHOLE:
            return int(raw) if isinstance(raw, str) and raw.isdigit() else None
        case Argument.WORDS:
            listed = [raw] if isinstance(raw, str) else raw
            good = (
                isinstance(listed, list) and listed and all(isinstance(x, str) and x.strip() for x in listed)
            )
            return tuple(listed) if good else None
        case Argument.EVENT_DAYS:
            return _named_whole(raw, "event", "days")
        case Argument.FACT_COUNT:
            return _named_whole(raw, "fact", "count")


def _named_whole(raw: Any, name: str, number: str) -> tuple[str, int] | None:
    if not isinstance(raw, dict) or set(raw) != {name, number}:
        return None
    slug, count = raw[name], raw[number]
    good = isinstance(slug, str) and isinstance(count, str) and count.isdigit()
    return (slug, int(count)) if good else None
