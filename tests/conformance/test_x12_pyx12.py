"""An independent validator accepts what we write, and refuses what we refuse for the same reason."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from builders.claim_faults import bases, spoil
from builders.claims import batch, random_claim
from unlisted.base.errors import MissingExtraError
from unlisted.formats.x12.claim_reader import read_batch
from unlisted.formats.x12.write import write_batch
from unlisted.pipeline.claim_check import check_bytes, edit_context
from unlisted.pipeline.second_opinion import second_opinion

SAMPLE = range(0, 500, 12)
"""Every twelfth of the 500 generated claims; `python -m bench.claims` runs all of them."""


@pytest.mark.parametrize("seed", SAMPLE)
def test_generated_claims_are_accepted_and_read_back(seed: int) -> None:
    whole = batch(random_claim(seed), number=seed + 1)
    data = write_batch(whole)
    opinion = second_opinion(data)
    assert opinion.accepted, opinion.complaints
    assert read_batch(data) == whole


def test_many_claims_in_one_file_are_accepted() -> None:
    claims = [c for c in map(random_claim, range(60)) if c.kind == "professional"]
    assert second_opinion(write_batch(batch(*claims))).accepted


@pytest.mark.parametrize("name", sorted(bases()))
def test_the_valid_bases_are_accepted(name: str) -> None:
    assert second_opinion(bases()[name].encode()).accepted


@pytest.mark.parametrize(
    ("operations", "element"),
    [
        ("set SV1#2 1.7 " + "A" * 81, "SV101-7"),
        ("set DTP:472 3 20260231", "DTP03"),
        ("set PWK 2 XX", "PWK02"),
        ("set CLM 2 ABC", "CLM02"),
        ("set CLM 5.1 00", "CLM05-1"),
        ("set NM1:IL 8 ZZ", "NM108"),
    ],
)
def test_both_find_the_same_element(operations: str, element: str) -> None:
    data = spoil(bases()["office"], operations).encode()
    ours = {f.element for f in check_bytes(data, edit_context(date(2026, 7, 1))).findings}
    theirs = {c.element for c in second_opinion(data).complaints}
    assert element in ours
    assert element in theirs or element.split("-", maxsplit=1)[0] in {item.split("-")[0] for item in theirs}


def test_what_pyx12_cannot_judge_is_said_not_raised() -> None:
    office = bases()["office"]
    assert second_opinion(office.replace("TESTPATIENT", "TESTPÄTIENT").encode()).accepted is None
    assert second_opinion(office.replace("005010X222A1", "009999X999A9").encode()).accepted is None
    assert second_opinion(b"").accepted in (None, False)


def test_equipment_certificates_are_not_held_against_a_line() -> None:
    claim = spoil(bases()["office"], "set SV1#1 1.2 K0004; add PWK*CT*AD after SV1#1")
    assert second_opinion(claim.encode()).accepted


def test_no_complaint_quotes_the_claim() -> None:
    opinion = second_opinion(spoil(bases()["office"], "set DMG 2 19621304").encode())
    assert opinion.complaints
    assert "19621304" not in repr(opinion)


def test_without_pyx12_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "pyx12" or name.startswith("pyx12.")]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match="pyx12") as caught:
        second_opinion(b"ISA")
    assert "second-opinion" in caught.value.fix
