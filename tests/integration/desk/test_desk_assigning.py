"""Unmatched money given to a case by a person: with why it fits, balanced, reversible, and on the trail."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection

from builders.desk_claims import days_ago, fresh, hand_in, payer, sent_case
from builders.desk_people import Office
from unlisted.desk.models import AuditEvent, Case, LedgerRow, Unmatched
from unlisted.desk.permissions import ALLOWED, Action, Role
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SentAnswer

DAY = days_ago(3)
HERE = "/p/riverside/imports/unmatched/"


def sums() -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in LedgerRow.objects.all():
        found[row.payment] += row.amount
    return found


def account(name: str) -> Decimal:
    return sum((row.amount for row in LedgerRow.objects.filter(account=name)), Decimal(0))


def waiting(office: Office, behavior: Behavior = Behavior.PAID) -> tuple[Case, Unmatched, str]:
    """Return a case, and an entry of the queue that is its payment under numbers nobody knows."""
    case, claim = sent_case(office)
    *_, answer = payer(behavior).receive(claim, DAY)
    number = case.sent_claims.get().control_number
    line = case.sent_claims.get().body["lines"][0][0]
    strange = answer.data.replace(f"REF*6R*{line}".encode(), b"REF*6R*NOBODY-1").replace(
        number.encode(), b"NOBODY"
    )
    job = hand_in(office, SentAnswer("835", DAY, strange))
    assert job.result["files"][0]["unmatched"] == 1
    return fresh(case), Unmatched.objects.get(), f"{number}|{line}"


def test_money_is_assigned_taken_back_and_assigned_again(office: Office) -> None:
    case, item, line = waiting(office)
    biller = office.client(Role.BILLER)
    page = biller.get(HERE).content.decode()
    assert "same name, same day, same charge" in page
    assert f'value="{line}"' in page
    apart, owed = account("unapplied"), account("receivable")
    assert (apart, set(sums().values())) == (-item.amount, {Decimal(0)})
    for _ in range(2):
        given = {"line": line, "reason": "name, day and charge are the same"}
        assert biller.post(f"{HERE}{item.pk}/assign", given).status_code == 302
        assert set(sums().values()) == {Decimal(0)}
        assert (account("unapplied"), account("receivable")) == (0, owed - item.amount)
        assert fresh(case).state == "paid"
        item.refresh_from_db()
        assert (item.settled_how, item.settled_by) == (given["reason"], office.members[Role.BILLER])
        assert "name, day and charge are the same" in biller.get(HERE).content.decode()
        assert biller.post(f"{HERE}{item.pk}/assign", given).status_code == 422  # not twice
        assert biller.post(f"{HERE}{item.pk}/take-back", {"reason": " "}).status_code == 422
        assert biller.post(f"{HERE}{item.pk}/take-back", {"reason": "it was another"}).status_code == 302
        assert set(sums().values()) == {Decimal(0)}
        assert (account("unapplied"), account("receivable")) == (apart, owed)
        assert fresh(case).state == "adjudicated"
        assert biller.post(f"{HERE}{item.pk}/take-back", {"reason": "again"}).status_code == 422
    verbs = ["unmatched assigned", "unmatched taken back"]
    assert list(AuditEvent.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs * 2
    assert case.remittances.count() == 4
    assert sum(x.paid_amount for x in case.remittances.all()) == 0


def test_a_refusal_without_money_denies_the_case(office: Office) -> None:
    case, item, line = waiting(office, Behavior.NOT_NECESSARY)
    assert item.amount == 0
    before = sums()
    given = {"line": line, "reason": "the payer says so on the phone"}
    assert office.client(Role.BILLER).post(f"{HERE}{item.pk}/assign", given).status_code == 302
    case = fresh(case)
    assert (case.state, case.denials.get().denial_class, sums()) == ("denied", "not_necessary", before)


def test_a_case_may_be_named_by_its_number(office: Office) -> None:
    case, item, _ = waiting(office)
    biller = office.client(Role.BILLER)
    assert biller.post(f"{HERE}{item.pk}/assign", {"case": "999", "reason": "x"}).status_code == 404
    answer = biller.post(f"{HERE}{item.pk}/assign", {"case": str(case.number), "reason": "x"})
    assert (answer.status_code, fresh(case).state) == (302, "paid")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"reason": "x"}, 404),
        ({"line": "NONE|1", "reason": "x"}, 404),
        ({"line": "{claim}|1", "reason": "x"}, 422),
        ({"line": "{line}", "reason": " "}, 422),
    ],
)
def test_what_cannot_be_assigned_changes_nothing(office: Office, given: dict[str, str], status: int) -> None:
    case, item, line = waiting(office)
    before, rows = sums(), LedgerRow.objects.count()
    filled = {key: text.format(claim=line.split("|")[0], line=line) for key, text in given.items()}
    assert office.client(Role.BILLER).post(f"{HERE}{item.pk}/assign", filled).status_code == status
    assert (sums(), LedgerRow.objects.count(), fresh(case).state) == (before, rows, "submitted")


def test_a_payment_held_back_is_not_assigned(office: Office) -> None:
    case, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    hand_in(office, SentAnswer("835", DAY, paid.data.replace(b"BPR*I*", b"BPR*I*1", 1)))
    item, sent = Unmatched.objects.get(), case.sent_claims.get()
    line = f"{sent.control_number}|{sent.body['lines'][0][0]}"
    biller = office.client(Role.BILLER)
    assert "Assign it to a claim" not in biller.get(HERE).content.decode()
    assert biller.post(f"{HERE}{item.pk}/assign", {"line": line, "reason": "x"}).status_code == 422


def test_roles_and_outsiders(office: Office, other_office: Office) -> None:
    _, item, line = waiting(office)
    given = {"line": line, "reason": "x"}
    for role in Role:
        assert other_office.client(role).post(f"{HERE}{item.pk}/assign", given).status_code == 404
        if Action.POST_PAYMENTS not in ALLOWED[role]:
            assert office.client(role).post(f"{HERE}{item.pk}/assign", given).status_code == 403
    theirs = f"/p/lakeside/imports/unmatched/{item.pk}/assign"
    assert other_office.client(Role.BILLER).post(theirs, given).status_code == 404
    item.refresh_from_db()
    assert item.assigned_claim == ""


def test_another_practices_claims_are_no_candidates(office: Office, other_office: Office) -> None:
    _, claim = sent_case(office)
    *_, paid = payer(Behavior.PAID).receive(claim, DAY)
    hand_in(other_office, paid)
    page = other_office.client(Role.BILLER).get("/p/lakeside/imports/unmatched/").content.decode()
    assert "No claim sent from here shares" in page


def test_the_patients_name_stands_encrypted(office: Office) -> None:
    waiting(office)
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM desk_unmatched")
        stored = bytes(cursor.fetchone()[0])
    assert b"yntheticson" not in stored.lower()
    assert len(stored) > 100


def test_looking_at_the_queue_is_recorded_where_it_shows_patients(office: Office) -> None:
    verb = "unmatched entries looked at"
    office.client(Role.AUDITOR).get(HERE)
    assert not AuditEvent.objects.filter(verb=verb).exists()
    waiting(office)
    office.client(Role.AUDITOR).get(HERE)
    found = AuditEvent.objects.get(verb=verb)
    assert (found.role, found.detail) == ("auditor", {"entries": 1})
