"""Records about paper beside its images: batches with what they were corrected to, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from ocr_intake.model.pages import Channel, SetAside
    from ocr_intake.store.records import Batch


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What a clerk says of a batch, and may have said wrongly."""

    consultation: str
    channel: Channel
    received: date


@dataclass(frozen=True, slots=True)
class BatchCorrection:
    """A correction of a batch, or one that takes another back."""

    id: int
    before: BatchFacts
    after: BatchFacts
    by: str
    at: datetime
    undoes: int | None
    """The correction that this one takes back."""


@dataclass(frozen=True, slots=True)
class BatchOutline:
    """A batch and what came of it."""

    batch: Batch
    """As it is now."""
    files: int
    """That count for it."""
    waiting: int
    """Of these, the ones not read to their end."""
    submissions: int
    accepted: int
    """Of the submissions, the ones that are part of the dataset."""
    corrections: tuple[BatchCorrection, ...] = ()
    """In their order."""

    @property
    def facts(self) -> BatchFacts:
        """What is in force."""
        return BatchFacts(self.batch.consultation, self.batch.channel, self.batch.received)

    @property
    def last_correction(self) -> BatchCorrection | None:
        """The last one that nobody took back."""
        gone = {correction.undoes for correction in self.corrections}
        standing = [each for each in self.corrections if each.undoes is None and each.id not in gone]
        return standing[-1] if standing else None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a person did about something that could not be read."""

    id: int
    """0 for a page that a person set aside: taking that up again is the business of arranging pages."""
    submission: str | None
    """The submission that it was entered by hand as (``S0042``)."""
    reason: str | None
    """Why nothing was left to do, in the person's own words."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetAsideItem:
    """A file, or a page of one, that a person should look at, because the program could not read it."""

    id: str
    """What people call it by: ``F12``, ``F12-3`` for its third page, ``D7`` for what could not even be copied."""
    name: str
    """The file's own name as delivered."""
    sha256: str | None
    reason: SetAside
    settlement: Settlement | None = None
    """What was done about it; None while it waits for somebody."""


@dataclass(frozen=True, slots=True)
class AsideCounts:
    """What could not be read, files and pages: ``total`` is what was entered, was settled and is open."""

    total: int = 0
    entered: int = 0
    """By hand, as submissions."""
    settled: int = 0
    """For a reason that needs no submission."""
    open: int = 0
    """What waits for somebody."""
