"""The doors of a workspace: one for each kind of work, each with its own rules and its own writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.store import calibrations, learnt
from ocr_intake.store.accounts import Accounts
from ocr_intake.store.arrangements import Arrangements
from ocr_intake.store.batches import Batches
from ocr_intake.store.claims import Claims
from ocr_intake.store.decisions import Decisions
from ocr_intake.store.entered import Entering
from ocr_intake.store.files import FileStore
from ocr_intake.store.imported import Importing
from ocr_intake.store.opinion_groups import OpinionGroups
from ocr_intake.store.overview import Overview
from ocr_intake.store.redactions import Redactions
from ocr_intake.store.relations import Relations
from ocr_intake.store.replies import Replies
from ocr_intake.store.settling import Settlements

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from ocr_intake.store.database import Database
    from ocr_intake.store.versions import Versions


class Doors:
    """What ``Workspace`` opens."""

    def __init__(self, path: Path, database: Database, clock: Callable[[], datetime]) -> None:
        self.path = path
        self.database = database
        self.files = FileStore(path)
        self._clock = clock

    @property
    def decisions(self) -> Decisions:
        """The writing side of a review."""
        return Decisions(self.database, self._clock)

    @property
    def accounts(self) -> Accounts:
        """Who may sign in at the web page."""
        return Accounts(self.database, self._clock)

    @property
    def batches(self) -> Batches:
        """The batches, and correcting them."""
        return Batches(self.database, self._clock)

    @property
    def entering(self) -> Entering:
        """Typing in paper that there is no file of."""
        return Entering(self.database, self.files, self._clock)

    @property
    def importing(self) -> Importing:
        """Taking in what came as text: web forms and e-mail."""
        return Importing(self.database, self.files, self._clock)

    @property
    def settlements(self) -> Settlements:
        """What could not be read, and doing something about it."""
        return Settlements(self.database, self._clock)

    @property
    def relations(self) -> Relations:
        """How submissions belong together, as people chose."""
        return Relations(self.database, self._clock)

    @property
    def opinion_groups(self) -> OpinionGroups:
        """Groups of like opinions."""
        return OpinionGroups(self.database, self._clock)

    @property
    def replies(self) -> Replies:
        """The city's answers as they were typed into tables."""
        return Replies(self.database, self._clock)

    @property
    def redactions(self) -> Redactions:
        """Decisions on personal data in opinions."""
        return Redactions(self.database, self._clock)

    def overview(self, consultation: str | None = None) -> Overview:
        """How the work on a consultation (or all) goes."""
        return Overview(self.database, self._clock, consultation)

    def decisions_in(self, sitting: str) -> Decisions:
        """The writing side of a sitting of a review (see ``Claims.sitting``)."""
        return Decisions(self.database, self._clock, sitting)

    def arrangements(self, sitting: str | None = None) -> Arrangements:
        """The writing side of arranging pages, in a sitting of a review or outside of any."""
        return Arrangements(self.database, self.files, self._clock, sitting)

    def claims(self, by: str, minutes: float, *, passed_on: bool = False) -> Claims:
        """The claims of a new sitting of somebody, each for so many minutes: of what waits for a supervisor, or not."""
        return Claims(self.database, self._clock, by, minutes, passed_on=passed_on)

    @property
    def calibrations(self) -> calibrations.Calibrations:
        """The calibrations that were fitted with this workspace's verified values."""
        return calibrations.Calibrations(self.path)

    @property
    def learnt(self) -> Versions:
        """What the recogniser learnt from this workspace's verified values."""
        return learnt.learnt_versions(self.path)
