"""The page in a real browser: its policy lets through what it needs, and it can be read at any size and in the dark."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ocr_intake
from tests.cli.test_serve import served
from tests.web.site import PASSWORD, SUPERVISOR, site_at

CHROMIUM = shutil.which("chromium")
QUIET = "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update"
STYLE = Path(ocr_intake.__file__).parent / "web" / "static" / "style.css"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with site_at(tmp_path):
        pass
    with served(tmp_path / "workspace") as (_, address):
        yield f"http://{address}"


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_from_signing_in_to_signing_out(address: str) -> None:
    """Also the reason for ``Referrer-Policy: same-origin``: a form says where it comes from."""
    sync_api = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    failed: list[tuple[int, str]] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET.split(), "--disable-sync"])
        page = browser.new_page(viewport={"width": 640, "height": 480})  # of 1280 at 200 %
        page.on("console", lambda message: said.append(message.text))
        page.on("response", lambda got: failed.append((got.status, got.url)) if got.status >= 400 else None)
        page.goto(address)
        assert page.url == f"{address}/sign-in"
        page.wait_for_function("document.activeElement.id === 'name'")  # a loaded page may not have the focus yet
        page.keyboard.type(SUPERVISOR)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        assert (page.input_value("#name"), page.input_value("#password")) == (SUPERVISOR, PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        for path in ("/", "/supervisor", "/supervisor/records"):
            page.goto(address + path)
            assert SUPERVISOR in page.inner_text("header")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is cut off"
            assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
            assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
        page.click("main button")
        assert "/supervisor/records?person=" in page.url
        page.click(".who button")
        page.wait_for_url(f"{address}/sign-in")
        page.go_back()
        assert SUPERVISOR not in page.content(), "what was seen is not kept"
        browser.close()
    assert said == []
    assert failed == []


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_submission_is_found_by_keyboard_and_shown(address: str, width: int, height: int) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET.split(), "--disable-sync"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.fill("#name", SUPERVISOR)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/find")
        page.fill("#text", "見本")
        page.keyboard.press("Enter")
        page.wait_for_selector(".found")
        assert page.url == f"{address}/find"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.focus(".found a")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/submissions/1")
        assert "見本 太郎" in page.inner_text("main")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate("window.print = () => { document.title = 'printed' }")
        page.click("#print")
        assert page.title() == "printed"
        page.emulate_media(media="print")
        assert not page.is_visible(".top")
        browser.close()
    assert said == []


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rgb`` or ``#rrggbb``."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_everything_stands_out_from_its_ground(dark: bool) -> None:
    light, night, *_ = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", night if dark else light))
    for ground in ("ground", "raised"):
        for text in ("text", "quiet", "link", "bad"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["on-link"], colours["link"]) >= 4.5
    assert contrast(colours["line"], colours["ground"]) >= 3
