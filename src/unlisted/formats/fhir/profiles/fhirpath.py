"""Evaluate invariants with fhirpathpy: parsed once, functions it lacks added, ``%resource`` set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models
from fhirpathpy.parser import parse

_MODEL = models["r4"]
_parse: Callable[[str], Any] = parse
_apply: Callable[..., Any] = fhirpathpy.apply_parsed_path
_node: Callable[[Any, str], Any] = ResourceNode.create_node
_PARSED: dict[str, Any] = {}
Resolve = Callable[[str], Any]
MemberOf = Callable[[Any, str], bool | None]


class NotDecidableError(Exception):
    """The expression cannot be decided here."""


def parsed(expression: str) -> Any:
    """Return the syntax tree of an expression, parsed once for the process."""
    if expression not in _PARSED:
        try:
            _PARSED[expression] = _parse(expression)
        except Exception as error:  # the parser raises errors of many classes
            raise NotDecidableError(f"not parsed: {type(error).__name__}") from error
    return _PARSED[expression]


def holds(
    expression: str,
    value: Any,
    path: str,
    *,
    resource: Any,
    root: Any,
    resolve: Resolve,
    member_of: MemberOf,
) -> bool:
    """Say whether an invariant holds for a value of the type or path ``path``.

    ``resource`` is the resource the value stands in, ``root`` the outermost one that contains it. Raises
    ``NotDecidableError`` where the engine fails or the answer depends on what is not at hand.
    """
    found = evaluate(
        expression, value, path, resource=resource, root=root, resolve=resolve, member_of=member_of
    )
    if found in ([], [None]):
        return False
    if len(found) == 1 and isinstance(found[0], bool):
        return found[0]
    return True


def evaluate(
    expression: str,
    value: Any,
    path: str,
    *,
    resource: Any,
    root: Any,
    resolve: Resolve,
    member_of: MemberOf,
) -> list[Any]:
    """Return the collection an expression selects; raise ``NotDecidableError`` as ``holds`` does."""

    def resolved(inputs: list[Any]) -> list[Any]:
        found = []
        for item in inputs:
            text = item.get("reference") if isinstance(item, dict) else item
            target = resolve(text) if isinstance(text, str) else None
            if target is None:
                raise NotDecidableError("a reference that cannot be followed")
            found.append(target)
        return found

    def members(inputs: list[Any], url: Any) -> list[bool]:
        if len(inputs) != 1:
            return []
        answer = member_of(inputs[0], url[0] if isinstance(url, list) else url)
        if answer is None:
            raise NotDecidableError("a value set that cannot be expanded")
        return [answer]

    table = {
        "resolve": {"fn": resolved},
        "hasValue": {"fn": lambda inputs: [len(inputs) == 1 and not isinstance(inputs[0], dict | list)]},
        "memberOf": {"fn": members, "arity": {1: ["String"]}},
        "htmlChecks": {"fn": lambda inputs: [True]},
    }
    tree = parsed(expression)
    try:
        found = _apply(
            _node(value, path),
            tree,
            {
                "resource": resource,
                "rootResource": root,
                "sct": "http://snomed.info/sct",
                "loinc": "http://loinc.org",
            },
            _MODEL,
            {"userInvocationTable": table, "traceFn": _quiet},
        )
    except NotDecidableError:
        raise
    except Exception as error:  # the engine raises errors of many classes
        raise NotDecidableError(f"the engine stopped: {type(error).__name__}") from error
    return found if isinstance(found, list) else [found]


def _quiet(*_: Any) -> None:
    """Take what ``trace()`` would print."""
