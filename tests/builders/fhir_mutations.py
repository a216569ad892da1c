"""Break a valid resource in one place, by what its profile's snapshot asks for.

Written apart from the validator: it reads the snapshot's elements by id and finds their values itself.
Each mutation must make the resource invalid.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Lookup = Callable[[str], Mapping[str, Any] | None]
"""A StructureDefinition by canonical, or ``None``."""

Closed = Callable[[str], bool]
"""Whether the packages say exactly which codes a value set holds."""

WRONG = {
    "boolean": "yes",
    "integer": 1.5,
    "positiveInt": 0,
    "unsignedInt": -1,
    "decimal": "1.0",
    "string": "",
    "markdown": 7,
    "code": " code ",
    "id": "not an id",
    "uri": "http://exa mple.org",
    "url": "http://exa mple.org",
    "canonical": "http://exa mple.org",
    "date": "2026-02-30",
    "dateTime": "2026-13-01",
    "instant": "2026-01-01",
    "time": "25:00:00",
    "base64Binary": "***",
    "oid": "1.2.3",
    "uuid": "1234",
}


@dataclass(frozen=True)
class Mutation:
    """One break: its kind, the element, and how to do and undo it in place."""

    kind: str
    element: str
    apply: Callable[[], Callable[[], None]]


@dataclass(frozen=True)
class Place:
    """A value in its object: the key, and the index in a list."""

    parent: dict[str, Any]
    key: str
    index: int | None

    @property
    def value(self) -> Any:
        held = self.parent[self.key]
        return held if self.index is None else held[self.index]


def mutations(
    resource: dict[str, Any], profile: Mapping[str, Any], lookup: Lookup, closed: Closed
) -> list[Mutation]:
    """Return every mutation of a resource by its profile, its extensions' definitions and its objects."""
    found = list(_by_definition(resource, profile, lookup, closed))
    for extension in _extensions(resource):
        definition = lookup(str(extension.get("url")))
        if definition is not None:
            found += _by_definition(extension, definition, lookup, closed)
    found += [Mutation("unknown_key", "", _set(item, "zzUnknown", "x")) for item in _known(resource, lookup)]
    return found


def _by_definition(
    root: dict[str, Any], definition: Mapping[str, Any], lookup: Lookup, closed: Closed
) -> Iterator[Mutation]:
    elements = definition["snapshot"]["element"]
    by_id = {element["id"]: element for element in elements}
    for element in elements[1:]:
        places = list(_places(root, element["id"], by_id))
        if not places or element.get("max") == "0":
            continue
        yield from _counted(element, places)
        if "sliceName" in element and "extension" not in element["path"].rpartition(".")[2]:
            continue
        for place in places:
            yield from _valued(element, place, lookup, closed)


def _segments(element_id: str) -> list[str]:
    return element_id.split(".")[1:]


def _places(root: dict[str, Any], element_id: str, by_id: Mapping[str, Any]) -> Iterator[Place]:
    current: list[dict[str, Any]] = [root]
    segments = _segments(element_id)
    so_far = element_id.split(".", maxsplit=1)[0]
    for n, segment in enumerate(segments):
        so_far = f"{so_far}.{segment}"
        name, _, part = segment.partition(":")
        found: list[Place] = []
        for parent in current:
            for key in _keys(parent, name):
                held = parent[key]
                items = enumerate(held) if isinstance(held, list) else [(None, held)]
                found += [Place(parent, key, index) for index, _ in items]
        if part:
            test = _slice_test(so_far, by_id)
            found = [place for place in found if test is not None and test(place.value)]
        if n == len(segments) - 1:
            yield from found
            return
        current = [
            place.value
            for place in found
            if isinstance(place.value, dict) and "resourceType" not in place.value
        ]


def _keys(parent: Mapping[str, Any], name: str) -> list[str]:
    if name.endswith("[x]"):
        stem = name[:-3]
        return [key for key in parent if key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper()]
    return [name] if name in parent else []


def _slice_test(slice_id: str, by_id: Mapping[str, Any]) -> Callable[[Any], bool] | None:
    element = by_id.get(slice_id)
    if element is None:
        return None
    if element["path"].endswith(("extension", "modifierExtension")):
        profiles = [url for kind in element.get("type", ()) for url in kind.get("profile", ())]
        url = profiles[0].partition("|")[0] if profiles else by_id.get(f"{slice_id}.url", {}).get("fixedUri")
        return (lambda value: isinstance(value, dict) and value.get("url") == url) if url else None
    pattern = _constant(element)
    return (lambda value: _within(pattern, value)) if pattern is not None else None


def _constant(element: Mapping[str, Any]) -> Any:
    return next((v for k, v in element.items() if k.startswith(("pattern", "fixed"))), None)


def _within(pattern: Any, value: Any) -> bool:
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            k in value and _within(v, value[k]) for k, v in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(_within(p, item) for item in value) for p in pattern)
    return bool(pattern == value)


def _counted(element: Mapping[str, Any], places: list[Place]) -> Iterator[Mutation]:
    groups: dict[int, list[Place]] = {}
    for place in places:
        groups.setdefault(id(place.parent), []).append(place)
    maximum = element.get("max", "*")
    for group in groups.values():
        if element.get("min", 0) == len(group):
            kind = "drop_slice" if "sliceName" in element else "drop_required"
            yield Mutation(kind, element["id"], _drop(group[0]))
        if maximum not in ("*", "0") and int(maximum) == len(group) and group[0].index is not None:
            kind = "extra_slice" if "sliceName" in element else "extra_item"
            yield Mutation(kind, element["id"], _again(group[0]))


def _valued(element: Mapping[str, Any], place: Place, lookup: Lookup, closed: Closed) -> Iterator[Mutation]:
    value, name = place.value, element["path"].rpartition(".")[2]
    constant = _constant(element)
    if constant is not None and name != "url" and "sliceName" not in element:
        for change in _breaks(constant, value, place):
            yield Mutation("wrong_constant", element["id"], change)
    binding = element.get("binding") or {}
    if binding.get("strength") == "required" and closed(binding.get("valueSet", "")):
        change = _wrong_code(place)
        if change is not None:
            yield Mutation("wrong_code", element["id"], change)
    types = element.get("type", ())
    if (
        isinstance(value, dict)
        and isinstance(value.get("reference"), str)
        and not value["reference"].startswith("#")
    ):
        targets = [
            url for kind in types if kind.get("code") == "Reference" for url in kind.get("targetProfile", ())
        ]
        allowed = [(lookup(url) or {}).get("type") for url in targets]
        if targets and None not in allowed and not {"Resource", "Slot"} & set(allowed):
            yield Mutation("wrong_target", element["id"], _set(value, "reference", "Slot/none"))
    code = types[0].get("code", "") if len(types) == 1 else ""
    if code in WRONG and not isinstance(value, dict | list):
        yield Mutation("wrong_format", element["id"], _replace(place, WRONG[code]))


def _breaks(constant: Any, value: Any, place: Place) -> Iterator[Callable[[], Callable[[], None]]]:
    if isinstance(constant, dict) and isinstance(value, dict):
        for key, item in constant.items():
            if key in value:
                yield from _breaks(item, value[key], Place(value, key, None))
    elif isinstance(constant, list) and isinstance(value, list):
        if len(constant) == len(value) == 1:
            yield from _breaks(constant[0], value[0], Place(place.parent, place.key, 0))
    elif isinstance(value, str):
        yield _replace(place, value + "x")
    elif isinstance(value, bool):
        yield _replace(place, not value)


def _wrong_code(place: Place) -> Callable[[], Callable[[], None]] | None:
    value = place.value
    if isinstance(value, str):
        return _replace(place, "zz-not-a-code")
    codings = value.get("coding") if isinstance(value, dict) else None
    if (
        isinstance(codings, list)
        and len(codings) == 1
        and "code" in codings[0]
        and "extension" not in codings[0]
    ):
        return _set(codings[0], "code", "zz-not-a-code")
    if isinstance(value, dict) and "code" in value and "coding" not in value:
        return _set(value, "code", "zz-not-a-code")
    return None


def _drop(place: Place) -> Callable[[], Callable[[], None]]:
    def apply() -> Callable[[], None]:
        before = place.parent[place.key]
        twin = place.parent.pop(f"_{place.key}", None)
        if place.index is None or len(before) == 1:
            keys = list(place.parent)
            del place.parent[place.key]
        else:
            keys = list(place.parent)
            place.parent[place.key] = [item for n, item in enumerate(before) if n != place.index]

        def undo() -> None:
            place.parent[place.key] = before
            if twin is not None:
                place.parent[f"_{place.key}"] = twin
            for key in keys:
                place.parent[key] = place.parent.pop(key)

        return undo

    return apply


def _again(place: Place) -> Callable[[], Callable[[], None]]:
    def apply() -> Callable[[], None]:
        before = place.parent[place.key]
        place.parent[place.key] = [*before, copy.deepcopy(place.value)]
        return lambda: place.parent.__setitem__(place.key, before)

    return apply


def _replace(place: Place, value: Any) -> Callable[[], Callable[[], None]]:
    def apply() -> Callable[[], None]:
        before = place.parent[place.key]
        if place.index is None:
            place.parent[place.key] = value
        else:
            place.parent[place.key] = [value if n == place.index else item for n, item in enumerate(before)]
        return lambda: place.parent.__setitem__(place.key, before)

    return apply


def _set(parent: dict[str, Any], key: str, value: Any) -> Callable[[], Callable[[], None]]:
    def apply() -> Callable[[], None]:
        missing = key not in parent
        before = parent.get(key)
        parent[key] = value
        return lambda: parent.pop(key) if missing else parent.__setitem__(key, before)

    return apply


def _known(value: Any, lookup: Lookup) -> Iterator[dict[str, Any]]:
    """Return all objects, without those inside resources of types no package defines."""
    if isinstance(value, list):
        for item in value:
            yield from _known(item, lookup)
    elif isinstance(value, dict):
        kind = value.get("resourceType")
        profiles = (value.get("meta") or {}).get("profile") or []
        urls = [*profiles, f"http://hl7.org/fhir/StructureDefinition/{kind}"]
        if kind is None or any(lookup(url) is not None for url in urls):
            yield value
            for key, item in value.items():
                if not key.startswith("_"):
                    yield from _known(item, lookup)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            if not key.startswith("_"):
                yield from _objects(item)


def _extensions(value: Any) -> Iterator[dict[str, Any]]:
    for item in _objects(value):
        held = item.get("extension")
        for entry in held if isinstance(held, list) else ():
            if isinstance(entry, dict) and ":" in str(entry.get("url")):
                yield entry
