"""Text in cells: widths, line breaks, and that nothing reaches the terminal that could steer it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ocr_intake.i18n.setting import breaks
from ocr_intake.terminal.words import Paragraph, Span, Style, accepted, plain, printable, segments

written = st.text(alphabet="あ漢字。、」（aZ1- 　①が\ń゙", max_size=60)


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\ud800", "\u2028", "\x00"])
def test_what_steers_a_terminal_is_replaced(char: str) -> None:
    assert printable(f"見{char}本") == "見�本"


@given(st.text())
def test_nothing_harmful_is_left(text: str) -> None:
    harmless = printable(text, newlines=True)
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in harmless.replace("\n", ""))
    assert "\n" not in printable(text)


def wrapped(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in breaks(text, width, cell_len)]


@given(written, st.integers(4, 30))
def test_wrapping_loses_nothing_but_white_space(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width + 2 for line in lines), "at most one mark hangs over"
    assert len(lines) >= text.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("あいうえお。かき", 10, ["あいうえ", "お。かき"]),
        ("一\n\n二", 10, ["一", "", "二"]),
        ("the word", 6, ["the", "word"]),
        ("abcdefgh", 4, ["abcd", "efgh"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_as_japanese_is_set(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_a_paragraph_hangs_behind_its_head_and_keeps_its_styles() -> None:
    text = (Span("あい"), Span("うえ", Style.DIFFERENT), Span("お"))
    lines = Paragraph(text, (Span("1 ", Style.KEY),), indent=2).lines(8)
    assert [plain(line) for line in lines] == ["  1 あい", "    うえ", "    お"]
    assert Span("うえ", Style.DIFFERENT) in lines[1]
    assert Paragraph().lines(8) == [()]


def test_what_waits_and_what_is_looked_at_are_told_apart_without_colour() -> None:
    styles = (Style.PLAIN, Style.DOUBTFUL, Style.CURRENT, Style.MARKED, Style.DIFFERENT)
    looks = [segments((Span("a", style),))[0].style for style in styles]
    bare = {str(look.without_color) if look else "" for look in looks}
    assert len(bare) == len(styles)


def test_what_is_typed_or_pasted_holds_no_control_characters() -> None:
    assert accepted("019\x1b-651\n4111\x07", several_lines=False) == "019-651 4111"
    assert accepted("一\n\u202e二", several_lines=True) == "一\n二"


def test_a_link_leads_somewhere() -> None:
    (segment,) = segments((Span("画像", Style.WARNING, "file:///page.png"),))
    assert segment.style is not None
    assert segment.style.link == "file:///page.png"
