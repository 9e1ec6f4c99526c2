"""The whole screen: what is pressed too soon answers nothing, and nothing of what it shows goes anywhere else."""

import asyncio
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual import events

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.terminal.app import ReviewApp
from ocr_intake.terminal.capabilities import ANY_COLOUR, Capabilities, Graphics
from ocr_intake.terminal.keys import Key, Name, key_of
from ocr_intake.terminal.style import Paragraph, Span
from ocr_intake.terminal.view import View
from tests.store.builders import submission, workspace_with
from tests.terminal.piloted import driven, text_of

BLOCKS = Capabilities(Graphics.BLOCKS, ANY_COLOUR)
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
    (told, *_) = driven(workspace, ["q"], (36, 10)).screens
    assert "40桁" in told.replace(" ", "").replace("\n", "")
    (cramped, *_) = driven(workspace, ["q"], (40, 12)).screens
    assert "Enter 正しい" in cramped
    assert "019-000-0000" in cramped


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
    assert "入力した内容は消えます。" in seen.screens[4]
    assert "入力した内容は消えます。" not in seen.screens[5]
    assert "入力した内容は消えます。" in seen.screens[6]
    assert "Enter 正しい" in seen.screens[7]
    assert workspace.submission(1).opinions[0].value == "窓口の手続きをもっと簡単にしてほしい。"


def test_pasted_text_is_one_text(workspace: Workspace) -> None:
    seen = driven(workspace, ["+acceptance", "e", "ctrl+u", "+019-651-4111\x1b\n", "enter", "q"])
    assert t("review.message.input_method") in seen.screens[1], "no letter of it is a command"
    assert workspace.history(1)[0][0].value == "019-651-4111"


def test_every_key_that_is_shown_is_explained_and_does_something(workspace: Workspace) -> None:
    for opening in ([], ["z"], ["A"], ["2", "2"], ["2", "2", "z"]):
        seen = driven(workspace, [*opening, "?", "q"], (120, 60))
        shown, helped = seen.screens[len(opening)], seen.screens[len(opening) + 1]
        assert "? 説明" in shown
        assert helped.count("\n") == shown.count("\n")
        assert "キーの説明" in helped


# ------------------------------------------------------------------------------------------------------------ too soon


def asked(count: int, during: Any, clock: float = 0.02) -> list[Key]:  # noqa: ANN401 - a coroutine function
    """The keys that answer so many questions, while ``during`` presses some."""
    heard: list[Key] = []

    async def walk(face: Any) -> Any:  # noqa: ANN401 - a face
        for number in range(count):
            body = (Paragraph((Span(f"問{number}"),)),)
            face.show(View((Span("題"),), (), body, (("Enter", "はい"),)), fresh=True)
            heard.append(await face.key())

    async def run() -> None:
        app = ReviewApp(walk, BLOCKS)
        async with app.run_test() as pilot:
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

    assert asked(2, during) == [Key(Name.CHARACTER, "a"), Key(Name.CHARACTER, "b")]


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

    assert asked(3, during) == [Key(Name.ENTER), Key(Name.ENTER), Key(Name.CHARACTER, "b")]


def test_a_closed_window_ends_the_sitting_wherever_it_is(workspace: Workspace) -> None:
    def hang_up(app: ReviewApp) -> None:
        app._end(1)

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
    assert picture.startswith("\x1b7\x1b[3;1H"), "below the title"
    assert picture.endswith("\x1b8"), "the cursor goes back to where it was"
    assert {Graphics.KITTY: "\x1b_Ga=T", Graphics.SIXEL: "\x1bP0", Graphics.ITERM: "\x1b]1337"}[graphics] in picture
    assert "（1ページの画像）" in seen.screens[0]


def test_without_colours_there_are_none(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    seen = driven(workspace, ["q"], capabilities=Capabilities(Graphics.BRAILLE, 0))
    assert any("⠁" <= char <= "⣿" for char in seen.screens[0]), "dots"


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
        monkeypatch.setattr(app, "_put", fail)

    with pytest.raises(RuntimeError, match="of ours"):
        driven(workspace, [break_it, "z"])
    told = capsys.readouterr()
    assert "019-000-0000" not in told.out + told.err


def test_nothing_is_logged_or_copied(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    written: list[str] = []

    def copy(app: ReviewApp) -> None:
        monkeypatch.setattr(app._driver, "write", written.append)
        app.copy_to_clipboard("019-000-0000")

    driven(workspace, ["e", copy, "ctrl+x", "escape", "q"])
    assert "019" not in caplog.text
    assert not any("]52" in each for each in written)


def test_keys_as_textual_tells_them() -> None:
    assert key_of("shift+tab", None) == Key(Name.BACK_TAB)
    assert key_of("ctrl+z", "\x1a") == Key(Name.CONTROL, "z")
    assert key_of("question_mark", "?") == Key(Name.CHARACTER, "?")
    assert key_of("fullwidth_digit_two", "２").command == "2"
    assert key_of("f1", None) == Key(Name.UNKNOWN)


def test_the_first_question_comes_soon(workspace: Workspace) -> None:
    start = time.monotonic()
    driven(workspace, [])
    assert time.monotonic() - start < 5.0, "a machine that is busy with other tests is waited for"
