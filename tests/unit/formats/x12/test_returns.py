"""Reading what payers really send: other marks, several interchanges, missing envelopes, cut files."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest

from builders.remittances import DENIED_CLAIM, PAID_CLAIM, interchange, payment, usual
from unlisted.base.errors import UnsupportedFormatError
from unlisted.claim.acknowledgement import InterchangeAcknowledgement
from unlisted.formats.x12.return_reader import ReturnReader, read_remittances
from unlisted.remittance.balance import check_remittance
from unlisted.remittance.model import PaymentEnd, RemittanceClaim


def read(text: str) -> tuple[list[RemittanceClaim], list[str]]:
    remittances, findings = read_remittances(io.BytesIO(text.encode()))
    return [claim for one in remittances for claim in one.claims], [found.code for found in findings]


def test_a_paid_and_a_denied_claim_with_all_their_parts() -> None:
    (remittance,), findings = read_remittances(io.BytesIO(usual().encode()))
    assert not findings
    assert check_remittance(remittance) == ()
    assert remittance.payment.trace_number == "TRACE1"
    assert remittance.payment.payee.id == "1234567893"
    paid, denied = remittance.claims
    assert (paid.status, paid.charge, paid.paid) == ("1", Decimal(1500), Decimal(900))
    assert (paid.allowed, paid.remarks, paid.payer_control_number) == (Decimal(1000), ("MA01",), "PAYER001")
    (line,) = paid.lines
    assert (line.code, line.modifiers, line.control_number) == ("77499", ("26",), "LINE1")
    assert [(x.group, x.reason, x.amount) for x in line.adjustments] == [
        ("CO", "45", Decimal(500)),
        ("PR", "2", Decimal(100)),
    ]
    assert (line.patient_responsibility, line.remarks) == (Decimal(100), ("N631",))
    assert (denied.status, denied.lines[0].remarks, denied.patient_responsibility) == (
        "4",
        ("N350", "MA130"),
        None,
    )


@pytest.mark.parametrize(
    ("marks", "end"), [("|>^\\", "\\"), ("+:!'", "'"), ("*:^\n", "\n"), ("\x1d\x1f\x1e\x1c", "\x1c")]
)
def test_other_delimiters_say_the_same(marks: str, end: str) -> None:
    text = usual().translate(str.maketrans("*:^~", marks))
    assert read(text) == read(usual())
    assert end in text


def test_several_interchanges_with_other_delimiters_in_one_file() -> None:
    second = usual(2, "TRACE2").translate(str.maketrans("*:~", "|>!"))
    claims, findings = read(usual() + "\n" + second + usual(3, "TRACE3"))
    assert len(claims) == 6
    assert not findings
    assert claims[0] == claims[2] == claims[4]


def test_without_interchange_and_group_the_claims_are_read_and_the_lack_reported() -> None:
    bare = usual()[usual().index("ST*") : usual().index("GE*")]
    claims, findings = read(bare)
    assert len(claims) == 2
    assert set(findings) == {"return.header_missing", "return.version"}


def test_prose_before_the_interchange_is_passed_over() -> None:
    claims, findings = read("ISA is what follows.\nYour remittance:\n\n" + usual())
    assert len(claims) == 2
    assert findings == ["return.lead_in"]


def test_wrong_counts_are_reported_and_nothing_is_lost() -> None:
    claims, findings = read(re.sub(r"SE\*\d+\*", "SE*99*", usual()).replace("IEA*1*", "IEA*7*"))
    assert len(claims) == 2
    assert findings == ["return.segment_count", "return.group_count"]


def test_a_cut_file_gives_what_is_whole_and_says_it_was_cut() -> None:
    text = usual()
    reader = ReturnReader(io.BytesIO(text[: text.index("CAS*CO*16")].encode() + b"CAS*CO"))
    events = list(reader.events())
    assert reader.findings[0].code == "return.cut"
    ends = [event for event in events if isinstance(event, PaymentEnd)]
    assert [end.complete for end in ends] == [False]


def test_unknown_segments_and_an_unknown_set_are_passed_over() -> None:
    odd = PAID_CLAIM.replace("SVC*", "XYZ*1*2~TS9*X~SVC*")
    other = "ST*834*0009~BGN*00*1~SE*3*0009~"
    claims, findings = read(interchange(payment(odd, "900"), other))
    assert claims[0].lines == read(usual())[0][0].lines[:1] or claims[0].lines[0].paid == Decimal(900)
    assert findings == ["return.other_set"]


def test_totals_of_a_provider_between_payment_and_claims_change_nothing() -> None:
    with_totals = payment(PAID_CLAIM, "900").replace("LX*1~", "LX*1~TS3*1*11*20261231*1*1500~TS2*1~")
    claims, _ = read(interchange(with_totals))
    assert len(claims) == 1


def test_an_unreadable_amount_is_named_and_never_guessed() -> None:
    claims, _ = read(interchange(payment(PAID_CLAIM.replace("*1500*900**1~", "*1500*9OO**1~"), "900")))
    assert claims[0].unreadable == ("SVC03",)


def test_a_component_mark_that_is_not_the_stated_one_still_gives_the_code() -> None:
    claims, findings = read(interchange(payment(PAID_CLAIM.replace("HC:77499:26", "HC>77499>26"), "900")))
    assert findings == ["return.component_mark"]
    assert (claims[0].lines[0].code, claims[0].lines[0].modifiers) == ("77499", ("26",))


def test_reversal_and_correction_keep_their_signs() -> None:
    back = (
        PAID_CLAIM.replace("CLP*CASE1*1*1500*900*100", "CLP*CASE1*22*-1500*-900*")
        .replace("*1500*900**1", "*-1500*-900**-1")
        .replace("CAS*CO*45*500", "CAS*CO*45*-500")
        .replace("CAS*PR*2*100", "CAS*PR*2*-100")
    )
    remittances, _ = read_remittances(io.BytesIO(interchange(payment(back + PAID_CLAIM, "0")).encode()))
    assert check_remittance(remittances[0]) == ()
    assert remittances[0].claims[0].is_reversal


def test_six_adjustments_in_one_segment_and_quantities() -> None:
    line = PAID_CLAIM.replace("CAS*CO*45*500", "CAS*CO*45*100*1*253*100**59*100**23*100**94*50**A2*50*2")
    claims, _ = read(interchange(payment(line, "900")))
    found = claims[0].lines[0].adjustments
    assert [(x.reason, x.amount) for x in found[:6]] == [
        ("45", Decimal(100)),
        ("253", Decimal(100)),
        ("59", Decimal(100)),
        ("23", Decimal(100)),
        ("94", Decimal(50)),
        ("A2", Decimal(50)),
    ]
    assert (found[0].quantity, found[1].quantity, found[5].quantity) == (Decimal(1), None, Decimal(2))


def test_provider_adjustments_count_into_the_payment() -> None:
    plb = "PLB*1234567893*20261231*L6*-1.50*WO:PAYER009*50~"
    remittances, _ = read_remittances(io.BytesIO(interchange(payment(PAID_CLAIM, "851.5", plb=plb)).encode()))
    (one,) = remittances
    assert [(x.reason, x.reference, x.amount) for x in one.provider_adjustments] == [
        ("L6", "", Decimal("-1.50")),
        ("WO", "PAYER009", Decimal(50)),
    ]
    assert check_remittance(one) == ()


def test_a_ta1_alone_and_beside_a_group() -> None:
    start, rest = usual().split("GS*", 1)
    alone = f"{start}TA1*000000777*260901*1200*R*006~IEA*0*000000001~"
    for text in (alone, f"{start}TA1*000000777*260901*1200*R*006~GS*{rest}"):
        events = list(ReturnReader(io.BytesIO(text.encode())).events())
        (answer,) = [event for event in events if isinstance(event, InterchangeAcknowledgement)]
        assert (answer.interchange, answer.status, answer.note, answer.accepted) == (
            "000000777",
            "R",
            "006",
            False,
        )


@pytest.mark.parametrize(
    ("spoil", "by", "code"),
    [
        ("CAS*CO*45*500", "CAS*CO*45*499.99", "balance.line"),
        ("CLP*CASE1*1*1500*900", "CLP*CASE1*1*1500*899.99", "balance.claim"),
        ("CLP*CASE1*1*1500*", "CLP*CASE1*1*1500.01*", "balance.charges"),
        ("BPR*I*900", "BPR*I*900.01", "balance.payment"),
        ("*900*100*12", "*900*100.01*12", "balance.patient"),
        ("*900*100*12", "*9x0*100*12", "balance.unreadable"),
    ],
)
def test_a_cent_too_much_is_found_where_it_stands(spoil: str, by: str, code: str) -> None:
    text = interchange(payment(PAID_CLAIM + DENIED_CLAIM, "900"))
    assert spoil in text
    remittances, _ = read_remittances(io.BytesIO(text.replace(spoil, by, 1).encode()))
    assert code in {found.code for found in check_remittance(remittances[0])}


def test_a_file_that_is_no_x12_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError):
        list(ReturnReader(io.BytesIO(b"<html>no</html>")).events())
