"""Text in cells: widths, line breaks, and that nothing reaches the terminal that could steer it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.terminal.cells import Cells, clusters, printable
from ocr_intake.terminal.style import Paragraph, Span, Style, clipped, plain, segments

CELLS = Cells()
written = st.text(alphabet="あ漢字。、」（aZ1- 　①が\ń゙", max_size=60)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("見本", 4), ("ｶﾅ", 2), ("か\u3099", 2), ("葛\U000e0100", 2), ("𠮷", 2), ("①", 1), ("　", 2)],
)
def test_widths(text: str, width: int) -> None:
    assert CELLS.width(text) == width


def test_some_terminals_show_circled_digits_wide() -> None:
    assert Cells(ambiguous=2).width("①a漢") == 5


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\u202e", "\u200b", "\ud800", "\u2028", "\x00"])
def test_what_steers_a_terminal_is_replaced(char: str) -> None:
    assert printable(f"見{char}本") == "見�本"


@given(st.text())
def test_nothing_harmful_is_left(text: str) -> None:
    harmless = printable(text, newlines=True)
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in harmless.replace("\n", ""))
    assert "\n" not in printable(text)


@given(written)
def test_clusters_are_the_text(text: str) -> None:
    pieces = list(clusters(text))
    assert "".join(pieces) == text
    marks = [piece for piece in pieces if CELLS.width(piece) == 0]
    assert marks == pieces[: len(marks)] or "\n" in text, "a mark stands alone only where nothing is before it"


@given(written, st.integers(1, 30))
def test_clipping_keeps_to_the_width(text: str, width: int) -> None:
    text = text.replace("\n", "")
    cut = CELLS.clip(text, width)
    assert CELLS.width(cut) <= width
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))
    assert CELLS.width(CELLS.pad(text, width)) == width


@given(written, st.integers(4, 30))
def test_wrapping_loses_nothing_but_white_space(text: str, width: int) -> None:
    lines = CELLS.wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(CELLS.width(line) <= width + 2 for line in lines), "at most one mark hangs over"
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
    assert CELLS.wrap(text, width) == lines


def test_a_paragraph_hangs_behind_its_head_and_keeps_its_styles() -> None:
    text = (Span("あい"), Span("うえ", Style.DIFFERENT), Span("お"))
    lines = Paragraph(text, (Span("1 ", Style.KEY),), indent=2).lines(8, CELLS)
    assert [plain(line) for line in lines] == ["  1 あい", "    うえ", "    お"]
    assert Span("うえ", Style.DIFFERENT) in lines[1]
    assert Paragraph().lines(8, CELLS) == [()]


def test_what_waits_and_what_is_looked_at_are_told_apart_without_colour() -> None:
    styles = (Style.PLAIN, Style.DOUBTFUL, Style.CURRENT, Style.MARKED, Style.DIFFERENT)
    looks = [segments((Span("a", style),))[0].style for style in styles]
    bare = {str(look.without_color) if look else "" for look in looks}
    assert len(bare) == len(styles)


def test_a_line_is_clipped_across_its_pieces() -> None:
    line = clipped((Span("漢字"), Span("かな"), Span("abc")), 6, CELLS)
    assert plain(line) == "漢字…"
