"""What a running page knows: workspace, settings, sessions, and how it is reached. One a process."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ocr_intake.review import NO_KEYING, KeyingRule
from ocr_intake.web.sessions import Sessions
from ocr_intake.web.slowing import Slowdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ocr_intake.config import Consultation, Settings
    from ocr_intake.store import Workspace

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
    consultation: str | None = None
    """None means all of them."""
    reached: Reached = Reached()
    keying: KeyingRule = NO_KEYING
    """Which values two people type."""
    clock: Callable[[], float] = time.monotonic
    consultations: tuple[Consultation, ...] = ()
    """Those that paper can be entered for."""
    sessions: Sessions = field(init=False)
    by_name: Slowdown = field(init=False)
    by_address: Slowdown = field(init=False)

    def __post_init__(self) -> None:
        web = self.settings.web
        self.sessions = Sessions(web.session_minutes, web.session_hours, self.clock)
        self.by_name = Slowdown(_FREE_BY_NAME, self.clock)
        self.by_address = Slowdown(_FREE_BY_ADDRESS, self.clock)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; with TLS one that browsers take from this very host alone."""
        return "__Host-ocr_intake" if self.reached.secure else "ocr_intake"
