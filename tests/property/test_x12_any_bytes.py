"""Whatever the bytes, the check answers: a verdict with findings, never an error, never the patient."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.claim_faults import bases
from unlisted.claim.edits.context import EditContext
from unlisted.pipeline.claim_check import check_bytes, edit_context

SPLINTERS = (
    b"*",
    b"~",
    b":",
    b"^",
    b"ISA",
    b"IEA*",
    b"\n",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"9" * 25,
    b"SE*1*1~",
    b"ST*837*1~",
    b"HL*1**20*1~",
    b"CLM**~",
    b"SV1*~",
    b"",
    b"-",
    b".",
    b"9" * 60,
    b"\xe2\x80\x99",
    b"LX*1~",
    b"CAS*~",
    b"HI*::~",
    b"DTP*472*RD8*~",
    "\u0663".encode(),
    "\u00b2".encode(),
)


@pytest.fixture(scope="module")
def context() -> EditContext:
    return edit_context(date(2026, 7, 1))


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """Return the file with some bytes, segments or stretches replaced, dropped, doubled or swapped."""
    held = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        if not held:
            break
        place, kind = chance.randrange(len(held)), chance.random()
        if kind < 0.3:
            held[place : place + 1] = chance.choice(SPLINTERS)
        elif kind < 0.5:
            held[place] = chance.randrange(256)
        elif kind < 0.65:
            del held[place : place + chance.randrange(1, 80)]
        elif kind < 0.8:
            other = chance.randrange(len(held))
            held[place:place] = held[other : other + chance.randrange(1, 300)]
        elif kind < 0.95:
            parts = bytes(held).split(b"~")
            one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
            parts[one], parts[two] = parts[two], parts[one]
            held = bytearray(b"~".join(parts))
        else:
            del held[place:]
    return bytes(held)


def test_spoiled_files_are_answered(context: EditContext) -> None:
    seeds = [text.encode() for text in bases().values()]
    for seed in range(1500):
        chance = random.Random(seed)  # noqa: S311 - reproducible test data
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
