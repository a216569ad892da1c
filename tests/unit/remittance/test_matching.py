"""Matching: the surest number first, contradictions and doubts to the queue."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from builders.remittances import PAID_CLAIM, interchange, payment
from builders.sent_claims import case1, case2, line
from unlisted.formats.x12.return_reader import read_remittances
from unlisted.remittance.match import ClaimMatch, Unmatched, match_claim
from unlisted.remittance.model import RemittanceClaim
from unlisted.remittance.sent import SentClaim, index_of


def remitted(*changes: tuple[str, str]) -> RemittanceClaim:
    text = PAID_CLAIM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (one,), _ = read_remittances(io.BytesIO(interchange(payment(text, "900")).encode()))
    return one.claims[0]


NO_LINE = ("REF*6R*LINE1~", "")
NO_NAME = ("CLP*CASE1*", "CLP*0*")


@pytest.mark.parametrize(
    ("changes", "sent", "how", "line_how"),
    [
        ((), (), "line_control_number", "line_control_number"),
        ((NO_NAME,), (), "line_control_number", "line_control_number"),
        ((NO_LINE,), (), "patient_control_number", "code_modifiers_day"),
        ((NO_LINE, ("77499:26", "77499")), (), "patient_control_number", "modifier_changed"),
        ((NO_LINE, ("77499:26", "77499:TC")), (), "patient_control_number", "modifier_changed"),
        (
            (NO_LINE, ("SVC*HC:77499:26*1500*900**1~", "SVC*HC:77427*1500*900**1*HC:77499~")),
            (),
            "patient_control_number",
            "code_changed",
        ),
        (
            (NO_LINE, NO_NAME),
            (replace(case1(), payer_control_number="PAYER001"),),
            "payer_control_number",
            "code_modifiers_day",
        ),
    ],
)
def test_the_surest_number_is_used(
    changes: tuple[tuple[str, str], ...], sent: tuple[SentClaim, ...], how: str, line_how: str
) -> None:
    index = index_of(sent or (case1(), case2()))
    match = match_claim(remitted(*changes), index)
    assert isinstance(match, ClaimMatch)
    assert (match.claim.control_number, match.how) == ("CASE1", how)
    assert [(x.sent.control_number, x.how) for x in match.lines] == [("LINE1", line_how)]


@pytest.mark.parametrize(
    ("changes", "sent", "reason"),
    [
        ((NO_LINE, NO_NAME), (case1(), case2()), "unknown_claim"),
        ((("CLP*CASE1*", "CLP*CASE2*"),), (case1(), case2()), "contradiction"),
        ((NO_NAME,), (case1(), replace(case2(), lines=(line(),))), "ambiguous"),
        ((NO_LINE, ("DTM*472*20260803", "DTM*472*20260815")), (case1(),), "unknown_line"),
        ((NO_LINE, ("HC:77499", "HC:77427")), (case1(),), "unknown_line"),
        (
            (NO_LINE, ("77499:26", "77499")),
            (case1(lines=(line(), line("LINE9", modifiers=("TC",)))),),
            "ambiguous_line",
        ),
    ],
)
def test_a_doubt_goes_to_the_queue(
    changes: tuple[tuple[str, str], ...], sent: tuple[SentClaim, ...], reason: str
) -> None:
    match = match_claim(remitted(*changes), index_of(sent))
    assert isinstance(match, Unmatched)
    assert match.reason == reason


def test_a_divided_line_is_found_and_said() -> None:
    half = "SVC*HC:77499:26*750*450**1~DTM*472*20260803~CAS*CO*45*250~CAS*PR*2*50~"
    text = PAID_CLAIM[: PAID_CLAIM.index("SVC*")] + half + half
    (one,), _ = read_remittances(io.BytesIO(interchange(payment(text, "900")).encode()))
    match = match_claim(one.claims[0], index_of((case1(),)))
    assert isinstance(match, ClaimMatch)
    assert [x.sent.control_number for x in match.lines] == ["LINE1", "LINE1"]
    assert [found.code for found in match.findings] == ["match.split_line"]


def test_equal_lines_without_numbers_are_told_apart_only_where_it_changes_nothing() -> None:
    twins = case1(lines=(line("A"), line("B")))
    one = "SVC*HC:77499:26*1500*900**1~DTM*472*20260803~CAS*CO*45*500~CAS*PR*2*100~"
    text = PAID_CLAIM[: PAID_CLAIM.index("SVC*")].replace("*1500*900*100", "*3000*1800*200") + one + one
    (two,), _ = read_remittances(io.BytesIO(interchange(payment(text, "1800")).encode()))
    match = match_claim(two.claims[0], index_of((twins,)))
    assert isinstance(match, ClaimMatch)
    assert sorted(x.sent.control_number for x in match.lines) == ["A", "B"]
