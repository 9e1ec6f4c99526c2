"""Writing how people arrange pages: submissions that others replace, pages set aside, and taking that back.

Each arrangement is one transaction and one action. What is proposed on the pages, and which decisions are carried over,
is said by whoever calls; here it is made sure that no page is lost or in two places.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import placing
from ocr_intake.store.actions import changed_since, note
from ocr_intake.store.arranged_errors import (
    ArrangeClosedError,
    HeldByOtherError,
    OtherConsultationError,
    PageNotAsideError,
    SubmissionReplacedError,
)
from ocr_intake.store.arranged_records import Arrangement, ArrangementKind, PlacedPage
from ocr_intake.store.arranged_tables import ArrangedRow, ArrangementRow, PageAsideRow
from ocr_intake.store.audit import audit
from ocr_intake.store.bindings import insert_binding, keep_files
from ocr_intake.store.errors import StaleEditError, SubmissionClosedError, SubmissionPurgedError
from ocr_intake.store.outcome import opinion_row
from ocr_intake.store.queue import refresh
from ocr_intake.store.records import StepSubject, SubmissionState
from ocr_intake.store.rows import batch_record
from ocr_intake.store.submissions import load_submission
from ocr_intake.store.tables import (
    ActionRow,
    AuditRow,
    BatchRow,
    FieldRow,
    PageRow,
    PurgeRow,
    QueueRow,
    SourceFileRow,
    SubmissionDecisionRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.arranged_records import NewSubmission
    from ocr_intake.store.database import Database
    from ocr_intake.store.files import FileStore
    from ocr_intake.store.records import Action, Batch, StoredSubmission


class Arrangements:
    """The writing side of arranging pages. What is sensible, and what is read on the pages, others say."""

    def __init__(
        self, database: Database, files: FileStore, clock: Callable[[], datetime], sitting: str | None = None
    ) -> None:
        """Write to a workspace; ``sitting`` is the one of a review that arranges (None outside of any)."""
        self._database = database
        self._files = files
        self._clock = clock
        self._sitting = sitting

    def check(self, before: Sequence[StoredSubmission], *, by: str) -> None:
        """Whether submissions can be arranged by somebody who saw them like that.

        Raises:
            IntakeError: They cannot: one is closed, replaced, purged, changed since or before somebody else, or they
                are for different consultations.
        """
        with self._database.transaction(write=False) as session:
            _checked(session, before, self._clock(), by)

    def pages(self, submission: StoredSubmission) -> tuple[PlacedPage, ...]:
        """The pages of a submission, in order."""
        with self._database.transaction(write=False) as session:
            return placing.pages_of(session, submission.id)

    def batch_of(self, page: PlacedPage) -> Batch:
        """The batch that a page came in with: it holds for a submission that begins with the page."""
        with self._database.transaction(write=False) as session:
            return batch_record(session.get_one(BatchRow, placing.batch_of(session, page)))

    def became(self, submission: int) -> tuple[str, ...]:
        """What the submissions are called that have the pages of one that others replaced; none for any other."""
        with self._database.transaction(write=False) as session:
            return became(session, submission)

    def page_aside(self, submission: int, page: int) -> PlacedPage:
        """A page that somebody set aside from a submission, by its number there.

        Raises:
            PageNotAsideError: There is none.
        """
        with self._database.transaction(write=False) as session:
            return placing.aside_from(session, submission, page)

    def page_of_file(self, paper: str, page: int) -> PlacedPage:
        """A page that is in no submission, by the name of the file that it came in (or the beginning of its hash).

        Raises:
            PageNotAsideError: There is none.
            SeveralFilesError: Several files are called like that.
        """
        with self._database.transaction(write=False) as session:
            return placing.aside_of_file(session, paper, page)

    def source_of_aside(self, page: PlacedPage) -> int | None:
        """Number of the submission that a page was set aside from last, and that is replaced now; None for none."""
        query = select(PageAsideRow.submission_id).where(
            PageAsideRow.page_id == page.row, PageAsideRow.lifted_by.is_(None)
        )
        with self._database.transaction(write=False) as session:
            number: int | None = session.scalar(query)
            return number

    def arrange(self, arrangement: Arrangement, *, by: str) -> tuple[int, ...]:
        """Do it, all or nothing; the numbers of the new submissions.

        Raises:
            IntakeError: As ``check``, or the workspace cannot be written.
            ValueError: Pages would be lost, or be in two places: a mistake of the caller.
        """
        _check_pages(arrangement)
        with _kept(self._files, arrangement.made) as kept, self._database.transaction() as session:
            session.info["sitting"] = self._sitting
            return self._arranged(session, arrangement, kept, by)

    def _arranged(self, session: Session, arrangement: Arrangement, kept: Sequence[str], by: str) -> tuple[int, ...]:
        now = self._clock()
        before = _checked(session, arrangement.before, now, by)
        for number, submission in zip(before, arrangement.before, strict=True):
            if placing.rows_of(session, number) != _rows_in(arrangement, submission):
                raise ValueError("not the pages that the submission has")
        row = ArrangementRow(kind=arrangement.kind.value, by=by, at=now, undoes=None)
        session.add(row)
        session.flush()
        for page in arrangement.taken_up:
            _lift(session, page, row.id)
        made = []
        for new, sha256 in zip(arrangement.made, kept, strict=True):
            number = insert_binding(
                session, self._files, new, sha256, placing.batch_of(session, new.pages[0].page), now
            )
            _carry_over(session, number, new, by, now)
            made.append(number)
        for aside in arrangement.aside:
            session.add(
                PageAsideRow(
                    page_id=aside.page.row,
                    submission_id=aside.submission,
                    arrangement_id=row.id,
                    reason=aside.reason,
                    lifted_by=None,
                )
            )
        _record(session, row, before, made)
        note(session, StepSubject.ARRANGEMENT, row.id, submission=(*before, *made)[0], by=by, at=now)
        return tuple(made)


# ------------------------------------------------------------------------------------------------------- what became


def became(session: Session, submission: int) -> tuple[str, ...]:
    """What the submissions are called that have the pages of one that is replaced."""
    last = _last_part(session, submission)
    if last is None or last.made:
        return ()
    query = select(ArrangedRow.submission_id).where(ArrangedRow.arrangement_id == last.arrangement_id, ArrangedRow.made)
    return tuple(f"S{number:04d}" for number in session.scalars(query.order_by(ArrangedRow.id)))


def closed_error(session: Session, submission: StoredSubmission) -> SubmissionClosedError:
    """Why nothing of a submission can be changed that does not wait for a person."""
    if submission.state is SubmissionState.REPLACED:
        return SubmissionReplacedError(submission.number, became(session, submission.id))
    return SubmissionClosedError(submission.number)


def _last_part(session: Session, submission: int) -> ArrangedRow | None:
    query = select(ArrangedRow).where(ArrangedRow.submission_id == submission)
    return session.scalar(query.order_by(ArrangedRow.id.desc()).limit(1))


# ------------------------------------------------------------------------------------------------------- taking back


def arrangement_of(action: Action) -> int | None:
    """The arrangement that an action is; None for any other."""
    return next((step.record for step in action.steps if step.subject is StepSubject.ARRANGEMENT), None)


def obstacle_to_undoing(
    session: Session, arrangement: int, action: int
) -> StaleEditError | SubmissionClosedError | SubmissionPurgedError | None:
    """Why an arrangement cannot be taken back as things are; None where it can."""
    replaced, made = _parts(session, arrangement)
    for number in (*made, *replaced):
        now = load_submission(session, number)
        if now.purged:
            return SubmissionPurgedError(now.number)
    for number in made:
        now = load_submission(session, number)
        if now.state is not SubmissionState.PROPOSED:
            return closed_error(session, now)
        last = changed_since(session, number, action)
        if last is not None:
            return StaleEditError(now.number, mine=None, theirs=now.state.value, by=last.by, at=last.at)
    lifted = select(ArrangementRow, PageAsideRow.submission_id).join(
        PageAsideRow, PageAsideRow.lifted_by == ArrangementRow.id
    )
    for by, submission in session.execute(lifted.where(PageAsideRow.arrangement_id == arrangement)):
        return StaleEditError(f"S{submission:04d}", mine=None, theirs=None, by=by.by, at=by.at)
    return None


def undo_arrangement(session: Session, arrangement: int, *, submission: int, by: str, at: datetime) -> None:
    """Take an arrangement back that nothing stands in the way of, as part of the action that was begun for it."""
    replaced, made = _parts(session, arrangement)
    row = ArrangementRow(kind=ArrangementKind.UNDONE.value, by=by, at=at, undoes=arrangement)
    session.add(row)
    session.flush()
    for aside in session.scalars(select(PageAsideRow).where(PageAsideRow.arrangement_id == arrangement)):
        aside.lifted_by = row.id
    for aside in session.scalars(select(PageAsideRow).where(PageAsideRow.lifted_by == arrangement)):
        aside.lifted_by = None
    _record(session, row, made, replaced)
    note(session, StepSubject.ARRANGEMENT, row.id, submission=submission, by=by, at=at)


def _parts(session: Session, arrangement: int) -> tuple[list[int], list[int]]:
    """The submissions that an arrangement replaced, and those that it made."""
    rows = session.scalars(
        select(ArrangedRow).where(ArrangedRow.arrangement_id == arrangement).order_by(ArrangedRow.id)
    ).all()
    return [row.submission_id for row in rows if not row.made], [row.submission_id for row in rows if row.made]


# ----------------------------------------------------------------------------------------------------------- writing


@contextmanager
def _kept(files: FileStore, made: Sequence[NewSubmission]) -> Iterator[list[str]]:
    """The files of new submissions while they are put on record, and for good if that succeeds."""
    kept: list[str] = []
    try:
        for new in made:
            kept.append(keep_files(files, new))  # noqa: PERF401 - those that were kept go if the next one fails
        yield kept
    except BaseException:
        for sha256 in kept:
            files.remove(sha256)
        raise


def _check_pages(arrangement: Arrangement) -> None:
    """Whether every page goes to one place.

    Raises:
        ValueError: It does not.
    """
    to = [each.page.original for new in arrangement.made for each in new.pages]
    to += [aside.page.original for aside in arrangement.aside]
    if len(to) != len(set(to)) or not all(new.pages for new in arrangement.made):
        raise ValueError("a page in two places, or a submission without pages")


def _rows_in(arrangement: Arrangement, submission: StoredSubmission) -> set[int]:
    """The pages of a submission that an arrangement gives a place, by the numbers of their records."""
    pages = [each.page for new in arrangement.made for each in new.pages]
    pages += [aside.page for aside in arrangement.aside]
    return {page.row for page in pages if page.sha256 == submission.sha256 and page.number in submission.pages}


def _checked(session: Session, before: Sequence[StoredSubmission], now: datetime, by: str) -> list[int]:
    """Numbers of submissions that can be arranged."""
    for seen in sorted(before, key=lambda each: each.id):
        row = session.get(SubmissionRow, seen.id)
        stored = load_submission(session, seen.id)
        if stored.purged:
            raise SubmissionPurgedError(stored.number)
        if stored.state is SubmissionState.REPLACED:
            raise closed_error(session, stored)
        if stored.state is not SubmissionState.PROPOSED:
            raise ArrangeClosedError(stored.number)
        if row is None or row.version != seen.version:
            raise _stale(session, stored)
        held = _held_by(session, seen.id, now)
        if held is not None and held != by:
            raise HeldByOtherError(stored.number, held)
    for each in before[1:]:
        if each.consultation != before[0].consultation:
            raise OtherConsultationError(before[0].number, each.number)
    return [seen.id for seen in before]


def _held_by(session: Session, submission: int, now: datetime) -> str | None:
    """Who has a submission before them at this moment."""
    by: str | None = session.scalar(
        select(QueueRow.claimed_by).where(
            QueueRow.submission_id == submission,
            QueueRow.sitting.is_not(None),
            QueueRow.claimed_from <= now,
            QueueRow.claimed_until > now,
        )
    )
    return by


def _stale(session: Session, now: StoredSubmission) -> StaleEditError:
    last = session.scalar(
        select(ActionRow).where(ActionRow.submission_id == now.id).order_by(ActionRow.id.desc()).limit(1)
    )
    if last is None:  # it was brought back by an action on another one
        of_it = (AuditRow.subject == "submission") & (AuditRow.subject_id == now.id)
        event = session.scalars(select(AuditRow).where(of_it).order_by(AuditRow.id.desc()).limit(1)).one()
        return StaleEditError(now.number, mine=None, theirs=now.state.value, by=event.by, at=event.at)
    return StaleEditError(now.number, mine=None, theirs=now.state.value, by=last.by, at=last.at)


def _lift(session: Session, page: PlacedPage, arrangement: int) -> None:
    """Take up a page that is in no submission.

    Raises:
        PageNotAsideError: It is in one by now.
    """
    source = session.scalars(
        select(SourceFileRow).join(PageRow, PageRow.source_file_id == SourceFileRow.id).where(PageRow.id == page.row)
    ).one()
    if session.get(PurgeRow, source.id) is not None or placing.in_submissions(session, page.original):
        raise PageNotAsideError(page.file_name, page.file_page)
    for row in placing.asides_of(session, page.original):
        row.lifted_by = arrangement


def _record(session: Session, row: ArrangementRow, replaced: Sequence[int], made: Sequence[int]) -> None:
    """What an arrangement, or taking one back, makes of the submissions."""
    session.flush()
    said = (
        ("submission.replaced", replaced, SubmissionState.REPLACED, False),
        ("submission.arranged", made, SubmissionState.PROPOSED, True),
    )
    for action, numbers, state, is_made in said:
        for number in numbers:
            session.add(ArrangedRow(arrangement_id=row.id, submission_id=number, made=is_made))
            session.flush()
            submission = session.get_one(SubmissionRow, number)
            submission.state = state
            submission.version += 1
            audit(session, row.at, row.by, action, "submission", number, kind=row.kind, arrangement=row.id)
    session.flush()
    refresh(session, [*replaced, *made])


def _carry_over(session: Session, submission: int, new: NewSubmission, by: str, now: datetime) -> None:
    """Make again on a new submission what people had decided on the ones that it replaces."""
    rows = {
        (row.name, row.ordinal): row.id
        for row in session.scalars(select(FieldRow).where(FieldRow.submission_id == submission))
    }
    for each in new.carried.decisions:
        field = rows[each.name, each.ordinal]
        made = VerificationRow(field_id=field, decision=each.decision, value=each.value, by=by, at=now)
        session.add(made)
        session.flush()
        audit(session, now, by, "field.carried", "field", field, before=each.verification, after=made.id)
    ordinal = max(ordinal for name, ordinal in rows if name is FieldName.OPINION)
    for place, text in enumerate(new.carried.opinions, ordinal + 1):
        added = opinion_row(submission, place, text, added_by=by)
        session.add(added)
        session.flush()
        audit(session, now, by, "opinion.carried", "field", added.id)
    if new.carried.kind is not None:
        changed, kind = SubmissionDecision.KIND_CHANGED, new.carried.kind.value
        session.add(SubmissionDecisionRow(submission_id=submission, decision=changed, value=kind, by=by, at=now))
        audit(session, now, by, "submission.kind_carried", "submission", submission, after=kind)
    session.flush()
