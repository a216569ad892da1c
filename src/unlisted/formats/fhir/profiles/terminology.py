"""Which codes a value set holds, as far as the packages tell (ValueSet.compose, CodeSystem.concept)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from unlisted.formats.fhir.profiles.definitions import Definition, Definitions, Package

MAX_NESTED = 20
_MIME = "urn:ietf:bcp:13"
_MIME_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(\s*;.*)?")


@dataclass(slots=True)
class Expansion:
    """Codes by system; systems of which any code may be in; ``unknown`` where a part cannot be told.

    ``folded`` holds codes of systems that do not tell capitals apart, in small letters.
    """

    codes: set[tuple[str, str]] = field(default_factory=set)
    open_systems: set[str] = field(default_factory=set)
    unknown: bool = False
    folded: set[tuple[str, str]] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)

    def holds(self, system: str | None, code: str) -> bool | None:
        """Say whether a code is in; ``None`` where that cannot be told. No system: a plain ``code``."""
        if system is None:
            if code in self.plain or any(code.lower() == known for _, known in self.folded):
                return True
            if _MIME in self.open_systems and _MIME_TYPE.fullmatch(code) is None:
                return False
            return None if self.unknown or self.open_systems else False
        if (system, code) in self.codes or (system, code.lower()) in self.folded:
            return True
        return None if self.unknown or system in self.open_systems else False


def expand(definitions: Definitions, canonical: str, asking: Package | None) -> Expansion | None:
    """Return what a value set holds; ``None`` where no package has it."""
    found = definitions.resolve(canonical, asking)
    if found is None or found.body.get("resourceType") != "ValueSet":
        return None
    key = ("expansion", found.canonical, found.package.id)
    if key not in definitions.cache:
        definitions.cache[key] = _value_set(definitions, found, 0)
    done: Expansion = definitions.cache[key]
    return done


def _value_set(definitions: Definitions, found: Definition, depth: int) -> Expansion:
    result = Expansion()
    compose = found.body.get("compose")
    if not isinstance(compose, Mapping) or depth > MAX_NESTED:
        _from_expansion(found.body, result)
        return result
    for item in compose.get("include", ()):
        part = _include(definitions, found.package, item, depth)
        result.codes |= part.codes
        result.folded |= part.folded
        result.open_systems |= part.open_systems
        result.unknown |= part.unknown
    for item in compose.get("exclude", ()):
        part = _include(definitions, found.package, item, depth)
        result.codes -= part.codes
        result.folded -= part.folded
        if part.open_systems or part.unknown:
            result.unknown = True
    result.plain = {code for _, code in result.codes}
    return result


def _from_expansion(body: Mapping[str, Any], result: Expansion) -> None:
    expansion = body.get("expansion") or {}
    listed = list(expansion.get("contains", ()))
    while listed:
        item = listed.pop()
        if "code" in item and not item.get("abstract"):
            result.codes.add((item.get("system", ""), item["code"]))
        listed.extend(item.get("contains", ()))
    result.unknown = not result.codes or expansion.get("total", len(result.codes)) != len(result.codes)
    result.plain = {code for _, code in result.codes}


def _include(definitions: Definitions, asking: Package, item: Mapping[str, Any], depth: int) -> Expansion:
    parts = [_nested(definitions, asking, url, depth) for url in item.get("valueSet", ())]
    if "system" in item:
        parts.append(_system(definitions, asking, item))
    if not parts:
        return Expansion(unknown=True)
    result = parts[0]
    for other in parts[1:]:
        result = _both(result, other)
    return result


def _both(one: Expansion, other: Expansion) -> Expansion:
    """Return what is in both: an include takes what is in all its parts."""
    unsure = {code[0] for code in one.codes - other.codes if other.holds(*code) is None}
    unsure |= {code[0] for code in other.codes - one.codes if one.holds(*code) is None}
    return Expansion(
        one.codes & other.codes,
        unsure | (one.open_systems & other.open_systems),
        one.unknown or other.unknown,
        one.folded & other.folded,
    )


def _nested(definitions: Definitions, asking: Package, url: str, depth: int) -> Expansion:
    found = definitions.resolve(url, asking)
    if found is None or found.body.get("resourceType") != "ValueSet":
        return Expansion(unknown=True)
    return _value_set(definitions, found, depth + 1)


def _system(definitions: Definitions, asking: Package, item: Mapping[str, Any]) -> Expansion:
    system = item["system"]
    if "concept" in item:
        return Expansion({(system, concept["code"]) for concept in item["concept"]})
    versioned = f"{system}|{item['version']}" if "version" in item else system
    found = definitions.resolve(versioned, asking) or definitions.resolve(system, asking)
    body = found.body if found else {}
    if body.get("resourceType") != "CodeSystem" or body.get("content") != "complete":
        return Expansion(open_systems={system})
    tree = _concepts(body)
    codes: set[str] | None = set(tree)
    for rule in item.get("filter", ()):
        kept = _filtered(tree, rule)
        codes = None if kept is None or codes is None else codes & kept
    if codes is None:
        return Expansion(open_systems={system})
    found_codes = {(system, code) for code in codes}
    folds = body.get("caseSensitive") is False
    return Expansion(found_codes, folded={(s, code.lower()) for s, code in found_codes} if folds else set())


def _concepts(body: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], set[str]]]:
    """Return each concept by code, with its ancestors; parents also from the property ``subsumedBy``."""
    found: dict[str, tuple[Mapping[str, Any], set[str]]] = {}
    queue: list[tuple[Mapping[str, Any], frozenset[str]]] = [
        (item, frozenset()) for item in body.get("concept", ())
    ]
    while queue:
        item, above = queue.pop()
        code = item.get("code", "")
        parents = {
            entry.get("valueCode", "")
            for entry in item.get("property", ())
            if entry.get("code") in ("parent", "subsumedBy")
        }
        found[code] = (item, set(above) | parents)
        queue.extend((child, above | {code}) for child in item.get("concept", ()))
    changed = True
    while changed:  # properties may name parents that stand elsewhere in the list
        changed = False
        for _, ancestors in found.values():
            more = {up for code in ancestors for up in found.get(code, ({}, set()))[1]} - ancestors
            if more:
                ancestors.update(more)
                changed = True
    return found


def _filtered(
    tree: Mapping[str, tuple[Mapping[str, Any], set[str]]], rule: Mapping[str, Any]
) -> set[str] | None:
    named, op, value = rule.get("property"), rule.get("op"), rule.get("value", "")
    if op in ("is-a", "descendent-of") and named in ("concept", "code"):
        below = {code for code, (_, above) in tree.items() if value in above}
        return below | {value} if op == "is-a" else below
    if op in ("=", "in") and named in ("concept", "code"):
        return {code for code in tree if code in value.split(",")}
    if op == "=" and named:
        return {code for code, (item, _) in tree.items() if value in _property(item, named)}
    if op == "exists" and named:
        return {
            code for code, (item, _) in tree.items() if (len(_property(item, named)) > 0) == (value == "true")
        }
    return None


def _property(item: Mapping[str, Any], named: str) -> list[str]:
    found: list[str] = []
    for entry in item.get("property", ()):
        if entry.get("code") == named:
            for key, value in entry.items():
                if key.startswith("value"):
                    text = value.get("code", "") if isinstance(value, Mapping) else value
                    found.append(str(text).lower() if isinstance(text, bool) else str(text))
    return found


def codes_in(value: Any) -> Iterable[tuple[str | None, str]]:
    """Return the codes of a Coding, CodeableConcept, Quantity or plain code; ``None`` for no system."""
    if isinstance(value, str):
        yield None, value
    elif isinstance(value, Mapping):
        codings = value.get("coding")
        for item in codings if isinstance(codings, list) else (value,):
            if isinstance(item, Mapping) and isinstance(item.get("code"), str):
                system = item.get("system")
                yield (system if isinstance(system, str) else ""), item["code"]
