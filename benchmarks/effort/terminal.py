"""The terminal's face: the real program in a pseudo-terminal, its keys really sent, its screens really read."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Final

from benchmarks.effort.faces import REVIEWER
from benchmarks.effort.pressing import ENTER, OfTerminal
from benchmarks.effort.strokes import Press
from ocr_intake.i18n import t
from ocr_intake.review import Review
from ocr_intake.store import Workspace
from ocr_intake.terminal.screens import name_of
from tests.terminal.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.effort.clerk import Act
    from benchmarks.effort.faces import Reject
    from benchmarks.effort.pressing import Keyboard
    from benchmarks.effort.strokes import Stroke
    from ocr_intake.review import ReviewTask

SIZE: Final = (100, 34)
"""Columns and rows."""
PATIENCE_S: Final = 30.0
_DRAWN: Final = b"\x1b[?2026l"
"""Ends everything that the program draws."""
_ASKED: Final = {b"\x1b[c": b"\x1b[1;2R\x1b[?1;2c", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
"""What the program asks the terminal, and what a simple one says that shows nothing half drawn."""
_CALM_S: Final = 0.04
"""Nothing is drawn for so long once a screen is complete; the program hears keys from then on."""
_BYTES: Final = {
    Press.ENTER: b"\r",
    Press.SAVE: b"\x13",
    Press.ESCAPE: b"\x1b",
    Press.LEFT: b"\x1b[D",
    Press.RIGHT: b"\x1b[C",
    Press.UP: b"\x1b[A",
    Press.DOWN: b"\x1b[B",
    Press.HOME: b"\x1b[H",
    Press.END: b"\x1b[F",
    Press.BACKSPACE: b"\x7f",
    Press.CLEAR: b"\x15",
}


class Terminal:
    """``ocr-intake review`` with a clerk in front of it."""

    def __init__(self, folder: Path, reviewer: str = REVIEWER) -> None:
        """Start the program over the workspace in ``folder``."""
        self.refused = 0
        self.waits: list[float] = []
        self.keyboard: Keyboard = OfTerminal()
        self._workspace = Workspace.open(folder)
        self._onlooker = Review(self._workspace, f"{reviewer} (looking on)")
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (SIZE[1], SIZE[0]))
        command = [sys.executable, "-m", "ocr_intake", "review", "--workspace", str(folder), "--reviewer", reviewer]
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLORTERM", "TMUX"}}
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            process_group=0,
            env=kept | {"TERM": "xterm-256color", "PYTHONUTF8": "1", "OCR_INTAKE_LANG": "ja"},
        )
        os.close(theirs)
        self._screen = Emulator(*SIZE)
        self._unread = b""
        while not self._screen.text().partition("\n")[0].strip():  # an empty screen comes first
            self._wait_until_drawn()

    # ------------------------------------------------------------------------------------------------- what is asked

    def question(self) -> ReviewTask | None:
        """What the screen asks: the submission by its title, the value by the name above it."""
        text = self._screen.text()
        if t("review.done.head") in text:
            return None
        number = self._submission()
        if t("review.summary.head") in text:
            return self._onlooker.task(number)
        rows = [row.strip() for row in text.split("\n")]
        tasks = self._onlooker.tasks(number)
        for task in tasks:
            name = name_of(task)
            if any(row == name or row.startswith(f"{name}  ") for row in rows):
                return task
        places = [task for task in tasks if task.doubts]  # of the only opinion of a submission the name is not said
        if len(places) != 1:
            raise RuntimeError("the screen asks about no value of its submission")
        return places[0]

    def _submission(self) -> int:
        title = self._screen.text().split("\n")[0]
        numbers = [word[1:] for word in title.split() if word[:1] == "S" and word[1:].isdecimal()]
        if not numbers:
            raise RuntimeError("the screen names no submission")
        return int(numbers[-1])

    # ---------------------------------------------------------------------------------------------------------- keys

    def answer(self, act: Act | Reject | None, strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:  # noqa: ARG002 - the keys tell
        """Press keys, each once the screen shows what the one before it did."""
        for stroke in strokes[:-1]:
            self._press(stroke)
        self.waits.append(self._press(strokes[-1]))
        more: list[Stroke] = []
        while t("review.key.save_anyway") in self._screen.text():
            more.append(ENTER)
            self._press(ENTER)
        if _words_of("review.message.stale") in self._screen.text():
            self.refused += 1
            self._press(ENTER)
        return tuple(more)

    def _press(self, stroke: Stroke) -> float:
        data = stroke.text.encode() if stroke.press in {Press.CHARACTER, Press.TYPED} else _BYTES[stroke.press]
        start = time.perf_counter()
        os.write(self._ours, data)
        self._wait_until_drawn()
        return time.perf_counter() - start

    # -------------------------------------------------------------------------------------------------------- screens

    def _wait_until_drawn(self) -> None:
        """Read until the program has drawn something to its end."""
        until = time.monotonic() + PATIENCE_S
        while True:
            left = _CALM_S if _DRAWN in self._unread else max(until - time.monotonic(), 0)
            if not select.select([self._ours], [], [], left)[0]:
                if _DRAWN in self._unread:
                    break
                raise RuntimeError(f"nothing was drawn; there stands:\n{self._screen.text()}")
            try:
                data = os.read(self._ours, 65_536)
            except OSError as error:
                raise RuntimeError(f"the program has ended; there stands:\n{self._screen.text()}") from error
            for question, answer in _ASKED.items():
                if question in data:
                    os.write(self._ours, answer)
            self._unread += data
        drawn, _, self._unread = self._unread.rpartition(_DRAWN)
        self._screen.feed(drawn + _DRAWN)

    def close(self) -> None:
        """Leave, and wait until the program has ended."""
        if self._process.poll() is None:
            os.write(self._ours, b"q")
            until = time.monotonic() + PATIENCE_S
            while self._process.poll() is None and time.monotonic() < until:
                if select.select([self._ours], [], [], 0.1)[0]:
                    try:
                        os.read(self._ours, 65_536)
                    except OSError:
                        break
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
        os.close(self._ours)
        self._workspace.close()


def _words_of(key: str) -> str:
    """The longest part of a text between its values, by which a screen that holds it is known."""
    return max(t(key, by="\0", at="\0").split("\0"), key=len)
