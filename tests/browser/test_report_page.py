"""The HTML report in a real browser: fits its window, speaks to keyboards, asks the network for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from builders.sample_report import rich_report, small_report
from unlisted.documents.html import render_html
from unlisted.pipeline.report_inputs import build_report
from unlisted.report.draft import ReportRequest
from unlisted.rules.rulebook import Rulebook

pytestmark = pytest.mark.browser

WIDE, NARROW = (1280, 900), (390, 844)


@dataclass
class Visit:
    """An open page and what it did meanwhile."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    written = {}
    for name, report in (("rich", rich_report()), ("small", small_report())):
        written[name] = folder / f"{name}.html"
        written[name].write_text(render_html(report), encoding="utf-8")
    return written


def _visit(browser: Browser, file: Path, size: tuple[int, int], **more: Any) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    page = context.new_page()
    visit = Visit(page)
    page.on("console", lambda message: visit.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))

    def note(request: Request) -> None:
        visit.requests.append(request.url)

    page.on("request", note)
    page.goto(file.as_uri())
    yield visit
    context.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["1280px", "390px"])
def rich(request: pytest.FixtureRequest, browser: Browser, files: dict[str, Path]) -> Iterator[Visit]:
    yield from _visit(browser, files["rich"], request.param)


@pytest.fixture(params=[(WIDE, "light"), (NARROW, "light"), (WIDE, "dark")], ids=["1280px", "390px", "dark"])
def small(request: pytest.FixtureRequest, browser: Browser, files: dict[str, Path]) -> Iterator[Visit]:
    size, scheme = request.param
    yield from _visit(browser, files["small"], size, color_scheme=scheme)


def test_the_page_never_scrolls_sideways(rich: Visit) -> None:
    assert rich.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_text_stands_outside_the_window(rich: Visit) -> None:
    outside = rich.page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter(one => {
            if (one.closest(".scroll, pre, .sr, svg")) return false;
            const box = one.getBoundingClientRect();
            return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert outside == []


def test_drawings_keep_their_text_inside_and_legible(rich: Visit) -> None:
    found = rich.page.evaluate(
        """() => [...document.querySelectorAll("svg.drawing")].map(svg => {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll("text")].map(text => text.getBoundingClientRect());
            const size = 13 * frame.width / svg.viewBox.baseVal.width;
            const out = texts.filter(box => box.left < frame.left - 3 || box.right > frame.right + 3).length;
            return {out, size};
        })"""
    )
    assert len(found) == 9
    assert [one["out"] for one in found] == [0] * 9
    assert all(one["size"] >= 9 for one in found)


def test_it_is_silent_and_asks_the_network_for_nothing(rich: Visit) -> None:
    rich.page.emulate_media(media="print")
    rich.page.wait_for_timeout(100)
    assert rich.complaints == []
    assert [url for url in rich.requests if not url.startswith("file:")] == []
    assert len(rich.requests) == 1


def test_every_mark_has_its_target_and_every_target_its_way_back(rich: Visit) -> None:
    broken = rich.page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .map(one => one.getAttribute("href")).filter(href => !document.querySelector(href))"""
    )
    assert broken == []


def test_a_mark_opens_its_source_and_escape_leads_back(small: Visit) -> None:
    page = small.page
    mark = page.locator("#s-section-1 sup.marks a").first
    number = mark.inner_text()
    mark.focus()
    page.keyboard.press("Enter")
    box = page.locator("#evidence")
    assert box.is_visible()
    assert box.get_by_text(f"Source {number} in the list").is_visible()
    frame = box.bounding_box()
    assert frame is not None
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= page.viewport_size["width"]  # type: ignore[index]
    page.keyboard.press("Escape")
    assert box.is_hidden()
    assert page.evaluate("document.activeElement.textContent") == number


def test_a_run_of_marks_opens_all_its_sources(small: Visit) -> None:
    page = small.page
    mark = page.locator("sup.marks a[data-last]").first
    first, last = mark.inner_text().split("–")
    mark.click()
    assert page.locator("#evidence > a").all_inner_texts() == [
        f"Source {number} in the list" for number in range(int(first), int(last) + 1)
    ]


def test_without_script_a_mark_is_a_link_to_its_source(browser: Browser, files: dict[str, Path]) -> None:
    for visit in _visit(browser, files["small"], WIDE, java_script_enabled=False):
        mark = visit.page.locator("#s-section-1 sup.marks a").first
        target = mark.get_attribute("href")
        mark.click()
        assert visit.page.url.endswith(str(target))


def test_sections_are_reached_by_keyboard(browser: Browser, files: dict[str, Path]) -> None:
    for visit in _visit(browser, files["rich"], WIDE):
        page = visit.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
        seen = []
        for _ in range(30):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.getAttribute('href')"))
        assert [f"#s-section-{number}" for number in range(1, 12)] == [
            href for href in seen if href and href.startswith("#s-section")
        ][:11]
        page.locator('nav.side a[href="#s-section-6"]').press("Enter")
        assert page.evaluate(
            "Math.abs(document.querySelector('#s-section-6').getBoundingClientRect().top) < 40"
        )


def test_a_wide_table_scrolls_by_keyboard_in_its_own_region(browser: Browser, files: dict[str, Path]) -> None:
    for visit in _visit(browser, files["rich"], NARROW):
        region = visit.page.locator("#t-wide-0 .scroll")
        assert region.evaluate("one => one.scrollWidth > one.clientWidth")
        region.focus()
        visit.page.keyboard.press("ArrowRight")
        for _ in range(40):  # the browser scrolls in its own time
            if region.evaluate("one => one.scrollLeft > 0"):
                break
            visit.page.wait_for_timeout(50)
        assert region.evaluate("one => one.scrollLeft > 0")


def test_focus_is_visible(small: Visit) -> None:
    small.page.keyboard.press("Tab")
    small.page.keyboard.press("Tab")
    style = small.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_on_paper_everything_is_open_and_the_navigation_is_gone(
    browser: Browser, files: dict[str, Path]
) -> None:
    for visit in _visit(browser, files["small"], (816, 1056)):
        page = visit.page
        page.locator("details.card > summary").first.click()
        assert page.locator("details.card:not([open])").count() == 1
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF-")
        assert page.locator("details.card:not([open])").count() == 0
        page.emulate_media(media="print")
        assert page.locator("nav.side").is_hidden()
        assert page.locator("#sources li").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_serious_accessibility_fault(small: Visit) -> None:
    results = Axe().run(small.page).response
    assert len(results["passes"]) > 20
    grave = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]} {fault['nodes'][0]['failureSummary'][:200]}"
        for fault in results["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert grave == []


def test_the_published_report_fits_a_telephone_and_has_no_serious_fault(
    browser: Browser, rulebook: Rulebook, tmp_path: Path
) -> None:
    file = tmp_path / "77499.html"
    report = build_report(ReportRequest("77499", date(2026, 11, 23), reproduce="unlisted report"), rulebook)
    file.write_text(render_html(report), encoding="utf-8")
    for visit in _visit(browser, file, NARROW):
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
        faults = Axe().run(visit.page).response["violations"]
        assert [fault["id"] for fault in faults if fault["impact"] in {"serious", "critical"}] == []
        assert visit.complaints == []
