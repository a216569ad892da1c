"""Whatever the bytes: an answer or a refusal of our own, and read(write(x)) is x."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.remittances import usual
from builders.spoiled_bytes import spoiled
from unlisted.base.errors import UnlistedError
from unlisted.claim.model import Adjustment, ControlNumbers
from unlisted.formats.x12.delimiters import Delimiters
from unlisted.formats.x12.interchange_writer import InterchangeHeader, write_interchange
from unlisted.formats.x12.remittance_writer import REMITTANCE_VERSION, lay_out_remittance
from unlisted.formats.x12.return_reader import ReturnReader, read_remittances
from unlisted.remittance.balance import check_remittance
from unlisted.remittance.model import (
    Party,
    Payment,
    PaymentEnd,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)

cents = st.integers(-500_000, 500_000).map(lambda number: Decimal(number) / 100)
codes = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
adjustments = st.builds(
    Adjustment, st.sampled_from(["CO", "PR", "OA", "PI"]), codes, cents, st.none() | st.just(Decimal(2))
)


@st.composite
def lines(draw: st.DrawFn) -> RemittanceLine:
    parts = tuple(draw(st.lists(adjustments, max_size=14)))
    charge = draw(cents)
    start = draw(days)
    changed = draw(st.booleans())
    return RemittanceLine(
        qualifier="HC",
        code=draw(codes),
        modifiers=tuple(draw(st.lists(st.sampled_from(["26", "TC", "59"]), max_size=4))),
        charge=charge,
        paid=charge - sum((x.amount for x in parts), Decimal(0)),
        units=draw(st.none() | st.just(Decimal(1))),
        revenue_code="",
        submitted_code=draw(codes) if changed else "",
        submitted_modifiers=("26",) if changed else (),
        submitted_units=None,
        service_from=start,
        service_to=draw(st.none() | st.just(start)),
        control_number=draw(st.just("") | codes),
        adjustments=parts,
        remarks=tuple(draw(st.lists(st.sampled_from(["N350", "MA130", "N657"]), max_size=3))),
        references=(),
        amounts=(("B6", draw(cents)),),
        position=0,
    )


@st.composite
def remittances(draw: st.DrawFn) -> Remittance:
    claims = []
    for _ in range(draw(st.integers(0, 3))):
        inner = tuple(draw(st.lists(lines(), max_size=4)))
        outer = tuple(draw(st.lists(adjustments, max_size=7)))
        charge = sum((x.charge for x in inner), Decimal(0)) if inner else draw(cents)
        total = sum((x.amount for x in (*outer, *(a for x in inner for a in x.adjustments))), Decimal(0))
        claims.append(
            RemittanceClaim(
                patient_control_number=draw(codes),
                status=draw(st.sampled_from(["1", "2", "3", "4"])),
                charge=charge,
                paid=charge - total,
                patient_responsibility=sum(
                    (
                        x.amount
                        for x in (*outer, *(a for y in inner for a in y.adjustments))
                        if x.group == "PR"
                    ),
                    Decimal(0),
                ),
                filing_code="12",
                payer_control_number=draw(codes),
                facility_code="11",
                frequency="1",
                adjustments=outer,
                remarks=tuple(draw(st.lists(st.sampled_from(["MA01", "MA130"]), max_size=5))),
                lines=inner,
                parties=(Party("QC", "TESTPATIENT", "MI", "TST1", "PAT"),),
                service_from=draw(st.none() | days),
                service_to=None,
                received_on=draw(st.none() | days),
                references=(("1K", "ABC"),),
                amounts=(),
                quantities=(),
                unreadable=(),
                position=0,
            )
        )
    moved = tuple(
        ProviderAdjustment("1234567893", draw(days), draw(st.sampled_from(["L6", "WO", "FB"])), "REF1", x)
        for x in draw(st.lists(cents, max_size=3))
    )
    amount = sum((x.paid for x in claims), Decimal(0)) - sum((x.amount for x in moved), Decimal(0))
    payment = Payment(
        "I",
        amount,
        "ACH",
        draw(days),
        draw(codes),
        "1999999999",
        Party("PR", "EXAMPLE PLAN"),
        Party("PE", "EXAMPLE CLINIC", "XX", "1234567893"),
        draw(days),
        (),
        REMITTANCE_VERSION,
        "000000001",
        "0001",
        (),
    )
    return Remittance(payment, tuple(claims), PaymentEnd(moved, True, ()))


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
        data = spoiled(seed_file, random.Random(seed))  # noqa: S311
        reader = ReturnReader(io.BytesIO(data))
        try:
            list(reader.events())
        except UnlistedError as error:
            assert "TESTPATIENT" not in str(error)
        else:
            read += 1
        assert not any("TESTPATIENT" in found.message for found in reader.findings)
    assert read > 1000
