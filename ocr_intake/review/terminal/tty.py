"""The terminal itself: raw keys in, bytes out, its own screen; left as it was found however the program ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import termios
import time
import tty
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    import re
    from types import FrameType

_ENTER: Final = b"\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?25l\x1b[2J\x1b[H"
"""The alternate screen, no wrapping, pasted text marked as such, no cursor, empty."""
_LEAVE: Final = b"\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a terminal is."""

    columns: int
    rows: int
    width: int = 0
    """Pixels; 0 where the terminal does not say."""
    height: int = 0


class Tty:
    """A terminal taken over: a context manager.

    SIGTERM and SIGHUP leave the ``with`` block as ``SystemExit``, so that everything is closed as at any other end.
    """

    def __init__(self, source: int, target: int) -> None:
        """Take the descriptors of standard input and output; nothing happens before the context is entered."""
        self._source, self._target = source, target
        self._wake, self._waker = -1, -1
        self._saved: list[object] | None = None
        self._handlers: dict[int, object] = {}
        self._previous_waker = -1
        self._resized = False

    def __enter__(self) -> Self:
        self._saved = termios.tcgetattr(self._source)
        self._wake, self._waker = os.pipe()
        for end in (self._wake, self._waker):
            os.set_blocking(end, False)
        try:
            self._previous_waker = signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
            for number in _ENDING:
                self._handlers[number] = signal.signal(number, _end)
            self._handlers[signal.SIGWINCH] = signal.signal(signal.SIGWINCH, self._note_resize)
            self._take()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._give_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type] # what signal() gave, signal() takes
        self._handlers.clear()
        signal.set_wakeup_fd(self._previous_waker)
        for end in (self._wake, self._waker):
            os.close(end)

    def size(self) -> Size:
        """How large the terminal is now."""
        with contextlib.suppress(OSError):
            packed = fcntl.ioctl(self._target, termios.TIOCGWINSZ, b"\0" * 8)
            rows, columns, width, height = struct.unpack("4H", packed)
            if rows and columns:
                return Size(columns, rows, width, height)
        return Size(80, 24)

    def resized(self) -> bool:
        """Whether the terminal changed its size since this was asked last; what stood there may be gone then."""
        resized, self._resized = self._resized, False
        return resized

    def write(self, data: bytes) -> None:
        """Send bytes to the terminal.

        Raises:
            OSError: It is gone.
        """
        while data:
            try:
                data = data[os.write(self._target, data) :]
            except BlockingIOError:
                select.select([], [self._target], [])

    def read(self, timeout: float | None = None) -> bytes | None:
        """What was typed, once something was.

        Args:
            timeout: Seconds to wait for it; None for as long as it takes.

        Returns:
            The bytes; b"" when the terminal is gone; None when the time was up, or a signal came in between.
        """
        ready, _, _ = select.select([self._source, self._wake], [], [], timeout)
        if self._wake in ready:
            with contextlib.suppress(BlockingIOError):
                while os.read(self._wake, 512):
                    pass
        if self._source not in ready:
            return None
        try:
            return os.read(self._source, 65_536)
        except OSError:
            return b""

    def take_typed(self) -> bytes:
        """What was typed already, without waiting for more."""
        typed = b""
        while more := self.read(0):
            typed += more
        return typed

    def ask(self, question: bytes, end: re.Pattern[bytes], seconds: float) -> bytes:
        """Send a question to the terminal; what it answers until ``end`` is found in it, or the time is up."""
        self.write(question)
        answer = b""
        until = time.monotonic() + seconds
        while not end.search(answer) and (left := until - time.monotonic()) > 0:
            typed = self.read(left)
            if typed == b"":
                break
            answer += typed or b""
        return answer

    def _note_resize(self, _: int, __: FrameType | None) -> None:
        self._resized = True

    def _take(self) -> None:
        tty.setraw(self._source, termios.TCSADRAIN)
        self.write(_ENTER)

    def _give_back(self) -> None:
        with contextlib.suppress(OSError):
            self.write(_LEAVE)
        if self._saved is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._source, termios.TCSADRAIN, self._saved)  # type: ignore[arg-type]


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
