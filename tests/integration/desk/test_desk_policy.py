"""Policy updates with the cases they touch, and the matrix of payers and questions."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from builders.desk_people import Office
from unlisted.desk.changes import ANYONE, Became, changes_between, chosen_changes
from unlisted.desk.models import Case
from unlisted.desk.permissions import Role
from unlisted.desk.queues import Queue
from unlisted.desk.selectors.touched import SHOWN, touched_by
from unlisted.desk.variability import matrix
from unlisted.pipeline.case_review import packaged
from unlisted.rules.compare import compare

OLD, NEW, LATER = date(2024, 1, 1), date(2026, 11, 1), date(2027, 6, 1)


def some_cases(office: Office, payer: str, count: int, *, first: int = 1, queue: Queue = Queue.SENT) -> None:
    Case.objects.bulk_create(
        Case(
            practice=office.members[Role.BILLER].practice,
            number=first + n,
            payer=payer,
            payer_name=payer,
            queue=queue.value,
            due_on=date(2027, 1, 1 + n),
        )
        for n in range(count)
    )


def test_the_page_shows_what_the_engine_of_the_rules_finds() -> None:
    book = packaged()[0]
    assert {item.rule_id for item in changes_between(OLD, NEW)} == {
        item.rule_id for item in compare(book, book, old_day=OLD, new_day=NEW)
    }


def test_an_answer_that_only_went_stale_is_told_apart() -> None:
    changes = changes_between(OLD, LATER)
    stale = [item for item in changes if item.became is Became.STALE]
    assert stale
    assert all(item.before and item.after and item.before.says == item.after.says for item in stale)
    assert chosen_changes(OLD, LATER) == tuple(item for item in changes if item.became is not Became.STALE)


def test_the_same_day_twice_shows_no_change(office: Office) -> None:
    page = office.client(Role.BILLER).get(f"/p/riverside/updates/?from={NEW}&to={NEW}").content.decode()
    assert "0 answers differ" in page
    assert "No answer differs between these days" in page


def test_a_change_touches_open_cases_of_its_payer_and_of_those_that_take_it_over(
    office: Office, other_office: Office
) -> None:
    change = next(item for item in chosen_changes(OLD, NEW, payer="medicare") if item.payer == "medicare")
    heir = next(name for name in sorted(change.payers) if name != "medicare")
    code = sorted(change.codes)[0]
    some_cases(office, "medicare", 4)
    some_cases(office, heir, 4, first=10)
    some_cases(office, "aetna", 3, first=20)
    some_cases(office, "medicare", 2, first=30, queue=Queue.CLOSED)
    some_cases(other_office, "medicare", 9)
    Case.objects.update(code=code)
    (found,) = touched_by(office.members[Role.BILLER], [change])
    assert found.count == 8
    assert found.first == (1, 10, 2, 11, 3)
    assert len(found.first) == SHOWN


def test_a_rule_for_whoever_pays_touches_every_payer(office: Office) -> None:
    change = next(
        item for item in chosen_changes(OLD, NEW, payer=ANYONE, stale=True) if "77499" in item.codes
    )
    some_cases(office, "medicare", 2)
    some_cases(office, "aetna", 3, first=20)
    (found,) = touched_by(office.members[Role.BILLER], [change])
    assert found.count == 5


def test_the_number_of_queries_does_not_follow_the_number_of_cases(office: Office) -> None:
    client, address = office.client(Role.BILLER), f"/p/riverside/updates/?from={OLD}&to={NEW}&stale=1"
    some_cases(office, "medicare", 3)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    some_cases(office, "aetna", 25, first=100)
    some_cases(office, "cigna", 25, first=200)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_filter_by_payer_shows_only_its_rules(office: Office) -> None:
    page = (
        office.client(Role.BILLER)
        .get(f"/p/riverside/updates/?from={OLD}&to={NEW}&payer=cigna")
        .content.decode()
    )
    expected = chosen_changes(OLD, NEW, payer="cigna")
    assert f"{len(expected)} answer" in page
    assert set(re.findall(r"/payers/([a-z_0-9]+)/", page)) <= {item.payer for item in expected}


def test_days_and_payers_that_are_none_fall_back(office: Office) -> None:
    client = office.client(Role.BILLER)
    for query in ("from=yesterday&to=never", "payer=%3Cscript%3E", "page=-3", "page=x", "from=9999-12-31"):
        assert client.get(f"/p/riverside/updates/?{query}").status_code == 200, query


def test_the_matrix_has_a_cell_for_every_payer_and_question() -> None:
    found = matrix("77499", NEW)
    assert all(len(row.cells) == len(found.questions) for row in found.rows)
    assert sum(n for _, _, n in found.counts) == len(found.rows) * len(found.questions)
    assert {cell.state for row in found.rows for cell in row.cells} >= {"answered", "part", "unavailable"}


def test_a_cell_without_an_answer_says_why() -> None:
    cells = [cell for row in matrix("77499", NEW).rows for cell in row.cells]
    assert all(cell.why for cell in cells if cell.state in {"unavailable", "part", "conflict", "stale"})


def test_years_later_what_is_known_is_stale() -> None:
    later = matrix("77499", date(2030, 1, 1))
    assert [n for _, word, n in later.counts if word == "answered"] == [0]
    assert next(n for _, word, n in later.counts if word == "stale") > 0


def test_each_cell_leads_to_the_card_of_its_payer(office: Office) -> None:
    client = office.client(Role.BILLER)
    page = client.get("/p/riverside/payers/matrix?code=77499&on=2026-11-01").content.decode()
    shown = [row for row in matrix("77499", NEW).rows if row.own]
    links = re.findall(r'class="cell" href="([^"]+)"', page)
    assert len(links) == sum(len(row.cells) for row in shown)
    assert client.get(links[0].replace("&amp;", "&")).status_code == 200


def test_the_matrix_opens_with_77499(office: Office) -> None:
    page = office.client(Role.BILLER).get("/p/riverside/payers/matrix").content.decode()
    assert "<option selected>77499" in page
