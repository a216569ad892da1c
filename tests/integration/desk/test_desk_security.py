"""What an attacker would try: forged forms, another's numbers, old sessions, guesses, markup in files."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from itertools import product
from typing import Any

import pydicom
import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from builders.desk_addresses import addresses
from builders.desk_claims import days_ago, payer, sent_case
from builders.desk_people import SARCOMA, Office, sarcoma_case
from unlisted.desk.jobs.worker import work_one
from unlisted.desk.models import AuditEvent, Case, Job, Packet, Upload
from unlisted.desk.permissions import ALLOWED, Role
from unlisted.desk.services.people import invite_person
from unlisted.desk.services.tokens import SCOPES, make_token
from unlisted.desk.services.work import save_view
from unlisted.desk.urls import of_practice, urlpatterns
from unlisted.pipeline.payer_behavior import Behavior

MARKS = ("<script>alert(5)</script>", "<img src=x onerror=alert(5)>")
VALUES = {"int": "1", "slug": "77499", "path": "x", "uidb36": "1", "key": "1", "str": "x"}


def filled(route: str, number: str = "1") -> str:
    values = {**VALUES, "int": number}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: values[match[1] or "str"], route)


def text_of(answer: Any) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(data).decode("utf-8", "replace")


def everything() -> dict[str, list[Any]]:
    """Return every row of the desk but sessions and counters of tries."""
    every = connection.introspection.table_names()
    names = [name for name in every if name.startswith(("desk_", "account_", "mfa_", "socialaccount_"))]
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            if name not in {"desk_cache", "desk_auditevent", "desk_audithead"}:
                cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - names of our own tables
                found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def test_no_form_of_any_address_goes_through_without_its_token(office: Office) -> None:
    sarcoma_case(office)
    clients = {role: Client(enforce_csrf_checks=True) for role in Role}
    for role, client in clients.items():
        client.cookies = office.client(role).cookies
    before, given, tried = everything(), {"role": "administrator", "to": "closed"}, 0
    for role, client in clients.items():
        for route, view in addresses(of_practice):
            if "POST" in view.methods and view.action in ALLOWED[role]:
                assert client.post(f"/p/riverside/{filled(route)}", given).status_code == 403, route
                tried += 1
    assert tried > 60
    assert everything() == before


def test_no_form_of_the_accounts_goes_through_without_its_token(office: Office) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = office.client(Role.BILLER).cookies
    before = everything()
    outside = [route for route, _ in addresses(urlpatterns) if route.startswith("accounts/")]
    assert len(outside) > 20
    for route in outside:
        assert client.post(f"/{filled(route)}").status_code in {403, 404, 405}, route
    assert everything() == before
    assert get_resolver().url_patterns == urlpatterns


def test_numbers_of_another_practice_open_nothing_in_ones_own(office: Office, other_office: Office) -> None:
    case, _ = sent_case(office)
    case.family_name = "Riversidepatient"
    case.save()
    biller = office.members[Role.BILLER]
    view = save_view(by=biller, name="Riversideview", query="?queue=sent")
    token, _ = make_token(by=biller, name="Riversidetoken", scopes=SCOPES)
    given = {"files": [SimpleUploadedFile("a.csv", b"day,minutes\n2026-01-01,5\n")], "paths": ["a.csv"]}
    office.client(Role.BILLER).post("/p/riverside/imports/hand-in", given)
    sarcoma_case(other_office)
    theirs = {row.pk for row in (*Packet.objects.all(), *Job.objects.all(), *office.members.values())}
    theirs |= {view.pk, token.pk, *case.claims.values_list("pk", flat=True)}
    mine = {row.pk for row in other_office.members.values()}
    clients, before, tried = {role: other_office.client(role) for role in Role}, everything(), 0
    for (route, entry), number in product(addresses(of_practice), sorted(theirs)):
        if "<int:pk>" not in route or ("people/" in route and number in mine):
            continue
        path = f"/p/lakeside/{filled(route.replace('<int:pk>', str(number)))}"
        client = next(clients[role] for role in Role if entry.action in ALLOWED[role])
        for method in entry.methods:
            answer = client.get(path) if method == "GET" else client.post(path, {"role": "auditor"})
            assert answer.status_code in {404, 422}, (path, answer.status_code)
            assert not re.search("Riverside(patient|view|token)", text_of(answer)), path
            tried += 1
    assert tried >= 60
    assert {**everything(), "desk_user": []} == {**before, "desk_user": []}  # sign-ins stand there


def test_a_saved_view_of_another_person_is_not_deleted(office: Office, other_office: Office) -> None:
    view = save_view(by=office.members[Role.BILLER], name="mine", query="?queue=sent")
    for client, slug in (
        (other_office.client(Role.BILLER), "lakeside"),
        (office.client(Role.MANAGER), "riverside"),
    ):
        assert client.post(f"/p/{slug}/worklist/views", {"delete": str(view.pk)}).status_code == 404
    view.refresh_from_db()


def test_a_session_ends_after_its_minutes_and_each_click_begins_them_anew(
    office: Office, settings: Any
) -> None:
    client = office.client(Role.BILLER)
    assert client.get("/p/riverside/worklist/").status_code == 200
    kept = Session.objects.get(pk=client.session.session_key)
    left = kept.expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=settings.DESK.session_minutes)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    client.get("/p/riverside/worklist/")
    kept.refresh_from_db()
    assert kept.expire_date - timezone.now() > timedelta(minutes=29)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    answer = client.get("/p/riverside/worklist/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_the_session_cookie_is_out_of_reach(office: Office) -> None:
    user = office.members[Role.BILLER].user
    user.set_password("a long enough secret")
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "a long enough secret"})
    cookie = client.cookies["desk"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert not cookie["max-age"]  # it goes with the browser


def test_signing_out_and_a_new_password_end_what_was_open(office: Office) -> None:
    user = office.members[Role.BILLER].user
    one, two = office.client(Role.BILLER), office.client(Role.BILLER)
    stolen = Client()
    stolen.cookies["desk"] = str(one.session.session_key)
    assert stolen.get("/p/riverside/worklist/").status_code == 200
    one.post("/accounts/logout/")
    assert stolen.get("/p/riverside/worklist/").status_code == 302
    user.set_password("another long secret")
    user.save()
    assert two.get("/p/riverside/worklist/").status_code == 302


def test_who_is_removed_or_gets_another_role_loses_it_at_the_next_click(office: Office) -> None:
    manager, client = office.members[Role.MANAGER], office.client(Role.MANAGER)
    boss = office.client(Role.ADMINISTRATOR)
    assert client.get("/p/riverside/audit/").status_code == 200
    boss.post(f"/p/riverside/people/{manager.pk}/role", {"role": "biller"})
    assert client.get("/p/riverside/audit/").status_code == 403
    boss.post(f"/p/riverside/people/{manager.pk}/remove")
    assert client.get("/p/riverside/worklist/").status_code == 404


def test_guesses_at_a_signature_are_slowed_down(office: Office) -> None:
    user = office.members[Role.CLINICIAN].user
    user.set_password("a long enough secret")
    user.save()
    sarcoma_case(office)
    client = office.client(Role.CLINICIAN)
    path = "/p/riverside/cases/1/packet/1/sign"
    said = [text_of(client.post(path, {"password": f"guess {n}"})) for n in range(12)]
    assert "password is not right" in said[0]
    assert "too many tries" in said[-1]
    assert "too many tries" in text_of(client.post(path, {"password": "a long enough secret"}))
    assert not AuditEvent.objects.filter(verb="packet signed").exists()


def test_guesses_at_a_code_are_slowed_down(office: Office) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = office.members[Role.BILLER].user
    user.set_password("a long enough secret")
    user.save()
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "a long enough secret"})
    said = [text_of(client.post("/accounts/2fa/authenticate/", {"code": "000000"})) for _ in range(12)]
    assert "Too many" in said[-1]
    assert "_auth_user_id" not in client.session


def test_a_failed_sign_in_says_the_same_for_every_address(office: Office) -> None:
    pages = set()
    for email in ("biller@riverside.test", "nobody@nowhere.test"):
        page = text_of(Client().post("/accounts/login/", {"login": email, "password": "wrong"}))
        pages.add(re.sub(r'value="[^"]*"|<body [^>]*>|<script.*?</script>', "", page, flags=re.DOTALL))
    assert len(pages) == 1


def archive(names: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name, data in names.items():
            parts.writestr(name, data)
    return made.getvalue()


POLYGLOTS = {
    "page.zip": b"<html><script>alert(5)</script>" + archive({"a.txt": b"x"}),
    "letter.pdf": b"<!DOCTYPE html><html><script>alert(5)</script></html>",
    "picture.dcm": b"GIF89a/*" + bytes(200) + b"*/=1;alert(5)",
    "drawing.json": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(5)"/>',
    "answer.835": b"<html>ISA*00*</html>",
    "sheet.csv": b"PK\x03\x04" + bytes(64),
    "note.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_that_is_two_things_is_refused_or_fails_well(office: Office, name: str) -> None:
    client = office.client(Role.BILLER)
    given = {"files": [SimpleUploadedFile(name, POLYGLOTS[name])], "paths": [name]}
    answer = client.post("/p/riverside/imports/hand-in", given)
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        assert work_one()
        said = text_of(client.get(answer.headers["Location"]))
        assert "What to do" in said or "not understood" in said.lower()
        assert "root:" not in said
        assert "alert(5)</script>" not in said
    else:
        assert not Upload.objects.exists()
    assert not Case.objects.exists()


def test_nothing_handed_in_has_an_address(office: Office) -> None:
    given = {"files": [SimpleUploadedFile("a.csv", b"day,minutes\n2026-01-01,5\n")], "paths": ["a.csv"]}
    client = office.client(Role.BILLER)
    client.post("/p/riverside/imports/hand-in", given)
    kept = Upload.objects.get()
    for path in (f"/files/{kept.pk}", f"/static/{kept.pk}", f"/static/../files/{kept.pk}", "/media/a.csv"):
        assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("mark", MARKS)
def test_markup_in_a_dicom_file_stays_text(office: Office, mark: str) -> None:
    files = {}
    for path in sorted(SARCOMA.rglob("*")):
        if path.is_file():
            name, data = str(path.relative_to(SARCOMA)), path.read_bytes()
            if name.endswith(".dcm"):
                made, out = pydicom.dcmread(io.BytesIO(data)), io.BytesIO()
                for keyword in ("StudyDescription", "SeriesDescription", "Manufacturer", "StationName"):
                    setattr(made, keyword, mark[:16] if keyword == "StationName" else mark)
                if "RTPlanLabel" in made:
                    made.RTPlanLabel = mark[:16]
                for element in made.get("BeamSequence", ()):
                    element.BeamName = mark
                made.save_as(out)
                data = out.getvalue()
            files[name] = data
    assert any(name.endswith(".dcm") for name in files)
    client = office.client(Role.BILLER)
    given = [SimpleUploadedFile(name.rsplit("/", 1)[-1], data) for name, data in files.items()]
    client.post("/p/riverside/imports/hand-in", {"files": given, "paths": list(files)})
    assert work_one()
    assert Case.objects.count() == 1
    look_everywhere(office, mark)


@pytest.mark.parametrize("mark", MARKS)
def test_markup_in_a_payers_file_stays_text(office: Office, mark: str) -> None:
    _, claim = sent_case(office)
    _, _, paid = payer(Behavior.DESCRIPTION_MISSING).receive(claim, days_ago(3))
    text = paid.data.decode()
    component = text[104]
    evil = mark.upper().replace(component, "")
    name = re.search(r"N1\*PR\*([^*~]+)", text)
    assert name is not None
    changed = text.replace(name[1], evil)
    claims = re.findall(r"CLP\*([^*]+)\*", changed)
    stray = changed.replace(f"CLP*{claims[0]}*", f"CLP*{evil}*")
    client = office.client(Role.BILLER)
    for number, data in enumerate((changed, stray)):
        file = SimpleUploadedFile(f"answer{number}.835", data.encode())
        client.post("/p/riverside/imports/hand-in", {"files": [file], "paths": [file.name]})
        assert work_one()
    look_everywhere(office, evil)


def look_everywhere(office: Office, mark: str) -> None:
    """Open every page there is: the mark may stand there as text only."""
    numbers = {"imports": Job, "packet": Packet}
    seen = 0
    for route, view in addresses(of_practice):
        if "GET" not in view.methods:
            continue
        keys = ["1"]
        for word, kind in numbers.items():
            if word in route:
                keys = [str(pk) for pk in kind.objects.values_list("pk", flat=True)] or ["1"]  # type: ignore[attr-defined]
        for key in keys:
            path = filled(route.replace("<int:pk>", key))
            role = next(role for role in Role if view.action in ALLOWED[role])
            answer = office.client(role).get(f"/p/riverside/{path}")
            assert answer.status_code < 500
            if "html" in str(answer.headers.get("Content-Type", "")):
                assert mark.lower() not in text_of(answer).lower(), path
                seen += answer.status_code == 200
    assert seen > 12


@pytest.mark.parametrize("mark", MARKS)
def test_markup_in_what_people_write_stays_text(office: Office, mark: str) -> None:
    case = sarcoma_case(office)
    admin = office.members[Role.ADMINISTRATOR]
    invite_person(by=admin, email="x@riverside.test", name=mark, role=Role.CODER, credentials=mark[:60])
    manager, coder = office.client(Role.MANAGER), office.client(Role.CODER)
    base = f"/p/riverside/cases/{case.number}"
    manager.post(f"{base}/note", {"text": mark})
    manager.post(f"{base}/answer", {"question": "apart_from_listed", "value": "yes", "says": mark})
    manager.post("/p/riverside/worklist/views", {"name": mark, "query": f"?payer={mark}"})
    manager.post("/p/riverside/worklist/bulk", {"case": "1", "until": "2099-01-01", "reason": mark})
    manager.post("/p/riverside/tokens/", {"name": mark, "scopes": "cases:read"})
    coder.post("/p/riverside/services/new", {"name": mark, "description": mark, "note": mark})
    office.client(Role.ADMINISTRATOR).post("/p/riverside/practice/", {"locality": mark, "setting": ""})
    assert case.notes.get().text == mark
    look_everywhere(office, mark)
