"""The editor: wide characters, several lines, what is cancelled and what is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.review.terminal.cells import Cells
from ocr_intake.review.terminal.editor import Editor, Outcome
from ocr_intake.review.terminal.keys import Key, Name

CELLS = Cells()
WIDTH = 20


def pressed(editor: Editor, *keys: Key | Name | str) -> Editor:
    """The editor after keys; a string is typed."""
    for each in keys:
        one = [Key(each)] if isinstance(each, Name) else [each] if isinstance(each, Key) else []
        for key in one or [Key(Name.CHARACTER, char) for char in str(each)]:
            editor, outcome = editor.press(key, WIDTH, CELLS)
            assert outcome is Outcome.GOES_ON
    return editor


def control(letter: str) -> Key:
    return Key(Name.CONTROL, letter)


def test_typing_goes_where_the_cursor_is() -> None:
    editor = pressed(Editor.of("見太郎"), Name.LEFT, Name.LEFT, "本 ")
    assert (editor.text, editor.cursor) == ("見本 太郎", 3)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ((Name.BACKSPACE,), "見本 太"),
        ((Name.HOME, Name.DELETE), "本 太郎"),
        ((Name.HOME, Name.BACKSPACE), "見本 太郎"),
        ((Name.DELETE,), "見本 太郎"),
        ((control("a"), Name.RIGHT, control("k")), "見"),
        ((Name.LEFT, control("u")), "郎"),
        ((control("w"),), "見本 "),
        ((control("a"), "Ａ", control("e"), "。"), "Ａ見本 太郎。"),
        ((control("x"), Name.UNKNOWN, Name.TAB, Name.RESIZE), "見本 太郎"),
    ],
)
def test_keys(keys: tuple[Key | Name | str, ...], text: str) -> None:
    assert pressed(Editor.of("見本 太郎"), *keys).text == text


def test_the_cursor_does_not_stop_inside_a_character() -> None:
    editor = Editor.of("葛\U000e0100か\u3099")
    editor = pressed(editor, Name.LEFT, Name.LEFT)
    assert editor.cursor == 0
    assert pressed(editor, Name.DELETE).text == "か\u3099"


def test_one_line_ends_with_enter() -> None:
    editor, outcome = Editor.of("019").press(Key(Name.ENTER), WIDTH, CELLS)
    assert (editor.text, outcome) == ("019", Outcome.DONE)
    assert pressed(Editor.of(""), Key(Name.PASTE, "019\n651")).text == "019 651"


def test_several_lines_end_with_control_s() -> None:
    editor = pressed(Editor.of("一行目", several_lines=True), Name.ENTER, "二行目")
    assert editor.text == "一行目\n二行目"
    assert editor.press(control("s"), WIDTH, CELLS)[1] is Outcome.DONE


@pytest.mark.parametrize("several_lines", [False, True])
def test_cancelling(several_lines: bool) -> None:
    untouched = Editor.of("意見", several_lines=several_lines)
    for key in (Key(Name.ESCAPE), control("c")):
        assert untouched.press(key, WIDTH, CELLS)[1] is Outcome.CANCELLED
    changed = pressed(untouched, "。")
    first, outcome = changed.press(Key(Name.ESCAPE), WIDTH, CELLS)
    if several_lines:
        assert (outcome, first.warned, first.text) == (Outcome.GOES_ON, True, "意見。")
        assert pressed(first, Name.LEFT).warned is False
        outcome = first.press(Key(Name.ESCAPE), WIDTH, CELLS)[1]
    assert outcome is Outcome.CANCELLED


def test_lines_and_the_cursor_among_them() -> None:
    editor = Editor.of("あいうえお\nかき", several_lines=True)
    assert editor.lines(7, CELLS) == (("あいう", "えお", "かき"), 2, 4)
    up = pressed_narrow(editor, Name.UP)
    assert (up.cursor, up.lines(7, CELLS)[1:]) == (5, (1, 4))
    assert pressed_narrow(up, Name.PAGE_UP).cursor == 2
    assert pressed_narrow(editor, Name.UP, Name.UP, Name.HOME).cursor == 0
    assert pressed_narrow(editor, Name.DOWN).cursor == editor.cursor


def pressed_narrow(editor: Editor, *names: Name) -> Editor:
    for name in names:
        editor = editor.press(Key(name), 7, CELLS)[0]
    return editor


def test_what_steers_a_terminal_never_gets_in() -> None:
    assert pressed(Editor.of("a\x1b[2Jb"), Key(Name.PASTE, "\x07\u202ec")).text == "a[2Jbc"


keys = st.sampled_from([Key(name) for name in Name if name not in {Name.ENTER, Name.ESCAPE}]) | st.builds(
    Key, st.sampled_from([Name.CHARACTER, Name.PASTE, Name.CONTROL]), st.sampled_from("aあ漢ゃ\nwukbfe\u3099")
)


@given(
    st.text(alphabet="あ漢a 。\n\u3099", max_size=20), st.lists(keys, max_size=30), st.integers(2, 12), st.booleans()
)
def test_whatever_is_pressed_the_cursor_stays_in_the_text(
    text: str, pressed_keys: list[Key], width: int, several_lines: bool
) -> None:
    editor = Editor.of(text, several_lines=several_lines)
    for key in pressed_keys:
        if key == control("c"):
            continue
        editor, outcome = editor.press(key, width, CELLS)
        assert outcome is Outcome.GOES_ON
        assert 0 <= editor.cursor <= len(editor.text)
        lines, row, column = editor.lines(width, CELLS)
        assert 0 <= row < len(lines)
        assert column <= max(CELLS.width(lines[row]), 0)
        assert "".join(lines) == editor.text.replace("\n", "")
        assert several_lines or "\n" not in editor.text
        assert all(CELLS.width(line) < max(width, 3) for line in lines)
