"""Put items into slices and check extensions."""

from __future__ import annotations

from collections import Counter
from typing import Any

from unlisted.formats.fhir.profiles.discriminator import belongs, tests_of
from unlisted.formats.fhir.profiles.findings import Checking
from unlisted.formats.fhir.profiles.item import At, Item
from unlisted.formats.fhir.profiles.snapshot import Node, compile_definition, compile_type


def check_slices(walk: Checking, node: Node, items: list[Item], place: str, at: At, *, whole: bool) -> None:
    """Put each item into its slice, check it there, and count."""
    counts: Counter[str] = Counter()
    undecided = False
    for item in items:
        part, open_question = _slice_of(walk, node, item, at)
        undecided |= open_question
        is_extension = item.type.code == "Extension" and isinstance(item.value, dict)
        if part is not None:
            counts[part.slice_name] += 1
            kind = next((t for t in part.types if t.code == item.type.code), item.type)
            own = is_extension and bool(part.children)  # an inline extension is described in full
            walk.check_value(part, Item(item.value, item.twin, kind, item.where), at, whole=whole and own)
            if is_extension and whole and not own and not _is_loaded(walk, part, kind.profiles):
                walk.check_value(node, item, at, whole=True)
        elif node.rules == "closed" and not open_question:
            walk.error(
                at, item.where, "closed_slicing", "belongs to none of the slices, and no other is allowed"
            )
        elif is_extension and whole:
            _extension(walk, node, item, at)
    for part in node.slices:
        count = counts[part.slice_name]
        if count < part.minimum and not undecided:
            walk.error(
                at,
                place,
                "slice",
                f"slice {part.slice_name}: at least {part.minimum} expected, {count} found",
            )
        if count > part.maximum:
            text = f"at most {part.maximum} expected, {count} found" if part.maximum else "not allowed"
            walk.error(at, place, "slice", f"slice {part.slice_name}: {text}")
    if undecided:
        walk.not_checked[f"slices of {node.path}: the discriminator cannot be told"] += 1


def _is_loaded(walk: Checking, part: Node, urls: tuple[str, ...]) -> bool:
    """Say whether a definition of the extension is at hand; else it is checked as a plain one."""
    return any(walk.definitions.resolve(url, part.package) is not None for url in urls)


def _slice_of(walk: Checking, node: Node, item: Item, at: At) -> tuple[Node | None, bool]:
    def conforms(value: Any, url: str, asked: Node) -> bool | None:
        return walk.conforms(value, url, asked.package, at.around.entry(value, ""))

    maybe = False
    for part in node.slices:
        answers = [
            belongs(walk.definitions, test, item.value, item.type, at.around, conforms)
            for test in tests_of(walk.definitions, node, part)
        ]
        if answers and all(answer is True for answer in answers):
            return part, False
        if answers and False not in answers:
            maybe = True
    return None, maybe


def _extension(walk: Checking, node: Node, item: Item, at: At) -> None:
    """Check an extension no slice names: by its own definition, or as a plain one."""
    url = item.value.get("url")
    if not isinstance(url, str) or not url:
        walk.check_value(node, item, at, whole=True)
        return
    if ":" not in url:
        plain = compile_type(walk.definitions, "Extension", None)
        if plain is None or node is not plain.root.children.get("extension"):  # else its parent is not known
            walk.error(
                at,
                item.where,
                "extension",
                "an extension with a relative url that its parent does not define",
            )
        walk.check_value(node, item, at, whole=True)
        return
    found = walk.definitions.resolve(url, walk.asking)
    compiled = compile_definition(walk.definitions, found) if found else None
    if compiled is None or compiled.type != "Extension":
        walk.not_checked[f"extension {url}: not in the packages"] += 1
        walk.check_value(node, item, at, whole=True)
        return
    walk.root(compiled, item.value, item.where, at.around)
