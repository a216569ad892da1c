"""Damaged FHIR: a seeded sample of what ``python -m bench.fhir_fuzz`` runs by the ten thousand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.fhir_charts import bundle, ndjson, resources
from builders.fhir_fuzz import damaged
from builders.fhir_packages import GUIDE, definitions, profile, replaced
from unlisted.base.errors import InputError
from unlisted.formats.fhir.exporter import export_fhir
from unlisted.formats.fhir.importer import read_fhir
from unlisted.formats.fhir.limits import read_json
from unlisted.formats.fhir.profiles import check_exchange, validate

SEEDS = [bundle(), *(json.dumps(item).encode() for item in resources())]
DEFINITIONS = definitions(profile("p", "Patient", *replaced()))


def outcome(data: bytes, name: str = "f.json") -> str:
    """Read, write and validate one file: ``read``, or the code of a clear error."""
    try:
        tree = read_json(name, data)
        assert validate(tree, DEFINITIONS).invariants >= 0
        check_exchange(tree)
        episode = read_fhir({name: data})
        json.loads(export_fhir(episode))
    except InputError as error:
        return error.code
    return "read"


@pytest.mark.parametrize("seed", range(3))
def test_seeded_damage_ends_in_a_clear_error_or_in_an_episode(seed: int) -> None:
    outcomes = [outcome(data) for data in damaged(SEEDS, 250, seed)]
    assert set(outcomes) <= {"read", "broken_file", "limit_exceeded", "unsupported_format"}
    assert outcomes.count("read") > 20
    assert outcomes.count("broken_file") > 20


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert outcome(data)
    try:
        read_fhir({"f.ndjson": data})
    except InputError as error:
        assert "f.ndjson" in str(error)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "coding",
                    "code",
                    "system",
                    "extension",
                    "url",
                    "reference",
                    "value",
                    "name",
                    "identifier",
                    "resource",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(sorted({item["resourceType"] for item in resources()})),
    elements=st.dictionaries(
        st.sampled_from(
            [
                "identifier",
                "name",
                "code",
                "extension",
                "event",
                "subject",
                "performedPeriod",
                "basedOn",
                "morphology",
                "payor",
                "contained",
                "meta",
                "stage",
                "type",
            ]
        ),
        JSON,
        max_size=6,
    ),
)
def test_any_shape_of_the_elements_that_are_read(kind: str, elements: dict[str, Any]) -> None:
    assert outcome(json.dumps({"resourceType": kind, **elements}).encode())


@settings(max_examples=50, deadline=None)
@given(cut=st.integers(0, len(ndjson())))
def test_lines_cut_anywhere(cut: int) -> None:
    try:
        read_fhir({"f.ndjson": ndjson()[:cut]})
    except InputError as error:
        assert "f.ndjson" in str(error)


def test_guide_url_of_the_small_profile_is_used() -> None:
    found = validate({"resourceType": "Patient", "meta": {"profile": [f"{GUIDE}p"]}, "zz": 1}, DEFINITIONS)
    assert [issue.rule for issue in found.errors] == ["unknown_element"]
