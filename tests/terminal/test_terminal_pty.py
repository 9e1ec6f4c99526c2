"""The real program in a real terminal: a review from end to end, and the terminal left as it was found."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store import SubmissionState, Workspace
from tests.store.builders import submission, with_doubts, workspace_with
from tests.terminal.emulator import Emulator

SIZE = (100, 34)
PATIENCE = 20.0
ANSWERS = {b"\x1b[c": b"\x1b[1;2R\x1b[?1;2c", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
"""What a simple terminal says that shows nothing half drawn."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one submission whose telephone number and opinion are flagged, and a picture of its page."""
    flagged = submission(flagged={FieldName.PHONE: 0.3, FieldName.OPINION: 0.5})
    with workspace_with(tmp_path, flagged) as workspace:
        page = Image.new("L", (1000, 1400), 255)
        draw = ImageDraw.Draw(page)
        for x in range(110, 390, 30):
            draw.line((x, 105, x + 20, 135), fill=0, width=4)
        page.save(workspace.files.page_image(workspace.submission(1).sha256, 1), "PNG")
    return tmp_path / "workspace"


class Program:
    """``ocr-intake review`` in a pseudo-terminal of its own, answered as a simple terminal answers."""

    def __init__(self, folder: Path, **environment: str) -> None:
        # in a process group of its own beside ours, or the system would not let it be stopped
        self.ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (SIZE[1], SIZE[0]))
        self.before = termios.tcgetattr(theirs)
        self.theirs = theirs
        command = [sys.executable, "-m", "ocr_intake", "review", "--workspace", str(folder), "--reviewer", "点検 花子"]
        names = ("NO_COLOR", "COLORTERM", "TMUX", "OCR_INTAKE_LANG")
        plain = {name: value for name, value in os.environ.items() if name not in names}
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            process_group=0,
            env=plain | {"TERM": "xterm-256color", "PYTHONUTF8": "1"} | environment,
        )
        self.screen = Emulator(*SIZE)
        self.raw = b""

    def _read(self, until: float) -> bool:
        if not select.select([self.ours], [], [], max(until - time.monotonic(), 0))[0]:
            return False
        try:
            data = os.read(self.ours, 65_536)
        except OSError:
            return False
        self.raw += data
        for question, answer in ANSWERS.items():
            if question in data:
                os.write(self.ours, answer)
        self.screen.feed(self._whole_characters())
        return True

    def _whole_characters(self) -> bytes:
        """What came and was not shown yet, up to the last complete character and sequence."""
        data = self.raw
        for end in range(len(data), max(len(data) - 16, 0), -1):
            tail = data[:end]
            if not re.search(rb"(\x1b(\[[0-9;?]*)?|[\xc0-\xff][\x80-\xbf]{0,2})$", tail) or _is_whole(tail):
                self.raw = data[end:]
                return tail
        return b""

    def wait_for(self, text: str) -> str:
        """The screen once the text stands on it."""
        until = time.monotonic() + PATIENCE
        while text not in self.screen.text():
            assert self._read(until), f"{text} did not come:\n{self.screen.text()}"
        return self.screen.text()

    def press(self, keys: str) -> None:
        """Press keys as a person does: not before the screen has been still for a moment."""
        while self._read(time.monotonic() + 0.1):
            pass
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        """Its exit code, once it has ended."""
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if not self._read(min(time.monotonic() + 0.2, until)):
                assert time.monotonic() < until
        while self._read(time.monotonic() + 0.05):
            pass
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in (self.ours, self.theirs):
            os.close(end)

    def as_found(self) -> bool:
        """Whether the terminal is in the state in which it was found."""
        restored = termios.tcgetattr(self.theirs) == self.before
        modes = self.screen.modes
        return restored and not modes["1049"] and not modes["2004"] and modes["25"] and modes["7"]


def _is_whole(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not re.search(rb"\x1b(\[[0-9;?]*)?$", data)


@pytest.fixture
def program(folder: Path) -> Iterator[Program]:
    started = Program(folder)
    yield started
    started.close()


def test_a_review_from_end_to_end(folder: Path, program: Program) -> None:
    first = program.wait_for("u 戻す")
    assert "意見書の点検  1 / 1 件目  S0001" in first
    assert "電話番号" in first
    assert any("▁" <= char <= "▟" for char in first), "the picture"
    assert program.screen.modes["1049"], "a screen of its own"
    program.press("e")
    program.wait_for("電話番号を入力してください。")
    program.press("\x15０１９ー６５１ー４１１１\r")
    program.wait_for("電話番号を保存しました。")
    program.press("e")
    program.wait_for("意見を入力してください。")
    program.press("\r追記です。\x13")
    program.wait_for("内容の確認")
    program.wait_for("✓  6  電話番号      019-651-4111")
    program.press("A")
    program.wait_for("点検を待っている意見書はありません。")
    program.press("q")
    assert program.end() == ExitCode.OK
    assert "確定した意見書: 1 件" in program.screen.text()
    assert program.as_found()
    with Workspace.open(folder) as workspace:
        stored = workspace.submission(1)
        assert stored.state is SubmissionState.ACCEPTED
        decided = [(each.decision, each.value, each.by) for each in workspace.history(1)[0]]
        assert decided == [
            (Decision.EDITED, "019-651-4111", "点検 花子"),
            (Decision.EDITED, "窓口の手続きをもっと簡単にしてほしい。\n追記です。", "点検 花子"),
        ]


def test_stopping_loses_nothing_and_going_on_begins_there(folder: Path, program: Program) -> None:
    program.wait_for("u 戻す")
    program.press("1")
    program.wait_for("電話番号を保存しました。")
    program.press("\x03")
    assert program.end() == ExitCode.ATTENTION
    assert "続きは、同じコマンドでいつでも始められます。" in program.screen.text()
    assert program.as_found()
    again = Program(folder, NO_COLOR="1")
    try:
        again.wait_for("u 戻す")
        again.wait_for("意見")
        assert any("\u2800" <= char <= "⣿" for char in again.screen.text()), "dots without colour"
        again.press("q")
        assert again.end() == ExitCode.ATTENTION
        assert {code for code in again.screen.colours if int(code) >= 30} <= {"39", "49"}, "those of the terminal"
    finally:
        again.close()


def test_a_new_size_and_a_signal(program: Program) -> None:
    program.wait_for("u 戻す")
    termios.tcsetwinsize(program.theirs, (20, 60))
    program.screen.resize(60, 20)
    program.process.send_signal(signal.SIGWINCH)
    program.wait_for("q 終了")
    program.press("\x1a")
    program.wait_for("戻せる操作はありません。")
    assert _state_of(program.process.pid) != "T", "Ctrl-Z takes back, it stops nothing"
    program.process.send_signal(signal.SIGTERM)
    assert program.end() == 128 + signal.SIGTERM
    assert program.as_found()
    assert "Traceback" not in program.screen.text()


def test_doubtful_characters_from_end_to_end(tmp_path: Path) -> None:
    text = "窓口の手続きをもっと簡単にしてほしい。夜も開けてほしい。"
    with workspace_with(tmp_path, with_doubts(submission(opinions=(text,)), (0, 1), (10, 10), (20, 21))) as workspace:
        page = Image.new("L", (1000, 1400), 255)
        page.paste(0, (100, 600, 140, 700))
        page.save(workspace.files.page_image(workspace.submission(1).sha256, 1), "PNG")
    program = Program(tmp_path / "workspace")
    try:
        program.wait_for("1 / 3 か所目")
        program.wait_for("〔窓〕口の手続き")
        program.press("1")
        program.wait_for("2 / 3 か所目")
        program.press("、もう少し")  # an input method sends it at once
        program.wait_for("\n 、もう少し")
        program.press("\r")
        program.wait_for("3 / 3 か所目")
        program.wait_for("もっと＿→、もう少し簡単にしてほしい。夜〔も〕")
        for place in ("〔＿→、もう少し〕", "〔窓→鬼〕"):
            program.press("\x1b[Z")
            program.wait_for(place)
        program.press("\x1a")
        program.wait_for("〔＿〕")
        program.press("？")
        program.wait_for("キーの説明")
        program.press(" ")
        program.wait_for("〔＿〕")
        program.press(" ")
        program.wait_for("3 / 3 か所目")
        program.press("d")
        program.wait_for("すべての箇所を見ました。")
        program.press("\r")
        program.wait_for("意見を保存しました。")
        program.press("q")
        assert program.end() == ExitCode.ATTENTION
        assert program.as_found()
    finally:
        program.close()
    with Workspace.open(tmp_path / "workspace") as workspace:
        texts = [each.value for each in workspace.submission(1).final_opinions]
        assert texts == ["鬼口の手続きをもっと簡単にしてほしい。夜開けてほしい。"]


def test_nothing_that_textual_could_write_of_what_stands_there_is_written(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "textual.log"
    program = Program(folder, TEXTUAL_LOG=str(log), TEXTUAL="devtools,debug", TEXTUAL_PRESS="q")
    try:
        program.wait_for("u 戻す")
        program.press("q")
        assert program.end() == ExitCode.ATTENTION
        assert not log.exists()
    finally:
        program.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_nobody_reads_any_more_keeps_nobody(folder: Path, number: signal.Signals) -> None:
    program = Program(folder)
    try:
        program.wait_for("u 戻す")
        stuck = time.monotonic() + 2
        while time.monotonic() < stuck:  # it has more to show than the terminal takes
            termios.tcsetwinsize(program.theirs, (34, 90 + int(time.monotonic() * 10) % 10))
            program.process.send_signal(signal.SIGWINCH)
            time.sleep(0.02)
        program.process.send_signal(number)
        assert program.process.wait(10) == 128 + number
        assert termios.tcgetattr(program.theirs) == program.before
    finally:
        program.close()
    with Workspace.open(folder) as workspace:
        assert workspace.claims("別の人", 10).take(None, begun=None, without=set()) is not None, "others may have it"


def _state_of(process: int) -> str:
    """One letter: T for stopped."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
