"""Payers' files handed in at the desk: cases move, nothing counts twice, nothing is guessed."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from builders.desk_claims import days_ago, fresh, hand_in, payer, send_claim, sent_case
from builders.desk_people import Office
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import AuditEvent, Denial, LedgerRow, OutcomeRow, Remittance, SentClaim, Unmatched
from unlisted.desk.permissions import Role
from unlisted.desk.services.follow_up import keep_appeal, send_appeal
from unlisted.desk.services.uploads import import_records
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SentAnswer

DAY = days_ago(3)


def rows() -> tuple[int, ...]:
    return (
        LedgerRow.objects.count(),
        Remittance.objects.count(),
        Denial.objects.count(),
        Unmatched.objects.count(),
        OutcomeRow.objects.count(),
    )


def test_an_acknowledgement_then_a_payment_in_full(office: Office) -> None:
    case, claim = sent_case(office)
    functional, acknowledged, paid = payer(Behavior.PAID).receive(claim, DAY)
    hand_in(office, functional, acknowledged)
    assert fresh(case).state == "accepted"
    job = hand_in(office, paid)
    case = fresh(case)
    assert (case.state, case.queue, case.next_step) == ("paid", "closed", "Close the case")
    assert job.result["files"][0]["cases"] == [{"number": case.number, "state": "paid"}]
    posted = case.remittances.get()
    assert (posted.allowed_amount, posted.charge_amount) == (case.amount, case.amount)
    assert posted.paid_amount + posted.patient_responsibility_amount == case.amount
    assert posted.verdict == "as_asked"


def test_a_file_handed_in_twice_changes_nothing(office: Office) -> None:
    case, claim = sent_case(office)
    answers = payer(Behavior.DESCRIPTION_MISSING).receive(claim, DAY)
    hand_in(office, *answers)
    before, state = rows(), fresh(case).version
    job = hand_in(office, *answers)
    assert (rows(), fresh(case).version) == (before, state)
    assert [file["again"] for file in job.result["files"]] == [True, True, True]
    page = office.client(Role.BILLER).get(f"/p/riverside/imports/{job.pk}/").content.decode()
    assert "Handed in before; nothing changed." in page


def test_the_same_payment_in_another_file_changes_nothing(office: Office) -> None:
    _, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    hand_in(office, paid)
    before = rows()
    job = hand_in(office, SentAnswer("835", DAY, paid.data.replace(b"~", b"~\n")))
    assert rows() == before
    assert job.result["files"][0]["duplicates"] == 1


def test_every_payment_adds_up_to_zero(office: Office) -> None:
    _, claim = sent_case(office)
    other = payer(Behavior.TAKE_BACK)
    hand_in(office, *other.receive(claim, days_ago(30)))
    hand_in(office, *other.later(DAY))
    sums: dict[str, Decimal] = {}
    for entry in LedgerRow.objects.all():
        sums[entry.payment] = sums.get(entry.payment, Decimal(0)) + entry.amount
    assert len(sums) == 3  # two payments, and the charge itself
    assert set(sums.values()) == {Decimal(0)}


def test_a_take_back_counts_with_its_correction(office: Office) -> None:
    case, claim = sent_case(office)
    other = payer(Behavior.TAKE_BACK)
    hand_in(office, *other.receive(claim, days_ago(30)))
    assert fresh(case).state == "paid"
    hand_in(office, *other.later(DAY))
    assert fresh(case).state == "underpaid"
    held = next(iter(other.claims.values()))
    assert OutcomeRow.objects.get().paid == held.paid


@pytest.mark.parametrize(
    ("behavior", "state", "queue", "denial_class", "can_appeal"),
    [
        (Behavior.DESCRIPTION_MISSING, "denied", "denied", "description_missing", False),
        (Behavior.RECORDS_REQUESTED, "denied", "records asked", "records_missing", False),
        (Behavior.LISTED_CODE, "denied", "appeal due", "listed_code_exists", True),
        (Behavior.NOT_NECESSARY, "denied", "appeal due", "not_necessary", True),
        (Behavior.UNPROCESSABLE, "denied", "denied", "unprocessable", False),
        (Behavior.UNDERPAID_COMPARABLE, "underpaid", "underpaid", "paid_as_comparable", True),
    ],
)
def test_a_denial_comes_with_its_route(
    office: Office, behavior: Behavior, state: str, queue: str, denial_class: str, can_appeal: bool
) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(behavior).receive(claim, DAY))
    case = fresh(case)
    denial = case.denials.get()
    assert (case.state, case.queue, denial.denial_class) == (state, queue, denial_class)
    assert denial.can_appeal is can_appeal
    assert denial.route["source"]
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/").content.decode()
    assert denial_class.replace("_", " ") in page
    assert (denial.route["stop_reason"] is not None) == ("Nothing may be drafted" in page)


def test_a_rejected_claim_is_built_and_sent_again(office: Office) -> None:
    case, claim = sent_case(office)
    other = payer(Behavior.REJECTED_CLAIM)
    hand_in(office, *other.receive(claim, DAY))
    assert fresh(case).state == "rejected"
    again = send_claim(office, case)
    assert fresh(case).state == "submitted"
    first, second = SentClaim.objects.order_by("id")
    assert second.control_number == f"{first.control_number}-2"
    assert second.root == first.control_number
    charges = sum(row.amount for row in LedgerRow.objects.filter(account="receivable"))
    assert charges == fresh(case).amount
    hand_in(office, *payer(Behavior.PAID, seed=2).receive(again, DAY))
    assert fresh(case).state == "paid"


def test_a_corrected_claim_names_the_one_it_replaces(office: Office) -> None:
    case, claim = sent_case(office)
    other = payer(Behavior.DESCRIPTION_MISSING)
    hand_in(office, *other.receive(claim, DAY))
    again = send_claim(office, case)
    number = SentClaim.objects.order_by("id")[0].payer_number
    assert f"REF*F8*{number}~".encode() in again
    hand_in(office, *other.receive(again, DAY))
    case = fresh(case)
    assert (case.state, case.denials.filter(open=True).count()) == ("paid", 0)


def test_a_refused_set_and_a_refused_interchange_reject_the_claim(office: Office) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(Behavior.REJECTED_BATCH).receive(claim, DAY))
    assert fresh(case).state == "rejected"
    send_claim(office, case)
    control = case.claims.order_by("id").last().control_number
    blank = " " * 10
    parties = "ZZ*EXPAYER        *ZZ*SUBMITTERID    "
    header = f"ISA*00*{blank}*00*{blank}*{parties}*261120*1200*^*00501*000000009*0*T*:~"
    data = f"{header}TA1*{control}*261119*1200*R*024~IEA*0*000000009~".encode()
    hand_in(office, SentAnswer("ta1", DAY, data))
    assert fresh(case).state == "rejected"


def test_what_matches_nothing_waits_for_a_person(office: Office, other_office: Office) -> None:
    _, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    job = hand_in(other_office, paid)
    assert job.result["files"][0]["unmatched"] == 1
    assert Remittance.objects.count() == 0
    mine, theirs = other_office.client(Role.BILLER), office.client(Role.BILLER)
    page = mine.get("/p/lakeside/imports/unmatched/").content.decode()
    assert "No claim sent from here has its numbers." in page
    assert "Nothing waits." in theirs.get("/p/riverside/imports/unmatched/").content.decode()
    pk = Unmatched.objects.get().pk
    assert theirs.post(f"/p/riverside/imports/unmatched/{pk}/settle", {"how": "x"}).status_code == 404
    assert mine.post(f"/p/lakeside/imports/unmatched/{pk}/settle", {"how": " "}).status_code == 422
    assert mine.post(f"/p/lakeside/imports/unmatched/{pk}/settle", {"how": "sent to them"}).status_code == 302
    assert "Nothing waits." in mine.get("/p/lakeside/imports/unmatched/").content.decode()


def test_a_payment_that_does_not_add_up_is_held_back(office: Office) -> None:
    case, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    spoiled = paid.data.replace(b"BPR*I*", b"BPR*I*1", 1)
    job = hand_in(office, SentAnswer("835", DAY, spoiled))
    file = job.result["files"][0]
    assert [item["why"] for item in file["held"]] == ["does_not_balance"]
    assert any(item["severity"] == "blocking" for item in file["findings"])
    assert fresh(case).state == "submitted"
    assert Remittance.objects.count() == 0


def test_a_file_that_breaks_off_leaves_nothing_behind(office: Office) -> None:
    case, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    before = rows()
    absurd = paid.data.replace(b"BPR*I*", b"BPR*I*99999999999", 1).replace(b"EXPAYERT", b"EXPAYERX")
    job = hand_in(office, SentAnswer("835", DAY, paid.data + absurd))
    assert [item["why"] for item in job.result["refused"]] == ["an amount of the file cannot be right"]
    assert rows() == before
    assert fresh(case).state == "submitted"
    hand_in(office, paid)
    assert fresh(case).state == "paid"


def test_a_secondary_payer_changes_no_state(office: Office) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(Behavior.UNDERPAID_COMPARABLE).receive(claim, days_ago(30)))
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    number = SentClaim.objects.get().control_number.encode()
    second = paid.data.replace(b"EXPAYERT", b"EXOTHERT").replace(number + b"*1*", number + b"*2*")
    hand_in(office, SentAnswer("835", DAY, second))
    case = fresh(case)
    assert (case.state, case.remittances.filter(secondary=True).count()) == ("underpaid", 1)
    assert case.denials.get(open=True).denial_class == "paid_as_comparable"


def test_who_may_not_post_is_refused(office: Office) -> None:
    case, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    with pytest.raises(Exception, match="no file could be taken"):
        hand_in(office, paid, role=Role.CODER)
    assert fresh(case).state == "submitted"


def test_a_claim_file_is_no_answer(office: Office) -> None:
    _, claim = sent_case(office)
    before = rows()
    job = hand_in(office, SentAnswer("x12", DAY, claim))
    assert any("is no answer to a claim" in f["message"] for f in job.result["files"][0]["findings"])
    assert rows() == before


def test_the_timeline_and_the_trail_hold_what_happened(office: Office) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(Behavior.LISTED_CODE).receive(claim, DAY))
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"payer's file posted", "acknowledgement posted", "remittance posted", "denial recorded"} <= verbs
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/").content.decode()
    for words in ("Acknowledgement posted", "Remittance posted", "Denial recorded", "State changed"):
        assert words in page


def test_the_deadline_is_the_rulebooks(office: Office) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(Behavior.NOT_NECESSARY).receive(claim, DAY))
    case, denial = fresh(case), fresh(case).denials.get()
    level = denial.route["level"]
    assert case.appeal_limit == denial.deadline
    if "due" in level:
        assert denial.deadline == date.fromisoformat(level["due"])
        assert level["source"]
    else:
        assert level["reason"]


def test_an_appeal_is_drafted_signed_sent_and_won(office: Office) -> None:
    case, claim = sent_case(office)
    other = payer(Behavior.LISTED_CODE)
    hand_in(office, *other.receive(claim, days_ago(30)))
    denial = fresh(case).denials.get()
    biller, clinician = office.client(Role.BILLER), office.client(Role.CLINICIAN)
    here = f"/p/riverside/cases/{case.number}"
    assert biller.post(f"{here}/denial/{denial.pk}/appeal", {"do": "draft"}).status_code == 302
    appeal = denial.appeals.get()
    page = biller.get(f"{here}/appeal/{appeal.pk}/").content.decode()
    assert "We appeal the denial of" in page
    assert "answer-2.835" in page
    assert biller.post(f"{here}/denial/{denial.pk}/appeal", {"do": "send"}).status_code == 422
    user = office.members[Role.CLINICIAN].user
    user.set_password("a long enough secret")
    user.save()
    clinician = office.client(Role.CLINICIAN)
    wrong = clinician.post(f"{here}/appeal/{appeal.pk}/sign", {"password": "not it"})
    assert wrong.status_code == 422
    signed = clinician.post(f"{here}/appeal/{appeal.pk}/sign", {"password": "a long enough secret"})
    assert signed.status_code == 302, signed.content.decode()
    assert biller.post(f"{here}/denial/{denial.pk}/appeal", {"do": "send"}).status_code == 302
    assert fresh(case).state == "appealed"
    number = next(iter(other.claims))
    hand_in(office, *other.react(number, "appeal_1", DAY))
    case = fresh(case)
    assert case.state == "paid"
    appeal.refresh_from_db()
    assert appeal.result == "overturned"
    row = OutcomeRow.objects.get()
    assert (row.denial, row.denial_class, row.level) == ("189", "listed_code_exists", "appeal_1")
    assert row.allowed == case.amount


def test_a_lost_appeal_leads_to_the_next_level(office: Office) -> None:
    case, claim = sent_case(office)
    other = payer(Behavior.NOT_NECESSARY)
    hand_in(office, *other.receive(claim, days_ago(30)))
    by, denial = office.members[Role.BILLER], fresh(case).denials.get()
    first = keep_appeal(by=by, case=case, denial=denial, content="as the packet says")
    send_appeal(by=by, case=fresh(case), appeal=first)
    number = next(iter(other.claims))
    hand_in(office, *other.react(number, "appeal_1", DAY))
    case = fresh(case)
    second = case.denials.get(open=True)
    assert (case.state, second.denial_class, second.reason_code) == ("upheld", "upheld", "193")
    level = second.route["level"]
    assert level.get("number") == 2 or level["reason"]


def test_nothing_is_drafted_after_a_hard_stop(office: Office) -> None:
    case, claim = sent_case(office)
    hand_in(office, *payer(Behavior.UNPROCESSABLE).receive(claim, DAY))
    denial = fresh(case).denials.get()
    here = f"/p/riverside/cases/{case.number}"
    answer = office.client(Role.BILLER).post(f"{here}/denial/{denial.pk}/appeal", {"do": "draft"})
    assert answer.status_code == 422
    assert "hard stop" in answer.content.decode()
    assert denial.appeals.count() == 0


def test_the_memory_shows_what_came_back_and_its_export_no_small_number(office: Office) -> None:
    case, claim = sent_case(office)
    other = payer(Behavior.LISTED_CODE)
    hand_in(office, *other.receive(claim, DAY))
    by, denial = office.members[Role.BILLER], fresh(case).denials.get()
    send_appeal(
        by=by,
        case=fresh(case),
        appeal=keep_appeal(by=by, case=case, denial=denial, content="as the packet says"),
    )
    hand_in(office, *other.react(next(iter(other.claims)), "appeal_1", DAY))
    client = office.client(Role.MANAGER)
    page = client.get("/p/riverside/memory/").content.decode()
    for words in ("composite reirradiation", "listed code exists: 1", "100%", f"${fresh(case).amount:,}"):
        assert words in page
    assert "Syntheticson" not in page
    board = client.get(f"/p/riverside/cases/{case.number}/?open=comparator").content.decode()
    assert "What this practice was paid" in board
    sheet = client.get("/p/riverside/memory.csv").content.decode().splitlines()
    assert sheet[1] == "composite_reirradiation,bcbs_massachusetts,77435,,,,,,,,"
    assert "No payer has answered" not in board
    empty = client.get("/p/riverside/memory/?service=adaptive_management").content.decode()
    assert "Nothing is remembered yet." in empty


@pytest.mark.real_data
def test_files_of_real_senders_are_posted_or_refused_in_words(office: Office, shared_data: Path) -> None:
    found = [
        path
        for path in sorted((shared_data / "x12").rglob("*"))
        if path.is_file() and b"ISA" in path.read_bytes()[:4096] and path.stat().st_size < 1_000_000
    ]
    assert len(found) > 50
    answers = [SentAnswer("txt", DAY, path.read_bytes()) for path in found]
    files = [(f"{n}.txt", io.BytesIO(item.data), len(item.data)) for n, item in enumerate(answers)]
    job = import_records(by=office.members[Role.BILLER], files=files)
    while work_one():
        pass
    job.refresh_from_db()
    assert job.state == "done"
    assert len(job.result["files"]) + len(job.result["refused"]) == len(found)
    assert all(item["why"] and item["fix"] for item in job.result["refused"])
    assert all(file["claims"] == 0 for file in job.result["files"])  # nothing of it was sent from here
    sums: dict[str, Decimal] = {}
    for entry in LedgerRow.objects.all():
        sums[entry.payment] = sums.get(entry.payment, Decimal(0)) + entry.amount
    assert set(sums.values()) <= {Decimal(0)}
