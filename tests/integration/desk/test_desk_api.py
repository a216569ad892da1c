"""The HTTP interface: tokens with scopes, walls between practices, odd input, a share a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from builders.desk_people import Office, sarcoma_case
from unlisted.desk.audit import verify_chain
from unlisted.desk.models import ApiToken, AuditEvent
from unlisted.desk.permissions import Role
from unlisted.desk.services.people import remove_person
from unlisted.desk.services.tokens import SCOPES, make_token

PATHS = ("cases", "cases/1", "reports", "reports/77499", "rates", "rates/77499/figures", "rates/77499/rows")


def ask(office: Office, path: str, *scopes: str, role: Role = Role.BILLER) -> Any:
    _, secret = make_token(by=office.members[role], name="test", scopes=scopes)
    return asked(path, secret)


def asked(path: str, secret: str) -> Any:
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_cases_in_the_order_of_the_work_without_names(office: Office) -> None:
    case = sarcoma_case(office)
    answer = ask(office, "cases", "cases:read")
    assert answer.status_code == 200
    assert (answer.json()["total"], answer.json()["pages"]) == (1, 1)
    assert answer.json()["cases"][0]["number"] == case.number
    assert "Syntheticson" not in answer.content.decode()


def test_cases_are_narrowed_and_a_page_behind_the_last_is_empty(office: Office) -> None:
    case = sarcoma_case(office)
    for query, found in {
        f"queue={case.queue}": 1,
        "queue=denied": 0,
        "state=draft": 1,
        "state=paid": 0,
        f"payer={case.payer}": 1,
        "payer=nobody": 0,
    }.items():
        assert ask(office, f"cases?{query}", "cases:read").json()["total"] == found, query
    beyond = ask(office, "cases?page=2", "cases:read").json()
    assert (beyond["cases"], beyond["page"], beyond["pages"]) == ([], 2, 1)


def test_one_case_with_its_review_is_a_look_that_is_recorded(office: Office) -> None:
    sarcoma_case(office)
    found = ask(office, "cases/1", "cases:read").json()
    assert found["outcome"] == "hold"
    assert found["review"]["decision"]["kind"] == "unlisted-code-decision/1"
    assert AuditEvent.objects.filter(verb="case read by token").count() == 1
    assert verify_chain().ok


def test_another_practice_is_not_there(office: Office, other_office: Office) -> None:
    sarcoma_case(office)
    assert ask(other_office, "cases/1", "cases:read").status_code == 404
    assert ask(other_office, "cases", "cases:read").json()["total"] == 0


@pytest.mark.parametrize("path", PATHS)
def test_a_scope_that_is_missing_is_named(office: Office, path: str) -> None:
    own = f"{path.partition('/')[0]}:read"
    answer = ask(office, path, *(scope for scope in SCOPES if scope != own))
    assert answer.status_code == 403
    assert answer.json()["what"] == f"this token has no scope {own}"


def test_every_wrong_token_gets_the_same_words_by_the_same_way(office: Office) -> None:
    by = office.members[Role.BILLER]
    made = {name: make_token(by=by, name=name, scopes=SCOPES) for name in ("over", "ended", "removed")}
    day = timezone.now() - timedelta(days=1)
    ApiToken.objects.filter(name="over").update(expires_at=day)
    ApiToken.objects.filter(name="ended").update(revoked_at=day)
    coder = office.members[Role.CODER]
    made["removed"] = make_token(by=coder, name="removed", scopes=SCOPES)
    remove_person(by=office.members[Role.ADMINISTRATOR], member=coder)
    secrets = [secret for _, secret in made.values()]
    secrets += ["ul_nothing", "x", "x" * 5000, "ul_' OR 1=1--", "\u00e9"]
    seen = set()
    for secret in secrets:
        with CaptureQueriesContext(connection) as queries:
            answer = asked("cases", secret)
        statements = tuple(query["sql"].split("digest")[0] for query in queries if "SELECT" in query["sql"])
        seen.add((answer.status_code, answer.content, statements, answer.headers["WWW-Authenticate"]))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 401


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer ul_nothing", "Basic abc", "Bearer \u00e9"])
def test_without_a_token_nothing_is_said(office: Office, header: str) -> None:
    for path in (*PATHS, "cases/99", "reports/nothing", "rates/nothing/rows"):
        assert Client().get(f"/api/v1/{path}", headers={"Authorization": header}).status_code == 401


def test_tokens_end_by_day_by_hand_and_with_the_membership(office: Office) -> None:
    by = office.members[Role.BILLER]
    token, secret = make_token(by=by, name="test", scopes=["cases:read"])
    assert asked("cases", secret).status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert asked("cases", secret).status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() + timedelta(days=1))
    office.client(Role.BILLER).post(f"/p/riverside/tokens/{token.pk}/revoke")
    assert asked("cases", secret).status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=None)
    remove_person(by=office.members[Role.ADMINISTRATOR], member=by)
    assert asked("cases", secret).status_code == 401


def test_a_token_has_its_share_of_a_minute(office: Office, settings: Any) -> None:
    settings.DESK = replace(settings.DESK, api_per_minute=3)
    token, secret = make_token(by=office.members[Role.BILLER], name="busy", scopes=SCOPES)
    _, other = make_token(by=office.members[Role.BILLER], name="calm", scopes=SCOPES)
    ApiToken.objects.filter(pk=token.pk).update(minute=2**40, used_in_minute=99)  # of another minute
    # A minute may end between two of these requests, never two: six are more than two shares of three
    # only where the fourth, or the seventh, is refused.
    statuses = [asked("cases", secret).status_code for _ in range(8)]
    assert 3 <= statuses.count(200) <= 6
    assert set(statuses) == {200, 429}
    assert asked("cases", other).status_code == 200
    refused = next(a for a in (asked("cases", secret) for _ in range(8)) if a.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["code"] == "too_many_requests"


def test_the_secret_is_shown_once_and_kept_as_a_hash(office: Office) -> None:
    client = office.client(Role.BILLER)
    page = client.post("/p/riverside/tokens/", {"name": "robot", "scopes": ["cases:read"]}).content.decode()
    secret = page.split("<code>ul_")[1].split("</code>")[0]
    assert secret not in client.get("/p/riverside/tokens/").content.decode()
    assert secret not in str(list(ApiToken.objects.values()))


@pytest.mark.parametrize(
    ("path", "status", "names"),
    [
        ("cases?queue=%27%20OR%201=1--", 422, "queue"),
        ("cases?queue=", 422, "queue"),
        ("cases?state=gone", 422, "state"),
        ("cases?payer=%00", 422, "payer"),
        ("cases?page=0", 422, "page"),
        ("cases?page=99999999999999", 422, "page"),
        ("cases?page=x", 422, "page"),
        ("cases?quue=denied", 422, "not known"),
        ("cases/1?page=2", 422, "not known"),
        ("cases/99999999999999999999", 422, "number"),
        ("cases/0", 422, "number"),
        ("cases/x", 422, "number"),
        ("cases/2147483647", 404, "no such case"),
        ("reports/nothing", 422, "code"),
        ("reports/00000", 404, "not in the rulebook"),
        ("reports/77499?on=2026-13-45", 422, "on"),
        ("reports/77499?on=1999-12-31", 422, "on"),
        ("reports/77499?on=2100-01-01", 422, "on"),
        ("reports/77499?on=1700000000", 422, "on"),
        ("rates/77499/rows?size=201", 422, "size"),
        ("rates/77499/figures?split=planet", 422, "split"),
        ("rates/77499/rows", 404, "no prices are loaded"),
        ("rates", 404, "no prices are loaded"),
        ("rates/77499", 404, "no such address"),
    ],
)
def test_odd_input_is_answered_in_words(office: Office, path: str, status: int, names: str) -> None:
    sarcoma_case(office)
    answer = ask(office, path, *SCOPES)
    assert answer.status_code == status
    assert names in answer.json()["what"]
    assert "OR 1=1" not in answer.content.decode()


def test_the_report_in_its_published_shape(office: Office) -> None:
    found = ask(office, "reports/77499?on=2026-11-24", "reports:read").json()
    assert found["billing_code"] == "77499"


@pytest.mark.parametrize("day", ["2000-01-01", "2019-12-31", "2099-12-31"])
def test_a_report_of_any_day_it_may_be_asked_for(office: Office, day: str) -> None:
    assert ask(office, f"reports/77499?on={day}", "reports:read").json()["as_of"] == day
    page = office.client(Role.BILLER).get(f"/p/riverside/reports/77499/?on={day}")
    assert page.status_code == 200


def test_a_database_that_is_away_is_said_in_the_same_shape(office: Office) -> None:
    _, secret = make_token(by=office.members[Role.BILLER], name="test", scopes=SCOPES)

    def away(*_: Any) -> None:
        """Fail as a connection fails that was cut."""
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        answer = asked("cases", secret)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "away"


def test_the_interface_describes_itself(db: None) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/cases",
        "/api/v1/cases/{number}",
        "/api/v1/reports",
        "/api/v1/reports/{code}",
        "/api/v1/rates",
        "/api/v1/rates/{code}/figures",
        "/api/v1/rates/{code}/rows",
    }
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["security"]
            assert {"200", "401", "403", "422", "429", "503"} <= set(operation["responses"])
            for parameter in operation["parameters"]:
                shape = parameter["schema"]
                assert {"maximum", "maxLength", "enum", "pattern"} & set(shape), parameter
