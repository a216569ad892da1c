"""Ways in without a password, in a real browser: a passkey, and a provider of OpenID Connect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from builders.desk_server import desk_command, served
from builders.oidc_provider import CLIENT_ID, CLIENT_SECRET, TestProvider, oidc_provider

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]

EMAIL, WORKLIST = "ada@clinic.test", "/p/nowhere-clinic/worklist/"


@dataclass(frozen=True)
class Door:
    """A served desk: its address, the first password, its provider."""

    url: str
    password: str
    provider: TestProvider


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("served") / "desk"
    words = ("--email", EMAIL, "--person", "Ada Keeper", "--folder", str(folder))
    made = desk_command("desk", "practice", "Nowhere Clinic", *words)
    password = re.search(r"signing in\): (\S+)", made.stdout)
    assert password is not None, made.stderr
    with oidc_provider() as provider:
        provider.email = EMAIL
        given = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET}
        more = {f"UNLISTED_DESK_OIDC_{name}": value for name, value in given.items()}
        with served(folder, **more) as url:
            # A passkey belongs to a name; an address of numbers is none.
            yield Door(url.replace("127.0.0.1", "localhost"), password[1], provider)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


def authenticator(page: Page, *, verified: bool = True) -> tuple[Any, str]:
    """Plug a made-up authenticator into the browser, as its developer tools do."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_set_up_and_signs_in_alone(door: Door, context: BrowserContext) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    tools, plugged = authenticator(page)
    page.goto(f"{door.url}/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", door.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/accounts/**")
    page.goto(f"{door.url}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", door.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/webauthn/add/")
    page.fill("main [name=name]", "Ada's laptop")
    page.check("main [name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    (kept,) = tools.send("WebAuthn.getCredentials", {"authenticatorId": plugged})["credentials"]
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    page.goto(f"{door.url}{WORKLIST}")
    assert page.url.endswith(WORKLIST)

    context.clear_cookies()
    page.goto(f"{door.url}{WORKLIST}")
    assert "/accounts/login/" in page.url
    page.click("#passkey_login")
    page.wait_for_url(f"{door.url}{WORKLIST}")  # whole: the address of the sign-in page ends with it too

    context.clear_cookies()
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": plugged, "isUserVerified": False})
    page.goto(f"{door.url}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_timeout(1500)  # nothing happens, so there is nothing to wait for
    page.goto(f"{door.url}{WORKLIST}")
    assert "/accounts/login/" in page.url
    assert [text for text in said if "Content Security Policy" in text] == []


def test_a_provider_signs_in_who_was_added_and_nobody_else(door: Door, context: BrowserContext) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    door.provider.email = "stranger@nowhere.test"
    page.goto(f"{door.url}/accounts/login/")
    page.click("text=Sign in with your organization")
    page.wait_for_url("**/accounts/provider/callback/**")
    assert "No administrator of a practice here has added" in page.inner_text("main")
    door.provider.email = EMAIL
    page.click("text=Back to sign-in")
    page.click("text=Sign in with your organization")
    page.wait_for_url("**/accounts/2fa/**")  # the desk's own second factor, to set up or to show
    page.goto(f"{door.url}{WORKLIST}")
    assert "/accounts/" in page.url
    assert [text for text in said if "Content Security Policy" in text] == []
