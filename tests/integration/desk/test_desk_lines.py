"""A claim with listed lines beside the unlisted one: every line is compared with what was asked for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builders.desk_claims import days_ago, decided_case, fresh, hand_in, payer, send_claim, sent_case
from builders.desk_people import DETAILS, Office
from unlisted.desk.models import Case, OutcomeRow, RemittanceLine, SentClaim
from unlisted.desk.permissions import Role
from unlisted.desk.selectors.claim_lines import LineStanding, line_standings
from unlisted.pipeline.payer_behavior import Behavior

DAY = days_ago(3)
LISTED = {"charge-77435": "1250.00"}


def lines(case: Case) -> dict[str, LineStanding]:
    return {item.code: item for item in line_standings(case, list(case.remittances.filter(secondary=False)))}


def test_the_claim_names_both_lines_with_their_charges(office: Office) -> None:
    case, claim = sent_case(office, **LISTED)
    assert b"HC:77435*1250" in claim
    assert b"HC:77499" in claim
    body = SentClaim.objects.get().body
    assert {line[1]: Decimal(line[3]) for line in body["lines"]} == {
        "77435": Decimal("1250.00"),
        "77499": case.amount,
    }
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/").content.decode()
    assert "not judged yet" in page


def test_both_paid_in_full_is_paid(office: Office) -> None:
    case, claim = sent_case(office, **LISTED)
    hand_in(office, *payer(Behavior.PAID).receive(claim, DAY))
    case = fresh(case)
    assert case.state == "paid"
    assert {code: item.verdict for code, item in lines(case).items()} == {
        "77435": "as_asked",
        "77499": "as_asked",
    }
    for item in lines(case).values():
        assert item.allowed == item.asked == item.paid + item.patient + item.adjusted
    assert OutcomeRow.objects.get().allowed == case.amount  # of the unlisted line, not of the claim


@pytest.mark.parametrize(("code", "state"), [("77499", "denied"), ("77435", "underpaid")])
def test_a_denied_line_is_found_whichever_it_is(office: Office, code: str, state: str) -> None:
    case, claim = sent_case(office, **LISTED)
    hand_in(office, *payer(Behavior.NOT_NECESSARY, judged=frozenset({code})).receive(claim, DAY))
    case = fresh(case)
    found, denial = lines(case), case.denials.get()
    other = "77435" if code == "77499" else "77499"
    assert (found[code].verdict, found[other].verdict) == ("denied", "as_asked")
    assert (case.state, denial.code, denial.line) == (state, code, found[code].control_number)
    assert denial.amount == found[code].asked
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/").content.decode()
    assert f"line <code>{denial.line}</code> {code}" in page


def test_a_low_payment_of_the_unlisted_line_is_not_hidden_by_the_listed_one(office: Office) -> None:
    case, claim = sent_case(office, **{"charge-77435": "3000.00"})
    hand_in(office, *payer(Behavior.UNDERPAID_COMPARABLE).receive(claim, DAY))
    case = fresh(case)
    found = lines(case)
    whole = found["77435"].allowed + found["77499"].allowed
    assert case.amount is not None
    assert found["77499"].allowed < case.amount < whole  # the claim's sum would look like enough
    assert (case.state, found["77499"].verdict) == ("underpaid", "below_floor")
    assert (case.denials.get().code, case.denials.get().denial_class) == ("77499", "paid_as_comparable")


def test_a_take_back_and_its_correction_count_line_by_line(office: Office) -> None:
    case, claim = sent_case(office, **LISTED)
    other = payer(Behavior.TAKE_BACK)
    hand_in(office, *other.receive(claim, days_ago(30)))
    hand_in(office, *other.later(DAY))
    held = next(iter(other.claims.values()))
    assert {item.code: item.paid for item in held.judged} == {
        c: x.paid for c, x in lines(fresh(case)).items()
    }
    assert RemittanceLine.objects.count() == 6
    assert fresh(case).state == "underpaid"


def test_a_claim_sent_anew_counts_with_the_one_it_stands_for(office: Office) -> None:
    case, claim = sent_case(office, **LISTED)
    other = payer(Behavior.DESCRIPTION_MISSING, judged=frozenset({"77499"}))
    hand_in(office, *other.receive(claim, days_ago(30)))
    assert fresh(case).state == "denied"
    hand_in(office, *other.receive(send_claim(office, case, **LISTED), DAY))
    case = fresh(case)
    assert case.state == "paid"
    assert {code: (x.allowed, x.verdict) for code, x in lines(case).items()} == {
        "77435": (Decimal("1250.00"), "as_asked"),
        "77499": (case.amount, "as_asked"),
    }


def test_the_appeal_argues_for_the_unlisted_line_only(office: Office) -> None:
    case, claim = sent_case(office, **LISTED)
    hand_in(office, *payer(Behavior.NOT_NECESSARY, judged=frozenset({"77435"})).receive(claim, DAY))
    path = f"/p/riverside/cases/{case.number}/denial/{case.denials.get().pk}/appeal"
    answer = office.client(Role.BILLER).post(path, {"do": "draft"})
    assert answer.status_code == 422
    assert "listed line 77435" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"charge-99213": "100"}, {"charge-77435": "-1"}, {"charge-77435": "x"}, {"activities": ["golf"]}],
)
def test_what_is_not_of_this_case_is_refused(office: Office, wrong: dict[str, str | list[str]]) -> None:
    case = decided_case(office)
    path = f"/p/riverside/cases/{case.number}/claim/details"
    assert office.client(Role.BILLER).post(path, {**DETAILS, **wrong}).status_code == 422
    assert not fresh(case).claim_details
