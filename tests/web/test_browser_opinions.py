"""Grouping like opinions in a real Chromium, by keyboard alone, at a desk's width and a phone's."""

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

LIBRARY = "図書館の開館時間を夜8時まで延ばしてください。仕事の帰りに寄ると、いつも閉まっています。"
LATER = "図書館の開館時間を夜9時まで延ばしてください。仕事の帰りに寄ると、いつも閉まっています。"
BUS = "北部線のバスの本数を増やしてください。"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """Three verified submissions with an opinion each, and one that waits."""
    with workspace_with(tmp_path, *(submission(opinions=(text,)) for text in (LIBRARY, BUS, LATER, BUS))) as workspace:
        review = Review(workspace, "点検 花子")
        for number in (1, 2, 3):
            review.accept_submission(review.task(number))
        for stored in workspace.submissions():
            for number in stored.pages:
                workspace.files.page_image(stored.sha256, number).unlink()
        draw_papers(workspace)
        with served_over(workspace) as served:
            yield served


@pytest.fixture
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.mark.parametrize("size", [(1280, 800), (375, 812)], ids=["desk", "phone"])
def test_opinions_move_by_keyboard(
    browser: Any,  # noqa: ANN401 - playwright need not be there
    site: tuple[Site, str],
    size: tuple[int, int],
) -> None:
    made, address = site
    clerk = Clerk(browser, address, size=size)
    page = clerk.page

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    def leave(key: str) -> None:
        with page.expect_navigation():
            press(key)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    page.goto(f"{address}/opinions/single?of=dx")
    press("ArrowDown", " ", "j", "j", " ", "m")  # the first and the third, to a new group
    assert page.evaluate("document.activeElement.id") == "to"
    press("Tab")
    leave("Enter")
    groups = made.workspace.opinion_groups
    assert [len(group.opinions) for group in groups.of("dx").groups] == [2]
    page.goto(f"{address}/opinions/groups/1?of=dx")
    assert page.eval_on_selector_all("mark", "all => all.map(each => each.textContent)") == ["9"]
    page.focus("a[data-back]")
    leave("u")
    assert groups.of("dx").groups == ()
    assert "取り消しました" in page.text_content("#told")
    page.goto(f"{address}/opinions?of=dx&proposals=close")
    assert page.eval_on_selector_all("mark", "all => all.map(each => each.textContent)") == ["9"]
    assert clerk.said == []
