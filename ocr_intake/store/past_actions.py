"""Actions of what was decided before actions were on record: made once, from the audit trail and the chain of seals.

The audit trail has the order, an event a record; one link of the chain is one transaction, and so says which of them
were made as one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store.records import StepSubject
from ocr_intake.store.tables import (
    ActionRow,
    AuditRow,
    FieldRow,
    KnownAnswerRow,
    SealRow,
    StepRow,
    SubmissionDecisionRow,
    VerificationRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

_SUBJECTS: Final = {
    **{f"field.{decision.value}": StepSubject.VALUE for decision in Decision},
    **{f"submission.{decision.value}": StepSubject.WHOLE for decision in SubmissionDecision},
    "field.known_answer": StepSubject.KNOWN,
    "opinion.added": StepSubject.OPINION,
}
"""What an event's action says that was written."""
_CHUNK: Final = 500


def fill(session: Session) -> None:
    """Make the actions of a database that was there before they were."""
    if session.scalar(select(ActionRow.id).limit(1)) is None:
        _Past(session).make()


class _Past:
    """What was written so far, as the events come in their order."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._submissions = dict(session.execute(select(FieldRow.id, FieldRow.submission_id)).all())
        self._records = {
            StepSubject.VALUE: self._by_subject(VerificationRow.field_id, VerificationRow.id),
            StepSubject.WHOLE: self._by_subject(SubmissionDecisionRow.submission_id, SubmissionDecisionRow.id),
            StepSubject.KNOWN: self._by_subject(KnownAnswerRow.field_id, KnownAnswerRow.id),
        }
        self._actions: dict[tuple[StepSubject, int], ActionRow] = {}
        self._closed_by: dict[int, ActionRow] = {}
        """The action that accepted or rejected a submission, by that submission."""
        self._undone: set[int] = set()

    def _by_subject(self, subject: object, record: object) -> dict[int, Iterator[int]]:
        """Numbers of records in their order, by what they are about."""
        made: dict[int, list[int]] = defaultdict(list)
        for about, number in self._session.execute(select(subject, record).order_by(record)):  # type: ignore[call-overload]
            made[about].append(number)
        return {about: iter(numbers) for about, numbers in made.items()}

    def make(self) -> None:
        """An action for every event, one for those that one transaction made of one submission."""
        together = _transactions(self._session)
        last: tuple[tuple[int, int, str], ActionRow] | None = None
        events = self._session.scalars(select(AuditRow).where(AuditRow.action.in_(_SUBJECTS)).order_by(AuditRow.id))
        for event in events.all():
            subject = _SUBJECTS[event.action]
            submission = event.subject_id if event.subject == "submission" else self._submissions.get(event.subject_id)
            record: int | None = event.subject_id
            if subject is not StepSubject.OPINION:
                record = next(self._records[subject].get(event.subject_id, iter(())), None)
            if submission is None or record is None:  # a damaged database opens all the same, and is told damaged
                continue
            of = (together.get(event.id, -event.id), submission, event.by)
            if last is None or last[0] != of:
                last = of, self._begin(event, submission, record)
            self._session.add(StepRow(action_id=last[1].id, subject=subject, subject_id=record))
            self._actions[subject, record] = last[1]
        self._session.flush()

    def _begin(self, event: AuditRow, submission: int, record: int) -> ActionRow:
        undoes, taking_back = self._taken_back(event, submission, record)
        row = ActionRow(
            submission_id=submission,
            by=event.by,
            at=event.at,
            sitting=None,
            taking_back=taking_back,
            undoes=None if undoes is None else undoes.id,
        )
        self._session.add(row)
        self._session.flush()
        if undoes is not None:
            self._undone.add(undoes.id)
        if event.action in {"submission.accepted", "submission.rejected"}:
            self._closed_by[submission] = row
        return row

    def _taken_back(self, event: AuditRow, submission: int, record: int) -> tuple[ActionRow | None, bool]:
        """Which action the one that begins here takes back, and whether it takes anything back."""
        undoes = None
        if event.action == "submission.reopened":
            undoes = self._closed_by.get(submission)
        elif event.action == "field.undone":
            undone = self._session.get_one(VerificationRow, record).undoes
            undoes = None if undone is None else self._actions.get((StepSubject.VALUE, undone))
        else:
            return None, False
        return (None if undoes is None or undoes.id in self._undone else undoes), True


def _transactions(session: Session) -> dict[int, int]:
    """The link that sealed an event together with the submission that it changed, by the event's number.

    What a migration sealed later was not written together, and is sealed by table.
    """
    found: dict[int, int] = {}
    query = select(SealRow.id, SealRow.records).order_by(SealRow.id)
    for link, records in session.execute(query, execution_options={"yield_per": _CHUNK}):
        said = json.loads(records)
        if any(table == "submissions" for table, _, _ in said):
            found.update((key, link) for table, key, _ in said if table == AuditRow.__tablename__)
    return found
