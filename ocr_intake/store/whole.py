"""What people decided on submissions as a whole, as it holds now: why one was rejected, which wait for a supervisor.

A submission that was passed on is the supervisor's until it is taken back up, whatever becomes of it meanwhile: one
that was accepted and is reopened is the supervisor's again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from ocr_intake.model.review import Ground, Grounds, PassedOn, Rejection, SubmissionDecision
from ocr_intake.store.errors import DuplicateCircleError, DuplicateElsewhereError, DuplicateOfNothingError
from ocr_intake.store.findings import RejectionCounts
from ocr_intake.store.records import SubmissionState
from ocr_intake.store.tables import BatchRow, QueueRow, SourceFileRow, SubmissionDecisionRow, SubmissionRow
from ocr_intake.store.whole_tables import GroundsRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ocr_intake.store.records import StoredSubmission

PASSING: Final = frozenset({SubmissionDecision.PASSED_ON, SubmissionDecision.TAKEN_BACK_UP})
"""The decisions of which the last one says whether a supervisor has the submission."""
_WORDED: Final = frozenset({SubmissionDecision.KIND_CHANGED, SubmissionDecision.PASSED_ON})
"""The decisions that need a text."""
_PERHAPS_WORDED: Final = frozenset({SubmissionDecision.REJECTED, SubmissionDecision.TAKEN_BACK_UP})
"""Those that may have one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds, by submission."""

    rejections: dict[int, Rejection] = field(default_factory=dict)
    """The last rejection; whether the submission is rejected now is in its own row."""
    passed_on: dict[int, PassedOn] = field(default_factory=dict)
    handed_back: dict[int, PassedOn] = field(default_factory=dict)
    """Notes with which they were taken back up."""


def standing(session: Session, numbers: Sequence[int]) -> Standing:
    """What holds of some submissions."""
    wanted = [SubmissionDecision.REJECTED, *PASSING]
    query = (
        select(SubmissionDecisionRow, GroundsRow)
        .outerjoin(GroundsRow, GroundsRow.decision_id == SubmissionDecisionRow.id)
        .where(SubmissionDecisionRow.submission_id.in_(numbers), SubmissionDecisionRow.decision.in_(wanted))
        .order_by(SubmissionDecisionRow.id)
    )
    found = Standing()
    for row, grounds in session.execute(query):
        if row.decision is SubmissionDecision.REJECTED:
            found.rejections[row.submission_id] = Rejection(_record(grounds), row.value, row.by, row.at)
            continue
        found.passed_on.pop(row.submission_id, None)
        found.handed_back.pop(row.submission_id, None)
        passed = row.decision is SubmissionDecision.PASSED_ON
        if passed or row.value is not None:
            of = found.passed_on if passed else found.handed_back
            of[row.submission_id] = PassedOn(row.value, row.by, row.at)
    return found


def passed_on(session: Session, numbers: Sequence[int]) -> frozenset[int]:
    """Which of some submissions a supervisor has."""
    query = (
        select(SubmissionDecisionRow.submission_id, SubmissionDecisionRow.decision)
        .where(SubmissionDecisionRow.submission_id.in_(numbers), SubmissionDecisionRow.decision.in_(list(PASSING)))
        .order_by(SubmissionDecisionRow.id)
    )
    last = dict(session.execute(query).all())
    return frozenset(number for number, decision in last.items() if decision is SubmissionDecision.PASSED_ON)


@dataclass(frozen=True, slots=True)
class DuplicateOf:
    """That a submission is rejected as a duplicate."""

    counts: int
    """The submission that counts in its place."""
    decision: int
    """Number of the rejection."""
    by: str
    at: datetime


def duplicates(session: Session, consultation: str | None = None) -> dict[int, DuplicateOf]:
    """The submissions of a consultation (or all) that are rejected as duplicates, by number."""
    query = (
        select(SubmissionDecisionRow, GroundsRow.duplicate_of)
        .join(QueueRow, QueueRow.submission_id == SubmissionDecisionRow.submission_id)
        .outerjoin(GroundsRow, GroundsRow.decision_id == SubmissionDecisionRow.id)
        .where(
            SubmissionDecisionRow.decision == SubmissionDecision.REJECTED, QueueRow.state == SubmissionState.REJECTED
        )
        .order_by(SubmissionDecisionRow.id)
    )
    if consultation is not None:
        query = query.where(QueueRow.consultation == consultation)
    last = {row.submission_id: (row, counts) for row, counts in session.execute(query)}
    return {
        number: DuplicateOf(counts, row.id, row.by, row.at)
        for number, (row, counts) in last.items()
        if counts is not None
    }


def by_ground(session: Session, of_queue: ColumnElement[bool]) -> RejectionCounts:
    """Rejected submissions by their grounds, of the rows of the queue that are meant."""
    last = (
        select(func.max(SubmissionDecisionRow.id).label("decision"))
        .where(SubmissionDecisionRow.decision == SubmissionDecision.REJECTED)
        .group_by(SubmissionDecisionRow.submission_id)
        .subquery()
    )
    query = (
        select(GroundsRow.ground, func.count())
        .select_from(QueueRow)
        .join(SubmissionDecisionRow, SubmissionDecisionRow.submission_id == QueueRow.submission_id)
        .join(last, last.c.decision == SubmissionDecisionRow.id)
        .outerjoin(GroundsRow, GroundsRow.decision_id == SubmissionDecisionRow.id)
        .where(QueueRow.state == SubmissionState.REJECTED, of_queue)
        .group_by(GroundsRow.ground)
    )
    counts = dict.fromkeys(Ground, 0)
    for ground, count in session.execute(query):
        counts[ground or Ground.OTHER] += count
    return RejectionCounts(**{ground.value: count for ground, count in counts.items()})


def grounds_of(session: Session, decision: int) -> Grounds:
    """The grounds of a rejection; of one made before they were on record it is another reason."""
    return _record(session.get(GroundsRow, decision))


def _record(row: GroundsRow | None) -> Grounds:
    return Grounds() if row is None else Grounds(row.ground, row.duplicate_of)


# -------------------------------------------------------------------------------------------------- writing, checking


def add(
    session: Session, before: StoredSubmission, made: SubmissionDecisionRow, grounds: Grounds | None
) -> dict[str, str]:
    """Write a decision on an open submission with its grounds; what the audit says of these.

    Raises:
        IntakeError: It would be a duplicate of what it cannot be one of (see ``check_duplicate``).
    """
    if grounds is not None and grounds.duplicate_of is not None:
        check_duplicate(session, before, grounds.duplicate_of)
    session.add(made)
    session.flush()
    if grounds is None:
        return {}
    session.add(GroundsRow(decision_id=made.id, ground=grounds.ground, duplicate_of=grounds.duplicate_of))
    of = {} if grounds.duplicate_of is None else {"duplicate_of": f"S{grounds.duplicate_of:04d}"}
    return {"ground": grounds.ground.value, **of}


def check_decision(decision: SubmissionDecision, value: str | None, grounds: Grounds | None) -> None:
    """Whether what comes with a decision is what it needs.

    Raises:
        ValueError: It is not.
    """
    if (value is not None and decision not in _WORDED | _PERHAPS_WORDED) or (value is None and decision in _WORDED):
        raise ValueError("a changed kind and what is passed on need a text; accepting and reopening take no reason")
    if (grounds is not None) != (decision is SubmissionDecision.REJECTED):
        raise ValueError("a rejection has grounds, and nothing else has")
    if grounds is not None and grounds.ground is Ground.OTHER and value is None:
        raise ValueError("a rejection for another reason needs the reason")


def check_passing(decision: SubmissionDecision, before: StoredSubmission) -> None:
    """Whether an open submission can be passed on, or taken back up.

    Raises:
        ValueError: It is so already.
    """
    if decision in PASSING and (before.passed_on is None) != (decision is SubmissionDecision.PASSED_ON):
        raise ValueError("the submission is passed on already, or is not passed on")


def check_duplicate(session: Session, submission: StoredSubmission, of: int) -> None:
    """Whether a submission can be the duplicate of another one.

    Raises:
        DuplicateOfNothingError: There is no such other one.
        DuplicateElsewhereError: It belongs to another consultation.
        DuplicateCircleError: It is the same one, or is itself, over however many, a duplicate of this one.
    """
    query = (
        select(BatchRow.consultation)
        .join(SourceFileRow, SourceFileRow.batch_id == BatchRow.id)
        .join(SubmissionRow, SubmissionRow.source_file_id == SourceFileRow.id)
    )
    consultation = session.scalar(query.where(SubmissionRow.id == of))
    if consultation is None:
        raise DuplicateOfNothingError(submission.number, f"S{of:04d}")
    if consultation != submission.consultation:
        raise DuplicateElsewhereError(submission.number, f"S{of:04d}")
    if leads_to(session, of, submission.id):
        raise DuplicateCircleError(submission.number, f"S{of:04d}")


def leads_to(session: Session, start: int, end: int) -> bool:
    """Whether a submission is another one, or counts, over however many duplicates, as that one."""
    seen: set[int] = set()
    now: int | None = start
    while now is not None and now not in seen:
        if now == end:
            return True
        seen.add(now)
        now = _counts_as(session, now)
    return False


def _counts_as(session: Session, number: int) -> int | None:
    """The submission that counts in the place of one that is rejected as a duplicate."""
    if session.get_one(SubmissionRow, number).state is not SubmissionState.REJECTED:
        return None
    rejection = standing(session, [number]).rejections.get(number)
    return None if rejection is None else rejection.grounds.duplicate_of
