"""What a running page knows: workspace, settings, sessions, and how it is reached. One a process."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.review import NO_KEYING, KeyingRule
from ocr_intake.web.sessions import Sessions
from ocr_intake.web.slowing import Slowdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ocr_intake.config import Consultation, LetterTemplate, Settings
    from ocr_intake.pipeline.arranging import Arranging
    from ocr_intake.store import Workspace

    Arrange = Callable[[str], Arranging]
    """Arranging pages of the workspace in a sitting of a review."""

_FREE_BY_NAME: Final = 3
_FREE_BY_ADDRESS: Final = 20
"""More than for a name: several people may sit behind one address."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How browsers reach the page."""

    secure: bool = False
    """By TLS."""
    host_names: frozenset[str] = frozenset({"localhost"})
    """Names that a request's ``Host`` may be, lower case; any address may be."""


@dataclass(slots=True)
class Site:
    """One running page."""

    workspace: Workspace
    settings: Settings
    arrange: Arrange
    consultation: str | None = None
    """None means all of them."""
    reached: Reached = Reached()
    keying: KeyingRule = NO_KEYING
    """Which values two people type."""
    clock: Callable[[], float] = time.monotonic
    consultations: tuple[Consultation, ...] = ()
    """Those that are configured: paper can be entered for them."""
    letters: tuple[LetterTemplate, ...] = ()
    """Templates of letters that can be chosen."""
    sessions: Sessions = field(init=False)
    by_name: Slowdown = field(init=False)
    by_address: Slowdown = field(init=False)
    _arranging: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        web = self.settings.web
        self.sessions = Sessions(web.session_minutes, web.session_hours, self.clock)
        self.by_name = Slowdown(_FREE_BY_NAME, self.clock)
        self.by_address = Slowdown(_FREE_BY_ADDRESS, self.clock)

    @contextmanager
    def arranging(self, sitting: str) -> Iterator[Arranging]:
        """Arranging pages; one person's operation runs after the other's: each may load models and read a page."""
        with self._arranging:
            yield self.arrange(sitting)

    def consultation_of(self, known_as: str) -> Consultation | None:
        """A configured consultation by its id; None where there is none."""
        return next((each for each in self.consultations if each.id == known_as), None)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; with TLS one that browsers take from this very host alone."""
        return "__Host-ocr_intake" if self.reached.secure else "ocr_intake"
