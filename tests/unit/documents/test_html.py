"""The HTML report: one file, every mark leads to its source, nothing from a file becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from builders.sample_report import HOSTILE, rich_report, small_report
from unlisted.documents.html import render_html
from unlisted.report.blocks import Card, Chart, Conflict, Gap, Known, Table

_VOID = {"meta", "link", "wbr", "br", "hr", "img", "input", "col", "use", "circle", "path", "line", "rect"}


class _Page(HTMLParser):
    """Collects tags, ids, links and text; checks that tags nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text.append(data)

    @property
    def shown(self) -> str:
        return " ".join("".join(self.text).split())


@pytest.fixture(scope="module")
def rich() -> _Page:
    return _Page(render_html(rich_report()))


def test_the_same_report_gives_the_same_page() -> None:
    assert render_html(small_report()) == render_html(small_report())


def test_ids_are_unique_and_every_inner_link_has_its_target(rich: _Page) -> None:
    assert len(rich.ids) == len(set(rich.ids))
    inner = {link[1:] for link in rich.links if link.startswith("#")}
    assert inner <= set(rich.ids)
    reached: set[int] = set()
    for tag, given in rich.tags:
        first = re.fullmatch(r"#cite-(\d+)", given.get("href") or "") if tag == "a" else None
        if first:
            reached |= set(range(int(first[1]), int(given.get("data-last") or first[1]) + 1))
    assert reached == set(range(1, 401))


def test_every_citation_leads_back_to_its_marks(rich: _Page) -> None:
    marks = {one for one in rich.ids if re.fullmatch(r"m\d+-\d+", one)}
    back = {link[1:] for link in rich.links if re.fullmatch(r"#m\d+-\d+", link)}
    assert marks
    assert marks == back


def test_hostile_text_is_shown_and_never_markup(rich: _Page) -> None:
    assert " ".join(HOSTILE.split()) in rich.shown
    scripts = [given for tag, given in rich.tags if tag == "script"]
    assert scripts == [{}]
    handlers = [name for _, given in rich.tags for name in given if name.startswith("on")]
    assert handlers == []


def test_only_web_addresses_become_links(rich: _Page) -> None:
    assert "javascript:alert(1)" in rich.shown
    assert {link.split(":")[0] for link in rich.links if not link.startswith("#")} == {"https"}


def test_nothing_is_loaded_from_elsewhere(rich: _Page) -> None:
    loading = {"img", "link", "iframe", "object", "embed", "audio", "video", "source", "base"}
    assert not loading & {tag for tag, _ in rich.tags}
    assert not [given for _, given in rich.tags if given.get("src") or given.get("srcset")]
    page = render_html(small_report())
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_the_first_screen_says_what_is_known(rich: _Page) -> None:
    head = rich.shown[: rich.shown.index("Prose of part 1")]
    for words in (
        "77499 Unlisted radiation treatment management service",
        "As of Nov 23, 2026. Payers as of Nov 2, 2026.",
        "Contractor-priced under Medicare",
        "Finding 5: a plain sentence",
        "partly known",
        "unavailable",
    ):
        assert words in head


def test_payers_never_verified_is_said() -> None:
    assert (
        "Payers: no rule has been verified."
        in _Page(render_html(replace(small_report(), payers_as_of=None))).shown
    )


def test_a_gap_says_what_why_searched_and_what_would_fill_it(rich: _Page) -> None:
    gap = rich.shown[rich.shown.index("The allowed amount for this code in the sample") :][:300]
    assert re.search(
        r"Why ?not published ?Searched ?three sample indexes \(Nov 2, 2026\) ?"
        r"Would fill it ?a fee schedule that names the code",
        gap,
    )


def test_every_block_is_on_the_page(rich: _Page) -> None:
    ids = set(rich.ids)
    for section in rich_report().sections:
        assert f"s-{section.id}" in ids
        for block in section.blocks:
            match block:
                case Table():
                    assert f"t-{block.id}" in ids
                    assert block.caption in rich.shown
                case Chart():
                    assert f"c-{block.id}" in ids
                case Card():
                    assert f"p-{block.id}" in ids
                case Conflict():
                    assert block.follows in rich.shown
                case Gap():
                    assert " ".join(block.what.split()) in rich.shown


def test_tables_have_scoped_headers_and_scroll_in_a_named_region(rich: _Page) -> None:
    assert all(given.get("scope") in {"col", "row"} for tag, given in rich.tags if tag == "th")
    regions = [given for tag, given in rich.tags if given.get("role") == "region"]
    tables = [given for tag, given in rich.tags if tag == "table"]
    assert len(regions) == len(tables) > 0
    for region in regions:
        assert region["tabindex"] == "0"
        assert region.get("aria-labelledby") or region.get("aria-label")


def test_heading_levels_never_skip(rich: _Page) -> None:
    levels = [int(tag[1]) for tag, _ in rich.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_empty_report_is_a_page_without_empty_tables() -> None:
    bare = replace(
        small_report(),
        findings=(),
        inputs=(),
        citations=(),
        sections=(replace(small_report().sections[0], known=Known.UNAVAILABLE, blocks=()),),
    )
    page = _Page(render_html(bare))
    assert "No data file was loaded" in page.shown
    assert "table" not in {tag for tag, _ in page.tags}
