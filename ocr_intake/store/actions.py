"""Actions: what one person did to one submission in one transaction, on record so that it can be taken back as one.

Which action is the last is asked here; how one is taken back is in ``taking_back``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Exists, exists, or_, select
from sqlalchemy.orm import aliased

from ocr_intake.store.answer_tables import KeyingRow, PlaceAnswerRow
from ocr_intake.store.errors import UnknownRecordError
from ocr_intake.store.records import Action, ActionStep, StepSubject
from ocr_intake.store.tables import (
    ActionRow,
    FieldRow,
    KnownAnswerRow,
    PurgeRow,
    StepRow,
    SubmissionDecisionRow,
    SubmissionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import SQLColumnExpression
    from sqlalchemy.orm import Session

_OPEN: Final = "actions"
"""Where a transaction keeps the actions that its records belong to, by submission and person."""


def note(  # noqa: PLR0913 - a record, and who made it when
    session: Session,
    subject: StepSubject,
    record: int,
    *,
    submission: int,
    by: str,
    at: datetime,
    taking_back: bool = False,
) -> None:
    """Make a record part of the action that the transaction is, which begins with its first record."""
    action = session.info.get(_OPEN, {}).get((submission, by))
    if action is None:
        action = begin(session, submission=submission, by=by, at=at, taking_back=taking_back)
    session.add(StepRow(action_id=action.id, subject=subject, subject_id=record))


def begin(
    session: Session,
    *,
    submission: int,
    by: str,
    at: datetime,
    taking_back: bool = False,
    undoes: int | None = None,
) -> ActionRow:
    """Begin the action that the transaction is; what is decided in it from now on is part of it."""
    sitting = session.info.get("sitting")
    row = ActionRow(submission_id=submission, by=by, at=at, sitting=sitting, taking_back=taking_back, undoes=undoes)
    session.add(row)
    session.flush()
    session.info.setdefault(_OPEN, {})[submission, by] = row
    return row


def begun(session: Session) -> tuple[int, ...]:
    """Numbers of the actions that a transaction has begun so far, in their order."""
    return tuple(row.id for row in session.info.get(_OPEN, {}).values())


def was_taken_back(session: Session, number: int) -> bool:
    """Whether an action was taken back."""
    return session.scalar(select(ActionRow.id).where(ActionRow.undoes == number)) is not None


def is_taken_back(action: SQLColumnExpression[int]) -> Exists:
    """Whether the action with that number was taken back, as part of a question."""
    undoing = aliased(ActionRow)
    return exists().where(undoing.undoes == action)


def changed_since(session: Session, submission: int, action: int) -> ActionRow | None:
    """The last action after a given one by which something of a submission is otherwise now; None where all is as then.

    What was done and taken back since changed nothing.
    """
    later, undone = aliased(ActionRow), aliased(ActionRow)
    restored = exists().where(undone.id == later.undoes, undone.id > action)
    query = select(later).where(
        later.submission_id == submission,
        later.id > action,
        or_(later.taking_back & ~restored, ~later.taking_back & ~is_taken_back(later.id)),
    )
    return session.scalar(query.order_by(later.id.desc()).limit(1))


def last_action(session: Session, by: str, without: Collection[int]) -> int | None:
    """Number of the last thing that somebody did and nobody took back; of what is purged there is none any more."""
    purged = exists().where(
        SubmissionRow.id == ActionRow.submission_id, PurgeRow.source_file_id == SubmissionRow.source_file_id
    )
    query = select(ActionRow.id).where(
        ActionRow.by == by, ~ActionRow.taking_back, ~is_taken_back(ActionRow.id), ~purged
    )
    if without:
        query = query.where(ActionRow.id.not_in(without))
    number: int | None = session.scalar(query.order_by(ActionRow.id.desc()).limit(1))
    return number


def load_action(session: Session, number: int) -> Action:
    """An action with its steps.

    Raises:
        UnknownRecordError: There is none with that number.
    """
    row = session.get(ActionRow, number)
    if row is None:
        raise UnknownRecordError("action", number)
    made = session.scalars(select(StepRow).where(StepRow.action_id == number).order_by(StepRow.id))
    steps = tuple(_step(session, step) for step in made)
    return Action(row.id, row.submission_id, row.by, row.at, row.sitting, steps)


def _step(session: Session, step: StepRow) -> ActionStep:
    if step.subject is StepSubject.WHOLE:
        decision = session.get_one(SubmissionDecisionRow, step.subject_id).decision
        return ActionStep(step.subject, step.subject_id, None, None, decision)
    if step.subject is StepSubject.ARRANGEMENT:
        return ActionStep(step.subject, step.subject_id, None, None, None)
    field = step.subject_id
    if step.subject is StepSubject.VALUE:
        field = session.get_one(VerificationRow, step.subject_id).field_id
    elif step.subject is StepSubject.KNOWN:
        field = session.get_one(KnownAnswerRow, step.subject_id).field_id
    elif step.subject is StepSubject.PLACE:
        field = session.get_one(PlaceAnswerRow, step.subject_id).field_id
    elif step.subject is StepSubject.KEYING:
        field = session.get_one(KeyingRow, step.subject_id).field_id
    name = session.scalars(select(FieldRow.name).where(FieldRow.id == field)).one()
    return ActionStep(step.subject, step.subject_id, field, name, None)
