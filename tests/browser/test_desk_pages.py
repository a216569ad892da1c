"""The desk in a real browser, served as in production: one chart to an appeal, every screen looked at."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pypdf import PdfReader

from builders.desk_server import desk_command, served
from unlisted.pipeline.payer_behavior import Behavior
from unlisted.pipeline.payer_simulator import SentAnswer, SimulatedPayer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]

SARCOMA = Path(__file__).resolve().parents[2] / "examples" / "sarcoma"
BILLING = Path(__file__).resolve().parents[2] / "src" / "unlisted" / "desk" / "demo" / "billing.yaml"
PASSWORD = "a quite long secret 7"
DAY = datetime.now(UTC).date()
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SCREENS = (
    "worklist/",
    "cases/1/",
    "cases/1/?open=all",
    "cases/1/elements/prior_radiation/",
    "cases/1/elements/version_and_term/",
    "imports/",
    "imports/1/",
    "imports/2/",
    "imports/unmatched/",
    "cases/1/packet/1/",
    "cases/1/appeal/1/",
    "memory/",
    "services/",
    "services/new",
    "payers/",
    "payers/aetna/",
    "payers/matrix",
    "updates/",
    "rates/",
    "rates/77499/",
    "reports/",
    "people/",
    "practice/",
    "audit/?check=1",
    "tokens/",
)


def one_time_code(secret: str, at: float) -> str:
    """Return the six digits an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at // 30)), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "desk"
    words = ("--email", "ada@clinic.test", "--person", "Ada Keeper", "--folder", str(folder))
    made = desk_command("desk", "practice", "Nowhere Clinic", *words)
    assert made.returncode == 0, made.stderr
    password = re.search(r"signing in\): (\S+)", made.stdout)
    assert password is not None
    with served(folder) as url:
        (folder / "first-password").write_text(password[1], encoding="ascii")
        yield f"{url}|{password[1]}"


@pytest.fixture(scope="module")
def desk(address: str, browser: Browser) -> Iterator[Desk]:
    url, password = address.split("|")
    found = Desk(url, browser)
    found.first_person(password)
    yield found
    found.close()


def press(page: Page, selector: str) -> None:
    """Press what sends a form or leads on, and wait for the page that answers."""
    target = page.locator(selector)
    if selector.startswith("text="):
        name, main = selector.removeprefix("text="), page.locator("main")
        target = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).last
    with page.expect_navigation(timeout=15_000):
        target.click()


class Desk:
    """People with their browsers at one desk."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.browser = browser
        self.secrets: dict[str, str] = {}
        self.used: dict[str, str] = {}
        self.contexts: dict[str, BrowserContext] = {}
        self.complaints: list[str] = []

    def open(self, who: str, **more: Any) -> Page:
        """Return a page of a new browser; what it complains about is kept."""
        context = self.browser.new_context(viewport=WIDE, **more)
        self.contexts[who] = context
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def first_person(self, password: str) -> None:
        """Sign in as the first administrator, set up the second factor, add the others."""
        page = self.open("administrator")
        self.sign_in(page, "ada@clinic.test", password)
        self.second_factor(page, "ada@clinic.test", password)
        page.goto(f"{self.url}/p/nowhere-clinic/practice/")
        page.fill("#billing", BILLING.read_text(encoding="utf-8"))
        press(page, "text=Save the billing data")
        for role in ("biller", "clinician", "manager"):
            page.goto(f"{self.url}/p/nowhere-clinic/people/")
            page.fill("[name=name]", f"{role.title()} Example")
            page.fill("[name=credentials]", "MD" if role == "clinician" else "")
            page.fill("[name=email]", f"{role}@clinic.test")
            page.select_option("main form.stack [name=role]", role)
            press(page, "text=Add")
            link = page.locator(".secret code").inner_text()
            self.join(role, link)

    def join(self, role: str, link: str) -> None:
        """Set the first password by the link, sign in, set up the second factor."""
        page = self.open(role)
        page.goto(link)
        page.fill("[name=password1]", PASSWORD)
        page.fill("[name=password2]", PASSWORD)
        press(page, "main button[type=submit] >> nth=0")
        self.sign_in(page, f"{role}@clinic.test", PASSWORD)
        self.second_factor(page, f"{role}@clinic.test", PASSWORD)

    def sign_in(self, page: Page, email: str, password: str) -> None:
        """Fill in the door."""
        page.goto(f"{self.url}/accounts/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", password)
        press(page, "main button[type=submit] >> nth=0")

    def second_factor(self, page: Page, email: str, password: str) -> None:
        """Set up an authenticator app."""
        page.goto(f"{self.url}/p/nowhere-clinic/worklist/")
        assert "/accounts/reauthenticate/" in page.url
        page.fill("[name=password]", password)
        press(page, "main button[type=submit] >> nth=0")
        assert page.url.endswith("/accounts/2fa/totp/activate/")
        secret = page.input_value("#authenticator_secret")
        self.secrets[email] = secret
        self.used[email] = one_time_code(secret, time.time())
        page.fill("[name=code]", self.used[email])
        press(page, "main button[type=submit] >> nth=0")

    def at(self, who: str, path: str) -> Page:
        """Return the page of a person at an address of the practice."""
        page = self.contexts[who].pages[0]
        page.goto(f"{self.url}/p/nowhere-clinic/{path}")
        return page

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts.values():
            context.close()


@pytest.fixture(scope="module")
def told(desk: Desk) -> Desk:
    """Return a desk on which one case went from its chart to an overturned denial."""
    tell_story(desk)
    return desk


def tell_story(desk: Desk) -> None:
    """Take a chart in, decide, sign, send, be denied, appeal and be paid, each step by its own person."""
    page = desk.at("manager", "services/new")
    for name, value in {
        "name": "Composite reirradiation management",
        "description": "Composite reirradiation management with dose summation",
        "comparator": "77435",
        "evidence": "dose_summation_report, time_log",
        "review_by": "2030-01-01",
    }.items():
        page.fill(f"main [name={name}]", value)
    press(page, "text=Save")

    page = desk.at("biller", "imports/")
    page.set_input_files("#folder", str(SARCOMA))
    press(page, "text=Import")
    page.wait_for_selector("text=Open case 1", timeout=60_000)
    assert page.locator("text=Understood: 18 files").is_visible()
    press(page, "text=Open case 1")
    assert "Held until the open question is answered" in page.inner_text("#decision")

    page = desk.at("clinician", "cases/1/")
    page.check("[name=value][value=yes]")
    page.fill("#says-apart_from_listed", "own sessions and own notes")
    press(page, "text=Answer as")
    assert "77435 × 1, 77499 × 1" in page.inner_text("#decision")
    unfold(page, "#comparator")
    page.select_option("#case-service", "composite_reirradiation_management")
    press(page, "text=Name it")
    unfold(page, "#comparator")
    page.select_option("#comparator-code", "77435")
    page.fill("#percent", "25")
    page.fill("#why", "the dose of two courses was summed and judged")
    press(page, "text=Choose as")
    unfold(page, "#comparator")
    assert re.search(r"Fee asked \$\d+\.\d\d", page.inner_text("#comparator"))

    page = desk.at("biller", "cases/1/")
    unfold(page, "#claim")
    for name, value in {
        "line": "1 Sample St",
        "city": "Springfield",
        "state": "IL",
        "zip_code": "62701",
        "place_of_service": "11",
    }.items():
        page.fill(f"#claim [name={name}]", value)
    for activity in ("dose_summation", "adaptive_review"):
        page.check(f"#claim [name=activities][value={activity}]")
    press(page, "#claim button:has-text('Keep')")
    unfold(page, "#packet")
    press(page, "text=Draft the packet")
    page = desk.at("clinician", "cases/1/")
    unfold(page, "#packet")
    page.locator("#packet a", has_text="Version 1").click()
    page.locator("summary", has_text="behind it").first.click()
    assert page.locator(".evidence").first.is_visible()
    page.fill("#password", PASSWORD)
    press(page, "text=Sign as")
    assert "ready" in page.inner_text(".casehead")

    page = desk.at("biller", "cases/1/")
    unfold(page, "#claim")
    press(page, "text=Build the claim")
    packet = had_as_pdf(desk, "cases/1/packet/1/", "letters/cover-letter.pdf")
    assert "Unlisted service 77499: what was done and how it compares" in packet
    assert "Signed by" in packet
    assert "not signed" not in packet
    page = desk.at("biller", "cases/1/")
    unfold(page, "#claim")
    page.fill("#proof", "receipt SYN-1")
    press(page, "text=Mark as sent")
    assert "submitted" in page.inner_text(".casehead")
    unfold(page, "#claim")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the 837P").click()
    claim = Path(taken.value.path()).read_bytes()
    payer = SimulatedPayer("EXAMPLE HEALTH", "EXPAYER", drawn=(Behavior.LISTED_CODE,), full_share=Decimal(1))

    _, acknowledged, denied = payer.receive(claim, DAY - timedelta(days=40))
    page = hand_in(desk, acknowledged)
    assert "accepted" in page.inner_text("#job")
    page = hand_in(desk, denied)
    press(page, "text=Case 1")
    said = page.inner_text("#responses")
    assert "Denial CO-189 with N657" in said
    assert "listed code exists" in said
    assert "can be appealed" in said
    press(page, "text=Draft the appeal")
    assert "We appeal the denial of" in page.inner_text("main")
    assert page.locator("text=Blanks").count() == 0
    here = page.url.split("/p/nowhere-clinic/")[1]
    page = desk.at("clinician", here)
    page.locator("summary", has_text="behind it").first.click()
    assert page.locator(".evidence").first.is_visible()
    page.fill("#password", PASSWORD)
    press(page, "text=Sign as")
    appeal = had_as_pdf(desk, here, "letters/appeal.pdf")
    assert "We appeal the denial of" in appeal
    assert "Signed by" in appeal
    page = desk.at("biller", "cases/1/")
    press(page, "text=Mark the appeal as sent")
    assert "appealed" in page.inner_text(".casehead")

    (paid,) = payer.react(next(iter(payer.claims)), "appeal_1", DAY)
    page = hand_in(desk, paid)
    press(page, "text=Case 1")
    assert "paid" in page.inner_text(".casehead .state")
    assert "overturned" in page.inner_text("#responses")
    assert "Appeal ended: overturned" in page.inner_text(".timeline")
    press(page, "text=close")


def test_from_a_chart_to_an_overturned_denial(told: Desk) -> None:
    memory = told.at("manager", "memory/").inner_text("main")
    for words in ("Blue Cross Blue Shield of Massachusetts", "77435", "listed code exists: 1", "100%"):
        assert words in memory
    trail = told.at("administrator", "audit/?check=1").inner_text("main")
    assert "Whole." in trail
    assert "packet signed" in trail


def hand_in(desk: Desk, answer: SentAnswer) -> Page:
    """Hand a payer's file in as the biller, and wait for what it did."""
    page = desk.at("biller", "imports/")
    name = f"answer.{answer.kind.lower()}"
    page.set_input_files("#files", {"name": name, "mimeType": "text/plain", "buffer": answer.data})
    press(page, "text=Import")
    page.wait_for_selector("text=Balance and format", timeout=60_000)
    return page


def had_as_pdf(desk: Desk, path: str, name: str) -> str:
    """Have the files of a packet or an appeal made as the biller, take one, and return its text."""
    page = desk.at("biller", path)
    press(page, "text=Make the files")
    link = page.get_by_role("link", name=name, exact=True)
    link.wait_for(timeout=60_000)
    with page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename.endswith(name.replace("/", "-"))
    assert "-signed-" in taken.value.suggested_filename
    pages = PdfReader(taken.value.path()).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def unfold(page: Page, section: str) -> None:
    """Open a section of the case page where it is folded."""
    if page.locator(f"{section} > details:not([open])").count():
        page.locator(f"{section} > details > summary").click()
        page.locator(f"{section} a[href^='?open=']").wait_for(state="detached")


def test_signing_in_asks_for_the_code_of_the_app(desk: Desk) -> None:
    page = desk.open("again")
    email = "manager@clinic.test"
    desk.sign_in(page, email, PASSWORD)
    assert "/accounts/2fa/authenticate/" in page.url
    page.fill("[name=code]", "000000")
    press(page, "main button[type=submit] >> nth=0")
    assert "/accounts/2fa/authenticate/" in page.url
    while (code := one_time_code(desk.secrets[email], time.time())) == desk.used[email]:
        page.wait_for_timeout(500)  # a code counts once; the app shows another within 30 seconds
    page.fill("[name=code]", code)
    press(page, "main button[type=submit] >> nth=0")
    page.wait_for_url("**/worklist/")


def test_a_gap_is_filled_where_it_stands_and_the_checklist_changes(told: Desk) -> None:
    page = told.at("clinician", "cases/1/?open=step-3")
    gap = page.locator("#element-peer_review_before_start")
    assert "not started" in gap.inner_text()
    before = page.inner_text("#step-3 summary .state >> nth=0")
    gap.get_by_role("link", name="Fill in or correct").click()
    gap.locator("[name=document][value=peer_review]").check()
    gap.get_by_label("Where this was read").fill("signed on the peer review sheet")
    with page.expect_navigation(url="**open=step-3-done**"):
        gap.get_by_role("button", name="Enter as").click()
    filled = page.locator("#element-peer_review_before_start")
    assert "complete" in filled.inner_text()
    assert before != page.inner_text("#step-3 summary .state >> nth=0")
    filled.locator("summary").first.click()
    assert "entered by Clinician Example (clinician)" in filled.inner_text()
    assert "Facts entered" in page.inner_text(".timeline")


def test_a_wrong_answer_is_told_at_its_field_with_and_without_script(told: Desk) -> None:
    state = told.contexts["clinician"].storage_state()
    for who, script in (("typing", True), ("typing plainly", False)):
        page = told.open(who, java_script_enabled=script, storage_state=state)
        page.goto(f"{told.url}/p/nowhere-clinic/cases/1/elements/prior_radiation/")
        page.fill("[name='prior_courses.0.dose_gy']", "much")
        page.fill("[name=why]", "the old letter")
        page.get_by_role("button", name="Enter as").click()
        page.wait_for_selector("text=Nothing was kept")
        assert "no number" in page.inner_text(".field.wrong")
        assert page.input_value("[name='prior_courses.0.dose_gy']") == "much"
        page.close()


def test_every_screen_fits_and_has_no_serious_fault(told: Desk) -> None:
    seen = []
    for who in ("manager", "administrator"):
        page = told.contexts[who].pages[0]
        for screen in SCREENS:
            for size, scheme in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light")):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                told.at(who, screen)
                if "Not allowed" in page.title():
                    continue
                seen.append(screen)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (screen, size)
                faults = Axe().run(page).response["violations"]
                grave = [
                    (fault["id"], fault["nodes"][0]["html"][:160])
                    for fault in faults
                    if fault["impact"] in {"serious", "critical"}
                ]
                assert grave == [], (screen, scheme, size)
    assert set(seen) == set(SCREENS)


def test_nothing_complained_about_the_policy(told: Desk) -> None:
    told.at("biller", "worklist/")
    assert [text for text in told.complaints if "422" not in text and "403" not in text] == []


def test_keys_move_and_open_and_are_listed(told: Desk) -> None:
    page = told.at("biller", "worklist/?queue=closed")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-open-row')")
    page.keyboard.press("x")
    assert page.inner_text("[data-marked]") == "1 case marked"
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_parts_are_swapped_and_the_address_keeps_the_filter(desk: Desk) -> None:
    page = desk.at("manager", "worklist/")
    page.select_option("#due", "overdue")
    page.wait_for_url("**due=overdue**")
    page.reload()
    assert page.input_value("#due") == "overdue"


def test_the_worklist_works_without_script(desk: Desk) -> None:
    state = desk.contexts["manager"].storage_state()
    page = desk.open("plain", java_script_enabled=False, storage_state=state)
    page.goto(f"{desk.url}/p/nowhere-clinic/worklist/")
    page.select_option("#sort", "number")
    press(page, "text=Apply")
    assert "sort=number" in page.url
