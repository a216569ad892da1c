"""Posting into a real ledger: balanced, once, whole or not at all; reversals, take-backs, second payers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from builders.killed_postings import kill_and_compare
from builders.remittances import DENIED_CLAIM, PAID_CLAIM, interchange, payment, usual
from builders.sent_claims import case1, case2
from unlisted.base.errors import UsageError
from unlisted.pipeline.ledger_store import LedgerStore
from unlisted.pipeline.remit_post import Posted, post_file
from unlisted.pipeline.remit_sent import assign_payment, standings
from unlisted.remittance.ledger import Account, total
from unlisted.remittance.post import charge_entries

TODAY = date(2026, 9, 2)
REVERSAL = (
    PAID_CLAIM.replace("CLP*CASE1*1*1500*900*100", "CLP*CASE1*22*-1500*-900*")
    .replace("*1500*900**1", "*-1500*-900**-1")
    .replace("CAS*CO*45*500", "CAS*CO*45*-500")
    .replace("CAS*PR*2*100", "CAS*PR*2*-100")
)
LOWER = (
    PAID_CLAIM.replace("*1500*900*100*", "*1500*600*100*")
    .replace("*1500*900**1", "*1500*600**1")
    .replace("CAS*CO*45*500", "CAS*CO*45*800")
)


@pytest.fixture
def store(tmp_path: Path) -> LedgerStore:
    ledger = LedgerStore(tmp_path / "ledger.sqlite")
    with ledger.transaction():
        for claim in (case1(), case2()):
            ledger.add_sent(claim, TODAY)
            ledger.add_entries(charge_entries(claim))
    return ledger


def post(store: LedgerStore, text: str, name: str = "file.835") -> Posted:
    path = store.path.with_name(name)
    path.write_text(text, encoding="ascii")
    return post_file(store, path, TODAY)


def sums(store: LedgerStore) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for entry in store.entries():
        found[entry.account] = found.get(entry.account, Decimal(0)) + entry.amount
    assert sum(found.values()) == 0
    return {str(key): value for key, value in found.items() if value}


def test_payment_patient_part_write_off_and_denial(store: LedgerStore) -> None:
    done = post(store, usual())
    assert (done.payments, done.claims, done.denials, done.unmatched) == (1, 2, 1, 0)
    assert sums(store) == {
        "charges": Decimal(-3000),
        "cash": Decimal(900),
        "patient": Decimal(100),
        "write_off": Decimal(500),
        "receivable": Decimal(1500),
    }
    first, second = standings(store)
    assert (first.claim, first.status, first.receivable, first.denied) == ("CASE1", "paid", 0, 0)
    assert (second.status, second.receivable, second.denied) == ("denied", 1500, 1500)
    (denial,) = store.denials()
    assert (denial.reason, denial.remarks, denial.line) == ("16", ("N350", "MA130"), "LINE2")


def test_the_same_file_and_the_same_payment_again_change_nothing(store: LedgerStore) -> None:
    post(store, usual())
    before = store.dump()
    assert post(store, usual()).already
    assert store.dump() == before
    again = post(store, usual(number=77), "again.835")
    assert (again.payments, again.duplicates, again.held) == (0, 1, [])
    assert sums(store)["cash"] == 900


def test_another_payment_under_the_same_trace_number_is_held_back(store: LedgerStore) -> None:
    post(store, usual())
    changed = post(store, interchange(payment(LOWER, "600")), "other.835")
    assert changed.held == [("TRACE1", "trace_number_reused")]
    assert sums(store)["cash"] == 900
    assert [row[3] for row in store.queue()] == ["trace_number_reused"]


def test_what_does_not_add_up_is_held_back_whole_and_the_next_payment_is_posted(store: LedgerStore) -> None:
    wrong = payment(PAID_CLAIM, "901", trace="WRONG")
    right = payment(DENIED_CLAIM, "0", trace="RIGHT", control="0002")
    done = post(store, interchange(wrong, right))
    assert done.held == [("WRONG", "does_not_balance")]
    assert (done.payments, done.claims) == (1, 1)
    assert "cash" not in sums(store)


def test_a_cut_file_posts_nothing_of_its_last_payment(store: LedgerStore) -> None:
    text = usual()
    done = post(store, text[: text.index("CLP*CASE2")])
    assert [why for _, why in done.held] == ["does_not_balance"]
    assert "cash" not in sums(store)


def test_money_of_an_unknown_claim_waits_apart(store: LedgerStore) -> None:
    stranger = PAID_CLAIM.replace("CASE1", "STRANGER").replace("LINE1", "NOWHERE")
    done = post(store, interchange(payment(stranger, "900")))
    assert (done.unmatched, done.clean) == (1, False)
    assert sums(store)["unapplied"] == -900
    assert [row[3] for row in store.queue()] == ["unknown_claim"]


def test_a_person_assigns_money_that_found_no_claim(store: LedgerStore) -> None:
    stranger = PAID_CLAIM.replace("CASE1", "STRANGER").replace("LINE1", "NOWHERE")
    post(store, interchange(payment(stranger, "900")))
    (waiting,) = store.queue()
    assert assign_payment(store, waiting[0], "CASE1", TODAY) == 900
    assert store.queue() == []
    found = sums(store)
    assert "unapplied" not in found
    assert standings(store)[0].receivable == 600
    with pytest.raises(UsageError):
        assign_payment(store, waiting[0], "CASE1", TODAY)


def test_a_corrected_file_settles_the_payment_that_was_held_back(store: LedgerStore) -> None:
    post(store, interchange(payment(PAID_CLAIM, "901")))
    assert [row[3] for row in store.queue()] == ["does_not_balance"]
    post(store, interchange(payment(PAID_CLAIM, "900")), "corrected.835")
    assert store.queue() == []
    assert sums(store)["cash"] == 900


def test_a_claim_paid_twice_under_two_traces_shows_a_credit(store: LedgerStore) -> None:
    post(store, interchange(payment(PAID_CLAIM, "900")))
    post(store, interchange(payment(PAID_CLAIM, "900", trace="T2")), "two.835")
    assert standings(store)[0].receivable == -1500


def test_reversal_and_correction_leave_the_corrected_amounts(store: LedgerStore) -> None:
    post(store, usual())
    text = interchange(payment(REVERSAL + LOWER, "-300", trace="T2").replace("BPR*I*-300*C", "BPR*I*300*D"))
    done = post(store, text, "two.835")
    assert not done.held
    found = sums(store)
    assert (found["cash"], found["write_off"], found["patient"]) == (600, 800, 100)
    assert standings(store)[0].receivable == 0


def test_a_take_back_over_two_payments_ends_even(store: LedgerStore) -> None:
    post(store, usual())
    later = "PLB*1234567893*20261231*FB:PAYER001*-300~"
    post(store, interchange(payment(REVERSAL + LOWER, "0", trace="T2", plb=later)), "two.835")
    taken = "PLB*1234567893*20261231*WO:PAYER001*300~"
    paid2 = DENIED_CLAIM.replace("CLP*CASE2*4*1500*0*", "CLP*CASE2*1*1500*1500*0").replace(
        "1500*0**1", "1500*1500**1"
    )
    paid2 = paid2.replace("CAS*CO*16*1500~", "").replace("LQ*HE*N350~LQ*HE*MA130~", "")
    done = post(store, interchange(payment(paid2, "1200", trace="T3", plb=taken)), "three.835")
    assert not done.held
    found = sums(store)
    assert found["cash"] == 900 + 0 + 1200
    assert "provider_adjustment" not in found
    assert "receivable" not in found


def test_a_reversal_of_what_was_never_posted_waits(store: LedgerStore) -> None:
    text = interchange(payment(REVERSAL, "-900").replace("BPR*I*-900*C", "BPR*I*900*D"))
    done = post(store, text)
    assert [row[3] for row in store.queue()] == ["reversal_without_payment"]
    assert done.unmatched == 1


def test_a_partial_reversal_is_posted_and_said(store: LedgerStore) -> None:
    post(store, usual())
    part = (
        REVERSAL.replace("*-1500*-900*", "*-1500*-300*")
        .replace("*-1500*-900**-1", "*-1500*-300**-1")
        .replace("CAS*CO*45*-500", "CAS*CO*45*-1100")
    )
    text = interchange(payment(part, "-300", trace="T2").replace("BPR*I*-300*C", "BPR*I*300*D"))
    done = post(store, text, "two.835")
    assert "posting.partial_reversal" in {found.code for found in done.findings}
    assert sums(store)["cash"] == 600


def test_a_second_payer_pays_the_patients_part(store: LedgerStore) -> None:
    post(store, usual())
    second = (
        PAID_CLAIM.replace("CLP*CASE1*1*1500*900*100", "CLP*CASE1*2*1500*80*20")
        .replace("*1500*900**1", "*1500*80**1")
        .replace("CAS*CO*45*500", "CAS*OA*23*1400")
        .replace("CAS*PR*2*100", "CAS*PR*2*20")
    )
    text = interchange(payment(second, "80", trace="S1").replace("1999999999~", "1888888888~"))
    done = post(store, text, "second.835")
    assert not done.held
    assert done.denials == 0
    assert (sums(store)["patient"], sums(store)["cash"]) == (20, 980)


def test_an_amount_left_to_the_patient_for_another_reason_is_a_denial_as_well(store: LedgerStore) -> None:
    text = DENIED_CLAIM.replace("*1500*0**12", "*1500*0*1500*12").replace("CAS*CO*16", "CAS*PR*204")
    post(store, interchange(payment(text, "0")))
    assert sums(store)["patient"] == 1500
    (denial,) = store.denials()
    assert (denial.group, denial.reason) == ("PR", "204")


def test_interest_comes_in_beside_the_claim(store: LedgerStore) -> None:
    plb = "PLB*1234567893*20261231*L6*-12.34~"
    post(store, interchange(payment(PAID_CLAIM, "912.34", plb=plb)))
    found = sums(store)
    assert (found["cash"], found["provider_adjustment"]) == (Decimal("912.34"), Decimal("-12.34"))
    assert standings(store)[0].receivable == 0


def test_a_replacing_claim_is_charged_once(store: LedgerStore) -> None:
    post(store, usual())
    again = replace(case2(), control_number="CASE2C", frequency="7", replaces="PAYER002", root="CASE2")
    with store.transaction():
        store.add_sent(again, TODAY)
        store.add_entries(charge_entries(again, case2()))
    assert sums(store)["charges"] == -3000
    paid = PAID_CLAIM.replace("CASE1", "CASE2C").replace("LINE1", "LINE2").replace("20260803", "20260804")
    paid = paid.replace("77499:26", "77499")
    post(store, interchange(payment(paid, "900", trace="T2")), "two.835")
    assert store.denials() == []
    assert standings(store)[1].receivable == 0


def test_every_payments_entries_add_up_to_zero(store: LedgerStore) -> None:
    post(store, usual())
    plb = "PLB*1234567893*20261231*L6*-1~"
    post(
        store,
        interchange(
            payment(REVERSAL + LOWER, "-299", trace="T2", plb=plb).replace("BPR*I*-299*C", "BPR*I*299*D")
        ),
        "two.835",
    )
    entries = store.entries()
    for key, amount in store.payments():
        mine = [entry for entry in entries if entry.payment == key]
        assert total(mine) == 0
        assert sum(entry.amount for entry in mine if entry.account is Account.CASH) == amount


def test_killed_postings_leave_all_or_nothing_and_are_finished_by_a_rerun(tmp_path: Path) -> None:
    met = kill_and_compare(tmp_path, claims=200, kills=12, seed=7)
    assert sum(met.values()) == 12
    assert met["nothing"] > 0
