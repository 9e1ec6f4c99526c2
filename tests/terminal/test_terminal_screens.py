"""What stands on each screen, in words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ocr_intake.i18n import language, t
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.review import Review, ReviewTask
from ocr_intake.store import Workspace
from ocr_intake.terminal import screens
from ocr_intake.terminal.screens import Place
from ocr_intake.terminal.sitting import Sitting
from ocr_intake.terminal.value import Value
from ocr_intake.terminal.view import View
from ocr_intake.terminal.whole import Whole
from ocr_intake.terminal.words import Style, plain
from tests.store.builders import submission, workspace_with
from tests.terminal.scripted import Script

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


def question(review: Review, task: ReviewTask, *, visited: bool = False) -> View:
    assert task.field is not None
    sitting = Sitting(Script(), lambda path: True, review=review)
    return Value(sitting=sitting, task=task, field=task.field, visited=visited).view()


def text_of(view: View) -> list[str]:
    lines = [line for each in (*view.top, *view.body) for line in each.lines(98)]
    keys = "  ".join(f"{key} {label}" for key, label in view.keys)
    return [view.title, view.subtitle, *(plain(line) for line in lines), keys]


def test_a_question(review: Review) -> None:
    view = question(review, first(review))
    lines = text_of(view)
    assert lines[:2] == ["意見書の点検  1 / 1 件目  S0001", "scan001.tif  1ページ  郵送  2021-09-01 受付"]
    for line in (
        " 住所",
        "   岩手県盛岡市内丸12番2号",
        "   1 岩手県盛岡市内丸12番2号?",
        "   2 岩手県盛岡市内丸12番2号!",
        f"   - {t('flags.low_confidence')}",
        "   氏名 見本 太郎   郵便番号 020-8530   電話番号 019-000-0000",
    ):
        assert line in lines
    assert lines[-1].startswith("Enter 正しい  1-2 候補を選ぶ  e 入力する  n 記載なし  i 判読不能  s 後で  u 戻す")
    different = [span.text for each in view.body for span in each.text if span.style is Style.DIFFERENT]
    assert different == ["?", "!"]


def test_the_screen_speaks_english(review: Review, english: None) -> None:
    assert language() == "en"
    text = "\n".join(text_of(question(review, first(review))))
    for words in ("Review  1 of 1  S0001", "Address", "Other candidates", "Enter right"):
        assert words in text


def test_what_is_decided_is_said(review: Review) -> None:
    review.choose(first(review), 2)
    text = "\n".join(text_of(question(review, first(review))))
    assert "住所 岩手県盛岡市内丸12番2号! ✓" in text
    address = review.task(1, next(v.id for v in review.task(1).submission.values if v.name is FieldName.ADDRESS))
    text = "\n".join(text_of(question(review, address, visited=True)))
    for words in ("点検 花子 さんが、候補から選択", "Enter このままにする", "Esc 一覧に戻る"):
        assert words in text


def test_a_value_that_is_not_there_and_one_that_nobody_can_read(review: Review) -> None:
    review.absent(first(review))
    review.illegible(first(review))
    values = {value.name: value.id for value in review.task(1).submission.values}
    for name, words in ((FieldName.ADDRESS, "（記載なし）"), (FieldName.NAME, "（判読不能）")):
        assert f"   {words}" in text_of(question(review, review.task(1, values[name]), visited=True))
    bare = text_of(question(review, review.task(1, values[FieldName.ORGANIZATION])))
    assert bare[-1].startswith("Enter 記載なしで正しい")


def test_the_summary(review: Review) -> None:
    view = Whole(sitting=Sitting(Script(), lambda path: True, review=review), task=review.task(1)).view()
    lines = text_of(view)
    for line in (
        "内容の確認  個人",
        "!  1  氏名          見本 太郎",
        "   2  法人・団体名  （記載なし）",
        "   7  意見          窓口を減らさないでください。",
        "   8  意見          オンラインでも申請したい。",
        f"   - {t('flags.late')}",
        "まだ確認していない要確認の値が 2 件あります。",
    ):
        assert line in lines
    assert lines[-1].startswith("Enter この内容で確定  1-8 その項目を直す")
    assert view.picture is not None
    assert view.picture.closed


def test_what_a_supervisor_was_asked_and_has_said_stands_on_the_summary(review: Review) -> None:
    review.pass_on(review.task(1), "個人でしょうか")
    lines = text_of(screens.summary(review.task(1), PLACE, (), ()))
    assert "責任者への問い（点検 花子 さん）: 個人でしょうか" in lines
    review.hand_back(review.task(1), "個人として扱う")
    lines = text_of(screens.summary(review.task(1), PLACE, (), ()))
    assert "責任者の答え（点検 花子 さん）: 個人として扱う" in lines


def test_hostile_text_is_shown_harmless(tmp_path: Path) -> None:
    made = submission(name="見本\x1b[2J太郎", flagged={FieldName.NAME: 0.1})
    with workspace_with(tmp_path, made) as opened:
        review = Review(opened, "x")
        task = first(review)
        task = replace(task, submission=replace(task.submission, file_name="a\x1b]0;x\x07.tif"))
        text = "\n".join(text_of(question(review, task)))
        assert "\x1b" not in text
        assert "見本�[2J太郎" in text
        assert "a�]0;x�.tif" in text


def test_what_is_left_at_the_end(review: Review) -> None:
    now = review.progress()
    for progress, words in (
        (replace(now, skipped=0), "点検を待っている意見書はありません。"),
        (replace(now, skipped=3), "後に回した意見書が 3 件あります。"),
        (replace(now, held=2), "ほかの人が点検している意見書が 2 件あります。"),
    ):
        assert words in text_of(screens.nothing_left(progress, ()))
