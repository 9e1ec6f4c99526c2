"""The review page in a real browser: a clerk with a keyboard, and what the page is to those who see or hear it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_intake.cli.app import run
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.submission import Submission
from ocr_intake.model.written import Doubt, TextLine, Written, resolved
from ocr_intake.review import Review
from ocr_intake.review.places import difference
from ocr_intake.store import SubmissionState, Workspace
from tests.store.builders import VALUES, submission, with_doubts
from tests.web.pages import ARGUMENTS, CHROMIUM, Clerk, served, served_over
from tests.web.site import SUPERVISOR

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

NAME, PHONE, ADDRESS = FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS
TEXT = "窓口の手続きをもっと簡単にしてほしい。夜も開けてほしい。"
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


def flagged(count: int) -> list[Submission]:
    return [submission(flagged={NAME: 0.2 + number / 100, PHONE: 0.3 + number / 100}) for number in range(count)]


def doubtful() -> Submission:
    """An opinion of three lines on paper with three doubtful places: a character, a gap, and the whole last line."""
    made = with_doubts(submission(opinions=(TEXT,)), (0, 1))
    upper, first, second = (Region(1, Box(100, top, 900, top + 40)) for top in (460, 520, 580))
    at = TEXT.index("夜")
    lines = (TextLine(0, 3, upper), TextLine(3, at, first), TextLine(at, len(TEXT), second))
    doubts = (
        Doubt(0, 1, 0.6, ("鬼", "室", ""), Region(1, Box(100, 460, 140, 500))),
        Doubt(7, 7, 0.6, ("の",), Region(1, Box(380, 520, 390, 560))),
        Doubt(at, len(TEXT), 0.6, ("",), second),
    )
    known = Written((0.9,) * len(TEXT), lines, doubts)
    (opinion,) = made.opinions
    fields = tuple(replace(f, written=known) if f.name is FieldName.OPINION else f for f in made.fields)
    return replace(made, fields=fields, opinions=(replace(opinion, written=known),))


def long() -> Submission:
    """An opinion of fourteen lines on paper, the first character of each doubtful, and a short one after it."""
    lines = [f"{number}行目の文字を一つずつ見比べます。" for number in range(10, 24)]
    text = "".join(lines)
    made = with_doubts(submission(opinions=("夜も開けてほしい。",)), (0, 1))
    places, doubts, start = [], [], 0
    for number, line in enumerate(lines):
        top = 100 + 60 * number
        places.append(TextLine(start, start + len(line), Region(1, Box(100, top, 900, top + 40))))
        doubts.append(Doubt(start, start + 1, 0.6, tuple("7イー丨十ノ、"), Region(1, Box(100, top, 140, top + 40))))
        start += len(line)
    known = Written((0.9,) * len(text), tuple(places), tuple(doubts))
    (after,) = made.opinions
    return replace(made, opinions=(replace(after, text=text, written=known), after))


def opinion_of(workspace: Workspace) -> str | None:
    return workspace.submission(1).opinions[0].value


class TestKeys:
    """A clerk who never touches the mouse."""

    def test_ten_submissions(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(10)) as (site, address):
            clerk = Clerk(browser, address)
            clerk.page.click(".who button")
            clerk.sign_in(clerk.page)
            clerk.page.click("nav a")
            clerk.wait()
            pressed = 0
            while clerk.state() != "nothing":
                pressed += 1
                if clerk.asked == "氏名" and pressed < 10:
                    clerk.press("e")
                    clerk.page.keyboard.press("Control+a")
                    clerk.type("美本 花子")
                clerk.press("2" if clerk.asked == "電話番号" and pressed > 20 else "Enter")
            assert pressed == 30, "one key for each value and each submission"
            stored = [site.workspace.submission(number) for number in range(1, 11)]
            assert {each.state for each in stored} == {SubmissionState.ACCEPTED}
            assert "美本 花子" in {each.field(NAME).value for each in stored}
            assert "019-000-0000!" in {each.field(PHONE).value for each in stored}
            assert clerk.said == []

    def test_doubtful_places(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, doubtful()) as (site, address):
            clerk = Clerk(browser, address)
            assert clerk.asked == "意見"
            assert "1 / 3" in clerk.text(".place .count")
            assert clerk.page.is_visible(".loupe")
            clerk.press("2")
            assert clerk.text('.lines [data-place="0"]') == "窓室", "before and after"
            clerk.press("Shift+Tab", "1", "Tab", "Shift+Tab")
            clerk.type("も")
            clerk.press("Enter")
            assert "この行は意見の一部ですか" in clerk.text(".asks")
            clerk.press(" ")
            assert clerk.page.get_attribute(".place", "data-place") == "end"
            clerk.press("Enter")
            assert opinion_of(site.workspace) == "鬼" + TEXT[1:7] + "も" + TEXT[7:]
            clerk.press("Control+z")
            assert clerk.page.get_attribute(".place", "data-place") == "end", "the answers are there again"
            assert clerk.text('.lines [data-place="0"]') == "窓鬼"
            clerk.press("u", "u", "r")
            clerk.page.keyboard.type("2e")
            clerk.press("Enter", "d", "Enter")
            assert "意見がとても短く" not in clerk.message
            assert opinion_of(site.workspace) == "鬼" + TEXT[1:7] + "2e" + TEXT[7 : TEXT.index("夜")]

    def test_several_doubtful_characters_are_one_place(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, with_doubts(submission(opinions=(TEXT,)), (0, 1), (5, 6), (7, 7))) as (site, address):
            clerk = Clerk(browser, address)
            assert clerk.page.locator(".lines u").all_inner_texts() == ["窓", "き", "‸"]
            under = "document.querySelector('.place').getBoundingClientRect().bottom"
            assert clerk.page.evaluate(f"document.querySelector('.line').getBoundingClientRect().bottom > {under}")
            assert clerk.text('.lines [data-place="0"]') == "窓口の手続きを‸"
            assert clerk.page.locator(".choices.places .choice").all_inner_texts() == [
                "窓口の手続きを‸",
                *("窓→鬼", "き→鬼", "を→を鬼", "窓→（なし）", "き→（なし）"),
            ]
            clerk.press("1", "Shift+Tab", "r")
            assert clerk.page.input_value(".replace-input") == "鬼口の手続きを", "what stands there is edited"
            clerk.page.keyboard.press("Backspace")
            clerk.type("も")
            clerk.press("Enter", "Enter")
            assert opinion_of(site.workspace) == "鬼口の手続きも" + TEXT[7:]

    def test_the_extent_of_a_text(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        made = doubtful()
        flags = tuple(map(Flag, (FlagCode.TEXT_EXTENT, FlagCode.DOUBTFUL_CHARACTERS)))
        fields = tuple(replace(f, flags=flags) if f.name is FieldName.OPINION else f for f in made.fields)
        with served(tmp_path, replace(made, fields=fields, pages=(1, 2))) as (site, address):
            clerk = Clerk(browser, address)
            clerk.press("Enter", "Enter", "Enter")
            assert "抜けている行や、余計な行がないか" in clerk.text(".place.end")
            assert "用紙は 2 ページあります" in clerk.text(".place.end")
            left, top, right, bottom = clerk.lit()
            height = clerk.page.evaluate("document.getElementById('picture').clientHeight")
            assert bottom - top < height / 4, "the whole sheet"
            assert clerk.page.locator(".line[aria-current]").count() == 0
            clerk.press("PageDown", "PageUp")
            assert clerk.lit() == pytest.approx((left, top, right, bottom), abs=1), "its lines are lit again"
            clerk.press("ArrowDown")
            assert clerk.text('.line[aria-current="true"]').startswith("窓口")
            assert clerk.lit()[2] - clerk.lit()[0] > right - left, "a line, to be read"
            clerk.press("ArrowUp")
            assert clerk.page.locator(".line[aria-current]").count() == 0
            clerk.press("Enter")
            assert site.workspace.submission(1).opinions[0].decided
            assert clerk.said == []

    def test_an_input_method_at_work_answers_nothing(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, doubtful()) as (site, address):
            clerk = Clerk(browser, address)
            writing = clerk.page.context.new_cdp_session(clerk.page)
            writing.send("Input.imeSetComposition", {"text": "しつ", "selectionStart": 2, "selectionEnd": 2})
            for key, code in (("Enter", 229), ("1", 229), ("Process", 229)):
                event = {"key": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
                writing.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
                writing.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
            assert clerk.page.get_attribute(".place", "data-place") == "0"
            writing.send("Input.insertText", {"text": "室"})
            assert clerk.page.input_value(".replace-input") == "室"
            clerk.press("Enter", "Enter", "Enter", "Enter")
            assert opinion_of(site.workspace) == "室" + TEXT[1:]

    def test_full_width_digits_count(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (site, address):
            clerk = Clerk(browser, address)
            clerk.page.evaluate(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '２', bubbles: true }))"
            )
            clerk.wait()
            assert site.workspace.submission(1).field(NAME).value == VALUES[NAME] + "!"

    def test_unusual_and_refused_texts_stay_to_be_mended(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (site, address):
            clerk = Clerk(browser, address)
            clerk.press("e", "Control+a", "Delete", "Enter")
            assert "何も入力されていません" in clerk.message
            clerk.type("太郎2")
            clerk.press("Enter")
            assert "このまま保存しますか" in clerk.message
            assert not site.workspace.submission(1).field(NAME).decided
            clerk.press("Enter")
            assert site.workspace.submission(1).field(NAME).value == "太郎2"
            clerk.press("e", "Escape")
            assert clerk.asked == "電話番号"
            clerk.press("x")
            assert "そのキーはここでは使えません" in clerk.message

    def test_the_whole_form_and_back(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, submission()) as (site, address):
            clerk = Clerk(browser, address)
            assert clerk.page.locator(".crop").count() == 5, "each value that is there beside its place"
            clerk.press("5")
            assert clerk.asked == "住所"
            clerk.press("Escape", "k", "+")
            clerk.type("もう一つの意見です。")
            clerk.press("Control+s")
            clerk.page.wait_for_selector('[data-state="whole"] .row:nth-child(8)')
            clerk.page.keyboard.press("r")
            clerk.page.wait_for_selector("dialog[open]")
            clerk.press("5")
            clerk.type("重複")
            clerk.press("Enter")
            clerk.page.wait_for_selector('[data-state="nothing"]')
            assert site.workspace.submission(1).state is SubmissionState.REJECTED
            clerk.press("u")
            assert site.workspace.submission(1).state is SubmissionState.PROPOSED
            clerk.press("?")
            assert "記載がない" in clerk.text("dialog")
            clerk.press("Enter")
            clerk.page.keyboard.press("q")
            clerk.page.wait_for_url(f"{address}/")

    def test_every_value_where_the_person_wants_it(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, submission()) as (_, address):
            clerk = Clerk(browser, address)
            clerk.page.check("#every")
            clerk.wait()
            seen = []
            while clerk.state() == "value":
                seen.append(clerk.asked)
                clerk.page.keyboard.press("Enter")
                clerk.wait()
            assert seen == ["氏名", "法人・団体名", "代表者名", "郵便番号", "住所", "電話番号", "意見"]


class TestOthers:
    """Somebody else, another window, a session that is over."""

    def test_whoever_was_slower_may_use_their_own(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (site, address):
            clerk, other = Clerk(browser, address), Review(site.workspace, "係員Z")
            name = site.workspace.submission(1).field(NAME)
            other.edit(other.task(1, name.id), "美本 花子")
            clerk.press("1")
            clerk.page.wait_for_selector("dialog[open]")
            for text in ("係員Z", "美本 花子", "見本 太郎?"):
                assert text in clerk.text("dialog")
            clerk.press("m")
            clerk.page.wait_for_selector('[data-state="value"]:not([data-field="1"])')
            assert site.workspace.submission(1).field(NAME).value == "見本 太郎?"
            other.absent(other.task(1, site.workspace.submission(1).field(PHONE).id))
            clerk.press("Enter")
            clerk.page.wait_for_selector("dialog[open]")
            clerk.press("Enter")
            clerk.page.wait_for_selector('[data-state="whole"]')
            assert site.workspace.submission(1).field(PHONE).value is None, "theirs is left"

    def test_two_browsers_at_once(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(4)) as (site, address):
            clerks = [Clerk(browser, address), Clerk(browser, address, SUPERVISOR)]
            for _ in range(12):
                for clerk in clerks:
                    if clerk.state() != "nothing":
                        clerk.press("Enter")
                        assert clerk.page.locator("dialog[open]").count() == 0, "nobody is in the other's way"
            stored = [site.workspace.submission(number) for number in range(1, 5)]
            assert {each.state for each in stored} == {SubmissionState.ACCEPTED}
            by = {value.verification.by for each in stored for value in each.values if value.verification}
            assert len(by) == 2

    def test_nothing_typed_is_lost_when_the_session_ends(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (site, address):
            clerk = Clerk(browser, address)
            clerk.press("e", "Control+a")
            clerk.type("美本 花子")
            site.sessions.close()
            clerk.press("Enter")
            assert "ログインの時間が切れました" in clerk.message
            assert clerk.page.input_value(".value-input") == "美本 花子"
            with clerk.page.context.expect_page() as opened:
                clerk.page.click("#message a")
            clerk.sign_in(opened.value)
            opened.value.close()
            clerk.press("Enter")
            assert "保存していません" in clerk.message
            assert clerk.page.input_value(".value-input") == "美本 花子"
            clerk.press("Enter")
            assert site.workspace.submission(1).field(NAME).value == "美本 花子"


class TestPicture:
    """What of the paper is shown."""

    def test_the_place_is_lit_and_can_be_read(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (_, address):
            clerk = Clerk(browser, address)
            left, top, right, bottom = clerk.lit()
            assert 24 <= (bottom - top) / 1.28 <= 46, "CSS pixels of a line"
            assert (right - left) / (bottom - top) == pytest.approx(300 / 40, rel=0.2)
            clerk.press("f")
            assert clerk.lit()[3] - clerk.lit()[1] < 40, "the whole sheet is smaller"
            clerk.press("f", "t")
            turned = clerk.lit()
            assert turned[3] - turned[1] > 3 * (turned[2] - turned[0]), "a quarter turn"
            clerk.press("t", "t", "t", "+", "ArrowRight")
            assert clerk.lit() != (left, top, right, bottom)

    def test_text_and_paper_move_together(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, doubtful()) as (_, address):
            clerk = Clerk(browser, address)
            row = '.line[aria-current="true"]'
            assert clerk.text(row).startswith("窓口")
            clerk.press("Enter", "Enter")
            assert clerk.text(row).startswith("夜も"), "the line of the place that is asked about"
            clerk.press("Enter", "ArrowUp")
            first = clerk.lit()
            clerk.press("ArrowDown")
            assert clerk.text(row).startswith("夜も")
            second = clerk.lit()
            assert second[2] - second[0] == pytest.approx(first[2] - first[0], abs=3), "at the same size"
            clerk.press("e", "Control+Home")
            assert "窓口" in clerk.page.text_content(".behind mark")
            clerk.press("Control+End")
            assert "夜も" in clerk.page.text_content(".behind mark")

    def test_a_page_without_a_picture_can_be_reviewed(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (site, address):
            site.workspace.files.page_image(site.workspace.submission(1).sha256, 1).unlink()
            clerk = Clerk(browser, address)
            assert "画像がありません" in clerk.text("#no-picture")
            clerk.press("Enter")
            assert clerk.asked == "電話番号"


SIZES = {"desk": (1366, 768), "200 %": (683, 384), "large": (1920, 1080), "phone": (390, 844)}


class TestSeenAndHeard:
    """The page at any size, in the dark, by ear."""

    @pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
    def test_it_fits(self, browser: Any, tmp_path: Path, size: tuple[int, int]) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1), doubtful()) as (_, address):
            clerk = Clerk(browser, address, size=size)
            for _ in range(4):
                assert clerk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "cut off"
                for needed in ("#picture", "#actions .primary"):
                    box = clerk.page.locator(needed).bounding_box()
                    assert box["y"] >= -1, needed
                    assert box["y"] + box["height"] <= size[1] + 1, needed
                if clerk.state() == "value":
                    box = clerk.page.locator(".asks, #asked-value").first.bounding_box()
                    assert 0 <= box["y"] < size[1], "what is asked is in sight"
                clerk.press("Enter")

    def test_a_long_text_moves_under_what_is_asked_about_it(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        """The page itself never scrolls: neither head nor buttons leave the screen."""
        with served(tmp_path, *flagged(1), long()) as (_, address):
            clerk = Clerk(browser, address)
            clerk.press("Enter", "Enter", "Enter")
            assert "を確定しました" in clerk.message
            for place in range(14):
                assert clerk.page.get_attribute(".place", "data-place") == str(place)
                card, line, foot = (
                    clerk.page.locator(each).bounding_box() for each in (".place", ".lines .doubt.current", ".foot")
                )
                assert card["y"] + card["height"] <= line["y"] + 1
                assert line["y"] + line["height"] <= foot["y"] + 1
                clerk.press("Enter")
                assert clerk.message == "", "what was said is about the submission before"
                assert clerk.page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_everything_stands_out_and_has_a_name(self, browser: Any, tmp_path: Path, scheme: str) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1), doubtful()) as (_, address):
            clerk = Clerk(browser, address, color_scheme=scheme)
            for keys in (["1"], ["n"], ["Enter"], ["2"], ["Enter", "Enter", "e"], ["Escape", "?"]):
                assert clerk.page.evaluate(FAINT) == []
                assert clerk.page.evaluate(NAMELESS) == []
                clerk.press(*keys)
            assert clerk.page.evaluate(FAINT) == []

    def test_structure_and_order(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(1)) as (_, address):
            clerk = Clerk(browser, address)
            page = clerk.page
            assert page.locator("h1").count() == page.locator("main").count() == 1
            assert page.locator("[role=status][aria-live=polite]").count() == 1
            assert page.evaluate("document.activeElement.matches('#actions .primary')"), "Enter is what is offered"
            order: list[Any] = []
            for _ in range(200):
                page.keyboard.press("Tab")
                place = page.evaluate(
                    "(() => { const all = [...document.querySelectorAll('*')];"
                    " const seen = document.activeElement; const style = getComputedStyle(seen);"
                    " return [all.indexOf(seen), seen.tagName, style.outlineStyle]; })()"
                )
                if place[1] == "BODY":
                    continue
                if order and place[0] == order[0][0]:
                    break
                order.append(place)
            places = [place for place, *_ in order]
            start = places.index(min(places))
            assert places[start:] + places[:start] == sorted(places), "the order of the page"
            assert {outline for *_, outline in order} <= {"solid", "auto"}, "the focus can be seen"
            assert len(order) > 15

    def test_the_doubtful_places_catch_nobody(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, doubtful()) as (_, address):
            clerk = Clerk(browser, address)
            clerk.press("Tab", "Tab")
            assert clerk.page.get_attribute(".place", "data-place") == "2"
            clerk.press("Tab")
            assert not clerk.page.evaluate("document.activeElement.matches('.replace-input')")

    def test_nothing_is_left_in_the_browser(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        with served(tmp_path, *flagged(2)) as (_, address):
            clerk = Clerk(browser, address)
            stored: list[str] = []
            clerk.page.on("response", lambda got: stored.append(got.url) if kept(got) else None)
            clerk.press("Enter", "Enter", "Enter")
            clerk.page.wait_for_timeout(200)
            assert clerk.page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
            assert clerk.page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
            assert clerk.page.evaluate("caches.keys().then((found) => found.length)") == 0
            assert not [value for value in VALUES.values() if value in clerk.page.title() + clerk.page.url]
            assert stored == []
            assert clerk.said == []


def kept(response: Any) -> bool:  # noqa: ANN401
    return "no-store" not in response.headers.get("cache-control", "")


FAINT = """() => {
    const parse = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const light = (colour) => {
        const [red, green, blue] = colour.slice(0, 3).map((part) => linear(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const hidden = ".unseen, .behind, noscript, script";
    const top = document.querySelector("dialog[open]") ?? document.body;
    const found = [];
    for (const element of top.querySelectorAll("*")) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!own || element.closest(hidden) || !element.checkVisibility()) continue;
        const colours = [parse(getComputedStyle(element).color), ground(element)];
        const [darker, lighter] = colours.map(light).sort((one, other) => one - other);
        const contrast = (lighter + 0.05) / (darker + 0.05);
        if (contrast < 4.5) found.push([element.className || element.tagName, element.textContent, contrast]);
    }
    return found;
}"""
"""Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3)."""

NAMELESS = """() => [...document.querySelectorAll("button, input, textarea, select, canvas, a, section, dialog[open]")]
    .filter((element) => element.checkVisibility() && element.type !== "hidden")
    .filter((element) => {
        const named = ["aria-label", "aria-labelledby"].some((name) => element.getAttribute(name));
        return !(named || element.labels?.length || element.textContent.trim());
    })
    .map((element) => element.outerHTML.slice(0, 100))"""
"""What can be used or looked at and has no name."""


class TestScripts:
    """The pure parts of the script, against the program's own."""

    def test_walking_is_settling(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        """Whatever was answered in whatever order, the text is what the rules make of the answers."""
        chance = random.Random(5)  # noqa: S311
        with served(tmp_path, doubtful()) as (_, address):
            clerk = Clerk(browser, address)
            for _ in range(40):
                text = "".join(chance.choice("あ𠮷髙いb") for _ in range(12))
                starts = sorted(chance.sample(range(12), 3))
                limits = zip(starts, [*starts[1:], 12], strict=True)
                places = [Doubt(start, min(start + chance.randrange(3), limit), 0.5) for start, limit in limits]
                sent = {"alternatives": ["x", ""], "place": None, "marks": [], "answer": None}
                doubts = [{"start": place.start, "end": place.end, **sent} for place in places]
                steps = [chance.choice(["next", "previous", "take", "replace"]) for _ in range(12)]
                answers, result = clerk.page.evaluate(
                    """async ([text, doubts, steps]) => {
                        const { Walk } = await import("/static/review/walk.js");
                        const walk = new Walk(text, doubts);
                        for (const step of steps) {
                            if (walk.atEnd && step !== "previous") continue;
                            if (step === "take") walk.replace(walk.options[0]); else walk[step]("𠮷野");
                        }
                        return [walk.settled, walk.result];
                    }""",
                    [text, doubts, steps],
                )
                assert result == resolved(text, places, answers)

    def test_what_an_alternative_changes_is_told_as_in_the_terminal(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        chance = random.Random(7)  # noqa: S311
        pairs = []
        for _ in range(200):
            read = "".join(chance.choice("あい𠮷b") for _ in range(1 + chance.randrange(9)))
            at = chance.randrange(len(read))
            other = read[:at] + chance.choice(["", "あ", "うい"]) + read[at + chance.randrange(2) :]
            pairs += [[read, other]] if other != read else []
        with served(tmp_path, doubtful()) as (_, address):
            found = Clerk(browser, address).page.evaluate(
                """async (pairs) => {
                    const { least } = await import("/static/review/difference.js");
                    return pairs.map(([read, other]) => least(read, other));
                }""",
                pairs,
            )
        assert found == [list(difference(read, other)) for read, other in pairs]

    def test_differences_are_the_two_texts(self, browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
        chance = random.Random(6)  # noqa: S311

        def text() -> str:
            return "".join(chance.choice("あい𠮷b") for _ in range(chance.randrange(9)))

        pairs = [[text(), text()] for _ in range(200)]
        with served(tmp_path, doubtful()) as (_, address):
            clerk = Clerk(browser, address)
            found = clerk.page.evaluate(
                """async (pairs) => {
                    const { difference } = await import("/static/review/difference.js");
                    return pairs.map(([before, after]) => difference(before, after));
                }""",
                pairs,
            )
            for (before, after), parts in zip(pairs, found, strict=True):
                assert "".join(part["before"] for part in parts) == before
                assert "".join(part["after"] for part in parts) == after
                assert all((part["before"] == part["after"]) == part["same"] for part in parts)


@pytest.mark.engine
def test_papers_that_were_really_read(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """From scans in a folder to an empty queue, with the Enter key."""
    folder = tmp_path / "workspace"
    scans = [str(SAMPLES / name) for name in ("SCN_0018.png", "FAX00131.pdf")]
    run(["ingest", *scans, "--consultation", "morioka-dx-2021", "--channel", "post", "--workspace", str(folder)])
    with Workspace.open(folder) as workspace, served_over(workspace) as (_, address):
        clerk = Clerk(browser, address)
        for _ in range(80):
            if clerk.state() == "nothing":
                break
            if clerk.state() == "value" and not clerk.text("#asked-value").startswith("（"):
                left, top, right, bottom = clerk.lit()
                assert right - left > 20, "the place of what was read is lit"
                assert bottom - top > 20
            clerk.press("Enter")
        assert {each.state for each in map(workspace.submission, (1, 2))} == {SubmissionState.ACCEPTED}
        assert clerk.said == []
