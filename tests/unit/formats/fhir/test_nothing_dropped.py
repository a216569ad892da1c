"""Whatever is added to any object of a chart is listed: nothing is dropped silently."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from builders.fhir_charts import coded, resources
from unlisted.formats.fhir.importer import read_fhir

Place = tuple[str | int, ...]
_IDENTITY = ("meta", "text")
REFERENCES = ("subject", "patient", "beneficiary", "valueReference", "replaces")
"""Followed whole: what stands beside a reference names its target again."""


def objects(value: Any, place: Place = ()) -> Iterator[Place]:
    """Return where the objects of a resource stand."""
    if isinstance(value, dict):
        yield place
        for key, item in value.items():
            if key not in _IDENTITY:
                yield from objects(item, (*place, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from objects(item, (*place, n))


def path_of(place: Place) -> str:
    """Return a place as the importer writes it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)


CASES = [
    (n, place)
    for n, resource in enumerate(resources())
    for place in objects(resource)
    if not any(step in REFERENCES for step in place)
]


@pytest.mark.parametrize(("number", "place"), CASES)
def test_an_element_that_is_added_is_listed(number: int, place: Place) -> None:
    chart = copy.deepcopy(resources())
    target: Any = chart[number]
    for step in place:
        target = target[step]
    target["somethingNew"] = "x"
    entries = [{"resource": item} for item in chart]
    tree = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    found = read_fhir({"f.json": json.dumps(tree).encode()})
    added = f"f.json Bundle.entry[{number}].resource{path_of(place)}.somethingNew"
    assert any(added == line or added.startswith((f"{line}.", f"{line}[")) for line in found.unmapped), added


def test_a_billing_code_beside_the_course_code_is_listed() -> None:
    chart = resources()
    course = next(item for item in chart if item["id"] == "course")
    course["code"]["coding"].append({"system": "http://www.ama-assn.org/go/cpt", "code": "77427"})
    course["category"] = {"text": "our own category"}
    entries = [{"resource": item} for item in chart]
    tree = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    found = read_fhir({"f.json": json.dumps(tree).encode()})
    n = chart.index(course)
    assert f"f.json Bundle.entry[{n}].resource.code.coding[1]" in found.unmapped
    assert f"f.json Bundle.entry[{n}].resource.category" in found.unmapped


@pytest.mark.parametrize(("text", "listed"), [("thigh", False), ("left, near the old scar", True)])
def test_words_beside_a_code_are_listed_unless_they_repeat_it(text: str, listed: bool) -> None:
    condition = next(item for item in resources() if item["resourceType"] == "Condition")
    condition["bodySite"] = [{**coded("11207009", display="Thigh"), "text": text}]
    found = read_fhir({"f.json": json.dumps(condition).encode()})
    assert ("f.json Condition.bodySite[0].text" in found.unmapped) is listed
