"""Comments that came as text into a workspace: flagged where they are late, written in portions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ocr_intake.model.fields import Flag
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.reading import PageQuality, PageReading
from ocr_intake.pipeline.received import FutureDateError, LongBeforeError, check_received, lateness_in
from ocr_intake.store import BatchFacts, Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ocr_intake.config import Consultation
    from ocr_intake.model.imported import ImportedComment
    from ocr_intake.model.pages import Channel
    from ocr_intake.store import Outcome, Workspace

_PORTION: Final = 100
"""Rows that are written in one transaction: reviewers wait no longer than for a moment."""
_DPI: Final = 100
_WIDTH, _HEIGHT = 827, 1169
"""A4 at that resolution, in pixels: what there is no picture of stands on such a page."""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """Where rows or messages come from."""

    name: str
    sha256: str


@dataclass(slots=True)
class ImportReport:
    """What one file came to."""

    rows: int = 0
    """Rows or messages in it."""
    known: int = 0
    """Of these, the ones that were imported before."""
    outcomes: list[Outcome] = field(default_factory=list)
    """Of the others, in their order."""

    @property
    def added(self) -> list[Outcome]:
        """Those that are new submissions."""
        return [each for each in self.outcomes if each.added is not None]

    @property
    def changed(self) -> list[Outcome]:
        """Those that were changed in the form since they were imported: they wait for a person."""
        return [each for each in self.outcomes if each.reason is not None and each.reason.code == "row_changed"]

    @property
    def aside(self) -> list[Outcome]:
        """Those that cannot be taken in."""
        return [each for each in self.outcomes if each.reason is not None and each.reason.code != "row_changed"]


def take_in(  # noqa: PLR0913 - all that is known of one file
    workspace: Workspace,
    comments: Sequence[ImportedComment],
    consultation: Consultation,
    channel: Channel,
    file: ImportedFile,
    *,
    by: str,
    today: date,
    told: Callable[[int], None],
) -> ImportReport:
    """Write rows or messages as submissions. An import that was interrupted goes on with the same command.

    Args:
        workspace: Where.
        comments: What the rules of the review made of them.
        consultation: What they are for; it says whether they are reviewed.
        channel: How they came.
        file: Where they come from.
        by: Who imports them.
        today: No comment came later.
        told: Hears how many rows were dealt with, now and then.

    Raises:
        IngestRunningError: An ingest or another import is at work.
        WorkspaceError: The workspace cannot be written; what was written before stays.
    """
    report = ImportReport(len(comments))
    accept = consultation.imported == "verified"
    with workspace.ingest():
        for first in range(0, len(comments), _PORTION):
            portion = comments[first : first + _PORTION]
            incoming = [_incoming(each, consultation, channel, file, today) for each in portion]
            outcomes = workspace.importing.write(incoming, by=by, accept=accept)
            report.known += len(portion) - len(outcomes)
            report.outcomes.extend(outcomes)
            told(first + len(portion))
    return report


def _incoming(
    comment: ImportedComment, consultation: Consultation, channel: Channel, file: ImportedFile, today: date
) -> Incoming:
    """A comment as it is written: with a reason to look where it is late, set aside where its day cannot be right."""
    received, made = comment.received, comment.made
    try:
        check_received(received, consultation, today)
    except (FutureDateError, LongBeforeError):
        received = today
        made = made if isinstance(made, SetAside) else SetAside("row_bad_date")
    if not isinstance(made, SetAside) and (late := lateness_in(consultation, channel, received)) is not None:
        made = replace(made, flags=(*made.flags, Flag(late)))
    page = PageReading(
        number=1,
        width=_WIDTH,
        height=_HEIGHT,
        role=PageRole.CONTENT,
        quality=PageQuality(float(_DPI)),
        digest=hashlib.sha256(comment.document).hexdigest(),
    )
    facts = BatchFacts(consultation.id, channel, received)
    return Incoming(
        replace(comment, received=received, made=made), facts, f"{file.name}:{comment.row}", file.sha256, page
    )
