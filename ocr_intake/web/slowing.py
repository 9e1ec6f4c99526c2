"""Slowing down whoever tries passwords: each failure doubles the wait, for a name and for the address it came from."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_S: Final = 300.0
"""Longest wait: somebody else's tries must not keep a person out for a day."""
_FORGOTTEN_S: Final = 3600.0
"""After so long without a try the failures before it do not count any more."""
_KEPT: Final = 10_000
"""Names and addresses kept at most: the memory is bounded, however many names are tried."""


@dataclass(slots=True)
class _Tries:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0


class Slowdown:
    """Tries by name or by address, in the process' memory."""

    def __init__(self, free: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody has tried.

        Args:
            free: Failures without a wait: people mistype.
            clock: Seconds that never go back.
        """
        self._free = free
        self._clock = clock
        self._tries: dict[str, _Tries] = {}
        self._guard = threading.Lock()

    def begin(self, key: str) -> float:
        """Take a try for a failure until ``forgive`` says otherwise, so that tries at once are no way round.

        Returns:
            Seconds to wait, and the try does not count; 0 for one that may be looked at.
        """
        with self._guard:
            now = self._clock()
            tries = self._tries.get(key)
            if tries is not None and tries.until > now:
                return tries.until - now
            if tries is None or now - tries.last > _FORGOTTEN_S:
                self._make_room(now)
                tries = self._tries[key] = _Tries()
            tries.failures += 1
            tries.last = now
            if tries.failures > self._free:
                tries.until = now + min(LONGEST_S, 2.0 ** (tries.failures - self._free - 1))
            return 0.0

    def forgive(self, key: str, *, all_of_them: bool) -> None:
        """A try was right: the failures before it are forgotten, or this one alone was none."""
        with self._guard:
            tries = self._tries.get(key)
            if tries is None:
                return
            tries.failures = 0 if all_of_them else max(0, tries.failures - 1)
            tries.until = 0.0

    def _make_room(self, now: float) -> None:
        if len(self._tries) < _KEPT:
            return
        for key in [key for key, tries in self._tries.items() if now - tries.last > _FORGOTTEN_S]:
            del self._tries[key]
        while len(self._tries) >= _KEPT:
            del self._tries[min(self._tries, key=lambda key: (self._tries[key].failures, self._tries[key].last))]
