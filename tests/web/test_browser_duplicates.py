"""Duplicates in a real Chromium: decided and taken back by keys alone, at a desk's width and a phone's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.web.site import Site
from tests.store.builders import submission
from tests.web.pages import ARGUMENTS, CHROMIUM, Clerk, served

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
TEXT = "駅前の道が暗いので、街灯を増やしてください。図書館も夜まで開けてほしいです。"
OF_A: dict[str, Any] = {"name": "例 一郎", "phone": "0196-23-9876", "address": "岩手県盛岡市本町通1丁目5番6号"}
OF_B: dict[str, Any] = {"name": "架空 桜", "phone": "090-0000-1234", "address": "岩手県盛岡市材木町3番4号"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    made = (
        submission(opinions=(TEXT,)),
        submission(opinions=(TEXT.replace("街灯", "街打"),)),
        submission(opinions=(TEXT,), **OF_A),
        submission(opinions=(TEXT,), **OF_B),
    )
    with served(tmp_path, *made) as found:
        yield found


@pytest.mark.parametrize("size", [(1280, 800), (375, 812)], ids=["desk", "phone"])
def test_by_keys_alone(browser: Any, site: tuple[Site, str], size: tuple[int, int]) -> None:  # noqa: ANN401
    workspace, address = site[0].workspace, site[1]
    clerk = Clerk(browser, address, size=size)
    page = clerk.page
    page.goto(f"{address}/duplicates")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/duplicates/P1")
    assert page.locator(".beside mark").all_inner_texts() == ["灯", "打"]
    for picture in page.locator(".beside img").all():
        assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.keyboard.press("1")
    page.wait_for_url(f"{address}/duplicates/T1")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"{address}/duplicates/T1?at=2")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"{address}/duplicates/T1?at=1")
    page.keyboard.press("a")
    page.wait_for_url(f"{address}/duplicates")
    held = [relation.link for relation in workspace.relations.of()]
    assert held == [
        Link(RelationKind.RESENT, 2, 1),
        Link(RelationKind.SAME_TEXT, 3, 1),
        Link(RelationKind.SAME_TEXT, 4, 1),
    ]
    page.keyboard.press("u")
    page.wait_for_url(f"{address}/duplicates/T1")
    assert [relation.link for relation in workspace.relations.of()] == held[:1]
    page.keyboard.press("Escape")
    page.wait_for_url(f"{address}/duplicates")
    assert clerk.said == []
