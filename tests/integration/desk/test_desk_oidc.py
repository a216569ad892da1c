"""Sign-in by a provider, against a real one on this machine that keeps to the rules or breaks them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from builders.desk_people import Office, make_office, sarcoma_case
from builders.oidc_provider import CLIENT_ID, CLIENT_SECRET, Misdeeds, TestProvider, oidc_provider
from unlisted.base.errors import UsageError
from unlisted.desk.audit import verify_chain
from unlisted.desk.environment import Oidc, read_environment
from unlisted.desk.models import AuditEvent, Membership, User
from unlisted.desk.permissions import Role
from unlisted.desk.services.people import remove_person

LOGIN, BACK = "/accounts/provider/login/", "/accounts/provider/callback/"
WORKLIST = "/p/riverside/worklist/"


@pytest.fixture
def provider(settings: Any) -> Iterator[TestProvider]:
    with oidc_provider() as made:
        oidc = Oidc(made.issuer, CLIENT_ID, CLIENT_SECRET, "Test Hospital")
        settings.DESK = replace(settings.DESK, oidc=oidc)
        yield made


def led_back(client: Client, query: str = "") -> str:
    """Go to the provider as a browser does; return the address it leads back to."""
    there = client.get(f"{LOGIN}{query}").headers["Location"]
    answer = requests.get(there, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def sign_in(client: Client, query: str = "") -> Any:
    return client.get(led_back(client, query))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused(answer: Any, reason: str) -> bool:
    """Say whether a sign-in was refused with a page and an entry of the audit trail, for this reason."""
    entry = AuditEvent.objects.filter(verb="sign-in by the provider refused").last()
    assert verify_chain().ok
    said = answer.content.decode()
    return (
        answer.status_code == 403
        and "Not signed in" in said
        and entry is not None
        and (entry.detail == {"reason": reason})
    )


def test_without_a_provider_there_is_no_such_address(office: Office) -> None:
    assert Client().get(LOGIN).status_code == Client().get(BACK).status_code == 404
    assert LOGIN not in Client().get("/accounts/login/").content.decode()


def test_who_was_added_signs_in_and_sets_up_a_second_factor(office: Office, provider: TestProvider) -> None:
    assert "Sign in with Test Hospital" in Client().get("/accounts/login/").content.decode()
    client = Client()
    assert sign_in(client, "?next=/p/riverside/worklist/").headers["Location"] == WORKLIST
    assert is_in(client)
    assert client.get(WORKLIST).headers["Location"] == "/accounts/2fa/totp/activate/"
    assert SocialAccount.objects.get().uid == "person-1"
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert {"account bound to the provider", "signed in"} <= set(verbs)
    again = Client()
    sign_in(again)
    assert is_in(again)
    assert SocialAccount.objects.count() == 1


def test_the_second_factor_of_the_desk_is_asked_for_all_the_same(
    office: Office, provider: TestProvider
) -> None:
    TOTP.activate(office.members[Role.BILLER].user, generate_totp_secret())
    client = Client()
    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    assert client.get(WORKLIST).headers["Location"].startswith("/accounts/login/")


def test_the_second_factor_of_the_provider_counts_where_the_installation_says_so(
    office: Office, provider: TestProvider, settings: Any
) -> None:
    settings.DESK = replace(settings.DESK, oidc=replace(settings.DESK.oidc, second_factor=True))
    client = Client()
    sign_in(client)
    assert client.get(WORKLIST).status_code == 200
    TOTP.activate(office.members[Role.BILLER].user, generate_totp_secret())
    client = Client()
    sign_in(client)
    assert client.get(WORKLIST).status_code == 200
    user = office.members[Role.BILLER].user
    user.set_password("a long enough secret")
    user.save()
    by_password = Client()
    answer = by_password.post("/accounts/login/", {"login": user.email, "password": "a long enough secret"})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"


def test_a_signature_is_never_proved_by_the_provider_alone(
    office: Office, provider: TestProvider, settings: Any
) -> None:
    settings.DESK = replace(settings.DESK, oidc=replace(settings.DESK.oidc, second_factor=True))
    sarcoma_case(office)
    provider.email = "clinician@riverside.test"
    client = Client()
    sign_in(client)
    assert client.get("/p/riverside/cases/1/").status_code == 200
    answer = client.post("/p/riverside/cases/1/packet/1/sign")
    assert answer.status_code == 422
    assert "has none of its own" in answer.content.decode()


@pytest.mark.parametrize("sign", ["key", "curve"])
@pytest.mark.parametrize("by_userinfo", [False, True])
def test_right_tokens_of_each_kind(
    office: Office, provider: TestProvider, sign: str, by_userinfo: bool
) -> None:
    provider.wrong = Misdeeds(sign=sign, email_by_userinfo=by_userinfo)
    client = Client()
    sign_in(client)
    assert is_in(client)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (Misdeeds(sign="none"), "not signed by a key"),
        (Misdeeds(sign="secret"), "not signed by a key"),
        (Misdeeds(sign="other key"), "wrong signature"),
        (Misdeeds(sign="mixed"), "signed by an unknown key"),
        (Misdeeds(sign="unknown"), "signed by an unknown key"),
        (Misdeeds(sign="garbage"), "no valid token"),
        (Misdeeds(without_token=True), "no valid token"),
        (Misdeeds(claims={"nonce": "another"}), "wrong nonce"),
        (Misdeeds(claims={"nonce": None}), "wrong nonce"),
        (Misdeeds(claims={"nonce": ""}), "wrong nonce"),
        (Misdeeds(claims={"aud": "another client"}), "other audience"),
        (Misdeeds(claims={"aud": [CLIENT_ID, "another client"]}), "other audience"),
        (Misdeeds(claims={"azp": "another client"}), "other audience"),
        (Misdeeds(claims={"iss": "https://evil.example"}), "other issuer"),
        (Misdeeds(claims={"exp": 1_700_000_000}), "expired"),
        (Misdeeds(claims={"exp": None}), "no valid token"),
        (Misdeeds(claims={"iat": int(time.time()) + 86_400}), "no valid token"),
        (Misdeeds(claims={"sub": ""}), "no subject"),
        (Misdeeds(claims={"email_verified": False}), "not verified"),
        (Misdeeds(claims={"email_verified": None}), "not verified"),
        (Misdeeds(claims={"email_verified": "false"}), "not verified"),
        (Misdeeds(claims={"email": None}, userinfo={"sub": "someone else"}), "other subject"),
        (Misdeeds(claims={"email": "stranger@nowhere.test"}), "not added"),
        (Misdeeds(described={"issuer": "https://evil.example"}), "other issuer"),
        (Misdeeds(token_status=500), "away"),
        (Misdeeds(keys_status=500), "away"),
    ],
)
def test_a_provider_that_breaks_a_rule_signs_nobody_in(
    office: Office, provider: TestProvider, wrong: Misdeeds, reason: str
) -> None:
    client = Client()
    there = client.get(LOGIN).headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=10).headers["Location"]
    provider.wrong = wrong
    answer = client.get(back.removeprefix("http://testserver"))
    assert refused(answer, reason)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == len(Role)


def test_a_state_of_another_browser_or_used_twice_is_refused(office: Office, provider: TestProvider) -> None:
    mine, theirs = Client(), Client()
    address = led_back(theirs)
    assert refused(mine.get(address), "unknown way")
    theirs.get(address)
    assert is_in(theirs)
    assert refused(theirs.get(address), "unknown way")
    for query in ("", "?state=x", "?code=x", "?error=access_denied", "?state=x&code=y&error=z"):
        assert refused(Client().get(f"{BACK}{query}"), "unknown way"), query
    assert not is_in(mine)


def test_a_person_who_turns_back_and_an_error_of_the_provider_are_told(
    office: Office, provider: TestProvider
) -> None:
    for error, reason in (("access_denied", "cancelled"), ("<script>", "refused by the provider")):
        client = Client()
        state = parse_qs(urlsplit(client.get(LOGIN).headers["Location"]).query)["state"][0]
        answer = client.get(BACK, {"state": state, "error": error})
        assert refused(answer, reason)
        assert "<script>" not in answer.content.decode()


def test_a_provider_that_is_away_is_told(office: Office, provider: TestProvider, settings: Any) -> None:
    oidc = replace(settings.DESK.oidc, issuer="http://127.0.0.1:9")
    settings.DESK = replace(settings.DESK, oidc=oidc)
    assert refused(Client().get(LOGIN), "away")


def test_an_address_given_to_another_person_does_not_open_the_account(
    office: Office, provider: TestProvider
) -> None:
    sign_in(Client())
    provider.subject = "person-2"
    assert refused(sign_in(Client()), "other person")
    provider.subject, provider.email = "person-1", "manager@riverside.test"
    assert refused(sign_in(Client()), "other person")


def test_who_was_removed_or_closed_is_refused(office: Office, provider: TestProvider) -> None:
    biller = office.members[Role.BILLER]
    remove_person(by=office.members[Role.ADMINISTRATOR], member=biller)
    assert refused(sign_in(Client()), "not added")
    Membership.objects.filter(pk=biller.pk).update(active=True)
    User.objects.filter(pk=biller.user_id).update(is_active=False)
    assert refused(sign_in(Client()), "not added")


def test_the_way_there_takes_nothing_from_the_address(office: Office, provider: TestProvider) -> None:
    evil = "?process=connect&scope=admin&next=//evil.example"
    evil += "&auth_params=redirect_uri%3Dhttp%3A%2F%2Fevil.example"
    asked = parse_qs(urlsplit(Client().get(f"{LOGIN}{evil}").headers["Location"]).query)
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 22
    client = Client()
    assert "evil" not in sign_in(client, evil).headers["Location"]
    signed_in = make_office("lakeside").client(Role.BILLER)
    sign_in(signed_in, "?process=connect")  # a sign-in of its own, never a second way into this account
    assert SocialAccount.objects.get().user.email == "biller@riverside.test"


def test_the_session_is_a_new_one(office: Office, provider: TestProvider) -> None:
    client = Client()
    address = led_back(client)
    before = client.session.session_key
    client.get(address)
    assert client.session.session_key != before


def test_knocking_again_and_again_is_slowed_down(office: Office, provider: TestProvider) -> None:
    client = Client()
    statuses = [client.get(f"{BACK}?state=x").status_code for _ in range(40)]
    assert statuses[0] == 403
    assert statuses[-1] == 429
    assert AuditEvent.objects.filter(verb="sign-in by the provider refused").count() == statuses.count(403)


@pytest.mark.parametrize(
    "given",
    [
        {"OIDC_ISSUER": "https://id.example"},
        {"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"},
        {"OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"},
    ],
)
def test_a_provider_named_in_part_or_without_tls_is_refused(given: dict[str, str]) -> None:
    keys = {"SECRET_KEY": "x", "FILE_KEYS": "y", "AUDIT_KEY": "z", **given}
    with pytest.raises(UsageError, match=r"OIDC|provider"):
        read_environment({f"UNLISTED_DESK_{name}": value for name, value in keys.items()})
