"""Lists to pick from, and work that takes its time, on the whole screen and line by line."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from textual import events

from ocr_intake.config import list_consultations, shipped_config_dir
from ocr_intake.i18n import t
from ocr_intake.pipeline.arranging import Arranging
from ocr_intake.review import Review
from ocr_intake.store import SubmissionState, Workspace
from ocr_intake.terminal.app import ReviewApp
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.means import Means
from ocr_intake.terminal.plain import Plain
from ocr_intake.terminal.sitting import Sitting
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.view import Offered
from ocr_intake.terminal.walk import walk
from ocr_intake.terminal.words import said
from tests.pipeline.arranging_fakes import arranging_of, as_proposed, take_in
from tests.terminal.piloted import Step, driven, text_of

__all__ = ["as_proposed"]
pytestmark = pytest.mark.usefixtures("as_proposed")

DX = "morioka-dx-2021"
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """S0001 with twelve pages, S0002 with one."""
    with take_in(tmp_path, 12, 1, consultation=DX) as opened:
        yield opened


def means_of(workspace: Workspace) -> Means:
    arrange = partial(arranging_of, workspace)
    return Means(workspace, "点検 花子", arrange, None, list_consultations(shipped_config_dir()))


def screens(workspace: Workspace, *steps: Step, size: tuple[int, int] = SIZES[0]) -> list[str]:
    return driven(workspace, [*steps, "q"], size, means=means_of(workspace)).screens


def split(workspace: Workspace) -> list[tuple[int, ...]]:
    return [each.pages for each in workspace.submissions()]


@pytest.mark.parametrize("size", SIZES)
def test_an_arrangement_by_keys_is_done_and_taken_back(workspace: Workspace, size: tuple[int, int]) -> None:
    shown = screens(workspace, "M", "4", "down", "down", "enter", "u", size=size)
    _, acts, pages, *_, done, undone = shown
    assert "S0001 をどう扱いますか。" in acts
    for number, name in enumerate(("turn", "aside", "move", "split", "join", "join_opinions", "correct"), 1):
        assert f" {number} {t(f'handling.act.{name}')}" in acts
    assert "1-9 選ぶ  ↑↓ 移る  Enter 選ぶ  Esc 取り消し" in acts
    assert " 1 2ページ" in pages
    assert "1-9 選ぶ" not in pages, "there are more pages than digits"
    assert "分けました。S0001 → S0003, S0004" in done
    assert "S0003" in done.split("\n")[0]
    assert "S0001" in undone.split("\n")[0]
    assert len(workspace.submission(1).pages) == 12
    assert workspace.ledger(deep=True).balances
    assert not workspace.check_integrity().damages


def test_the_pages_that_the_arrows_lead_to_are_picked(workspace: Workspace) -> None:
    screens(workspace, "M", "4", "down", "down", "enter")
    assert split(workspace) == [(1,), (1, 2, 3), tuple(range(1, 10))]


@pytest.mark.parametrize("size", SIZES)
def test_a_list_is_left(workspace: Workspace, size: tuple[int, int]) -> None:
    first, acts, left, *_ = screens(workspace, "M", "escape", "M", "ctrl+c", "M", "4", "escape", size=size)
    assert acts != first
    assert left.split("\n")[:3] == first.split("\n")[:3]
    assert len(workspace.submission(1).pages) == 12


def test_a_key_that_is_held_down_picks_nothing_more(workspace: Workspace) -> None:
    def held(app: ReviewApp) -> None:
        for _ in range(8):
            app.post_message(events.Key("1", "1"))

    shown = screens(workspace, "M", held, "escape", "escape")
    assert "どのページを回しますか。" in shown[2], "once, and not the first page as well"


def test_what_is_typed_for_a_list_is_taken_in_full_width_too(workspace: Workspace) -> None:
    assert "どのページから後ろを" in screens(workspace, "Ｍ", "４", "escape")[2]


def test_a_refusal_is_told_below_the_question(workspace: Workspace) -> None:
    shown = screens(workspace, "M", "5", "=99", "enter")
    assert "S0099 という意見書はありません" in shown[-1]
    shown = screens(workspace, "M", "3", "home", "enter", "=2", "enter", "escape")
    assert "S0001 の 1ページを S0002 に移しますか" in shown[6]
    assert len(workspace.submission(1).pages) == 12


@pytest.mark.parametrize("size", SIZES)
def test_the_explanation_tells_the_key(workspace: Workspace, size: tuple[int, int]) -> None:
    told = "\n".join(screens(workspace, "?", "end", "enter", size=size))
    assert "M" in told
    assert t("review.keys.handle")[:12] in told


# ------------------------------------------------------------------------------------------------------ taking its time


class Slow:
    """Arranging that waits until it is told to go on."""

    def __init__(self, workspace: Workspace) -> None:
        self.go_on = threading.Event()
        self.thread: threading.Thread | None = None
        self.descriptor = -1
        self._workspace = workspace

    def __call__(self, sitting: str) -> Arranging:
        self.thread = threading.current_thread()
        self.descriptor = sys.stderr.fileno()
        assert self.go_on.wait(10)
        return arranging_of(self._workspace, sitting)


def test_the_screen_stays_alive_and_ctrl_c_breaks_nothing_off(workspace: Workspace) -> None:
    slow = Slow(workspace)

    def working(app: ReviewApp) -> None:
        assert t("handling.working") in text_of(app)
        assert slow.thread is not threading.main_thread()

    def settled(app: ReviewApp) -> None:
        slow.go_on.set()

    steps: list[Step] = ["M", "4", "enter", working, "ctrl+c", "q", "escape", working, settled, "ctrl+l", "ctrl+l", "q"]
    seen = driven(workspace, steps, means=replace(means_of(workspace), arrange=slow))
    assert "分けました。S0001 → S0003, S0004" in "\n".join(seen.screens)
    assert slow.descriptor >= 0, "workers that read a page are started with it"
    assert workspace.submission(1).state is SubmissionState.REPLACED


def test_who_is_told_to_leave_meanwhile_leaves_once_it_is_done(workspace: Workspace) -> None:
    slow = Slow(workspace)

    def leave(app: ReviewApp) -> None:
        app.hang_up()
        threading.Timer(0.2, slow.go_on.set).start()

    def wait(app: ReviewApp) -> None:
        time.sleep(0)

    driven(workspace, ["M", "4", "enter", leave, *[wait] * 10], means=replace(means_of(workspace), arrange=slow))
    assert workspace.submission(1).state is SubmissionState.REPLACED
    assert workspace.ledger(deep=True).balances


def test_nothing_that_reads_or_arranges_is_loaded_before_it_is_needed() -> None:
    said = (
        "import sys, ocr_intake.terminal, ocr_intake.cli.review; "
        "print([each for each in sys.modules if each.startswith('ocr_intake.pipeline') or each in {'cv2', 'textual'}])"
    )
    made = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert made.stdout == "[]\n"


# -------------------------------------------------------------------------------------------------------- line by line


def lines(workspace: Workspace, text: str) -> str:
    target = io.StringIO()
    face = Plain(io.StringIO(text), target, Capabilities(Graphics.NONE))
    review = Review(workspace, "点検 花子")
    at_once(walk(Sitting(face, lambda path: False, review=review, means=means_of(workspace))))
    return target.getvalue()


def test_line_by_line_it_is_a_numbered_list(workspace: Workspace) -> None:
    told = lines(workspace, "M\n4\n11\nq\n")
    assert "  4) ページの途中から、別の意見書に分ける\n" in told
    assert "  11) 12ページ\n" in told
    assert t("handling.working") in told
    assert "分けました。S0001 → S0003, S0004" in told
    assert split(workspace) == [(1,), tuple(range(1, 12)), (1,)]
    assert "取り消" not in lines(workspace, "u\nu\nq\n").split("1つ前の操作を戻しました")[1].split("\n")[0]
    assert len(workspace.submission(1).pages) == 12
    assert workspace.ledger(deep=True).balances


def test_line_by_line_a_wrong_number_is_told_and_an_empty_one_leaves(workspace: Workspace) -> None:
    told = lines(workspace, "M\n12\n山\n４\n\nM\n0\nM\n5\n99\nq\n")
    assert told.count(t("review.message.no_such_choice")) == 2
    assert "S0099 という意見書はありません" in told
    assert split(workspace) == [tuple(range(1, 13)), (1,)]
    lines(workspace, "M\n4\n")
    assert split(workspace) == [tuple(range(1, 13)), (1,)]


def test_line_by_line_what_is_told_first_is_told() -> None:
    target = io.StringIO()
    face = Plain(io.StringIO("1\n"), target, Capabilities(Graphics.NONE))
    assert at_once(face.pick(Offered("どれですか。", ("a\x1b[2J",), said("先に一言")))) == 0
    assert "先に一言" in target.getvalue()
    assert "\x1b" not in target.getvalue()
