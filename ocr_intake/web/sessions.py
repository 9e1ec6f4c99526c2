"""Sessions: who is signed in, by a number in a cookie that nobody can guess. They live in the process' memory alone."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.review import Review
from ocr_intake.web.reviewing.controller import ReviewController
from ocr_intake.web.side_by_side import SideBySide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ocr_intake.grouping.duplicates import Duplicates
    from ocr_intake.model.accounts import Account

_MOST: Final = 8
"""Sessions of one account at a time: with one more, the one that was idle for longest ends."""


_NOTICES: Final = 8
"""Kept at most for pages that were not shown: what somebody typed is not kept for long."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page says once, the next time that it is shown: it stands in no address, and a reload repeats nothing."""

    text: str
    failed: bool = False
    said: Mapping[str, str] = field(default_factory=dict)
    """What was typed, for a form that could not be done: nobody types it twice."""


def new_secret() -> str:
    """256 random bits as a text for cookies and forms."""
    return secrets.token_urlsafe(32)


@dataclass(slots=True, eq=False)
class Session:
    """Somebody's visit, from signing in to signing out."""

    account: Account
    """As it was when it signed in."""
    begun: float
    """Seconds of the clock."""
    used: float
    csrf: str = field(default_factory=new_secret)
    """What every request that changes something has to bring along."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the one request of the session that is at work on its sitting."""
    review: Review | None = None
    """Its sitting, once it has begun."""
    controller: ReviewController | None = None
    """What the review page has asked in it."""

    side_by_side: SideBySide | None = None
    """Its sitting side by side, once it has begun."""

    duplicates: Duplicates | None = None
    """The groups of duplicates as the page listed them last."""

    notices: dict[str, Notice] = field(default_factory=dict)
    """By the path of the page that says it."""

    def leave(self, path: str, notice: Notice) -> None:
        """Have a page say something once."""
        self.notices.pop(path, None)
        self.notices[path] = notice
        while len(self.notices) > _NOTICES:
            del self.notices[next(iter(self.notices))]

    def take(self, path: str) -> Notice | None:
        """What a page has to say now."""
        return self.notices.pop(path, None)

    def end_side_by_side(self) -> None:
        """Let others have what stands side by side."""
        if self.side_by_side is not None:
            self.side_by_side.sitting.close()
        self.side_by_side = None

    def end(self) -> None:
        """Let others have what the sitting has claimed."""
        self.end_side_by_side()
        if self.review is not None:
            self.review.close()
            self.review = self.controller = None


class Sessions:
    """Every session of a running page."""

    def __init__(self, minutes: float, hours: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody is signed in.

        Args:
            minutes: A session ends when nothing was asked for so long.
            hours: And after so long in any case.
            clock: Seconds that never go back.
        """
        self._clock = clock
        self._idle_s = minutes * 60
        self._longest_s = hours * 3600
        self._sessions: dict[str, Session] = {}
        self._guard = threading.Lock()

    def begin(self, account: Account) -> str:
        """Sign somebody in; the secret for the cookie, which is kept nowhere."""
        secret, now = new_secret(), self._clock()
        self._sweep(now)
        with self._guard:
            own = sorted(
                (session.used, key)
                for key, session in self._sessions.items()
                if session.account.number == account.number
            )
            oldest = [self._sessions.pop(key) for _, key in own[: max(0, len(own) - _MOST + 1)]]
            self._sessions[_key(secret)] = Session(account, now, now)
        for session in oldest:
            session.end()
        return secret

    def find(self, secret: str) -> Session | None:
        """The session of a cookie, used now; None for one that is over or never was."""
        now = self._clock()
        self._sweep(now)
        with self._guard:
            session = self._sessions.get(_key(secret))
            if session is not None:
                session.used = now
            return session

    def end(self, secret: str) -> None:
        """Sign somebody out."""
        with self._guard:
            session = self._sessions.pop(_key(secret), None)
        if session is not None:
            session.end()

    def close(self) -> None:
        """Sign everybody out."""
        with self._guard:
            sessions, self._sessions = list(self._sessions.values()), {}
        for session in sessions:
            session.end()

    def __len__(self) -> int:
        return len(self._sessions)

    def _sweep(self, now: float) -> None:
        """End what was idle for too long, or has lasted too long."""
        with self._guard:
            over = [
                key
                for key, session in self._sessions.items()
                if now - session.used >= self._idle_s or now - session.begun >= self._longest_s
            ]
            sessions = [self._sessions.pop(key) for key in over]
        for session in sessions:
            session.end()


def _key(secret: str) -> str:
    """What a session is found by, so that how long looking up takes tells nothing of the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
