"""Whatever the bytes: an answer or a refusal of our own, and read(write(x)) is x."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.random_remittances import remittances
from builders.remittances import usual
from builders.spoiled_bytes import spoiled
from unlisted.base.errors import UnlistedError
from unlisted.claim.model import ControlNumbers
from unlisted.formats.x12.delimiters import Delimiters
from unlisted.formats.x12.interchange_writer import InterchangeHeader, write_interchange
from unlisted.formats.x12.remittance_writer import REMITTANCE_VERSION, lay_out_remittance
from unlisted.formats.x12.return_reader import ReturnReader, read_remittances
from unlisted.remittance.balance import check_remittance
from unlisted.remittance.model import (
    Remittance,
)


def text_of(item: Remittance, marks: Delimiters | None = None) -> bytes:
    made = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
    header = InterchangeHeader("PAYER", "CLINIC", made, ControlNumbers(1, 1), "HP", REMITTANCE_VERSION)
    return write_interchange(header, [lay_out_remittance(item, "0001")], delimiters=marks)


@settings(max_examples=150, deadline=None)
@given(remittances(), st.sampled_from([None, Delimiters("|", ">", "!", "^")]))
def test_what_is_written_is_read_and_adds_up(item: Remittance, marks: Delimiters | None) -> None:
    data = text_of(item, marks)
    (back,), findings = read_remittances(io.BytesIO(data))
    assert not findings
    assert check_remittance(back) == ()
    assert text_of(back, marks) == data
    assert [claim.paid for claim in back.claims] == [claim.paid for claim in item.claims]
    for ours, theirs in zip(back.claims, item.claims, strict=True):
        assert sorted(map(repr, ours.all_adjustments)) == sorted(map(repr, theirs.all_adjustments))
        assert ours.remarks == theirs.remarks


def test_spoiled_files_are_answered_or_refused_in_our_own_words() -> None:
    seed_file = (usual() + usual(2, "TRACE2")).encode()
    read = 0
    for seed in range(1500):
        data = spoiled(seed_file, random.Random(seed))
        reader = ReturnReader(io.BytesIO(data))
        try:
            list(reader.events())
        except UnlistedError as error:
            assert "TESTPATIENT" not in str(error)
        else:
            read += 1
        assert not any("TESTPATIENT" in found.message for found in reader.findings)
    assert read > 1000
