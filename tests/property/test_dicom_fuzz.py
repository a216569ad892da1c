"""Broken DICOM files: a small seeded sample of what ``fuzz_dicom.py`` runs by the ten thousand."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.dicom_mutations import mutate
from builders.dicom_samples import all_samples


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_dicom", Path(__file__).with_name("fuzz_dicom.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fuzz_dicom = _script()


@pytest.mark.parametrize("seed", range(3))
def test_seeded_mutations(seed: int) -> None:
    outcomes, _ = fuzz_dicom.fuzz(150, seed)
    assert outcomes.total() == 150
    assert set(outcomes) <= {
        "read",
        "read with findings",
        "broken_file",
        "unsupported_format",
        "limit_exceeded",
    }
    assert outcomes["read with findings"] and outcomes["broken_file"]


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(sorted(all_samples())), seed=st.integers(0, 2**32))
def test_any_mutation_of_any_kind(name: str, seed: int) -> None:
    data = mutate(all_samples()[name], random.Random(seed))
    assert fuzz_dicom.try_one(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_after_the_preamble(data: bytes) -> None:
    assert fuzz_dicom.try_one(b"\0" * 128 + b"DICM" + data)
