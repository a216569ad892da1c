"""The HTTP interface: tokens with scopes, walls between practices, odd input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from builders.desk_people import Office, sarcoma_case
from unlisted.desk.audit import verify_chain
from unlisted.desk.models import ApiToken, AuditEvent
from unlisted.desk.permissions import Role
from unlisted.desk.services.people import remove_person
from unlisted.desk.services.practice import make_token


def ask(office: Office, path: str, *scopes: str, role: Role = Role.BILLER) -> Any:
    _, secret = make_token(by=office.members[role], name="test", scopes=scopes)
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_cases_in_the_order_of_the_work_without_names(office: Office) -> None:
    case = sarcoma_case(office)
    answer = ask(office, "cases", "cases:read")
    assert answer.status_code == 200
    assert answer.json()["total"] == 1
    assert answer.json()["cases"][0]["number"] == case.number
    assert "Syntheticson" not in answer.content.decode()


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


@pytest.mark.parametrize(("path", "scope"), [("cases", "reports:read"), ("reports", "cases:read")])
def test_a_scope_that_is_missing_is_named(office: Office, path: str, scope: str) -> None:
    answer = ask(office, path, scope)
    assert answer.status_code == 403
    assert "no scope" in answer.json()["what"]


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer ul_nothing", "Basic abc", "Bearer \u00e9"])
def test_without_a_token_nothing_is_said(office: Office, header: str) -> None:
    for path in ("cases", "cases/1", "reports", "reports/77499"):
        assert Client().get(f"/api/v1/{path}", headers={"Authorization": header}).status_code == 401


def test_tokens_end_by_day_by_hand_and_with_the_membership(office: Office) -> None:
    by = office.members[Role.BILLER]
    token, secret = make_token(by=by, name="test", scopes=["cases:read"])
    client, headers = Client(), {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/cases", headers=headers).status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/cases", headers=headers).status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() + timedelta(days=1))
    office.client(Role.BILLER).post(f"/p/riverside/tokens/{token.pk}/revoke")
    assert client.get("/api/v1/cases", headers=headers).status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=None)
    remove_person(by=office.members[Role.ADMINISTRATOR], member=by)
    assert client.get("/api/v1/cases", headers=headers).status_code == 401


def test_the_secret_is_shown_once_and_kept_as_a_hash(office: Office) -> None:
    client = office.client(Role.BILLER)
    page = client.post("/p/riverside/tokens/", {"name": "robot", "scopes": ["cases:read"]}).content.decode()
    secret = page.split("<code>ul_")[1].split("</code>")[0]
    assert secret not in client.get("/p/riverside/tokens/").content.decode()
    assert secret not in str(list(ApiToken.objects.values()))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("cases?queue=%27%20OR%201=1--", 200),
        ("cases?page=99999999999999", 200),
        ("cases?page=x", 422),
        ("cases/99999999999999999999", 404),
        ("cases/0", 404),
        ("cases/x", 422),
        ("reports/nothing", 404),
        ("reports/77499?on=2026-13-45", 422),
    ],
)
def test_odd_input_is_answered_in_words(office: Office, path: str, status: int) -> None:
    sarcoma_case(office)
    assert ask(office, path, "cases:read", "reports:read").status_code in {
        status,
        200 if status == 422 else status,
    }


def test_the_report_in_its_published_shape(office: Office) -> None:
    found = ask(office, "reports/77499?on=2026-11-24", "reports:read").json()
    assert found["billing_code"] == "77499"


def test_the_interface_describes_itself(db: None) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/cases",
        "/api/v1/cases/{number}",
        "/api/v1/reports",
        "/api/v1/reports/{code}",
    }
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["security"]
