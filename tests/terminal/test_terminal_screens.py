"""What stands on each screen, laid out as a terminal of some size shows it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from ocr_intake.i18n import language, t
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.review import Review, ReviewTask
from ocr_intake.store import Workspace
from ocr_intake.terminal import screens
from ocr_intake.terminal.cells import Cells
from ocr_intake.terminal.drawing import Drawn
from ocr_intake.terminal.layout import Page, lay_out
from ocr_intake.terminal.scene import Look
from ocr_intake.terminal.screens import Place
from ocr_intake.terminal.style import Paragraph, Span, Style, plain
from ocr_intake.terminal.view import Picture, View
from tests.store.builders import submission, workspace_with

CELLS = Cells()
PLACE = Place(2, 5)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = submission(
        opinions=("窓口を減らさないでください。", "オンラインでも申請したい。"),
        flagged={FieldName.ADDRESS: 0.4, FieldName.NAME: 0.6},
        flags=(Flag(FlagCode.LATE),),
    )
    with workspace_with(tmp_path, made) as opened:
        yield opened


@pytest.fixture
def review(workspace: Workspace) -> Review:
    return Review(workspace, "点検 花子")


def first(review: Review) -> ReviewTask:
    task = review.next()
    assert task is not None
    return task


def drawn(columns: int, rows: int) -> Drawn:
    """A picture that takes what it gets."""
    return Drawn(rows, Look(), more=True, lines=tuple((Segment("#" * columns),) for _ in range(rows)))


def laid_out(view: View, size: tuple[int, int] = (100, 40), typing: int = 0) -> tuple[Page, str]:
    page = lay_out(view, size, CELLS, drawn, typing)
    return page, "\n".join(plain(line).rstrip() for line in page.lines)


def question(task: ReviewTask, *, from_summary: bool = False) -> View:
    assert task.field is not None
    return screens.question(task, task.field, PLACE, Look(), from_summary=from_summary)


def test_a_question(review: Review) -> None:
    task = first(review)
    page, text = laid_out(question(task))
    assert text.splitlines()[:2] == [
        " 意見書の点検  2 / 5 件目  S0001",
        " scan001.tif  1ページ  郵送  2021-09-01 受付",
    ]
    assert len(page.head) == 2
    for line in (
        "   住所",
        "     岩手県盛岡市内丸12番2号",
        "     1 岩手県盛岡市内丸12番2号?",
        "     2 岩手県盛岡市内丸12番2号!",
        f"     - {t('flags.low_confidence')}",
        "     氏名 見本 太郎   郵便番号 020-8530   電話番号 019-000-0000",
        " Enter 正しい  1-2 候補を選ぶ  e 入力する  n 記載なし  i 判読不能  s 後で  u 戻す  z 拡大",
    ):
        assert line in text.splitlines()
    different = [span.text for line in page.lines for span in line if span.style is Style.DIFFERENT]
    assert different == ["?", "!"]


def test_the_screen_speaks_english(review: Review, english: None) -> None:
    assert language() == "en"
    _, text = laid_out(question(first(review)))
    for words in (" Review  2 of 5  S0001", "Address", "Other candidates", "Enter right"):
        assert words in text


def test_what_is_decided_is_said(review: Review) -> None:
    review.choose(first(review), 2)
    _, text = laid_out(question(first(review)))
    assert "住所 岩手県盛岡市内丸12番2号! ✓" in text
    address = review.task(1, next(v.id for v in review.task(1).submission.values if v.name is FieldName.ADDRESS))
    _, text = laid_out(question(address, from_summary=True))
    assert "点検 花子 さんが、候補から選択" in text
    assert "Enter このままにする" in text
    assert "Esc 一覧に戻る" in text


def test_a_value_that_is_not_there_and_one_that_nobody_can_read(review: Review) -> None:
    review.absent(first(review))
    review.illegible(first(review))
    values = {value.name: value.id for value in review.task(1).submission.values}
    for name, words in ((FieldName.ADDRESS, "（記載なし）"), (FieldName.NAME, "（判読不能）")):
        assert words in laid_out(question(review.task(1, values[name]), from_summary=True))[1]
    assert "Enter 記載なしで正しい" in laid_out(question(review.task(1, values[FieldName.ORGANIZATION])))[1]


def test_the_summary(review: Review) -> None:
    task = review.task(1)
    page, text = laid_out(screens.summary(task, PLACE, None))
    lines = text.splitlines()
    assert page.drawn is None
    assert " !  1  氏名          見本 太郎" in lines
    assert "    2  法人・団体名  （記載なし）" in lines
    assert "    7  意見          窓口を減らさないでください。" in lines
    assert "    8  意見          オンラインでも申請したい。" in lines
    assert f"     - {t('flags.late')}" in lines
    assert " まだ確認していない要確認の値が 2 件あります。" in lines
    looking, _ = laid_out(screens.summary(task, PLACE, Look(zoom=1.0)))
    assert looking.drawn is not None


def test_hostile_text_is_shown_harmless(tmp_path: Path) -> None:
    made = submission(name="見本\x1b[2J太郎", flagged={FieldName.NAME: 0.1})
    with workspace_with(tmp_path, made) as opened:
        task = first(Review(opened, "x"))
        task = replace(task, submission=replace(task.submission, file_name="a\x1b]0;x\x07.tif"))
        assert "\x1b" not in laid_out(question(task))[1]
        assert "見本�[2J太郎" in laid_out(question(task))[1]
        assert "a�]0;x�.tif" in laid_out(screens.summary(task, PLACE, None))[1]


def test_typing_below_the_picture(review: Review) -> None:
    view = screens.editing(question(first(review)), "住所を入力してください。", several_lines=True)
    page, text = laid_out(view, typing=2)
    lines = text.splitlines()
    assert page.typing == 2
    assert page.drawn is not None
    assert "候補" not in text
    assert " Ctrl-S 保存  Enter 改行  Esc 取り消し" in lines


def test_a_long_opinion_can_be_scrolled(review: Review) -> None:
    view = View((Span("t"),), (), tuple(Paragraph((Span(f"行{n}"),)) for n in range(60)), (("q", "終了"),))
    _, text = laid_out(view, (60, 20))
    assert "PageDown" in text
    assert "行0" in text
    last, text = laid_out(replace(view, scroll=1000), (60, 20))
    assert 0 < last.scroll < 60
    assert "行59" in text
    assert "PageDown" not in text


@given(
    columns=st.integers(4, 200),
    rows=st.integers(1, 70),
    paragraphs=st.integers(0, 30),
    typed=st.integers(0, 40),
    picture=st.booleans(),
    ambiguous=st.booleans(),
    top=st.integers(0, 9),
)
def test_any_size_is_filled_exactly(
    *, columns: int, rows: int, paragraphs: int, typed: int, picture: bool, ambiguous: bool, top: int
) -> None:
    """Whatever there is to show: as many rows as the terminal has, none wider than it."""
    cells = Cells(2 if ambiguous else 1)
    body = tuple(Paragraph((Span("漢字①abc。" * n),), (Span("・"),), 2) for n in range(paragraphs))
    keys = (("Enter", "正しい"), ("1-9", "候補を選ぶ"), ("q", "終了"))
    view = View((Span("題" * 90),), (Span("副題" * 60),), body, keys, None, Paragraph((Span("知らせ" * 50),)))
    if top:
        body = (*body, Paragraph((Span("今の箇所" * top, Style.CURRENT),)))
        view = replace(view, body=body, top=tuple(Paragraph((Span("上" * 30),)) for _ in range(top)), follow=True)
    if picture:
        view = replace(view, picture=Picture((), Look()))
    page = lay_out(view, (columns, rows), cells, drawn, typed)
    shown = page.drawn.rows if page.drawn is not None else 0
    assert len(page.lines) + shown + page.typing == rows
    for line in page.lines:
        assert cells.width(plain(line)) <= max(columns, 12) + 3, "one mark may hang over; it is cut off"
    if top and not typed and columns >= 40 and rows >= 15:
        assert any(span.style is Style.CURRENT for line in page.lines for span in line), "it is followed"


def test_keys_that_are_rarely_pressed_give_way_to_what_is_looked_at(review: Review) -> None:
    page, text = laid_out(question(first(review)), (40, 15))
    keys = [line for line in page.lines if any(span.style is Style.KEY and span.text == " ? " for span in line)]
    assert len(keys) == 1
    assert "Enter 正しい" in text
    assert "? 説明  q 終了" in text
    assert "scan001.tif" not in text
    assert page.drawn is not None
    assert page.drawn.rows >= 5


def test_what_is_left_at_the_end(review: Review) -> None:
    assert (
        "点検を待っている意見書はありません。"
        in laid_out(screens.nothing_left(replace(review.progress(), skipped=0)))[1]
    )
    text = laid_out(screens.nothing_left(replace(review.progress(), skipped=3)))[1]
    assert "後に回した意見書が 3 件あります。" in text
    assert "Enter 後に回したものを点検" in text
    text = laid_out(screens.nothing_left(replace(review.progress(), held=2)))[1]
    assert "ほかの人が点検している意見書が 2 件あります。" in text
    assert "Enter もう一度確かめる" in text
