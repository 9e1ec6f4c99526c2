"""Pages arranged by a person: what is read on them is proposed anew, as the submissions that the person says.

The one way in for every face. Nothing is decided here about which pages belong together; the store writes, and refuses
what would lose a page. Models are loaded when the first proposal is made, engines when the first page is turned.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import contained
from ocr_intake.i18n.outside import harmful
from ocr_intake.model.fields import Flag
from ocr_intake.model.pages import PageRole, SetAside, SourceFile
from ocr_intake.model.submission import FileOutcome
from ocr_intake.pipeline.assemble import assemble_as_one
from ocr_intake.pipeline.batch import audited, lateness
from ocr_intake.pipeline.ticked import marked, picture_in
from ocr_intake.pipeline.worker import PageJob
from ocr_intake.store import check_submission
from ocr_intake.store.arranged_errors import (
    BadAsideReasonError,
    BadGroupsError,
    BadTurnError,
    NoSuchPageError,
    NothingLeftError,
    PageUnreadableError,
    SameSubmissionError,
)
from ocr_intake.store.arranged_records import Arrangement, ArrangementKind, AsidePage, NewPage, NewSubmission
from ocr_intake.store.carrying import Source, carry_over

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.submission import Submission
    from ocr_intake.pipeline.pool import PagePool
    from ocr_intake.pipeline.worker import PageRead
    from ocr_intake.store import Batch, StoredSubmission, Workspace
    from ocr_intake.store.arranged_records import PlacedPage
    from ocr_intake.trust.calibration import Calibration

TURNS: Final = frozenset({90, 180, 270})
LONGEST_REASON: Final = 200
"""Characters of a reason why a page is set aside."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What became of submissions."""

    kind: ArrangementKind
    replaced: tuple[str, ...]
    """What the submissions were called whose pages are in others now."""
    made: tuple[str, ...]
    """What the new ones are called, in the order in which they were asked for."""

    @property
    def numbers(self) -> str:
        """What each is called now that was called otherwise, as it is told."""
        if not self.replaced:
            return ", ".join(self.made)
        if len(self.replaced) == len(self.made):
            return ", ".join(f"{old} → {new}" for old, new in zip(self.replaced, self.made, strict=True))
        return f"{', '.join(self.replaced)} → {', '.join(self.made)}"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page of a submission to be: as it stands now, or read again."""

    page: PlacedPage
    again: PageRead | None = None
    by: int = 0
    """Degrees clockwise by which it was turned for that."""


class Arranging:
    """Operations on the pages of a workspace's submissions. Each is one action, which can be taken back.

    Every operation takes submissions as the person saw them, and is refused where they are not like that any more.
    """

    def __init__(
        self,
        workspace: Workspace,
        knowledge: Callable[[str], Knowledge],
        calibration: Callable[[], Calibration],
        pool: Callable[[str], AbstractContextManager[PagePool]],
        sitting: str | None = None,
    ) -> None:
        """Arrange pages.

        Args:
            workspace: Where they are.
            knowledge: What extraction knows about a consultation, by its id.
            calibration: How sure values are; asked once.
            pool: Workers that read pages of a consultation, for those that are turned; they make pictures.
            sitting: The sitting of a review that arranges; None outside of any.
        """
        self._workspace = workspace
        self._store = workspace.arrangements(sitting)
        self._knowledge = knowledge
        self._ask_calibration = calibration
        self._pool = pool

    def move(self, submission: StoredSubmission, page: int, to: StoredSubmission, *, by: str) -> Arranged:
        """A page belongs to another submission, behind the pages that this one has.

        Raises:
            IntakeError: It cannot be moved; the message says why.
        """
        if submission.id == to.id:
            raise SameSubmissionError(submission.number)
        self._store.check([submission, to], by=by)
        rest, moved = self._without(submission, page)
        groups = [rest, [*self._sheets(to), moved]]
        return self._arrange(ArrangementKind.MOVED, [submission, to], groups, by=by)

    def split(self, submission: StoredSubmission, groups: Sequence[Sequence[int]], *, by: str) -> Arranged:
        """A submission is several: each group of its pages is one.

        Raises:
            IntakeError: It cannot be split; the message says why.
        """
        self._store.check([submission], by=by)
        sheets = {sheet.page.number: sheet for sheet in self._sheets(submission)}
        named = [page for group in groups for page in group]
        for page in named:
            if page not in sheets:
                raise NoSuchPageError(submission.number, page, submission.pages)
        if len(groups) < 2 or not all(groups) or sorted(named) != sorted(sheets):
            raise BadGroupsError(submission.number, submission.pages)
        parts = [[sheets[page] for page in group] for group in groups]
        return self._arrange(ArrangementKind.SPLIT, [submission], parts, by=by)

    def join(self, submissions: Sequence[StoredSubmission], *, by: str) -> Arranged:
        """Submissions are one: the pages of all of them, in this order.

        Raises:
            IntakeError: They cannot be joined; the message says why.
        """
        numbers = [submission.id for submission in submissions]
        if len(numbers) < 2 or len(set(numbers)) != len(numbers):
            raise SameSubmissionError(submissions[0].number)
        self._store.check(submissions, by=by)
        sheets = [sheet for submission in submissions for sheet in self._sheets(submission)]
        return self._arrange(ArrangementKind.JOINED, submissions, [sheets], by=by)

    def set_aside(self, submission: StoredSubmission, page: int, reason: str, *, by: str) -> Arranged:
        """A page belongs to no submission, or nobody knows yet to which. What was decided on it waits with it.

        Raises:
            IntakeError: It cannot be set aside; the message says why.
        """
        said = " ".join(reason.split())
        if not said or len(said) > LONGEST_REASON or any(map(harmful, said)):
            raise BadAsideReasonError
        self._store.check([submission], by=by)
        rest, taken = self._without(submission, page)
        aside = (AsidePage(taken.page, submission.id, said),)
        return self._arrange(ArrangementKind.SET_ASIDE, [submission], [rest], by=by, aside=aside)

    def take_up(self, paper: str | int, page: int, *, by: str) -> Arranged:
        """A page that is in no submission becomes one, which can be joined with others.

        Args:
            paper: The file that it came in, by name or the beginning of its hash; or the number of the submission
                that it was set aside from.
            page: Its number there.
            by: Who takes it up.

        Raises:
            IntakeError: There is no such page.
        """
        found = self._store.page_aside(paper, page) if isinstance(paper, int) else self._store.page_of_file(paper, page)
        source = self._store.source_of_aside(found)
        before = None if source is None else self._workspace.submission(source)
        sources = [] if before is None else [Source(before, {found.number: (0, 1)}, only_there=True)]
        made = self._new([[_Sheet(found)]], sources)
        arrangement = Arrangement(ArrangementKind.TAKEN_UP, (), made, taken_up=(found,))
        return self._done(arrangement, self._store.arrange(arrangement, by=by))

    def turn(self, submission: StoredSubmission, page: int, degrees: int, *, by: str) -> Arranged:
        """A page lay otherwise than the program thought: it is turned clockwise and read again.

        Raises:
            PageUnreadableError: Nothing can be read that way.
            IntakeError: It cannot be turned; the message says why.
        """
        if degrees not in TURNS:
            raise BadTurnError
        self._store.check([submission], by=by)
        sheets = self._sheets(submission)
        _position(submission, page)
        turned = [
            replace(sheet, again=self._read_again(sheet.page, degrees, submission), by=degrees)
            if sheet.page.number == page
            else sheet
            for sheet in sheets
        ]
        return self._arrange(ArrangementKind.TURNED, [submission], [turned], by=by)

    # ---------------------------------------------------------------------------------------------------------- pages

    def _sheets(self, submission: StoredSubmission) -> list[_Sheet]:
        return [_Sheet(page) for page in self._store.pages(submission)]

    def _without(self, submission: StoredSubmission, page: int) -> tuple[list[_Sheet], _Sheet]:
        """The other pages of a submission, and that page."""
        place = _position(submission, page)
        sheets = self._sheets(submission)
        if len(sheets) == 1:
            raise NothingLeftError(submission.number)
        return [*sheets[:place], *sheets[place + 1 :]], sheets[place]

    def _read_again(self, page: PlacedPage, degrees: int, submission: StoredSubmission) -> PageRead:
        """A page read the way up that a person says: from the file that it came in."""
        rotation = (page.reading.quality.rotation + degrees) % 360
        path = self._workspace.files.original(page.file_sha256)
        with self._pool(submission.consultation) as pool:
            for _, looked in pool.look([path]):
                if isinstance(looked.source, SourceFile):
                    for _, answer in pool.read([PageJob(path, looked.source, page.file_page, rotation)]):
                        if not isinstance(answer, SetAside):
                            return answer
        raise PageUnreadableError(page=page.number)

    # ------------------------------------------------------------------------------------------------------ proposing

    def _arrange(
        self,
        kind: ArrangementKind,
        before: Sequence[StoredSubmission],
        groups: Sequence[Sequence[_Sheet]],
        *,
        by: str,
        aside: tuple[AsidePage, ...] = (),
    ) -> Arranged:
        goes_to = {
            sheet.page.row: (index, number)
            for index, group in enumerate(groups)
            for number, sheet in enumerate(group, 1)
        }
        sources = [
            Source(
                submission,
                {page.number: goes_to[page.row] for page in self._store.pages(submission) if page.row in goes_to},
            )
            for submission in before
        ]
        arrangement = Arrangement(kind, tuple(before), self._new(groups, sources), aside)
        return self._done(arrangement, self._store.arrange(arrangement, by=by))

    @staticmethod
    def _done(arrangement: Arrangement, made: Sequence[int]) -> Arranged:
        replaced = tuple(submission.number for submission in arrangement.before)
        return Arranged(arrangement.kind, replaced, tuple(f"S{number:04d}" for number in made))

    def _new(self, groups: Sequence[Sequence[_Sheet]], sources: Sequence[Source]) -> tuple[NewSubmission, ...]:
        """The submissions that groups of pages are, with what people had decided before."""
        keys = [uuid.uuid4().hex for _ in groups]
        pages = [tuple(self._page(sheet, number) for number, sheet in enumerate(group, 1)) for group in groups]
        proposed = [self._proposed(key, group) for key, group in zip(keys, pages, strict=True)]
        carried = carry_over(sources, proposed)
        return tuple(
            NewSubmission(key, group, proposal, over)
            for key, group, proposal, over in zip(keys, pages, proposed, carried, strict=True)
        )

    def _page(self, sheet: _Sheet, number: int) -> NewPage:
        if sheet.again is not None:
            reading, png = sheet.again.reading, sheet.again.png
        else:
            image = self._workspace.files.page_image(sheet.page.sha256, sheet.page.number)
            reading, png = sheet.page.reading, image.read_bytes() if image.exists() else None
        turned = (sheet.page.turned + sheet.by) % 360
        return NewPage(sheet.page, replace(reading, number=number, role=PageRole.CONTENT), png, turned)

    def _proposed(self, key: str, pages: Sequence[NewPage]) -> Submission:
        """What the program reads on pages that are one submission, flagged as it is when papers are taken in.

        Raises:
            PageUnreadableError: Extraction trips over something on them.
        """
        batch = self._store.batch_of(pages[0].page)
        knowledge = self._knowledge(batch.consultation)
        readings = [page.reading for page in pages]
        made = contained(lambda: self._checked(readings, knowledge, batch), lambda _: None)
        if made is None:
            raise PageUnreadableError(page=", ".join(str(page.page.number) for page in pages))
        png = {number: page.png for number, page in enumerate(pages, 1)}
        outcome = marked(FileOutcome((made,), ()), knowledge.attributes, readings, lambda page: picture_in(png[page]))
        (drawn,) = audited(outcome, knowledge.audit_share, self._workspace.identity, key).submissions
        return drawn

    def _checked(self, readings: Sequence[PageReading], knowledge: Knowledge, batch: Batch) -> Submission:
        made = self._propose(readings, knowledge)
        if (late := lateness(batch, knowledge)) is not None:
            made = replace(made, flags=(*made.flags, Flag(late)))
        check_submission(made)
        return made

    def _propose(self, readings: Sequence[PageReading], knowledge: Knowledge) -> Submission:
        return assemble_as_one(readings, knowledge, self._calibration)

    @cached_property
    def _calibration(self) -> Calibration:
        return self._ask_calibration()


def _position(submission: StoredSubmission, page: int) -> int:
    """The place of a page among the pages of a submission, from 0.

    Raises:
        NoSuchPageError: It is none of them.
    """
    if page not in submission.pages:
        raise NoSuchPageError(submission.number, page, submission.pages)
    return submission.pages.index(page)
