"""Whatever the bytes, the check answers: a verdict with findings, never an error, never the patient."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.claim_faults import bases
from builders.spoiled_bytes import spoiled
from unlisted.claim.edits.context import EditContext
from unlisted.pipeline.claim_check import check_bytes, edit_context


@pytest.fixture(scope="module")
def context() -> EditContext:
    return edit_context(date(2026, 7, 1))


def test_spoiled_files_are_answered(context: EditContext) -> None:
    seeds = [text.encode() for text in bases().values()]
    for seed in range(1500):
        chance = random.Random(seed)
        result = check_bytes(spoiled(chance.choice(seeds), chance), context)
        assert result.ok == (not any(f.blocks for f in result.findings)), seed
        for finding in result.findings:
            assert "TESTPATIENT" not in finding.message + finding.value + finding.fix, seed
            assert "TST000000001" not in finding.message + finding.value, seed


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_noise_is_answered(context: EditContext, data: bytes) -> None:
    result = check_bytes(data, context)
    assert not result.ok
    assert result.findings


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_after_a_header_is_answered(context: EditContext, data: bytes) -> None:
    header = next(iter(bases().values())).encode()[:220]
    assert check_bytes(header + data, context).findings
