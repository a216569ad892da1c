"""Tell which slice an item belongs to (ElementDefinition.slicing.discriminator)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from unlisted.formats.fhir.profiles.definitions import Definitions
from unlisted.formats.fhir.profiles.matching import equals, fits
from unlisted.formats.fhir.profiles.references import Surroundings, type_named, type_of
from unlisted.formats.fhir.profiles.snapshot import ElementType, Node, compile_definition, compile_type
from unlisted.formats.fhir.profiles.terminology import codes_in, expand

_TOKEN = re.compile(
    r"(?:^|\.)\s*(?:extension\('(?P<url>[^']+)'\)|(?P<resolve>resolve\(\))|ofType\((?P<of>\w+)\)|(?P<name>\$?\w+))"
    r"(?:\s+as\s+(?P<cast>\w+))?"
)
Step = tuple[str, str]
"""What a step of a path does (name, extension, resolve, type) and on what."""

_URL = (("name", "url"),)

Conforms = Callable[[Any, str, Node], bool | None]
"""Say whether a resource conforms to a profile asked for by a node; ``None`` where it is not loaded."""


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """One test of a slice: where to look, and what must be there."""

    kind: str  # fixed, pattern, binding, type, profile, exists, none
    steps: tuple[Step, ...]
    expected: Any = None


def steps_of(path: str) -> tuple[Step, ...]:
    """Return the steps of a discriminator's path (the restricted FHIRPath of the standard)."""
    found: list[Step] = []
    for match in _TOKEN.finditer(path):
        if match["url"]:
            found.append(("extension", match["url"]))
        elif match["resolve"]:
            found.append(("resolve", ""))
        elif match["of"]:
            found.append(("type", match["of"]))
        elif match["name"] != "$this":
            found.append(("name", match["name"]))
        if match["cast"]:
            found.append(("type", match["cast"]))
    return tuple(found)


def select(value: Any, steps: tuple[Step, ...], around: Surroundings) -> list[Any]:
    """Return what a path selects in a value; a reference that leads out of the file gives nothing."""
    found = [value]
    for kind, name in steps:
        found = [item for one in found for item in _step(one, kind, name, around)]
    return found


def _step(value: Any, kind: str, name: str, around: Surroundings) -> Iterator[Any]:
    if kind == "type":
        yield value
    elif kind == "resolve":
        text = value.get("reference") if isinstance(value, dict) else value
        target = around.find(text) if isinstance(text, str) else None
        if target is not None:
            yield target
    elif isinstance(value, dict):
        if kind == "extension":
            held = value.get("extension")
            for item in held if isinstance(held, list) else ():
                if isinstance(item, dict) and item.get("url") == name:
                    yield item
            return
        for key in _keys(value, name):
            item = value[key]
            yield from item if isinstance(item, list) else (item,)


def _keys(value: dict[str, Any], name: str) -> Iterator[str]:
    if name in value:
        yield name
        return
    for key in value:
        if key.startswith(name) and key[len(name) : len(name) + 1].isupper():
            yield key


def tests_of(definitions: Definitions, base: Node, part: Node) -> tuple[Test, ...]:
    """Return the tests that decide whether an item belongs to a slice, worked out once."""
    key = ("tests", id(part))
    if key not in definitions.cache:
        definitions.cache[key] = tuple(
            _test(definitions, part, kind, steps_of(path)) for kind, path in base.discriminators
        )
    done: tuple[Test, ...] = definitions.cache[key]
    return done


def _test(definitions: Definitions, part: Node, kind: str, steps: tuple[Step, ...]) -> Test:
    if kind in ("value", "pattern"):
        return _value_test(definitions, part, steps)
    node = _walk(definitions, part, tuple(step for step in steps if step[0] != "resolve"))
    if kind == "exists":
        return Test("exists", steps, None if node is None else node.maximum > 0)
    if node is None:
        return Test("none", steps)
    if kind == "type":
        targets = bool(steps) and steps[-1][0] == "resolve"
        named = [url for item in node.types for url in item.targets] if targets else []
        codes = [_type_of(definitions, url, node) for url in named] or [item.code for item in node.types]
        return Test("type", steps, frozenset(codes))
    wanted = [url for item in node.types for url in (item.targets or item.profiles)]
    return Test("profile", steps, (tuple(wanted), node))


def _type_of(definitions: Definitions, url: str, node: Node) -> str:
    found = definitions.resolve(url, node.package)
    return str(found.body.get("type", "")) if found else url.rpartition("/")[2].partition("|")[0]


def _value_test(definitions: Definitions, part: Node, steps: tuple[Step, ...]) -> Test:
    """Look along the path for the value, the pattern or the value set that marks the slice."""
    node: Node | None = part
    for n in range(len(steps) + 1):
        if node is None:
            break
        found = _constant_test(node, steps, steps[n:])
        if found is not None:
            return found
        if n == len(steps):
            return _leaf_test(definitions, node, steps)
        if steps[n:] == _URL and len(profiles := [u for item in node.types for u in item.profiles]) == 1:
            return Test("fixed", steps, profiles[0].partition("|")[0])
        node = _next(definitions, node, steps[n])
    return Test("none", steps)


def _constant_test(node: Node, steps: tuple[Step, ...], left: tuple[Step, ...]) -> Test | None:
    """Return the test by a constant here, or by the part of it that the rest of the path selects."""
    for kind, value in (("fixed", node.fixed), ("pattern", node.pattern)):
        if value is not None:
            found = select(value, left, Surroundings({}, {})) if left else [value]
            if found:
                return Test("pattern" if left and isinstance(found[0], dict) else kind, steps, found[0])
    return None


def _leaf_test(definitions: Definitions, node: Node, steps: tuple[Step, ...]) -> Test:
    """Return the test by a required value set, or by the constants of required children."""
    if node.value_set:
        return Test("binding", steps, (node.value_set, node))
    kept: dict[str, Any] = {}
    for child in node.children.values():
        test = _value_test(definitions, child, ()) if child.minimum else Test("none", ())
        if test.kind in ("fixed", "pattern"):
            listed = child.repeats and not isinstance(test.expected, list)
            kept[child.name] = [test.expected] if listed else test.expected
    return Test("pattern", steps, kept) if kept else Test("none", steps)


def _walk(definitions: Definitions, node: Node | None, steps: tuple[Step, ...]) -> Node | None:
    for step in steps:
        node = _next(definitions, node, step) if node is not None else None
    return node


def _next(definitions: Definitions, node: Node, step: Step) -> Node | None:
    """Return the definition one step further: inline, by the type's profile, or by the type."""
    kind, name = step
    if kind in ("type", "resolve"):
        return node
    if kind == "extension":
        sliced = node.children.get("extension")
        return next((part for part in sliced.slices if _has_profile(part, name)), None) if sliced else None
    child = _child(node, name)
    for item in node.types if child is None else ():
        definition = [found for url in item.profiles if (found := definitions.resolve(url, node.package))]
        shapes = [compile_definition(definitions, found) for found in definition]
        shapes.append(compile_type(definitions, item.code, node.package) if item.code else None)
        inside = [held for shape in shapes if shape is not None and (held := _child(shape.root, name))]
        child = inside[0] if inside else child
    return child


def _has_profile(part: Node, url: str) -> bool:
    return any(held.partition("|")[0] == url for item in part.types for held in item.profiles)


def _child(node: Node, name: str) -> Node | None:
    return node.children.get(name) or node.children.get(f"{name}[x]")


def belongs(
    definitions: Definitions,
    test: Test,
    value: Any,
    item_type: ElementType,
    around: Surroundings,
    conforms: Conforms,
) -> bool | None:
    """Say whether an item passes one test; ``None`` where that cannot be told."""
    if test.kind == "type" and not test.steps:
        return (type_of(value) or item_type.code) in test.expected
    found = select(value, test.steps, around)
    answer: bool | None = None
    if test.kind in ("fixed", "pattern"):
        compare = equals if test.kind == "fixed" else fits
        answer = any(compare(item, test.expected) for item in found)
    elif test.kind == "exists" and test.expected is not None:
        answer = (len(found) > 0) == test.expected
    elif test.kind == "binding":
        answer = _bound(definitions, test, found)
    elif test.kind == "type":
        answer = _typed(test, value, found, around)
    elif test.kind == "profile":
        answer = _profiled(definitions, test, value, found, around, conforms)
    return answer


def _bound(definitions: Definitions, test: Test, found: list[Any]) -> bool | None:
    url, node = test.expected
    expansion = expand(definitions, url, node.package)
    if expansion is None:
        return None
    answers = [expansion.holds(system, code) for item in found for system, code in codes_in(item)]
    return True if True in answers else None if None in answers else False


def _typed(test: Test, value: Any, found: list[Any], around: Surroundings) -> bool | None:
    names = [type_of(item) for item in found if isinstance(item, dict)]
    if not names and test.steps[-1][0] == "resolve":
        named = [type_named(item) for item in select(value, test.steps[:-1], around)]
        return any(name in test.expected for name in named) if any(named) else None
    return any(name in test.expected for name in names)


def _profiled(
    definitions: Definitions,
    test: Test,
    value: Any,
    found: list[Any],
    around: Surroundings,
    conforms: Conforms,
) -> bool | None:
    urls, node = test.expected
    if not found:
        held = [type_named(item) for item in select(value, test.steps[:-1], around)]
        types = {_type_of(definitions, url, node) for url in urls}
        return None if any(name in types for name in held) or not any(held) else False
    answers = [conforms(item, url, node) for item in found for url in urls]
    return True if True in answers else None if None in answers else False
