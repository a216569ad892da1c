"""Who may see and do what: every address of the table, every role, and people from outside."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern

from builders.desk_addresses import addresses
from builders.desk_people import Office, sarcoma_case, signed_in
from unlisted.desk.permissions import ALLOWED, Role
from unlisted.desk.services.people import make_user, remove_person
from unlisted.desk.urls import desk, of_practice, one_case

VALUES = {"int": "1", "slug": "77499"}


def filled(route: str) -> str:
    """Put numbers and names into the places of an address."""
    for kind, value in VALUES.items():
        for name in ("pk", "number", "name", "code"):
            route = route.replace(f"<{kind}:{name}>", value)
    return route


EVERY = [(filled(route), view) for route, view in addresses(of_practice)]


def call(client: Client, slug: str, route: str, method: str) -> int:
    path = f"/p/{slug}/{route}"
    return (client.get(path) if method == "GET" else client.post(path)).status_code


def test_the_table_is_read_whole() -> None:
    assert len(EVERY) >= 38
    assert all("<" not in route for route, _ in EVERY)


def test_every_address_and_every_name_stands_once() -> None:
    names = [entry.name for entry in (*one_case, *of_practice, *desk) if isinstance(entry, URLPattern)]
    routes = [route for route, _ in EVERY]
    assert sorted(set(names)) == sorted(map(str, names))
    assert len(set(routes)) == len(routes)


def test_every_address_names_what_it_needs() -> None:
    assert [route for route, view in EVERY if not hasattr(view, "action")] == []


def test_outsiders_find_nothing_at_any_address(office: Office, other_office: Office) -> None:
    sarcoma_case(office)
    stranger = signed_in(make_user(email="stranger@nowhere.test", name="Stranger Example"))
    removed = office.members[Role.BILLER]
    remove_person(by=office.members[Role.ADMINISTRATOR], member=removed)
    for route, view in EVERY:
        for method in view.methods:
            for client in (stranger, other_office.client(Role.ADMINISTRATOR), signed_in(removed.user)):
                assert call(client, "riverside", route, method) == 404, (route, method)


def test_without_sign_in_every_address_leads_to_the_door(office: Office) -> None:
    for route, view in EVERY:
        answer = Client().generic(view.methods[0], f"/p/riverside/{route}")
        assert (answer.status_code, answer.headers["Location"][:16]) == (302, "/accounts/login/"), route


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_told_what_it_may_not_do(office: Office, role: Role) -> None:
    sarcoma_case(office)
    client = office.client(role)
    for route, view in EVERY:
        for method in view.methods:
            status = call(client, "riverside", route, method)
            assert (status == 403) == (view.action not in ALLOWED[role]), (route, method, status)
            assert status < 500, (route, method)


def test_the_wrong_method_is_refused(office: Office) -> None:
    client = office.client(Role.MANAGER)
    assert client.get("/p/riverside/search").status_code == 405
    assert client.post("/p/riverside/worklist/").status_code == 405


def test_a_person_without_second_factor_sets_one_up_first(office: Office) -> None:
    client = Client()
    client.force_login(
        office.members[Role.BILLER].user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.get("/p/riverside/worklist/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/totp/activate/")


def test_nobody_signs_up(db: None) -> None:
    page = Client().get("/accounts/signup/").content.decode()
    assert "password1" not in page


def test_brute_force_is_slowed_down(office: Office) -> None:
    client, wrong = Client(), {"login": "biller@riverside.test", "password": "not the password"}
    statuses = [client.post("/accounts/login/", wrong).status_code for _ in range(12)]
    assert statuses[0] == 200
    assert "Too many" in client.post("/accounts/login/", wrong).content.decode()


def test_sign_in_gives_a_new_session(office: Office) -> None:
    user = office.members[Role.BILLER].user
    user.set_password("a long enough secret")
    user.save()
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["desk"] = str(session.session_key)
    client.post("/accounts/login/", {"login": user.email, "password": "a long enough secret"})
    assert client.session.session_key != session.session_key


def test_forms_need_their_token(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = office.client(Role.BILLER).cookies
    assert client.post("/p/riverside/search", {"q": "Example"}).status_code == 403


def test_every_page_has_its_policy_and_stays_out_of_caches(office: Office) -> None:
    headers = office.client(Role.MANAGER).get("/p/riverside/worklist/").headers
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_last_administrator_stays(office: Office) -> None:
    client, pk = office.client(Role.ADMINISTRATOR), office.members[Role.ADMINISTRATOR].pk
    answer = client.post(f"/p/riverside/people/{pk}/role", {"role": "biller"})
    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()


def test_an_invitation_gives_a_link_that_sets_the_first_password(office: Office) -> None:
    client = office.client(Role.ADMINISTRATOR)
    given = {"name": "Newcomer Example", "email": "new@riverside.test", "role": "coder", "credentials": "CPC"}
    page = client.post("/p/riverside/people/", given).content.decode()
    link = page.split("<code>http://testserver")[1].split("</code>")[0]
    fresh = Client()
    form = fresh.get(link, follow=True)
    there = form.redirect_chain[-1][0]
    secret = {"password1": "quite a long secret 7", "password2": "quite a long secret 7"}
    assert fresh.post(there, secret).status_code == 302
    assert fresh.login(request=None, email="new@riverside.test", password="quite a long secret 7")
    assert Client().get(link, follow=True).content.decode().count("password1") == 0
