"""Check plain values: format, constants, codes."""

from __future__ import annotations

from unlisted.formats.fhir.profiles.findings import Checking
from unlisted.formats.fhir.profiles.item import At, Item, says_absent, shown
from unlisted.formats.fhir.profiles.matching import equals, fits
from unlisted.formats.fhir.profiles.primitives import FORMATS
from unlisted.formats.fhir.profiles.snapshot import Node, compile_type
from unlisted.formats.fhir.profiles.terminology import codes_in, expand


def check_primitive(walk: Checking, node: Node, item: Item, at: At, *, whole: bool) -> None:
    """Check the format, the constant and the code of a plain value."""
    value, kind = item.value, item.type
    if item.twin is not None:
        _twin(walk, item, at, whole=whole)
    elif value is None:
        walk.error(at, item.where, "shape", "a value is expected, null is found")
    if value is None:
        return
    if not FORMATS[kind.code](value):
        walk.error(at, item.where, "format", f"not a {kind.code}")
        return
    if node.max_length and isinstance(value, str) and len(value) > node.max_length:
        walk.error(at, item.where, "format", f"longer than {node.max_length} characters")
    check_constant(walk, node, item, at)
    check_binding(walk, node, item, at)


def _twin(walk: Checking, item: Item, at: At, *, whole: bool) -> None:
    if not isinstance(item.twin, dict) or not item.twin:
        walk.error(at, item.where, "shape", "the twin of a primitive holds id and extension")
        return
    shape = compile_type(walk.definitions, "Element", None)
    if shape is not None and whole:
        walk.check_object(shape.root, shape.root, item.twin, item.where, at, whole=True)


def check_constant(walk: Checking, node: Node, item: Item, at: At) -> None:
    """Check the fixed value and the pattern."""
    if node.fixed is not None and not equals(item.value, node.fixed):
        walk.error(at, item.where, "fixed", f"must be {shown(node.fixed)}")
    if node.pattern is not None and not fits(item.value, node.pattern):
        walk.error(at, item.where, "pattern", f"must hold {shown(node.pattern)}")


def check_binding(walk: Checking, node: Node, item: Item, at: At) -> None:
    """Check a code against the required and the maximum value set.

    A maximum value set is "a required binding over the top of the extensible binding" (FHIR R4, extension
    elementdefinition-maxValueSet). Whether a code outside an extensible value set was needed is a question
    of meaning: it is said to be not checked.
    """
    if node.is_extensible and not node.max_value_set:
        walk.not_checked["extensible bindings: whether a code of the value set would fit"] += 1
    for url in filter(None, (node.value_set, node.max_value_set)):
        expansion = expand(walk.definitions, url, node.package)
        if expansion is None:
            walk.not_checked[f"value set {url}: not in the packages"] += 1
            continue
        answers = [expansion.holds(system, code) for system, code in codes_in(item.value)]
        if True in answers:
            continue
        if None in answers:
            walk.not_checked[f"value set {url}: cannot be expanded from the packages"] += 1
        elif answers or not says_absent(item.value):
            kind = "required" if url == node.value_set else "maximum"
            walk.error(
                at,
                item.where,
                "binding",
                f"no code of the {kind} value set {url}",
                fix="use a code of that value set",
            )
