"""The day's operations in a real Chromium, by keyboard alone, at a desk's width and a phone's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.config import list_consultations, shipped_config_dir
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.pipeline.pool import PagePool
from ocr_intake.pipeline.worker import PageJob, PageRead
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.trust.calibration import shipped
from ocr_intake.web.site import Site
from tests.pipeline.arranging_fakes import OnePool, as_proposed, page_text, take_in
from tests.web.pages import ARGUMENTS, CHROMIUM, Clerk, draw_papers, paper, served_over

__all__ = ["as_proposed"]
pytestmark = [
    pytest.mark.usefixtures("as_proposed"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]
DX = "morioka-dx-2021"
SIZES = pytest.mark.parametrize("size", [(1280, 800), (375, 812)], ids=["desk", "phone"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


class DrawnPool(OnePool):
    """Its pages have pictures that a browser shows."""

    def read(self, jobs: list[PageJob]) -> Iterator[tuple[PageJob, PageRead]]:
        for job, made in super().read(jobs):
            yield job, replace(made, png=paper())


@contextmanager
def _pool(consultation: str) -> Iterator[PagePool]:
    yield DrawnPool()  # type: ignore[misc]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """S0001 with three pages, S0002 with two, S0003 with one, and a file that could not be read."""
    with take_in(tmp_path, 3, 2, 1, consultation=DX) as workspace:
        with workspace.ingest() as work:
            batch = work.start_batch(DX, Channel.FAX, [tmp_path], operator="係員A")
            work.register(tmp_path / "gone.tif", SetAside("unreadable"), batch.id)
            work.end_batch(batch.id)
        _draw(workspace)
        with served_over(workspace) as (site, address):
            site.consultations = list_consultations(shipped_config_dir())
            site.arrange = partial(Arranging, workspace, lambda _: Knowledge({}), shipped, _pool)
            yield site, address


def _draw(workspace: Workspace) -> None:
    """Pictures that a browser shows, in place of those that are none."""
    for stored in workspace.submissions():
        for number in stored.pages:
            workspace.files.page_image(stored.sha256, number).unlink()
    draw_papers(workspace)


class Keys(Clerk):
    """Somebody who uses the keyboard alone."""

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.fits()

    def fits(self) -> None:
        """Nothing is cut off, and nothing has to be moved sideways; at 200 % neither."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def tab_to(self, selector: str) -> None:
        """Press Tab until something has the focus."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(sought) => document.activeElement.matches(sought)", selector):
                return
        raise AssertionError(f"no way to {selector} by keyboard")

    def press_on(self, selector: str, key: str = "Enter") -> None:
        """Go there and press; a form leads to another page."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.fits()

    def open(self, selector: str) -> None:
        self.tab_to(selector)
        self.page.keyboard.press("Enter")
        self.fits()

    @property
    def told(self) -> str:
        return self.text("#told")


@SIZES
def test_pages_are_turned_split_and_put_back(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    made, address = site
    clerk = Keys(browser, address, size=size)
    clerk.go("/submissions/3")
    clerk.open("details.operations:has([action$='/turn']) > summary")
    clerk.press_on("[name=degrees][value='90']")
    assert "S0003 → S0004" in clerk.told
    assert clerk.page.url == f"{address}/submissions/4"
    clerk.page.reload()
    assert made.workspace.submission(4).state is SubmissionState.PROPOSED, "a reload repeats nothing"
    assert clerk.page.query_selector("#told") is None
    clerk.press_on("#undo")
    assert "取り消しました" in clerk.told
    clerk.go("/submissions/1")
    clerk.open("details.operations:has([action$='/split'] [name=page][value='2']) > summary")
    clerk.press_on("[action$='/split']:has([name=page][value='2']) button")
    assert "S0001 → S0005, S0006" in clerk.told
    clerk.press_on("#undo")
    assert made.workspace.submission(1).state is SubmissionState.PROPOSED
    clerk.open("details.operations:has([action$='/turn']) > summary")
    clerk.tab_to("[name=degrees]")
    clerk.page.keyboard.press("Escape")
    assert clerk.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert clerk.page.query_selector("details[open] [name=degrees]") is None
    assert made.workspace.ledger(deep=True).balances
    assert clerk.said == []


@SIZES
def test_a_page_is_moved_with_both_in_view(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    made, address = site
    clerk = Keys(browser, address, size=size)
    clerk.go("/submissions/1")
    clerk.open("details.operations:has([name=page][value='3']) > summary")
    clerk.tab_to("#to-3")
    clerk.type("S0002")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.fits()
    assert clerk.page.url == f"{address}/submissions/1/move/3/2"
    assert clerk.page.locator("figure img").count() == 3
    clerk.page.wait_for_function("document.activeElement.tagName === 'BUTTON'")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Escape")
    assert clerk.page.url == f"{address}/submissions/1"
    clerk.go("/submissions/1/move/3/2")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert "S0001 → S0004, S0002 → S0005" in clerk.told
    assert made.workspace.submission(5).pages == (1, 2, 3)
    assert clerk.said == []


@SIZES
def test_an_opinion_is_split_at_the_cursor(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    made, address = site
    clerk = Keys(browser, address, size=size)
    clerk.go("/submissions/3")
    clerk.open("#opinions > summary")
    clerk.tab_to("textarea")
    for _ in range(3):
        clerk.page.keyboard.press("ArrowRight")
    clerk.type("書き足し")
    clerk.page.keyboard.press("Delete")
    text = page_text("03010000")
    assert clerk.page.input_value("textarea") == text, "the text does not change"
    clerk.press_on("[data-cursor] button")
    assert "意見は 2 件になりました" in clerk.told
    assert [each.value for each in made.workspace.submission(3).final_opinions] == [text[:3].strip(), text[3:]]
    clerk.press_on("#undo")
    assert [each.value for each in made.workspace.submission(3).final_opinions] == [text]
    assert clerk.said == []


@SIZES
def test_a_batch_is_corrected_and_put_back(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    made, address = site
    clerk = Keys(browser, address, size=size)
    clerk.go("/")
    clerk.press_on(".places [href='/batches']")
    clerk.press_on("[href='/batches/1']")
    clerk.tab_to("#received")
    clerk.page.keyboard.press("Control+A")
    clerk.type("2999-01-01")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert "まだ来ていません" in clerk.told
    clerk.tab_to("#received")
    clerk.page.keyboard.press("Control+A")
    clerk.type("令和3年8月31日")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.fits()
    assert "2021-08-31 受付" in clerk.told
    assert made.workspace.batches.outline(1).batch.received.isoformat() == "2021-08-31"
    clerk.press_on("#undo")
    assert made.workspace.batches.outline(1).batch.received.isoformat() == "2021-09-01"
    assert clerk.said == []


@SIZES
def test_what_waits_is_settled_and_put_back(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    made, address = site
    clerk = Keys(browser, address, size=size)
    clerk.go("/set-aside")
    clerk.tab_to("[name=reason]")
    clerk.type("空の封筒")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.fits()
    assert "空の封筒" in clerk.told
    assert made.workspace.ledger().aside.settled == 1
    clerk.press_on("[action='/set-aside/undo'] button")
    assert made.workspace.ledger().aside.open == 1
    assert clerk.said == []


@pytest.mark.parametrize("width", [640, 375], ids=["200 %", "phone"])
def test_nothing_is_cut_off_with_everything_open(browser: Any, site: tuple[Site, str], width: int) -> None:  # noqa: ANN401
    _, address = site
    clerk = Keys(browser, address, size=(width, 600))
    of_submissions = [f"/submissions/1{what}" for what in ("", "/move/3/2", "/join/2", "/duplicates", "/letter")]
    for path in (*of_submissions, "/batches", "/batches/1", "/set-aside"):
        clerk.page.goto(address + path)
        clerk.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        clerk.fits()
    assert clerk.said == []


def test_without_a_script_everything_is_there(browser: Any, site: tuple[Site, str]) -> None:  # noqa: ANN401
    made, address = site
    clerk = Clerk(browser, address)
    state = clerk.page.context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=state)
    page = plain.new_page()
    page.goto(f"{address}/submissions/2")
    page.click("#opinions > summary")
    assert not page.is_visible("textarea")
    page.check("#opinions [type=checkbox] >> nth=0")
    page.check("#opinions [type=checkbox] >> nth=1")
    page.click("#opinions [action$='/join-opinions'] button")
    assert len(made.workspace.submission(2).final_opinions) == 1
    page.click("#opinions > summary")
    page.select_option("#opinions select", index=1)
    page.click("#opinions [action$='/split-opinion'] button:not([type])")
    assert len(made.workspace.submission(2).final_opinions) == 2
    plain.close()
