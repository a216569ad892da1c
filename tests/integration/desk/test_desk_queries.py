"""The number of queries of a page does not follow the number of its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from builders.desk_people import Office, sarcoma_case
from unlisted.desk.models import Case, Membership
from unlisted.desk.permissions import Role
from unlisted.desk.queues import Queue
from unlisted.desk.selectors.cases import PAGE, read_filter, worklist
from unlisted.desk.selectors.payers_at_hand import payers_at_hand
from unlisted.desk.services.work import add_note, note_access

TODAY = date(2026, 11, 24)
MOST_WORKLIST, MOST_CASE = 16, 30


def many(office: Office, count: int, *, first: int) -> None:
    members = list(Membership.objects.filter(practice__slug=office.slug).order_by("pk"))
    Case.objects.bulk_create(
        Case(
            practice=members[0].practice,
            number=first + n,
            payer=f"payer_{n % 7}",
            payer_name=f"Payer {n % 7}",
            queue=Queue.SENT.value,
            amount=None if n % 3 == 0 else Decimal(n),
            due_on=None if n % 5 == 0 else date(2027, 1, 1 + n % 28),
            owner=members[n % len(members)],
        )
        for n in range(count)
    )


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "query", ["", "?tab=mine", "?sort=amount", "?payer=payer_1", "?least=3", "?due=month"]
)
def test_the_worklist_asks_as_often_for_fifty_cases_as_for_one(office: Office, query: str) -> None:
    client, path = office.client(Role.BILLER), f"/p/riverside/worklist/{query}"
    many(office, 7 * 6, first=1)
    few = queries(client, path)
    many(office, 160, first=100)
    assert queries(client, path) == few <= MOST_WORKLIST


def test_the_page_of_a_case_asks_as_often_with_a_long_history(office: Office) -> None:
    case, by = sarcoma_case(office), office.members[Role.BILLER]
    client, path = office.client(Role.BILLER), f"/p/riverside/cases/{case.number}/"
    few = queries(client, path)
    for n in range(12):
        add_note(by=by, case=case, text=f"note {n}")
    assert queries(client, path) == few <= MOST_CASE


def test_looks_do_not_crowd_out_the_history_of_a_case(office: Office) -> None:
    case, by = sarcoma_case(office), office.members[Role.BILLER]
    for _ in range(90):
        note_access(by=by, case=case, what="case looked at")
    page = office.client(Role.BILLER).get(f"/p/riverside/cases/{case.number}/").content.decode()
    assert "Case opened" in page


@pytest.mark.parametrize("sort", ["due", "amount", "number"])
def test_pages_of_the_worklist_show_every_case_once_in_order(office: Office, sort: str) -> None:
    many(office, 2 * PAGE + 9, first=1)
    by = office.members[Role.BILLER]
    shown = [
        case
        for page in ("1", "2", "3")
        for case in worklist(by, read_filter({"sort": sort, "page": page}), TODAY).rows
    ]
    least, last = Decimal(-1), date.max
    expected = {
        "due": lambda c: (c.due_on or last, -(least if c.amount is None else c.amount), c.number),
        "amount": lambda c: (-(least if c.amount is None else c.amount), c.due_on or last, c.number),
        "number": lambda c: -c.number,
    }[sort]
    assert len(shown) == 2 * PAGE + 9
    assert [case.number for case in shown] == [case.number for case in sorted(shown, key=expected)]


def test_payers_at_hand_are_those_of_this_practice(office: Office, other_office: Office) -> None:
    by = office.members[Role.BILLER]
    assert payers_at_hand(by) == []
    many(office, 20, first=1)
    Case.objects.create(practice=by.practice, number=900, queue=Queue.SENT.value)
    Case.objects.create(
        practice=other_office.members[Role.BILLER].practice,
        number=1,
        queue=Queue.SENT.value,
        payer="aetna",
        payer_name="Aetna",
    )
    assert payers_at_hand(by) == [(f"payer_{n}", f"Payer {n}") for n in range(7)]
    assert payers_at_hand(other_office.members[Role.BILLER]) == [("aetna", "Aetna")]
