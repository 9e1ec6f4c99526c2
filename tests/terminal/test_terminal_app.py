"""The whole screen: what is pressed too soon answers nothing, and nothing of what it shows goes anywhere else."""

import asyncio
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual import events
from textual.app import App

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.terminal.app import ReviewApp
from ocr_intake.terminal.boxes import Typing
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.view import Action, Command, View
from ocr_intake.terminal.widgets import Keys
from ocr_intake.terminal.words import said
from tests.store.builders import submission, workspace_with
from tests.terminal.piloted import Step, driven, text_of

BLOCKS = Capabilities(Graphics.BLOCKS)
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    flagged = submission(flagged={FieldName.PHONE: 0.3, FieldName.OPINION: 0.5})
    with workspace_with(tmp_path, flagged, submission(name="例 花子")) as opened:
        for number in (1, 2):
            page = Image.new("L", (1000, 1400), 255)
            page.paste(0, (120, 105, 380, 135))
            page.save(opened.files.page_image(opened.submission(number).sha256, 1), "PNG")
        yield opened


@pytest.mark.parametrize("size", SIZES)
def test_a_day_by_keys(workspace: Workspace, size: tuple[int, int]) -> None:
    steps = ["e", "ctrl+u", "=０１９ー６５１ー４１１１", "enter", "e", "enter", "=追記です。", "ctrl+s", "A", "A", "q"]
    seen = driven(workspace, steps, size)
    first, typing, _, typed, second, *_ = seen.screens
    assert first.split("\n")[:2] == [
        " 意見書の点検  1 / 2 件目  S0001",
        " scan001.tif  1ページ  郵送  2021-09-01 受付",
    ]
    assert "Enter 正しい  1-2 候補を選ぶ" in first
    assert "（1ページの画像）" in first
    assert sum(any("▁" <= char <= "▟" for char in line) for line in first.split("\n")) >= 6
    assert "電話番号を入力してください。" in typing
    assert "\n ０１９ー６５１ー４１１１\n" in typed
    assert "（1ページの画像）" in typed, "the paper stays in sight"
    assert "電話番号を保存しました。" in second
    assert "点検を待っている意見書はありません。" in seen.screens[-1]
    assert all(len(screen.split("\n")) == size[1] for screen in seen.screens)
    assert seen.tally is not None
    assert (seen.tally.values, seen.tally.accepted) == (2, 2)
    history = workspace.history(1)[0]
    assert [(each.decision, each.value) for each in history] == [
        (Decision.EDITED, "019-651-4111"),
        (Decision.EDITED, "窓口の手続きをもっと簡単にしてほしい。\n追記です。"),
    ]


def test_what_is_too_small_says_what_it_needs(workspace: Workspace) -> None:
    for size in ((36, 20), (80, 10)):
        (told, *_) = driven(workspace, ["q"], size).screens
        assert "40桁、12行" in told.replace(" ", "").replace("\n", "")
        assert "019-000-0000" not in told
    (cramped, *_) = driven(workspace, ["q"], (40, 12)).screens
    for words in ("Enter 正しい", "019-000-0000", "? 説明", "q 終了"):
        assert words in cramped
    assert sum(any("▁" <= char <= "▟" for char in line) for line in cramped.split("\n")) >= 2, "the picture is there"


def test_a_new_size_while_at_work(workspace: Workspace) -> None:
    def smaller(app: ReviewApp) -> None:
        app.post_message(events.Resize(*[_size(60, 20)] * 2))

    def larger(app: ReviewApp) -> None:
        app.post_message(events.Resize(*[_size(120, 40)] * 2))

    _, small, typing, grown, *_ = driven(workspace, [smaller, "e", larger, "escape", "q"]).screens
    assert len(small.split("\n")) == 20
    assert "019-000-0000" in small
    assert "電話番号を入力してください。" in typing
    assert len(grown.split("\n")) == 40
    assert "電話番号を入力してください。" in grown


def _size(columns: int, rows: int) -> Any:  # noqa: ANN401 - Textual's
    from textual.geometry import Size

    return Size(columns, rows)


def test_ctrl_z_takes_back_and_stops_nothing(workspace: Workspace) -> None:
    seen = driven(workspace, ["2", "ctrl+z", "ctrl+z", "ctrl+c"])
    assert "戻しました" in seen.screens[2]
    assert "戻せる操作はありません。" in seen.screens[3]
    assert seen.tally is not None
    assert seen.tally.values == 0


def test_a_changed_opinion_is_not_lost_by_one_key(workspace: Workspace) -> None:
    seen = driven(workspace, ["2", "e", "=追記", "escape", "=も", "escape", "ctrl+c", "q"])
    assert "追記も" in seen.screens[5]
    assert "入力した内容は消えます。" in seen.screens[4]
    assert "入力した内容は消えます。" not in seen.screens[5]
    assert "入力した内容は消えます。" in seen.screens[6]
    assert "Enter 正しい" in seen.screens[7]
    assert workspace.submission(1).opinions[0].value == "窓口の手続きをもっと簡単にしてほしい。"


def test_nothing_is_lost_of_what_comes_before_the_field_stands(workspace: Workspace) -> None:
    tasks: list[asyncio.Task[None]] = []

    async def at_once(app: ReviewApp) -> None:
        app.post_message(events.Key("e", "e"))
        while not isinstance(app.screen, Typing):  # noqa: ASYNC110 - nothing tells that it stands
            await asyncio.sleep(0)
        assert app.focused is None, "it stands, and hears nothing yet"
        for key in ("ctrl+u", *"019-651-4111", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))

    driven(workspace, [lambda app: tasks.append(asyncio.create_task(at_once(app))), "q"])
    assert tasks[0].exception() is None
    assert [each.value for each in workspace.history(1)[0]] == ["019-651-4111"]


def test_pasted_text_is_one_text(workspace: Workspace) -> None:
    seen = driven(workspace, ["+acceptance", "e", "ctrl+u", "+019-651-4111\x1b\n", "enter", "q"])
    assert t("review.message.input_method") in seen.screens[1], "no letter of it is a command"
    assert workspace.history(1)[0][0].value == "019-651-4111"


@pytest.mark.parametrize("opening", [[], ["2", "2"], ["2", "2", "z"]], ids=str)
def test_every_key_that_is_shown_is_explained_and_does_something(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, opening: list[str]
) -> None:
    offered: list[Command] = []
    shown, helped = driven(
        workspace, [*opening, lambda app: offered.extend(app.screen.query_one(Keys).commands), "?"], (120, 60)
    ).screens[-2:]
    for each in offered:
        assert f"{each.shown} {each.label}" in shown
        assert f" {each.shown}  " in helped
        assert t(f"review.keys.{each.name}")[:20] in helped
    keys = [key for each in offered for key in each.keys]
    assert len(keys) == len(set(keys)), "a key means one thing"
    heard: list[str] = []

    def watch(_: object) -> None:
        monkeypatch.setattr(
            "ocr_intake.terminal.app.offered",
            lambda *_: tuple(replace(each, act=heard.append) for each in offered),
        )

    driven(workspace, [*opening[:-1], watch, *opening[-1:], *keys], (120, 60))
    assert [key for key in heard if key in keys][-len(keys) :] == keys


# ------------------------------------------------------------------------------------------------------------ too soon


def asked(count: int, during: Any) -> list[str]:  # noqa: ANN401 - a coroutine function
    """The keys that answer so many questions, while ``during`` presses some."""
    heard: list[str] = []

    async def walk(face: Any) -> Any:  # noqa: ANN401 - a face
        for number in range(count):
            keys = tuple(Command((key,), "accept", heard.append, key) for key in ("enter", "a", "b", "x"))
            action: Action = await face.ask(View("題", "", (said(f"問{number}"),), keys), fresh=True)
            action()

    async def run() -> None:
        app = ReviewApp(walk, BLOCKS)
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.pause()
            await during(app, pilot)

    asyncio.run(run())
    return heard


def test_what_was_typed_before_a_question_was_seen_does_not_answer_it() -> None:
    async def during(app: ReviewApp, pilot: Any) -> None:  # noqa: ANN401 - Textual's
        for char in "ax":  # x comes at once: the second question was not seen yet
            app.post_message(events.Key(char, char))
        await pilot.pause()
        assert "問1" in text_of(app)
        await pilot.press("b")
        await pilot.pause()

    assert asked(2, during) == ["a", "b"]


def test_a_key_that_is_held_down_answers_one_question() -> None:
    async def during(app: ReviewApp, pilot: Any) -> None:  # noqa: ANN401 - Textual's
        for _ in range(20):
            app.post_message(events.Key("enter", "\r"))
        for _ in range(8):
            app.post_message(events.Key("enter", "\r"))
            await pilot.pause(0.03)
        assert "問1" in text_of(app)
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause()
        assert "問2" in text_of(app)
        await pilot.press("b")

    assert asked(3, during) == ["enter", "enter", "b"]


def test_a_key_that_closes_the_explanation_does_not_answer_when_it_is_held(workspace: Workspace) -> None:
    def hold(app: ReviewApp) -> None:
        for _ in range(5):
            app.post_message(events.Key("enter", "\r"))

    seen = driven(workspace, ["?", hold, "q"])
    assert "電話番号" in seen.screens[2]
    assert workspace.history(1)[0] == ()


def test_enter_that_is_held_at_the_end_of_typing_answers_nothing_more(workspace: Workspace) -> None:
    def hold(app: ReviewApp) -> None:
        for _ in range(5):
            app.post_message(events.Key("enter", "\r"))

    driven(workspace, ["e", "ctrl+u", "=019-651-4111", hold, "q"])
    assert [each.value for each in workspace.history(1)[0]] == ["019-651-4111"]


def test_a_closed_window_ends_the_sitting_wherever_it_is(workspace: Workspace) -> None:
    def hang_up(app: ReviewApp) -> None:
        app.hang_up()

    for before in ([], ["e"], ["?"]):
        seen = driven(workspace, [*before, hang_up])
        assert seen.tally is not None
    assert workspace.submission(1).state is SubmissionState.PROPOSED
    assert workspace.claims("別の人", 10).take(None, begun=None, without=set()) is not None


# -------------------------------------------------------------------------------------------------------- what it shows


@pytest.mark.parametrize("graphics", [Graphics.KITTY, Graphics.SIXEL, Graphics.ITERM])
def test_pixels_are_sent_behind_the_rows_that_they_cover(workspace: Workspace, graphics: Graphics) -> None:
    sent: list[str] = []

    def look(app: ReviewApp) -> None:
        for strip in app.screen._compositor.render_strips():
            sent.extend(piece.text for piece in strip if piece.control)

    seen = driven(workspace, [look, "q"], capabilities=replace(BLOCKS, graphics=graphics))
    (picture,) = sent
    assert re.match(r"\x1b7(\x1b_Ga=d[^;]*\x1b\\)?\x1b\[[3-9];1H", picture), "below the title"
    assert picture.endswith("\x1b8"), "the cursor goes back to where it was"
    assert {Graphics.KITTY: "\x1b_Ga=T", Graphics.SIXEL: "\x1bP0", Graphics.ITERM: "\x1b]1337"}[graphics] in picture
    assert "（1ページの画像）" in seen.screens[0]


def test_without_colours_there_are_none(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = driven(workspace, ["q"], capabilities=Capabilities(Graphics.BRAILLE)).colours[0]
    assert {"cyan", "yellow"} <= coloured, "there are some otherwise"
    monkeypatch.setenv("NO_COLOR", "1")
    seen = driven(workspace, ["e", "escape", "q"], capabilities=Capabilities(Graphics.BRAILLE))
    assert any("⠁" <= char <= "⣿" for char in seen.screens[0]), "dots"
    assert [colours - {"default"} for colours in seen.colours[:3]] == [set()] * 3


def test_the_light_of_a_picture_is_the_persons(workspace: Workspace) -> None:
    plain, dark, back, turned, sheet, *_ = driven(workspace, ["[", "]", "t", "f", "q"]).screens
    assert plain == back
    assert len({plain, dark, turned, sheet}) >= 3


def test_a_failure_says_nothing_of_what_stands_in_variables(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        read = "019-000-0000"  # noqa: F841 - what a traceback with variables would show
        raise RuntimeError("of ours")

    def break_it(app: ReviewApp) -> None:
        monkeypatch.setattr(app, "_tell", fail)

    with pytest.raises(RuntimeError, match="of ours"):
        driven(workspace, [break_it, "z"])
    told = capsys.readouterr()
    assert "019-000-0000" not in told.out + told.err


def test_nothing_is_logged_or_copied(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither what was read nor what was typed leaves by a log or by the clipboard."""
    caplog.set_level(logging.DEBUG)
    sent: list[str] = []

    def watch(app: ReviewApp) -> None:
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", sent.append)
        App.copy_to_clipboard(app, "any")  # Textual's own does tell the terminal
        assert any("]52;" in each for each in sent)
        sent.clear()

    steps: list[Step] = ["e", "ctrl+a", watch, "ctrl+c", "e", "ctrl+a", "ctrl+x", "=ひみつ", "enter", "escape", "q"]
    driven(workspace, steps)
    logging.getLogger("textual").error("これは聞こえる")
    assert "これは聞こえる" in caplog.text
    assert "019-000" not in caplog.text
    assert "ひみつ" not in caplog.text
    assert not [each for each in sent if "]52;" in each]


def test_a_page_that_no_program_shows_is_a_link(workspace: Workspace) -> None:
    links: list[str | None] = []

    def look(app: ReviewApp) -> None:
        for strip in app.screen._compositor.render_strips():
            links.extend(piece.style.link for piece in strip if piece.style is not None and piece.style.link)

    driven(workspace, ["o", look, "q"], viewer=lambda path: False)
    path = workspace.files.page_image(workspace.submission(1).sha256, 1)
    assert set(links) == {path.resolve().as_uri()}


def test_the_first_question_comes_soon(workspace: Workspace) -> None:
    start = time.monotonic()
    driven(workspace, [])
    assert time.monotonic() - start < 5.0, "a machine that is busy with other tests is waited for"
