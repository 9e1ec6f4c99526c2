"""What a terminal can show, from its answers and its environment."""

import pytest

from ocr_intake.terminal.capabilities import Capabilities, Graphics, _tmux_has_sixel, judge

XTERM = {"TERM": "xterm-256color"}
TRUE = {**XTERM, "COLORTERM": "truecolor"}
PLAIN_DA = b"\x1b[?1;2c"
SIXEL_DA = b"\x1b[?62;4;22c"
KITTY = b"\x1b_Gi=31;OK\x1b\\"


@pytest.mark.parametrize(
    ("answers", "environment", "graphics"),
    [
        (PLAIN_DA, XTERM, Graphics.BLOCKS),
        (b"", XTERM, Graphics.BLOCKS),
        (PLAIN_DA, {"TERM": "xterm"}, Graphics.BRAILLE),
        (PLAIN_DA, {**TRUE, "NO_COLOR": "1"}, Graphics.BRAILLE),
        (SIXEL_DA, XTERM, Graphics.SIXEL),
        (SIXEL_DA, {**XTERM, "NO_COLOR": "1"}, Graphics.SIXEL),
        (b"\x1b[?4c", XTERM, Graphics.BLOCKS),  # a VT132, not a terminal with sixels
        (KITTY + PLAIN_DA, XTERM, Graphics.KITTY),
        (KITTY + SIXEL_DA, XTERM, Graphics.KITTY),
        (b"\x1b_Gi=31;ENODATA:x\x1b\\" + PLAIN_DA, XTERM, Graphics.BLOCKS),
        (SIXEL_DA, {**XTERM, "TMUX": "/tmp/tmux,1,0"}, Graphics.BLOCKS),  # noqa: S108 - no file
        (SIXEL_DA, {"TERM": "screen-256color"}, Graphics.BLOCKS),
        (b"\x1b[12;3R" + PLAIN_DA, XTERM, Graphics.BRAILLE),  # blocks are two cells wide here
        (b"\x1b[12;2R" + PLAIN_DA, XTERM, Graphics.BLOCKS),
        (PLAIN_DA, {**TRUE, "TERM_PROGRAM": "iTerm.app"}, Graphics.ITERM),
        (PLAIN_DA, {**TRUE, "LC_TERMINAL": "iTerm2"}, Graphics.ITERM),  # by ssh
        (PLAIN_DA, {**TRUE, "LC_TERMINAL": "iTerm2", "TMUX": "x"}, Graphics.BLOCKS),
    ],
)
def test_graphics(answers: bytes, environment: dict[str, str], graphics: Graphics) -> None:
    assert judge(answers, environment).graphics is graphics


def test_a_multiplexer_is_believed_when_it_says_what_stands_behind_it() -> None:
    found = judge(SIXEL_DA, {"TERM": "tmux-256color", "TMUX": "x"}, multiplexed_sixel=True)
    assert found.graphics is Graphics.SIXEL
    assert _tmux_has_sixel({}) is False


@pytest.mark.parametrize(
    ("environment", "graphics"),
    [
        (TRUE, Graphics.BLOCKS),
        ({"TERM": "xterm-direct"}, Graphics.BLOCKS),
        ({"TERM": "linux"}, Graphics.BRAILLE),
        ({"TERM": "vt100", "COLORTERM": "truecolor"}, Graphics.BRAILLE),
        ({**TRUE, "NO_COLOR": ""}, Graphics.BLOCKS),
        ({}, Graphics.BRAILLE),
    ],
)
def test_blocks_need_colours(environment: dict[str, str], graphics: Graphics) -> None:
    assert judge(b"", environment).graphics is graphics


@pytest.mark.parametrize(
    ("answers", "told", "cell"),
    [
        (b"\x1b[6;34;17t", None, (17, 34)),
        (b"", (9, 18), (9, 18)),
        (b"\x1b[6;0;0t", (9, 18), (10, 20)),
        (b"", None, (10, 20)),
        (b"", (600, 18), (10, 20)),
    ],
)
def test_the_size_of_a_cell(answers: bytes, told: tuple[int, int] | None, cell: tuple[int, int]) -> None:
    assert judge(answers, XTERM, told).cell == cell


def test_what_is_taken_of_a_terminal_that_says_nothing() -> None:
    assert judge(b"", XTERM) == Capabilities(Graphics.BLOCKS, (10, 20))
