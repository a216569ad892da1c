"""Walk a resource beside its definitions and collect what breaks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unlisted.base.outcome import Severity
from unlisted.formats.fhir.profiles.definitions import Definition, Definitions, Package
from unlisted.formats.fhir.profiles.findings import Checking
from unlisted.formats.fhir.profiles.inside import check_inner_resource
from unlisted.formats.fhir.profiles.item import RESOURCE_BASES, At, Item, claims
from unlisted.formats.fhir.profiles.references import Surroundings, type_of
from unlisted.formats.fhir.profiles.resource_types import RESOURCE_TYPES
from unlisted.formats.fhir.profiles.rules import check_contained, check_invariants
from unlisted.formats.fhir.profiles.slicing import check_slices
from unlisted.formats.fhir.profiles.snapshot import (
    TYPES,
    Compiled,
    ElementType,
    Node,
    compile_definition,
    compile_type,
)
from unlisted.formats.fhir.profiles.targets import check_reference
from unlisted.formats.fhir.profiles.values import check_binding, check_constant, check_primitive

MAX_TRIALS = 6
"""References followed from trial to trial; a longer chain is not checked further, and said so."""

_PLAIN = ("BackboneElement", "Element")
_CODED = ("code", "Coding", "CodeableConcept", "Quantity", "string", "uri")


class Walk(Checking):
    """One validation. A trial whether a value conforms to a profile is a walk within the one that asks."""

    def __init__(self, definitions: Definitions, asking: Package | None, within: Walk | None = None) -> None:
        super().__init__(definitions, asking, within)
        self._depth: int = within._depth + 1 if within else 0
        self._conforming: dict[tuple[int, str], bool | None] = within._conforming if within else {}
        self._active: set[tuple[int, str]] = set(within._active) if within else set()

    # resources

    def resource(
        self,
        value: Any,
        where: str,
        around: Surroundings,
        extra: tuple[str, ...] = (),
        asking: Package | None = None,
    ) -> None:
        """Check a resource against what it claims, or else against its base definition."""
        at = At("", around)
        kind = type_of(value)
        if not kind:
            self.error(at, where, "shape", "a resource with resourceType is expected here")
            return
        claimed = [self.profile_of(url, asking) for url in (*extra, *claims(value))]
        compiled = list(dict.fromkeys(found for found in claimed if found is not None))
        for one in compiled:
            if one.type == kind:
                self.root(one, value, where, around)
            else:
                self.error(
                    at,
                    where,
                    "type",
                    f"claims a profile on {one.type}, and is none",
                    fix="correct meta.profile",
                )
        if not any(one.type == kind for one in compiled):
            base = compile_type(self.definitions, kind, asking)
            if base is None:
                self._unknown_type(at, kind, where)
            else:
                self.root(base, value, where, around)

    def _unknown_type(self, at: At, kind: str, where: str) -> None:
        if self.definitions.resolve(f"{TYPES}{kind}") is None and self.definitions.package(
            "hl7.fhir.r4.core"
        ):
            if kind in RESOURCE_TYPES:
                self.not_checked[f"{kind}: no definition in the packages"] += 1
            else:
                self.error(at, where, "type", "a resource type that FHIR R4 does not have")
        else:
            self.not_checked[f"{kind}: no definition in the packages"] += 1

    def profile_of(self, url: str, asking: Package | None) -> Compiled | None:
        """Return a compiled profile; one that is not loaded is noted as not checked."""
        found = self.definitions.resolve(url, asking)
        compiled = compile_definition(self.definitions, found) if found else None
        if compiled is None:
            self.not_checked[f"profile {url}: not in the packages"] += 1
        return compiled

    def root(self, compiled: Compiled, value: Any, where: str, around: Surroundings) -> None:
        """Check a value against a whole profile or type; a check under way is not begun again."""
        key = (id(value), compiled.definition.canonical)
        if key in self._active:
            return
        self._active.add(key)
        try:
            if compiled.definition.body.get("kind") == "resource":
                self.profiles[compiled.definition.canonical] = None
                check_contained(self, At(compiled.definition.canonical, around), value, where)
            at = At(compiled.definition.canonical, around)
            self.check_object(compiled.root, compiled.root, value, where, at, whole=True)
            check_invariants(self, compiled.root, value, compiled.type, where, at)
        finally:
            self._active.discard(key)

    def conforms(self, value: Any, url: str, asking: Package | None, around: Surroundings) -> bool | None:
        """Say whether a resource conforms to a profile; ``None`` where the profile is not loaded."""
        found = self.definitions.resolve(url, asking)
        compiled = compile_definition(self.definitions, found) if found else None
        if compiled is None or found is None:
            return None
        if not isinstance(value, dict) or compiled.type not in (type_of(value), *RESOURCE_BASES):
            return False
        key = (id(value), found.canonical)
        if key in self._active:
            return True
        if key not in self._conforming:
            if self._depth >= MAX_TRIALS:
                self.not_checked[f"profile {url}: a chain of more than {MAX_TRIALS} references"] += 1
                return None
            self._conforming[key] = self._try(compiled, value, around)
        return self._conforming[key]

    def _try(self, compiled: Compiled, value: Any, around: Surroundings) -> bool:
        """Say whether a value conforms; what the trial could not check is said here too, if it fits."""
        trial = Walk(self.definitions, self.asking, self)
        trial.root(compiled, value, compiled.type, around)
        fits = not any(i.severity is Severity.BLOCKING for i in trial.issues.values())
        if fits:
            self.not_checked.update(trial.not_checked)
        return fits

    # elements

    def check_object(self, node: Node, shape: Node, value: Any, where: str, at: At, *, whole: bool) -> None:
        """Check the children of an object; ``whole`` also refuses what the definition does not know.

        ``shape`` holds the children: the node itself, or the root of its type.
        """
        groups: dict[str, list[Item]] = {}
        for key in value:
            name = key[1:] if key.startswith("_") else key
            found = shape.by_key.get(name)
            if found is None:
                if whole:
                    self._unknown(shape, name, key, where, at)
                continue
            child, kind = found
            if key != name and (name in value or not kind.is_primitive):
                if not kind.is_primitive:
                    self.error(
                        at, f"{where}.{key}", "unknown_element", "only primitive elements have such a twin"
                    )
                continue
            items = self._items(child, kind, name, value, where, at)
            if child.name in groups:
                self.error(
                    at,
                    f"{where}.{child.name[:-3]}",
                    "cardinality",
                    "more than one type of one value is given",
                )
            groups.setdefault(child.name, []).extend(items)
        for name, child in shape.children.items():
            items = groups.get(name, [])
            if items or child.minimum or any(part.minimum for part in child.slices):
                self._element(child, items, where, at, whole=whole)

    def _unknown(self, shape: Node, name: str, key: str, where: str, at: At) -> None:
        if name == "resourceType" and "." not in shape.path and not key.startswith("_"):
            return
        if key == "fhir_comments":
            return
        for child in shape.children.values():
            stem = child.name[:-3]
            if child.is_choice and name.startswith(stem) and name[len(stem) :][:1].isupper():
                allowed = ", ".join(key for key, _ in child.json_keys())
                self.error(at, f"{where}.{stem}", "type", f"another type is expected here: {allowed}")
                return
        shown = name if len(name) <= 64 and name.isidentifier() else "a key"
        self.error(
            at,
            where,
            "unknown_element",
            f"{shown} is not an element here",
            fix="remove it or use an extension",
        )

    def _items(
        self, child: Node, kind: ElementType, name: str, value: Mapping[str, Any], where: str, at: At
    ) -> list[Item]:
        held, twin = value.get(name), value.get(f"_{name}") if kind.is_primitive else None
        place = f"{where}.{child.name[:-3]}.ofType({kind.code})" if child.is_choice else f"{where}.{name}"
        if child.repeats != isinstance(held if name in value else twin, list):
            wanted = "a list" if child.repeats else "one value, not a list,"
            self.error(at, place, "shape", f"{wanted} is expected")
            return []
        if not child.repeats:
            return [Item(held, twin, kind, place)]
        values = held if isinstance(held, list) else []
        twins = twin if isinstance(twin, list) else []
        if not values and not twins:
            self.error(at, place, "shape", "a list must not be empty")
        return [
            Item(
                values[n] if n < len(values) else None,
                twins[n] if n < len(twins) else None,
                kind,
                f"{place}[{n}]",
            )
            for n in range(max(len(values), len(twins)))
        ]

    def _element(self, node: Node, items: list[Item], where: str, at: At, *, whole: bool) -> None:
        place = f"{where}.{node.name.removesuffix('[x]')}"
        if len(items) < node.minimum:
            self.error(
                at,
                place,
                "cardinality",
                f"at least {node.minimum} expected, {len(items)} found",
                fix="add the element",
            )
        if len(items) > node.maximum:
            self.error(
                at,
                place,
                "cardinality",
                f"at most {node.maximum} expected, {len(items)} found"
                if node.maximum
                else "not allowed by the profile",
            )
        is_extension = node.name in ("extension", "modifierExtension")
        for item in items:
            if not is_extension or not isinstance(item.value, dict):
                self.check_value(node, item, at, whole=whole)
        if node.slices or is_extension:
            check_slices(self, node, items, place, at, whole=whole)

    def check_value(self, node: Node, item: Item, at: At, *, whole: bool) -> None:
        """Check one value against one element definition."""
        kind = item.type
        if kind.is_primitive:
            check_primitive(self, node, item, at, whole=whole)
            if item.value is not None and node.invariants and not isinstance(item.value, dict | list):
                check_invariants(self, node, item.value, kind.code, item.where, at)
            return
        if not isinstance(item.value, dict):
            self.error(at, item.where, "shape", "an object is expected")
            return
        if not item.value:
            self.error(at, item.where, "shape", "an element must not be empty (ele-1)")
            return
        check_constant(self, node, item, at)
        if kind.code in _CODED:
            check_binding(self, node, item, at)
        if kind.code == "Reference":
            check_reference(self, item, node, at, whole=whole)
        if kind.code in RESOURCE_BASES or kind.code in RESOURCE_TYPES:
            check_inner_resource(self, node, item, at, whole=whole)
            return
        self._complex(node, item, at, whole=whole)

    def _complex(self, node: Node, item: Item, at: At, *, whole: bool) -> None:
        kind, path = item.type, node.path
        shape: Node | None = node if node.children else None
        if node.content_of and shape is None:
            shape = self._content(node)
            path = shape.path if shape else path
        plain = None
        if kind.code and kind.code not in _PLAIN:
            path = kind.code
            plain = compile_type(self.definitions, kind.code, node.package)
            if shape is None and whole:
                shape = plain.root if plain else None
                if plain is None:
                    self.not_checked[f"type {kind.code}: no definition in the packages"] += 1
        if shape is not None:
            self.check_object(node, shape, item.value, item.where, at, whole=whole)
        check_invariants(self, node, item.value, path, item.where, at)
        if plain is not None and whole:
            check_invariants(self, plain.root, item.value, path, item.where, at)
        elif node.content_of and shape is not None:
            check_invariants(self, shape, item.value, path, item.where, at)
        for url in kind.profiles[:1] if len(kind.profiles) == 1 else ():
            self._type_profile(url, node, item, at)
        if len(kind.profiles) > 1:
            self._any_type_profile(node, item, at)

    def _type_profile(self, url: str, node: Node, item: Item, at: At) -> None:
        compiled = self.profile_of(url, node.package)
        if compiled is not None:
            self.root(compiled, item.value, item.where, at.around)

    def _any_type_profile(self, node: Node, item: Item, at: At) -> None:
        answers = [self.conforms_value(item.value, url, node, at) for url in item.type.profiles]
        if True not in answers and None not in answers:
            self.error(at, item.where, "type", "conforms to none of the profiles allowed here")
        elif True not in answers:
            self.not_checked[f"profile {item.type.profiles[answers.index(None)]}: not in the packages"] += 1

    def conforms_value(self, value: Any, url: str, node: Node, at: At) -> bool | None:
        """Say whether a data type's value conforms to a profile on it."""
        found = self.definitions.resolve(url, node.package)
        compiled = compile_definition(self.definitions, found) if found else None
        return self._try(compiled, value, at.around) if compiled is not None else None

    def _content(self, node: Node) -> Node | None:
        url, _, anchor = node.content_of.rpartition("#")
        found: Definition | None
        found = self.definitions.resolve(url or f"{TYPES}{anchor.partition('.')[0]}", node.package)
        compiled = compile_definition(self.definitions, found) if found else None
        return compiled.by_id.get(anchor) if compiled else None
