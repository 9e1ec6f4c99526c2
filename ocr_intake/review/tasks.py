"""What a person is asked, in which order: pure rules over the store's records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ocr_intake.model.fields import Candidate, FlagCode
from ocr_intake.review.keying import Mode
from ocr_intake.review.places import Place, answered_places

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.model.fields import FieldName, Flag
    from ocr_intake.model.geometry import Box
    from ocr_intake.model.written import Doubt, Written
    from ocr_intake.store import StoredField, StoredSubmission, Workspace


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to show beside a question."""

    page: int
    """1-based in the source file."""
    image: Path | None
    """The upright image (PNG); None where it is not there."""
    boxes: tuple[Box, ...]
    """Where to look, in pixels of that image; empty for the whole page."""


class Scope(StrEnum):
    """How much of a value is compared with the paper; stable, also what a web page is told."""

    PLACES = "places"
    """The doubtful places of a long text, and nothing else."""
    EXTENT = "extent"
    """Its doubtful places, where it has any, and whether lines of it are missing or too many."""
    WHOLE = "whole"
    """All of it, character by character."""


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """One question to a person: is this value right, or (``field`` None) does this submission count as it is now?"""

    submission: StoredSubmission
    field: StoredField | None
    choices: tuple[Candidate, ...]
    """Other texts for the field, best first, numbered from 1 for ``Review.choose``."""
    reasons: tuple[Flag, ...]
    """Why to look: at the field, or at the submission as a whole."""
    views: tuple[PageView, ...]
    """The pages to show, in order; never empty."""
    known: bool = False
    """The value is wrong on purpose (see ``known``): for the rules alone, nothing that a face shows."""
    mode: Mode = Mode.USUAL
    """How the value is looked at: it may have to be typed from the paper alone."""
    held_by: str | None = None
    """Who has the submission before them in another sitting: nothing forbids to answer, but somebody may be quicker."""

    @property
    def name(self) -> FieldName | None:
        """Which field; None for the submission as a whole."""
        return None if self.field is None else self.field.name

    @property
    def label(self) -> str:
        """What the consultation calls an attribute; "" for anything that has a name of its own."""
        return "" if self.field is None else self.field.label

    @property
    def value(self) -> str | None:
        """The field's value in force."""
        return None if self.field is None else self.field.value

    @property
    def opinion(self) -> tuple[int, int] | None:
        """Which opinion of how many, from 1; None for other fields."""
        if self.field is None or self.field not in self.submission.opinions:
            return None
        return self.submission.opinions.index(self.field) + 1, len(self.submission.opinions)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The places of a long text to look at, for ``Review.settle``; none once a person changed the text.

        Doubts that stand close together on a line of the paper are one place (see ``places``).
        """
        return tuple(place.doubt for place in self.places)

    @property
    def answers(self) -> tuple[str | None, ...]:
        """What people said stands in each of the ``doubts``; None where nobody looked at it yet."""
        return tuple(place.answer for place in self.places)

    @property
    def places(self) -> tuple[Place, ...]:
        """The ``doubts`` with what people said stands in them."""
        written = self.written
        if self.field is None or written is None:
            return ()
        return answered_places(self.value or "", written, self.field.answers)

    @property
    def scope(self) -> Scope:
        """How much of the value is compared with the paper."""
        if self.written is None:
            return Scope.WHOLE
        others = {flag.code for flag in self.reasons} - {FlagCode.DOUBTFUL_CHARACTERS}
        if others == {FlagCode.TEXT_EXTENT}:
            return Scope.EXTENT
        return Scope.WHOLE if others or not self.written.doubts else Scope.PLACES

    @property
    def written(self) -> Written | None:
        """How the value in force stands on paper; None where that is not known, or where a person changed it."""
        if self.field is None or self.value != self.field.proposal.value:
            return None
        return self.field.proposal.written

    @property
    def version(self) -> int:
        """What a decision on this task is checked against."""
        return self.submission.version if self.field is None else self.field.version


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is left to do."""

    submissions: int
    """Waiting for acceptance or rejection."""
    flagged: int
    """Of those, the ones with a reason to look that nobody has decided on."""
    values: int
    """Flagged values that nobody has decided on."""
    skipped: int
    """Submissions put off in this sitting."""
    held: int
    """Submissions that somebody has before them in another sitting; they come here when that leaves them."""


def questions(submission: StoredSubmission, *, every: bool = False) -> tuple[StoredField, ...]:
    """The flagged values that nobody has decided on, the least certain first, those drawn by lot among them.

    With ``every`` it is every value that nobody has decided on, in the order of a form.
    """
    if every:
        return tuple(value for value in submission.values if not value.decided)
    return tuple(sorted(submission.undecided, key=lambda field: (field.urgency, field.id)))


def make_task(
    workspace: Workspace, submission: StoredSubmission, field: StoredField | None, *, held_by: str | None = None
) -> ReviewTask:
    """Everything that a face shows for one question."""
    choices, reasons = ((), submission.flags) if field is None else (choices_for(field), field.proposal.flags)
    views = _views(workspace, submission, field)
    return ReviewTask(submission, field, choices, reasons, views, held_by=held_by)


def choices_for(field: StoredField) -> tuple[Candidate, ...]:
    """The texts that a person may choose instead of the value in force: candidates, and the machine's own value."""
    proposal = field.proposal
    own = () if proposal.value is None else (Candidate(proposal.value, proposal.confidence, proposal.source),)
    texts: dict[str, Candidate] = {}
    for candidate in (*own, *proposal.candidates):
        if candidate.text and candidate.text != field.value:
            texts.setdefault(candidate.text, candidate)
    return tuple(texts.values())


def _views(workspace: Workspace, submission: StoredSubmission, field: StoredField | None) -> tuple[PageView, ...]:
    boxes: dict[int, list[Box]] = {}
    for region in () if field is None else field.proposal.regions:
        if region.page in submission.pages:
            boxes.setdefault(region.page, []).append(region.box)
    # lines that a text lacks may stand on a page that none of its own are on
    unsure = field is not None and any(flag.code is FlagCode.TEXT_EXTENT for flag in field.proposal.flags)
    views = []
    for page in submission.pages if unsure or not boxes else sorted(boxes):
        image = workspace.files.page_image(submission.sha256, page)
        views.append(PageView(page, image if image.is_file() else None, tuple(boxes.get(page, ()))))
    return tuple(views)
