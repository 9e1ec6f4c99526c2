"""Personal data in opinions in a real Chromium: decided, added and taken back by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.review import Review
from ocr_intake.web.site import Site
from tests.store.builders import submission, workspace_with
from tests.web.pages import ARGUMENTS, CHROMIUM, Clerk, draw_papers, served_over

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

FIRST = "隣の斎藤さんと、高橋健一さんに話した。<b>広場</b>を広く。"
SECOND = "向かいの山田太郎さんも賛成です。"
LONG = "".join(f"{number}つ目の橋の話は、隣の斎藤さんから聞きました。\n" for number in range(1, 61))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """Two verified submissions, the second of one long opinion."""
    with workspace_with(tmp_path, submission(opinions=(FIRST, SECOND)), submission(opinions=(LONG,))) as workspace:
        review = Review(workspace, "点検 花子")
        for number in (1, 2):
            review.accept_submission(review.task(number))
        draw_papers(workspace)
        with served_over(workspace) as served:
            yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


class AtPlaces(Clerk):
    """Somebody at the keys of these pages."""

    def go(self, key: str) -> None:
        """Press a key that leads to another page, and look that the page fits."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.querySelector('b, sup')?.textContent ?? ''"))

    @property
    def published(self) -> list[str]:
        return list(self.page.locator(".published").all_inner_texts())


@pytest.mark.parametrize("size", [(1280, 800), (375, 812)], ids=["desk", "phone"])
def test_by_keys_alone(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    clerk = AtPlaces(browser, site[1], size=size)
    page, press = clerk.page, clerk.page.keyboard.press
    page.goto(f"{site[1]}/redact")
    page.wait_for_selector("main a:focus")
    clerk.go("Enter")
    assert clerk.focused == "斎藤"
    clerk.go("y")
    assert clerk.published == ["隣の○○さんと、高橋健一さんに話した。<b>広場</b>を広く。", SECOND]
    assert clerk.focused == "高橋健一"
    clerk.go("n")
    assert clerk.focused == "山田太郎", "the next opinion's"
    press("ArrowUp")
    assert clerk.focused == "高橋健一"
    clerk.go("u")
    assert "取り消しました" in page.text_content("#told")
    assert clerk.focused == "高橋健一", "it waits again"
    clerk.go("n")
    clerk.go("Y")
    assert clerk.published[1] == "向かいの○○さんも賛成です。"
    assert clerk.focused == "山田太郎", "nothing waits: what was decided last can be taken back"
    press("k")
    press("a")
    clerk.type("広場")
    clerk.go("Enter")
    assert clerk.published[0] == "隣の○○さんと、高橋健一さんに話した。<b>○○</b>を広く。"
    clerk.go("Escape")
    assert page.locator("main h2").first.inner_text() == "判断を待っている意見 1件"
    assert page.wait_for_selector("main a:focus").inner_text() == "S0002-1"
    assert clerk.said == []


@pytest.mark.parametrize("size", [(1280, 800), (375, 812)], ids=["desk", "phone"])
def test_a_long_text_shows_the_place_that_has_the_focus(
    browser: Any,  # noqa: ANN401
    site: tuple[Site, str],
    size: tuple[int, int],
) -> None:
    clerk = AtPlaces(browser, site[1], size=size)
    page = clerk.page
    page.goto(f"{site[1]}/redact/2")
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    mark, place = page.locator("mark.at"), page.locator("li:focus")
    assert mark.inner_text() == "斎藤31"
    assert page.evaluate(
        """() => [document.querySelector("mark.at"), document.activeElement].every((each) => {
            const { left, top, right, bottom } = each.getBoundingClientRect();
            const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            return top >= 0 && bottom <= innerHeight && each.contains(over);
        })"""
    ), (mark.bounding_box(), place.bounding_box())
