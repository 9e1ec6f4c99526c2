"""What is done with a submission beside answering, by keys: done, refused, taken back; the counts always balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from ocr_intake.config import list_consultations, shipped_config_dir
from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.i18n import t
from ocr_intake.model.pages import Channel, SetAside
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.pipeline.pool import PagePool
from ocr_intake.review import Review, ReviewTask
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.terminal.means import Means
from ocr_intake.terminal.sitting import Sitting
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.view import Picture
from ocr_intake.terminal.walk import walk
from ocr_intake.trust.calibration import shipped
from tests.pipeline.arranging_fakes import OnePool, arranging_of, as_proposed, more, page_text, take_in
from tests.terminal.scripted import Script

__all__ = ["as_proposed"]
pytestmark = pytest.mark.usefixtures("as_proposed")

WHO = "点検 花子"
DX = "morioka-dx-2021"
TURN, ASIDE, MOVE, SPLIT, JOIN, JOIN_OPINIONS, CORRECT, UNDO_CORRECTION, WAITING = (f"#{n}" for n in range(1, 10))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """S0001 with three pages, S0002 with two, S0003 with one."""
    with take_in(tmp_path, 3, 2, 1, consultation=DX) as opened:
        yield opened


def means_of(workspace: Workspace) -> Means:
    return Means(workspace, WHO, partial(arranging_of, workspace), None, list_consultations(shipped_config_dir()))


def handled(workspace: Workspace, *answers: str | Callable[[], object], means: Means | None = None) -> Script:
    """Do these from the first question on; counts and seals hold afterwards."""
    script = Script(*answers, "q")
    sitting = Sitting(script, lambda path: True, review=Review(workspace, WHO), means=means or means_of(workspace))
    at_once(walk(sitting))
    assert not script.answers, "everything was asked for"
    assert workspace.ledger(deep=True).balances
    assert not workspace.check_integrity().damages
    return script


def numbers(workspace: Workspace) -> list[int]:
    return [each.id for each in workspace.submissions()]


def opinions(workspace: Workspace, number: int) -> list[str | None]:
    return [each.value for each in workspace.submission(number).final_opinions]


# ------------------------------------------------------------------------------------------------------------ its pages


def test_what_can_be_done_is_listed_and_left(workspace: Workspace) -> None:
    script = handled(workspace, "M", "#")
    assert "S0001 をどう扱いますか。" in script.said(1)
    assert script.said(1).count("\n") == 10
    assert script.said(2).startswith("意見書の点検  1 / 3 件目  S0001")
    assert numbers(workspace) == [1, 2, 3]


def test_from_a_page_on_it_is_another_submission_and_that_is_taken_back(workspace: Workspace) -> None:
    before = workspace.ledger(deep=True)
    script = handled(workspace, "M", SPLIT, "#1")
    assert "2ページ" in script.said(2)
    assert "1ページ" not in script.said(2), "from the first page on would be everything"
    assert script.worked == [t("handling.working")]
    assert "分けました。S0001 → S0004, S0005" in script.said()
    assert "件目  S0004" in script.said(), "the sitting goes on with what it is now"
    assert opinions(workspace, 5) == [page_text("01020000"), page_text("01030000")]
    assert workspace.submission(1).state is SubmissionState.REPLACED
    script = handled(workspace, "u", "u")
    assert "S0001 のページの並べ替え" in script.said()
    assert numbers(workspace) == [1, 2, 3]
    assert workspace.ledger(deep=True) == before


def test_in_the_same_sitting_it_is_taken_back_at_once(workspace: Workspace) -> None:
    script = handled(workspace, "M", SPLIT, "#1", "u")
    assert "件目  S0001" in script.said()
    assert numbers(workspace) == [1, 2, 3]


def test_a_page_is_set_aside_for_a_reason(workspace: Workspace) -> None:
    script = handled(workspace, "M", ASIDE, "#3", "=封筒の写し")
    assert "3ページを外す理由を入力してください" in script.said(3)
    assert "ページを外しました。S0001 → S0004" in script.said()
    assert workspace.submission(4).pages == (1, 2)
    (aside,) = [each for each in workspace.set_aside() if each.settlement is not None]
    assert aside.settlement is not None
    assert aside.settlement.reason == "封筒の写し"
    script = handled(workspace, "M", ASIDE, "#2", "=" + "長" * 201)
    assert "1字以上200字以内" in script.said()
    assert numbers(workspace) == [2, 3, 4]


def test_a_page_that_was_set_aside_is_taken_up_and_that_is_taken_back(workspace: Workspace) -> None:
    handled(workspace, "M", ASIDE, "#3", "=封筒の写し")
    script = handled(workspace, "M", WAITING, "#1", "#1")
    assert "S0001 の 3ページ: 外したページ（点検 花子 さん）— 封筒の写し" in script.said(2)
    assert "ページを新しい意見書にしました。S0005" in script.said()
    assert "件目  S0005" in script.said()
    assert opinions(workspace, 5) == [page_text("01030000")]
    handled(workspace, "u", "u")
    assert numbers(workspace) == [2, 3, 4]


def test_a_page_that_somebody_else_has_taken_up_meanwhile_is_not_taken_up(workspace: Workspace) -> None:
    handled(workspace, "M", ASIDE, "#3", "=封筒の写し")

    def take_up() -> None:
        arranging_of(workspace).take_up(1, 3, by="係員B")

    script = handled(workspace, "M", WAITING, "#1", take_up, "#1")
    assert "外されていないか" in script.said()
    assert numbers(workspace) == [2, 3, 4, 5]


def test_a_page_is_moved_once_both_are_shown(workspace: Workspace) -> None:
    script = handled(workspace, "M", MOVE, "#3", "=ｓ０００２", "\r")
    shown = script.said(4)
    assert "S0001 の 3ページを S0002 に移しますか" in shown
    for number, sender in (("S0001", "見本 0101"), ("S0002", "見本 0201")):
        assert any(number in line and sender in line for line in shown.split("\n")), "whose they are is named"
    shown_pages = [view.page for view in (script.views[4].picture or Picture(())).views]
    assert shown_pages == [3, 1, 2], "the page, and those that it goes to, can be looked at"
    assert "ページを移しました。S0001 → S0004, S0002 → S0005" in script.said()
    assert "件目  S0004" in script.said()
    assert workspace.submission(5).pages == (1, 2, 3)
    assert opinions(workspace, 5)[-1] == page_text("01030000")


def test_nothing_is_moved_before_the_person_says_so(workspace: Workspace) -> None:
    handled(workspace, "M", MOVE, "#3", "=2", "<esc>")
    handled(workspace, "M", MOVE, "#3", "=")
    assert numbers(workspace) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "why"),
    [("山", "S0012 のように"), ("99", "S0099 という意見書はありません"), ("1", "S0001 だけが指定されています")],
)
def test_what_names_no_other_submission_is_refused(workspace: Workspace, text: str, why: str) -> None:
    script = handled(workspace, "M", JOIN, "=" + text)
    assert why in script.said()
    assert numbers(workspace) == [1, 2, 3]


def test_two_are_joined_in_either_order(workspace: Workspace) -> None:
    script = handled(workspace, "M", JOIN, "=3", "\r")
    assert "S0001 と S0003 を1件にまとめますか" in script.said(3)
    assert "まとめました。S0001, S0003 → S0004" in script.said()
    assert opinions(workspace, 4)[-1] == page_text("03010000")
    handled(workspace, "u", "u", "M", JOIN, "=3", "x")
    assert opinions(workspace, 5)[0] == page_text("03010000")


def test_a_page_is_turned_and_read_again(workspace: Workspace) -> None:
    @contextmanager
    def one_pool(consultation: str) -> Iterator[PagePool]:
        yield OnePool()  # type: ignore[misc]

    def turning(sitting: str) -> Arranging:
        return Arranging(workspace, lambda _: Knowledge({}), shipped, one_pool, sitting)

    script = handled(workspace, "M", TURN, "#2", "#1", means=replace(means_of(workspace), arrange=turning))
    assert script.worked == ["読み取り直しています。数十秒かかることがあります。"]
    assert "ページを回して、読み取り直しました。S0001 → S0004" in script.said()
    assert page_text("77777777") in opinions(workspace, 4)
    handled(workspace, "u", "u")
    assert page_text("77777777") not in opinions(workspace, 1)


def test_what_cannot_be_arranged_is_told_and_changes_nothing(workspace: Workspace) -> None:
    other = Review(workspace, "係員B")
    other.accept_submission(accepted(other, 2))
    script = handled(workspace, "M", JOIN, "=2")
    assert "S0002 は確定済み（または対象外）のため" in script.said()
    other.go_on_with(3)
    assert other.next() is not None
    script = handled(workspace, "M", MOVE, "#1", "=3")
    assert "S0003 は、いま 係員B さんが点検しています" in script.said()
    assert numbers(workspace) == [1, 2, 3]


def test_a_submission_of_one_page_keeps_it(tmp_path: Path) -> None:
    with take_in(tmp_path, 1, consultation=DX) as opened:
        script = handled(opened, "M", SPLIT, "M", ASIDE, "=白紙")
        assert "2つ以上に、1回ずつ分けて" in script.said(2)
        assert "ページが1枚しかなく" in script.said()
        assert numbers(opened) == [1]


def test_a_submission_of_another_consultation_is_refused(tmp_path: Path) -> None:
    with take_in(tmp_path, 1, consultation=DX) as opened:
        more(opened, tmp_path, 1, consultation="dx", day=date(2021, 9, 1), first=7)
        assert {each.consultation for each in opened.submissions()} == {DX, "dx"}
        review = Review(opened, WHO)
        shown = review.next()
        assert shown is not None
        review.close()
        script = handled(opened, "M", JOIN, f"={3 - shown.submission.id}")
        assert "別の意見募集のものです" in script.said()


def test_what_somebody_else_has_arranged_meanwhile_is_not_arranged(workspace: Workspace) -> None:
    def split() -> None:
        arranging_of(workspace).split(workspace.submission(1), ((1,), (2, 3)), by=WHO)

    script = handled(workspace, "M", ASIDE, "#1", split, "=白紙")
    assert "S0001 は、ページの並べ替えにより、今は" in script.said()
    assert numbers(workspace) == [2, 3, 4, 5]


def test_what_was_answered_meanwhile_is_asked_again(workspace: Workspace) -> None:
    def answer() -> None:
        other = Review(workspace, "係員B")
        other.accept(other.task(1, workspace.submission(1).values[0].id))

    script = handled(workspace, "M", SPLIT, answer, "#1", "M", SPLIT, "#1")
    assert "分けました。S0001 → S0004, S0005" in script.said()
    assert "分けました" not in script.said(3)


def accepted(review: Review, number: int) -> ReviewTask:
    for value in review.task(number).submission.undecided:
        review.accept(review.task(number, value.id))
    return review.task(number)


# -------------------------------------------------------------------------------------------------------- its opinions


def test_opinions_are_joined_by_their_numbers(workspace: Workspace) -> None:
    script = handled(workspace, "M", JOIN_OPINIONS, "=１ ３")
    assert script.typed == [("1 2 3", False)]
    assert "S0001 の意見をつなげました（意見は 2 件になりました）。" in script.said()
    assert opinions(workspace, 1) == [f"{page_text('01010000')}\n{page_text('01030000')}", page_text("01020000")]
    script = handled(workspace, "u", "u")
    assert len(opinions(workspace, 1)) == 3


@pytest.mark.parametrize(("text", "why"), [("1 9", "9 番の意見はありません"), ("2", "つなげられません")])
def test_what_are_no_two_opinions_is_refused(workspace: Workspace, text: str, why: str) -> None:
    assert why in handled(workspace, "M", JOIN_OPINIONS, "=" + text).said()
    assert len(opinions(workspace, 1)) == 3


# ----------------------------------------------------------------------------------------------------------- its batch


def test_the_day_and_the_channel_of_its_batch_are_corrected_and_put_back(workspace: Workspace) -> None:
    before = workspace.batches.outline(1).facts
    script = handled(workspace, "M", CORRECT, "#1", "=令和3年8月31日", "\r")
    assert f"訂正後: {DX} / 郵送 / 2021-08-31 受付" in script.said(4)
    assert "意見書 3 件（確定 0 件）" in script.said(4)
    assert f"取り込み 1 を訂正しました: {DX} / 郵送 / 2021-08-31 受付（意見書 3件）" in script.said()
    handled(workspace, "M", CORRECT, "#2", "#2", "\r")
    assert workspace.submission(1).channel is not Channel.POST
    script = handled(workspace, "M", UNDO_CORRECTION, "\r", "M", UNDO_CORRECTION, "\r", "M", UNDO_CORRECTION)
    assert "取り消せる訂正がありません" in script.said()
    assert workspace.batches.outline(1).facts == before


@pytest.mark.parametrize(
    ("text", "why"),
    [("2999-01-01", "まだ来ていません"), ("山", "分かりません"), ("1999-01-01", "1年以上前です")],
)
def test_a_day_that_cannot_be_right_is_refused(workspace: Workspace, text: str, why: str) -> None:
    agreed = () if text == "山" else ("\r",)
    script = handled(workspace, "M", CORRECT, "#1", "=" + text, *agreed)
    assert why in script.said()
    assert not workspace.batches.outline(1).corrections


def test_a_day_before_the_consultation_began_is_said_and_can_be_right(workspace: Workspace) -> None:
    script = handled(workspace, "M", CORRECT, "#1", "=2021-08-20", "\r")
    assert "受付日 2021-08-20 は、意見募集の開始日（2021-08-26）より前です" in script.said(4)
    assert "訂正しました" in script.said()


def test_a_batch_is_not_corrected_before_the_person_says_so(workspace: Workspace) -> None:
    handled(workspace, "M", CORRECT, "#1", "=2021-08-31", "<esc>", "M", CORRECT, "#2", "#")
    assert not workspace.batches.outline(1).corrections


def test_a_batch_of_a_consultation_that_is_not_configured_is_told(workspace: Workspace) -> None:
    script = handled(workspace, "M", CORRECT, "#2", means=replace(means_of(workspace), consultations=()))
    assert f"意見募集「{DX}」の設定がない" in script.said()


# ------------------------------------------------------------------------------------------------- what was set aside


@pytest.fixture
def with_aside(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A file that could not be read, F4."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"not whole")
    with workspace.ingest() as work:
        batch = work.start_batch(DX, Channel.FAX, [tmp_path], operator="係員A")
        work.register(broken, SetAside("truncated"), batch.id)
        work.end_batch(batch.id)
    return workspace


def test_what_waits_is_entered_or_settled_and_waits_again(with_aside: Workspace) -> None:
    script = handled(with_aside, "M", WAITING, "#1", "#1", "=S0002", "M", WAITING, "#1", "#1")
    assert "取り込めなかったもの: 1件（うち処理待ち 1件）" in script.said(2)
    assert "F4 broken.pdf: データが途中で切れています" in script.said(2)
    assert "F4 broken.pdf: S0002 として手で入力済み（点検 花子 さん）" in script.said(5)
    assert "F4 を処理待ちに戻しました。" in script.said()
    assert with_aside.ledger().aside.open == 1
    script = handled(with_aside, "M", WAITING, "#1", "#2", "=空の封筒")
    assert "F4 broken.pdf: 処理済み（点検 花子 さん）— 空の封筒" in script.said()
    counts = with_aside.ledger().aside
    assert (counts.open, counts.settled) == (0, 1)


def test_what_cannot_be_settled_so_is_told(with_aside: Workspace) -> None:
    script = handled(with_aside, "M", WAITING, "#1", "#1", "=99", "M", WAITING, "#1", "#2", "= ")
    assert "S0099 という意見書はありません" in script.said(5)
    assert with_aside.ledger().aside.open == 1


def test_it_is_there_when_no_submission_waits(with_aside: Workspace) -> None:
    script = handled(with_aside, "S", "S", "S", "M", "#1", "#2", "=空の封筒")
    assert "処理済み" in script.said()
    assert with_aside.ledger().aside.settled == 1


def test_nothing_was_set_aside(workspace: Workspace) -> None:
    assert "取り込めなかったものはありません。" in handled(workspace, "M", WAITING).said()
