"""By field and by character in a real browser, by keyboard alone: on a desk's screen and on a phone's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import Submission
from ocr_intake.web.site import Site
from tests.review.test_by_character import TEXT, doubtful
from tests.store.builders import VALUES, submission
from tests.web.pages import ARGUMENTS, CHROMIUM, served
from tests.web.site import CLERK, PASSWORD

SIZES = [(1280, 800), (375, 812)]
PHONE = FieldName.PHONE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@contextmanager
def opened(folder: Path, size: tuple[int, int], *made: Submission) -> Iterator[tuple[Site, Any]]:
    """A page, signed in; what it complains of fails the test."""
    sync_api = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    with served(folder, *made) as (site, address), sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="ja-JP")
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        form = {"name": CLERK, "password": PASSWORD}
        assert context.request.post(f"{address}/sign-in", form=form, headers={"Origin": address}).ok
        page.goto(address)
        yield site, page
        browser.close()
    assert said == []


def go(page: Any, place: str) -> None:  # noqa: ANN401 - playwright need not be there
    """From the first page, by the keyboard."""
    page.focus(f'.places a[href="{place}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place}")


def looked_at(page: Any, size: tuple[int, int], name: str) -> None:  # noqa: ANN401
    """Nothing is cut off, every crop is drawn; a picture of it where one is asked for."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "cut off"
    heights = page.evaluate("[...document.querySelectorAll('svg.crop')].map((each) => each.getBBox().height)")
    assert heights
    assert all(heights)
    if folder := os.environ.get("OCR_INTAKE_TEST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}-{size[0]}.png"), full_page=True)


def tab_to(page: Any, selector: str) -> None:  # noqa: ANN401
    """Tab until it has the focus."""
    for _ in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector}")


@pytest.mark.parametrize("size", SIZES)
def test_by_field_by_keyboard(tmp_path: Path, size: tuple[int, int]) -> None:
    made = [submission(flagged={PHONE: 0.1 * number}) for number in range(1, 5)]
    with opened(tmp_path, size, *made) as (site, page):
        go(page, "/review/by-field")
        looked_at(page, size, "by-field")
        numbers = [site.workspace.submission(number).field(PHONE).id for number in (1, 2, 3, 4)]
        tab_to(page, f'[name="v{numbers[1]}"]')
        page.keyboard.insert_text("019-622-6211")  # what has the focus by Tab is selected: it is typed over
        tab_to(page, f'[name="m{numbers[2]}"]')
        page.keyboard.press("ArrowDown")
        tab_to(page, f'[name="v{numbers[3]}"]')
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]:has-text('保存しました')")
        assert "4 件を保存しました" in page.inner_text("[role=status]")
        fields = [site.workspace.submission(number).field(PHONE) for number in (1, 2, 3, 4)]
        assert [field.value for field in fields] == [VALUES[PHONE], "019-622-6211", None, VALUES[PHONE]]
        tab_to(page, 'button[value="undo"]')
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]:has-text('戻しました')")
        assert not any(site.workspace.submission(number).field(PHONE).decided for number in (1, 2, 3, 4))


@pytest.mark.parametrize("size", SIZES)
def test_by_character_by_keyboard(tmp_path: Path, size: tuple[int, int]) -> None:
    made = [doubtful((1, "7"), (4, "１")), *(doubtful((1, "7")) for _ in range(5))]
    with opened(tmp_path, size, *made) as (site, page):
        go(page, "/review/by-character")
        tab_to(page, 'button[name="character"]')
        page.keyboard.press("Enter")
        page.wait_for_selector(".carpet")
        assert page.url.endswith("/review/by-character")
        looked_at(page, size, "by-character")
        tab_to(page, 'input[value="7"]')
        page.keyboard.insert_text("1")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]:has-text('保存しました')")
        assert "6 件を保存しました" in page.inner_text("[role=status]")
        opinions = [made.opinions[0] for made in site.workspace.submissions()]
        assert opinions[0].value == TEXT[:4] + "1" + TEXT[5:]
        decisions = [each.verification and each.verification.decision for each in opinions]
        assert decisions == [Decision.EDITED, *[Decision.ACCEPTED] * 5]
        tab_to(page, 'button[value="undo"]')
        page.keyboard.press("Enter")
        page.wait_for_selector(".carpet")
        assert not any(made.opinions[0].decided for made in site.workspace.submissions())
