"""Where lines break, and what their further lines are set under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ocr_intake.i18n.setting import breaks, hanging


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in breaks(text, width, cell_len)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("処理済み 120件、処理待ち 1件", 12, ["処理済み", "120件、処理", "待ち 1件"]),
        ("やり直しが3回。結局", 12, ["やり直しが", "3回。結局"]),
        ("受付２０２６年", 10, ["受付", "２０２６年"]),
        ("ocr-intakeで読む", 12, ["ocr-intakeで", "読む"]),
        ("一行目\n二行目", 20, ["一行目", "二行目"]),
        ("", 10, [""]),
    ],
)
def test_numbers_and_words_hold_together(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(st.text("あ漢。、）（aZ-/ 　1２\n", max_size=80), st.integers(4, 40))
def test_nothing_is_lost_and_lines_keep_to_the_width(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(cell_len(line) <= width + 2 for line in found), "at most one mark may hang over"


@pytest.mark.parametrize(
    ("line", "before"),
    [
        ("  - 理由", "  - "),
        ("    ! 理由", "    ! "),
        ("1. 一つめ", "1. "),
        ("・ 一つめ", "・ "),
        ("  氏名", "  "),
        ("氏名", ""),
    ],
)
def test_further_lines_stand_under_the_text(line: str, before: str) -> None:
    assert line[: hanging(line)] == before
