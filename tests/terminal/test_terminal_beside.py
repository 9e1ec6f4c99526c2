"""By field and by character on a whole screen: crops below each other, and only what is wrong is touched."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review.by_character import ByCharacter
from ocr_intake.review.by_field import ByField
from ocr_intake.review.carpet import Saved, Terms
from ocr_intake.store import DatabaseBusyError, Workspace
from ocr_intake.terminal.app import ReviewApp
from ocr_intake.terminal.beside import beside
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.rows import Fields, Places, Screens
from ocr_intake.terminal.sitting import Tally
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.talking import Talking
from ocr_intake.terminal.view import Face
from tests.store.builders import VALUES, submission, with_doubts, workspace_with
from tests.terminal.piloted import Seen, note, pressed
from tests.terminal.scripted import Script

PHONE = FieldName.PHONE
TEXT = "窓口の手続きをもっと簡単にしてほしい。"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = [submission(flagged={PHONE: each}) for each in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)]
    with workspace_with(tmp_path, *made) as opened:
        for number in range(1, 8):
            page = Image.new("L", (1000, 1400), 255)
            draw = ImageDraw.Draw(page)
            for x in range(110, 390, 30):
                draw.line((x, 105, x + 20, 135), fill=0, width=4)
            page.save(opened.files.page_image(opened.submission(number).sha256, 1), "PNG")
        yield opened


def fields(workspace: Workspace, at_once: int = 7) -> Fields:
    return Fields(ByField(workspace, "点検 花子", PHONE, None, Terms(at_once=at_once)))


def phones(workspace: Workspace) -> list[tuple[Decision | None, str | None]]:
    found = [one.field(PHONE) for one in workspace.submissions()]
    return [(None if each.verification is None else each.verification.decision, each.value) for each in found]


def walked(screens: Screens, *answers: str | Callable[[], object]) -> tuple[Script, int]:
    script = Script(*answers)
    done = at_once(beside([screens], Talking(script, lambda path: True)))
    assert not script.answers, "everything was asked for"
    return script, done


def shown(
    screens: Screens, steps: list[str], size: tuple[int, int], graphics: Graphics = Graphics.BLOCKS
) -> tuple[Seen, list[int]]:
    """What stands on the screen, and how much of it was seen by then."""
    seen, looked = Seen(), []

    async def walking(face: Face) -> Tally:
        return Tally(values=await beside([screens], Talking(face, lambda path: True), "はじめに"))

    async def run() -> None:
        app = ReviewApp(walking, Capabilities(graphics))
        async with app.run_test(size=size) as pilot:
            await note(app, pilot, seen)
            for step in steps:
                await pressed(app, pilot, step)
                if not app.is_running:
                    break
                await note(app, pilot, seen)
                looked.append(app.seen)
        seen.tally = app.tally
        if app.failure is not None:
            raise app.failure

    asyncio.run(run())
    return seen, looked


# ------------------------------------------------------------------------------------------------------- which key


def test_only_what_is_wrong_is_touched(workspace: Workspace) -> None:
    script, done = walked(fields(workspace), "1", "n", "i", "<down>", "e", "=０１９ー６５１ー４１１１", "s", "\r", "\r")
    assert done == 6
    assert phones(workspace) == [
        (Decision.CHOSEN, VALUES[PHONE] + "?"),
        (Decision.ABSENT, None),
        (Decision.ILLEGIBLE, None),
        (Decision.ACCEPTED, VALUES[PHONE]),
        (Decision.EDITED, "019-651-4111"),
        (None, VALUES[PHONE]),
        (Decision.ACCEPTED, VALUES[PHONE]),
    ]
    words = script.views[-2].items[0].words
    assert "019-000-0000 → 019-000-0000?" in "".join(span.text for span in words[0].text), "before and after"
    assert t("review.lines.saved", done=6, others=0) in script.said()


def test_a_row_is_put_back_to_what_was_read(workspace: Workspace) -> None:
    walked(fields(workspace), "n", "<up>", "<del>", "\r", "\r")
    assert {decision for decision, _ in phones(workspace)} == {Decision.ACCEPTED}


def test_what_cannot_be_saved_stays_to_be_mended(workspace: Workspace) -> None:
    script, _ = walked(fields(workspace), "e", "=電話なし", "=", "q")
    assert script.typed == [(VALUES[PHONE], False), ("電話なし", False)]
    assert phones(workspace)[0] == (None, VALUES[PHONE])


def test_a_screen_is_taken_back_as_one_and_asked_again(workspace: Workspace) -> None:
    script, done = walked(fields(workspace, 4), "u", "n", "\r", "u", "q")
    assert t("review.undo.nothing") in script.said(1)
    assert t("review.lines.undone", done=4, others=0) in script.said()
    assert done == 0
    assert {decision for decision, _ in phones(workspace)} == {None}


def test_the_last_screen_is_taken_back_at_the_end_too(workspace: Workspace) -> None:
    script, done = walked(fields(workspace), "\r", "u", "n", "\r", "u", "u", "q")
    assert "戻しました" in script.said(2)
    assert "> S0001" in "".join(
        span.text for line in script.views[2].items[0].words for span in (*line.head, *line.text)
    )
    assert done == 0
    assert {decision for decision, _ in phones(workspace)} == {None}


def test_a_busy_database_loses_nothing_of_what_was_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    screens = fields(workspace)
    save = screens.sitting.save
    failures = [DatabaseBusyError()]

    def sometimes(*args: object) -> Saved:
        if failures:
            raise failures.pop()
        return save(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(screens.sitting, "save", sometimes)
    script, done = walked(screens, "n", "\r", "\r", "\r")
    assert "しばらく待ってから" in script.said(2)
    assert done == 7
    assert phones(workspace)[0] == (Decision.ABSENT, None)


def test_others_may_have_what_is_left(workspace: Workspace) -> None:
    walked(fields(workspace), "q")
    assert len(fields(workspace).rows()) == 7


def test_by_character(tmp_path: Path) -> None:
    made = [with_doubts(submission(opinions=(TEXT,)), (0, 1)) for _ in range(3)]
    with workspace_with(tmp_path, *made) as opened:
        script, done = walked(Places(ByCharacter(opened, "点検 花子", "窓")), "1", "d", "\r", "\r")
        assert "…〔窓〕口の手続きをもっ…" in "".join(span.text for span in script.views[0].items[0].words[0].text)
        assert done == 3
        assert [one.opinions[0].value for one in opened.submissions()] == ["鬼" + TEXT[1:], TEXT[1:], TEXT]


# ------------------------------------------------------------------------------------------------ on a real screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
def test_enter_shows_what_was_not_seen_before_it_saves(workspace: Workspace, size: tuple[int, int]) -> None:
    seen, looked = shown(fields(workspace), ["enter"] * 40, size)
    first, second = seen.screens[:2]
    assert "> S0001" in first
    assert any("▁" <= char <= "▟" for char in first), "the crops are there"
    assert "? 説明" in first
    assert t("review.lines.not_seen")[:15] in second or size[1] == 40
    assert looked[:-1] == sorted(looked[:-1])
    assert looked[-2] >= 5
    assert seen.tally == Tally(values=7)


def test_the_page_of_a_row_can_be_looked_at(workspace: Workspace) -> None:
    seen, _ = shown(fields(workspace), ["down", "z", "+", "right", "z", "q"], (80, 24))
    _, moved, opened, closer, _, back = seen.screens[:6]
    assert "> S0002" in moved
    assert "（1ページの画像）" in opened
    assert closer != opened
    assert "> S0002" in back
    assert seen.screens[0].count("はじめに") == 1


def test_typing_begins_with_the_text_of_an_input_method(workspace: Workspace) -> None:
    seen, _ = shown(fields(workspace), ["=０１９ー", "escape", "q"], (80, 24))
    assert t("review.message.input_method") not in seen.screens[1]
    seen, _ = shown(fields(workspace), ["=携帯", "enter", "q"], (80, 24))
    assert "携帯" in seen.screens[1]


@pytest.mark.parametrize("graphics", [Graphics.KITTY, Graphics.SIXEL, Graphics.NONE])
def test_in_every_kind_of_terminal(workspace: Workspace, graphics: Graphics) -> None:
    seen, _ = shown(fields(workspace), ["n", *["enter"] * 4], (120, 40), graphics)
    assert seen.tally == Tally(values=7)
    assert phones(workspace)[0] == (Decision.ABSENT, None)
