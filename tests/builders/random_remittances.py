"""Random balanced remittances for property tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from unlisted.claim.model import Adjustment
from unlisted.formats.x12.remittance_writer import REMITTANCE_VERSION
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
