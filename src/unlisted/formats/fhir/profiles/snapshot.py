"""Compile the snapshot of a StructureDefinition into a tree that can be walked beside a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from unlisted.formats.fhir.profiles.definitions import Definition, Definitions, Package
from unlisted.formats.fhir.profiles.primitives import FORMATS

TYPES = "http://hl7.org/fhir/StructureDefinition/"
_SYSTEM_TYPE = "http://hl7.org/fhirpath/System."
_TYPE_EXTENSION = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_MAX_VALUE_SET = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
UNBOUNDED = 1_000_000_000
_SKIPPED = frozenset(
    ("ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "dom-r4b", "txt-1", "txt-2", "ref-1")
)
"""Invariants checked in code (their FHIRPath is slow or incomplete), or advice without a breach (dom-6)."""


@dataclass(slots=True, eq=False)
class ElementType:
    """One allowed type: its name, the profiles to follow (one of them), and those of a reference's goal."""

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def is_primitive(self) -> bool:
        """Say whether values of the type are plain JSON values."""
        return self.code in FORMATS


@dataclass(slots=True, eq=False)
class Invariant:
    """One constraint: its key, its FHIRPath and the human text of the profile."""

    key: str
    expression: str
    human: str
    is_error: bool


@dataclass(slots=True, eq=False)
class Node:
    """One element definition, its children by JSON key, and its slices.

    ``fixed`` and ``pattern`` are ``None`` where there is none. ``repeats`` says whether JSON holds a list.
    ``path`` is the path in the base type, as FHIRPath's model knows it.
    """

    name: str
    path: str
    package: Package
    minimum: int = 0
    maximum: int = UNBOUNDED
    repeats: bool = False
    types: tuple[ElementType, ...] = ()
    fixed: Any = None
    pattern: Any = None
    value_set: str = ""
    max_value_set: str = ""
    is_extensible: bool = False
    max_length: int = 0
    invariants: tuple[Invariant, ...] = ()
    slice_name: str = ""
    discriminators: tuple[tuple[str, str], ...] = ()
    rules: str = "open"
    ordered: bool = False
    sliced: bool = False
    slices: list[Node] = field(default_factory=list)
    children: dict[str, Node] = field(default_factory=dict)
    by_key: dict[str, tuple[Node, ElementType]] = field(default_factory=dict)
    content_of: str = ""

    @property
    def is_choice(self) -> bool:
        """Say whether the element's type stands in its JSON key (``value[x]``)."""
        return self.name.endswith("[x]")

    def json_keys(self) -> Iterator[tuple[str, ElementType]]:
        """Return the JSON keys the element may have, each with its type."""
        if not self.is_choice:
            yield self.name, self.types[0] if self.types else ElementType("")
            return
        stem = self.name[:-3]
        for item in self.types:
            yield stem + item.code[:1].upper() + item.code[1:], item


@dataclass(slots=True, eq=False)
class Compiled:
    """A compiled profile or type: its root and every element by id, for ``contentReference``."""

    definition: Definition
    root: Node
    by_id: dict[str, Node]

    @property
    def type(self) -> str:
        """Return the resource or data type that is constrained."""
        return str(self.definition.body.get("type", ""))


def compile_definition(definitions: Definitions, found: Definition) -> Compiled | None:
    """Return the compiled snapshot, each once; ``None`` for a definition without snapshot."""
    key = ("compiled", found.canonical, found.package.id)
    if key not in definitions.cache:
        definitions.cache[key] = _compile(found)
    done: Compiled | None = definitions.cache[key]
    return done


def compile_type(definitions: Definitions, code: str, asking: Package | None) -> Compiled | None:
    """Return the compiled definition of a core type by its name."""
    key = ("type", code)
    if key not in definitions.cache:
        found = definitions.resolve(f"{TYPES}{code}", asking)
        if found is not None and found.body.get("derivation") == "constraint":
            found = None
        definitions.cache[key] = compile_definition(definitions, found) if found else None
    done: Compiled | None = definitions.cache[key]
    return done


def _compile(found: Definition) -> Compiled | None:
    elements = (found.body.get("snapshot") or {}).get("element")
    if found.body.get("resourceType") != "StructureDefinition" or not elements:
        return None
    by_id: dict[str, Node] = {}
    line: list[Node] = []  # the last node of each level
    for element in elements:
        depth = element["path"].count(".")
        node = _node(element, found.package)
        by_id[element.get("id", element["path"])] = node
        if depth:
            _attach(line[depth - 1], node)
        del line[depth:]
        line.append(node)
    root = line[0]
    for node in by_id.values():
        _index(node)
    return Compiled(found, root, by_id)


def _attach(parent: Node, node: Node) -> None:
    base = parent.children.get(node.name)
    if node.slice_name and base is not None:
        base.slices.append(node)
    elif node.slice_name and node.name.endswith("[x]") is False and _choice_of(parent, node) is not None:
        _choice_of(parent, node).slices.append(node)  # type: ignore[union-attr]
    else:
        parent.children[node.name] = node


def _choice_of(parent: Node, node: Node) -> Node | None:
    for name, other in parent.children.items():
        if name.endswith("[x]") and node.name.startswith(name[:-3]):
            return other
    return None


def _index(node: Node) -> None:
    for child in node.children.values():
        for key, item in child.json_keys():
            node.by_key[key] = (child, item)


def _node(element: Mapping[str, Any], package: Package) -> Node:
    name = element["path"].rpartition(".")[2]
    base = element.get("base") or {}
    maximum = element.get("max", "*")
    slicing = element.get("slicing") or {}
    binding = element.get("binding") or {}
    required = binding.get("strength") == "required"
    fixed = pattern = None
    for key, value in element.items():
        if key.startswith("fixed"):
            fixed = value
        elif key.startswith("pattern"):
            pattern = value
    return Node(
        name=name,
        path=_model_path(element, base),
        package=package,
        minimum=element.get("min", 0),
        maximum=UNBOUNDED if maximum == "*" else int(maximum),
        repeats=base.get("max", maximum) not in ("0", "1"),
        types=tuple(_type(item) for item in element.get("type", ())),
        fixed=fixed,
        pattern=pattern,
        value_set=binding.get("valueSet", "") if required else "",
        max_value_set=next(
            (
                str(item.get("valueCanonical", ""))
                for item in binding.get("extension", ())
                if item["url"] == _MAX_VALUE_SET
            ),
            "",
        ),
        is_extensible=binding.get("strength") == "extensible",
        max_length=element.get("maxLength", 0),
        invariants=tuple(
            Invariant(
                item["key"],
                item["expression"],
                item.get("human", ""),
                item.get("severity") == "error" and not _best_practice(item),
            )
            for item in element.get("constraint", ())
            if item.get("expression") and item["key"] not in _SKIPPED
        ),
        slice_name=element.get("sliceName", ""),
        discriminators=tuple((item["type"], item["path"]) for item in slicing.get("discriminator", ())),
        rules=slicing.get("rules", "open"),
        ordered=bool(slicing.get("ordered")),
        sliced="slicing" in element,
        content_of=element.get("contentReference", ""),
    )


def _best_practice(item: Mapping[str, Any]) -> bool:
    return any(
        entry.get("url", "").endswith("elementdefinition-bestpractice") and entry.get("valueBoolean")
        for entry in item.get("extension", ())
    )


def _model_path(element: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    return str(base.get("path") or element["path"])


def _type(item: Mapping[str, Any]) -> ElementType:
    code = item.get("code", "")
    if code.startswith(_SYSTEM_TYPE):
        named = [
            entry.get("valueUrl") or entry.get("valueUri")
            for entry in item.get("extension", ())
            if entry.get("url") == _TYPE_EXTENSION
        ]
        code = named[0] if named and named[0] else code[len(_SYSTEM_TYPE) :].lower()
        code = code.rpartition("/")[2]
    return ElementType(code, tuple(item.get("profile", ())), tuple(item.get("targetProfile", ())))
