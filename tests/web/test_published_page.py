"""The published page in a real browser: at the width of a phone and of a desk, on paper, and as assistive tools see it.

What axe checks of such a page is checked here over Chromium's own tree of what is accessible.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.dataset.publish import Asked, publish
from tests.dataset.result_of import OPINIONS, answered, consultation_with_ten_opinions

CHROMIUM = shutil.which("chromium")
QUIET = "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("published")
    with consultation_with_ten_opinions(folder) as (workspace, consultation):
        done = publish(workspace, consultation, folder / "out", Asked(rows=answered(workspace)), by="係員A")
    return done.files[0].as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET.split(), "--disable-sync"])


@pytest.fixture(params=[375, 1280])
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:  # noqa: ANN401
    """The page at the width of a phone and of a desk; it says nothing and asks for nothing."""
    said: list[str] = []
    asked: list[str] = []
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    opened.on("console", lambda message: said.append(message.text))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address)
    yield opened
    assert (said, asked) == ([], [address])
    opened.close()


def test_nothing_is_cut_off(page: Any) -> None:  # noqa: ANN401
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > innerWidth).length")
    assert wide == 0


def test_a_row_is_a_card_on_a_phone_and_a_row_on_a_desk(page: Any) -> None:  # noqa: ANN401
    narrow = page.viewport_size["width"] == 375
    display = page.evaluate("getComputedStyle(document.querySelector('.answers tbody tr')).display")
    assert display == ("block" if narrow else "table-row")
    label = page.evaluate("getComputedStyle(document.querySelector('.answers td'), '::before').content")
    assert label == ('"意見の趣旨"' if narrow else "none")
    assert page.is_visible(f"text={OPINIONS[9]}")
    tall = page.evaluate("[...document.querySelectorAll('caption')].filter(e => e.offsetHeight > 80).length")
    assert tall == 0, "nothing is squeezed to a column of single characters"


def test_assistive_tools_see_tables_headings_and_landmarks(page: Any) -> None:  # noqa: ANN401
    """At both widths, though cards are no tables to look at."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    seen = [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in nodes]
    roles = [role for role, _ in seen]
    assert {"main", "banner"} <= set(roles)
    assert [name for role, name in seen if role == "heading"] == [
        "(仮称)盛岡市行政デジタル・トランスフォーメーション推進計画(案)に関する意見募集の結果について",
        "意見の募集期間",
        "意見募集の方法",
        "受付意見数",
        "意見の趣旨と市の考え方",
        "反映区分",
    ]
    levels = [
        next(one["value"]["value"] for one in node["properties"] if one["name"] == "level")
        for node in nodes
        if node.get("role", {}).get("value") == "heading"
    ]
    assert levels == [1, 2, 2, 2, 2, 3], "none is skipped"
    tables = [name for role, name in seen if role == "table"]
    assert tables == ["提出方法ごとの意見数", "反映区分の説明と件数", "意見の趣旨と市の考え方（10行）"]
    assert roles.count("rowheader") == 1 + 5 + 10
    assert [name for role, name in seen if role == "columnheader"][-4:] == [
        "No.",
        "意見の趣旨",
        "市の考え方",
        "反映区分",
    ]


def test_the_first_key_leads_past_everything(page: Any) -> None:  # noqa: ANN401
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0, "it is to be seen then"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answers"


def test_what_is_to_be_read_stands_out(page: Any) -> None:  # noqa: ANN401
    """WCAG 2 success criterion 1.4.3, and 1.4.6 for text: 7:1."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(
             n => n.nodeType === 3 && n.data.trim())).map(e => {
          let back = e; while (getComputedStyle(back).backgroundColor === 'rgba(0, 0, 0, 0)' && back.parentElement)
            back = back.parentElement;
          return [getComputedStyle(e).color, getComputedStyle(back).backgroundColor];
        })"""
    )
    assert len(found) > 60
    for fore, back in {tuple(one) for one in found}:
        light, dark = sorted((luminance(fore), luminance(back)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 7, (fore, back)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(part) / 255 for part in re.findall("[0-9]+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_rules_that_axe_has_for_such_a_page(page: Any) -> None:  # noqa: ANN401
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.title().endswith("| 盛岡市")
    assert page.evaluate("document.querySelectorAll('th:not([scope])').length") == 0
    assert page.evaluate("document.querySelectorAll('table:not(:has(caption))').length") == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    named = page.evaluate(
        "[...document.querySelectorAll('[aria-labelledby]')].map(e => e.getAttribute('aria-labelledby'))"
    )
    assert set(named) <= set(ids)
    assert not page.evaluate("document.querySelector('meta[name=viewport]').content.includes('user-scalable=no')")
    assert page.evaluate("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length") == 0
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_it_is_read_at_twice_the_size(page: Any) -> None:  # noqa: ANN401
    """WCAG 2 success criterion 1.4.4."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_rows_stay_whole_and_the_table_begins_a_page(page: Any, tmp_path: Path) -> None:  # noqa: ANN401
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.answers tbody tr')).breakInside") == "avoid"
    assert page.evaluate("getComputedStyle(document.querySelector('#answers')).breakBefore") == "page"
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).display") == "none"
    data = page.pdf(path=tmp_path / "printed.pdf", format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 2
