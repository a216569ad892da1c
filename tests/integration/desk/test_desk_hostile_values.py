"""Hostile values in every parameter of every address: refused or taken as text, never a fault, never markup.

``UNLISTED_HOSTILE_ROUNDS`` says how often each address is tried; a whole look takes some dozen.
"""

from __future__ import annotations

import os
import random
import re
import string
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from builders.desk_addresses import addresses
from builders.desk_people import Office, sarcoma_case, signed_in
from unlisted.desk.audit import verify_chain
from unlisted.desk.permissions import Role, roles_that_can
from unlisted.desk.services.people import make_user
from unlisted.desk.urls import of_practice

ROUNDS = int(os.environ.get("UNLISTED_HOSTILE_ROUNDS", "2"))
SEED = int(os.environ.get("UNLISTED_HOSTILE_SEED", "20261124"))
DESK = Path(__file__).resolve().parents[3] / "src" / "unlisted" / "desk"
MARKS = ("<script>alert(9)</script>", '"><img src=x onerror=alert(9)>', "'><svg/onload=alert(9)>")
HOSTILE = (
    *MARKS,
    "' OR '1'='1",
    "'; DROP TABLE desk_case; --",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass"),  # bytes that are no UTF-8
    b"\xff\xfe",
    "9" * 40,
    "9" * 5000,
    "-9223372036854775809",
    "1e999999",
    "NaN",
    "-Infinity",
    "\u0665",  # a digit, but none of ours
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "{{ request.user.password }}",
    "{% debug %}",
    "../../../../etc/passwd",
    "javascript:alert(9)",
    "//evil.example/",
    "http://evil.example/",
    "\r\nSet-Cookie: planted=1",
    "\u202e" * 50,
    "x" * 20000,
    "",
    " ",
    "[]",
    "{",
)
LIKELY = (
    "1", "0", "yes", "no", "77499", "77435", "aetna", "2030-01-01", "2026-11-01", "25", "12.50", "all",
    "assign", "snooze", "draft", "closed", "state", "due", "AL", "biller", "some words",
)  # fmt: skip
NUMBERS = ("1", "2", "0", "2147483648", "9223372036854775808", "9" * 60)
SLUGS = ("77499", "aetna", "nothing", "x" * 300, "-", "_")


def names() -> list[str]:
    """Return every name a form sends or a page reads, taken from pages and templates themselves."""
    found: set[str] = set()
    for path in (DESK / "views").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:GET|POST|given)(?:\.get\(|\.getlist\(|\[)"(\w+)"', text))
        found |= set(re.findall(r"^    (\w+) = forms\.", text, re.MULTILINE))
    for path in DESK.glob("templates/**/*.html"):
        found |= set(re.findall(r'\bname="(\w+)"', path.read_text(encoding="utf-8")))
    return sorted(found - {"files", "csrfmiddlewaretoken", "viewport", "color"})


def filled(route: str, chance: random.Random) -> str:
    """Fill the places of an address, mostly with what is there."""
    for kind, good, values in (("int", "1", NUMBERS), ("slug", "77499", SLUGS)):
        while match := re.search(rf"<{kind}:\w+>", route):
            value = good if chance.random() < 0.7 else chance.choice(values)
            route = route.replace(match[0], value, 1)
    return route


def given(chance: random.Random, every: list[str]) -> dict[str, Any]:
    """Choose values: of each name none, a likely one or a hostile one."""
    chosen: dict[str, Any] = {}
    share = chance.choice((0.05, 0.3, 0.9))
    for name in every:
        if chance.random() < 0.8:
            chosen[name] = chance.choice(HOSTILE) if chance.random() < share else chance.choice(LIKELY)
    return chosen


def is_markup(answer: Any) -> bool:
    return str(answer.headers.get("Content-Type", "")).startswith("text/html")


def body(answer: Any) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(data).decode("utf-8", "replace")


def test_the_names_are_found() -> None:
    assert {"page", "on", "q", "reason", "comparator", "billing", "text", "credentials"} <= set(names())
    assert len(names()) > 50


def test_no_value_is_a_fault_or_becomes_markup(office: Office) -> None:
    sarcoma_case(office)
    chance, every = random.Random(SEED), names()
    clients = {role: office.client(role) for role in Role}
    for client in clients.values():
        client.raise_request_exception = False
    for route, view in addresses(of_practice):
        for method in view.methods:
            for _ in range(ROUNDS):
                role = chance.choice(roles_that_can(view.action))
                path, values = f"/p/riverside/{filled(route, chance)}", given(chance, every)
                client = clients[role]
                answer = client.get(path, values) if method == "GET" else client.post(path, values)
                tried = (method, path, role.value, values)
                assert answer.status_code < 500, tried
                assert "planted" not in answer.cookies, tried
                location = answer.headers.get("Location", "")
                assert "evil.example" not in location.partition("?")[0], tried
                if is_markup(answer):
                    said = body(answer)
                    assert not any(mark in said for mark in MARKS), tried
                    assert "Traceback" not in said, tried
    look_at_everything(clients)
    assert verify_chain().ok


def look_at_everything(clients: dict[Role, Client]) -> None:
    """Open every page once more: what was stored by the way must be text there too."""
    for route, view in addresses(of_practice):
        if "GET" not in view.methods:
            continue
        path = route
        for place in re.findall(r"<\w+:\w+>", route):
            path = path.replace(place, "77499" if "slug" in place else "1")
        for role in roles_that_can(view.action):
            answer = clients[role].get(f"/p/riverside/{path}")
            assert answer.status_code < 500, path
            if is_markup(answer):
                assert not any(mark in body(answer) for mark in MARKS), path


@pytest.mark.parametrize("mark", MARKS)
def test_a_name_that_is_markup_is_shown_as_text(office: Office, mark: str) -> None:
    user = make_user(email="marked@riverside.test", name=mark, credentials=mark[:60])
    client = office.client(Role.ADMINISTRATOR)
    given = {"name": mark, "email": "other@riverside.test", "role": "coder", "credentials": mark}
    assert mark not in client.post("/p/riverside/people/", given).content.decode()
    assert mark not in client.get("/p/riverside/people/").content.decode()
    assert mark not in signed_in(user).get("/").content.decode()


def test_sign_in_takes_any_value(db: None) -> None:
    chance = random.Random(SEED)
    for page in ("login", "reauthenticate", "signup", "password/reset", "2fa/authenticate"):
        client = Client(raise_request_exception=False)
        for value in HOSTILE:
            values = {"login": value, "password": value, "email": value, "code": value, "next": value}
            answer = client.post(f"/accounts/{page}/", values)
            assert answer.status_code < 500, (page, value)
            assert not any(mark in body(answer) for mark in MARKS)
            answer = client.get(f"/accounts/{page}/", {"next": chance.choice(HOSTILE)})
            assert answer.status_code < 500, (page, value)
            assert not any(mark in body(answer) for mark in MARKS)


def test_a_long_address_is_only_not_there(office: Office) -> None:
    client = office.client(Role.MANAGER)
    for text in (string.printable, "%00", "%ff", "..%2f..%2fkeys.env", "x" * 4000):
        assert client.get(f"/p/riverside/{text}").status_code in {400, 404}
