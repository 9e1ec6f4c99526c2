"""Doubtful places of one character side by side on a page: chosen, changed where wrong, saved and undone as one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.model.review import KnownAnswer
from ocr_intake.store import Workspace
from ocr_intake.web.site import Site
from tests.review.test_by_character import TEXT, doubtful
from tests.store.builders import workspace_with
from tests.web.site import CLERK, hashed, signed_in, site_over

PATH = "/review/by-character"
MADE = (doubtful((1, "7"), (4, "１")), doubtful((1, "7")), doubtful((12, "入")))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, *MADE) as opened:
        opened.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        yield opened


@pytest.fixture
def site(workspace: Workspace) -> Site:
    return site_over(workspace)


def planting(workspace: Workspace, share: float) -> Site:
    made = site_over(workspace)
    review = made.settings.review.model_copy(update={"known_answers": share})
    return replace(made, settings=made.settings.model_copy(update={"review": review}))


def hidden(text: str) -> str:
    found = re.search(r'name="screen" value="([^"]*)"', text)
    assert found
    return found[1]


def fields(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input id="v[0-9-]+" name="(v[0-9-]+)" value="([^"]*)"', text))


def decided(workspace: Workspace) -> list[str | None]:
    return [each.opinions[0].value if each.opinions[0].decided else None for each in workspace.submissions()]


def test_the_most_frequent_confusion_is_chosen_and_only_what_is_wrong_is_changed(site: Site) -> None:
    browser = signed_in(site)
    offered = browser.get(PATH).text
    assert offered.index("1 と 7（3 か所）") < offered.index("人 と 入（1 か所）")
    shown = browser.submit(PATH, character="1")
    assert shown.url.query == b"", "what is looked at is in no address"
    assert shown.text.count('class="crop"') == 3
    assert browser.get(PATH).text.count('class="crop"') == 3, "the same screen until it is answered"
    (wrong,) = [name for name, value in fields(shown.text).items() if value == "7"]
    saved = browser.submit(PATH, screen=hidden(shown.text), do="save", **fields(shown.text) | {wrong: "1"})
    assert "2 件を保存しました" in saved.text
    assert decided(site.workspace) == [TEXT[:4] + "1" + TEXT[5:], TEXT, None]
    assert "2 件を戻しました" in browser.submit(PATH, do="undo").text
    assert decided(site.workspace) == [None] * 3


def test_what_is_put_off_or_answers_another_screen_is_not_saved(site: Site) -> None:
    browser = signed_in(site)
    shown = browser.submit(PATH, character="人")
    ((name, value),) = fields(shown.text).items()
    assert value == "人"
    browser.submit(PATH, screen="another", do="save", **{name: value})
    said = {name: value, f"later{name[1:]}": "1"}
    browser.submit(PATH, screen=hidden(shown.text), do="save", **said)
    assert decided(site.workspace) == [None] * 3


@pytest.mark.parametrize("text", ["17", " "])
def test_one_character_and_no_more(site: Site, text: str) -> None:
    assert "文字を1つだけ入力してください" in signed_in(site).submit(PATH, character=text).text


def test_what_cannot_stand_in_a_text_is_there_to_be_mended(site: Site) -> None:
    browser = signed_in(site)
    shown = browser.submit(PATH, character="人")
    ((name, _),) = fields(shown.text).items()
    refused = browser.submit(PATH, screen=hidden(shown.text), do="save", **{name: "\x07"})
    assert decided(site.workspace) == [None] * 3
    assert "保存できません" in refused.text


def test_nothing_on_the_page_tells_what_is_wrong_on_purpose(workspace: Workspace) -> None:
    """Whichever of two characters is shown, the page differs in the two alone."""

    def seen(share: float) -> tuple[list[str], str]:
        browser = signed_in(planting(workspace, share))
        text = browser.submit(PATH, character="1").text
        values = list(fields(text).values())
        browser.submit("/sign-out")
        form = text[text.index("<ol") : text.index("</ol>")]
        return values, re.sub("[17１]", "?", form)

    (right, plain), (shown, planted) = seen(0.0), seen(1.0)
    assert (right, planted) == (["1", "7", "1"], plain)
    assert shown != right


def test_who_says_without_looking_that_all_is_right_is_found_out(workspace: Workspace) -> None:
    browser = signed_in(planting(workspace, 1.0))
    shown = browser.submit(PATH, character="1").text
    browser.submit(PATH, screen=hidden(shown), do="save", **fields(shown))
    assert [answer.outcome for answer, _ in workspace.known_answers()] == [KnownAnswer.MISSED] * 2
    again = browser.get(PATH).text
    assert sorted(fields(again).values()) == ["1", "1"]
