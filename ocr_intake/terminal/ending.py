"""How a sitting on the whole screen ends when the window is closed or the program is told to end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)
_PATIENCE_S: Final = 3
"""Seconds that an orderly end may take: a terminal that nobody reads any more takes nothing, and is waited for."""
_USUAL_SCREEN: Final = b"\x1b[?1049l\x1b[?25h\x1b[?2004l"


@dataclass(slots=True)
class Ending:
    """Ends a sitting on a signal: in good order, or after a while with what matters. The next one ends it at once."""

    leave: Callable[[], None]
    """Has the sitting end in good order."""
    release: Callable[[], None]
    """Lets go of what others wait for."""
    by: int | None = None
    """The signal that has ended it."""
    _before: dict[int, Any] = field(default_factory=dict)
    _modes: list[Any] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Hear signals from now on."""
        self._modes = termios.tcgetattr(sys.stdin.fileno())
        self._before = {number: signal.signal(number, self._told) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        """Hear them no more."""
        signal.alarm(0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _told(self, number: int, _: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        self.by = number
        signal.signal(signal.SIGALRM, self._stuck)
        signal.alarm(_PATIENCE_S)
        self.leave()

    def _stuck(self, *_: object) -> None:
        """Something waits for the terminal, this program's own end among it: nothing of it can be waited for."""
        with contextlib.suppress(Exception):
            self.release()
        with contextlib.suppress(OSError, termios.error):
            os.set_blocking(sys.stderr.fileno(), False)
            os.write(sys.stderr.fileno(), _USUAL_SCREEN)
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._modes)
        os._exit(128 + (self.by or 0))
