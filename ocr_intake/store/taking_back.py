"""Taking an action back: what it changed is as it was before, unless somebody else has decided on the same since.

The record of both stays: what takes back is appended, as a decision of its own, and marked as an action that undoes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select

from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store.actions import changed_since, is_taken_back, load_action, was_taken_back
from ocr_intake.store.arrangements import arrangement_of, closed_error, obstacle_to_undoing
from ocr_intake.store.errors import StaleEditError, SubmissionClosedError, SubmissionPurgedError
from ocr_intake.store.records import StepSubject, SubmissionState
from ocr_intake.store.submissions import STATE_AFTER, load_submission
from ocr_intake.store.tables import ActionRow, StepRow, SubmissionDecisionRow, VerificationRow
from ocr_intake.store.whole import PASSING, grounds_of, leads_to

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from ocr_intake.store.decisions import Decisions
    from ocr_intake.store.records import Action, ActionStep, StoredField, StoredSubmission

_ANSWERS: Final = frozenset({StepSubject.PLACE, StepSubject.KEYING})
_KIND: Final = frozenset({SubmissionDecision.KIND_CHANGED})
_STATE: Final = frozenset(STATE_AFTER)
_UP: Final = SubmissionDecision.TAKEN_BACK_UP


def is_blocked(session: Session, number: int) -> bool:
    """Whether an action that nobody took back cannot be taken back as things are."""
    if was_taken_back(session, number):
        return False
    action = load_action(session, number)
    return obstacle(session, action, load_submission(session, action.submission_id)) is not None


def obstacle(
    session: Session, action: Action, now: StoredSubmission
) -> StaleEditError | SubmissionClosedError | SubmissionPurgedError | None:
    """Why an action cannot be taken back as things are; None where it can.

    Args:
        session: A transaction.
        action: One that nobody took back.
        now: The submission that it is about.
    """
    if (arrangement := arrangement_of(action)) is not None:
        return obstacle_to_undoing(session, arrangement, action.id)
    on_state = [step for step in action.steps if step.decision in _STATE]
    if now.state is SubmissionState.REPLACED or (now.state is not SubmissionState.PROPOSED and not on_state):
        return closed_error(session, now)
    decided = (_decided_since(session, value, step, now.number) for value, step in _latest_by_value(action, now))
    for problem in (_rests_on(action, now), *decided):
        if problem is not None:
            return problem
    for kinds in (_KIND, PASSING, _STATE):
        mine = [step for step in action.steps if step.decision in kinds]
        standing = _standing(session, now.id, kinds)
        if mine and standing[-1].id != mine[-1].record:
            return _stale(now, standing[-1])
    if on_state and on_state[0].decision is SubmissionDecision.REOPENED:
        # what closed it saw it as it was then
        last = _duplicate_since(session, action, now) or changed_since(session, now.id, action.id)
        return None if last is None else _stale(now, last)
    return None


def _rests_on(action: Action, now: StoredSubmission) -> StaleEditError | None:
    """The decision that rests on what the action typed from the paper: somebody typed the same since, or decided."""
    keyed = {step.field for step in action.steps if step.subject is StepSubject.KEYING}
    own = {step.record for step in action.steps if step.subject is StepSubject.VALUE}
    for value in now.values:
        made = value.verification
        if value.id in keyed and made is not None and made.number not in own:
            return StaleEditError(now.number, mine=None, theirs=value.value, by=made.by, at=made.at)
    return None


def reverse(
    session: Session, decisions: Decisions, action: Action, now: StoredSubmission, *, by: str
) -> StoredSubmission:
    """Append what makes an action's changes undone, in the transaction that has begun an action for it.

    Args:
        session: That transaction.
        decisions: What is decided through it is part of the transaction.
        action: One that nothing stands in the way of (see ``obstacle``).
        now: The submission that it is about.
        by: Who takes it back.

    Returns:
        The submission as it is then.
    """
    for step in reversed(action.steps):
        value = next((value for value in now.values if value.id == step.field), None)
        if value is None or step.subject is StepSubject.KNOWN:
            continue  # what was said first to a known answer stays on record: it is what is measured
        if step.subject in _ANSWERS:
            now = decisions.take_back_answer(now.id, step, by=by)
        elif step.subject is StepSubject.OPINION:
            now = decisions.decide(value.id, Decision.ABSENT, by=by, version=value.version)
        elif not _is_undone(session, step.record):
            now = decisions.undo(value.id, by=by, version=value.version)
    return _reverse_whole(session, decisions, action, now, by)


def _reverse_whole(
    session: Session, decisions: Decisions, action: Action, now: StoredSubmission, by: str
) -> StoredSubmission:
    """Append what makes undone that an action decided on the submission as a whole."""
    if any(step.decision in _KIND for step in action.steps):
        rows = _standing(session, now.id, _KIND, without=action)
        kind = rows[-1].value if rows else now.proposed_kind.value
        changed = SubmissionDecision.KIND_CHANGED
        now = decisions.decide_submission(now.id, changed, kind, by=by, version=now.version)
    if any(step.decision in PASSING for step in action.steps):
        rows = _standing(session, now.id, PASSING, without=action)
        decision, said = (rows[-1].decision, rows[-1].value) if rows else (_UP, None)
        if now.passed_on is not None:
            handed = said if decision is _UP else None
            now = decisions.decide_submission(now.id, _UP, handed, by=by, version=now.version)
        if decision is SubmissionDecision.PASSED_ON:
            now = decisions.decide_submission(now.id, decision, said, by=by, version=now.version)
    if any(step.decision in _STATE for step in action.steps):
        rows = _standing(session, now.id, _STATE, without=action)
        if now.state is not SubmissionState.PROPOSED:
            reopened = SubmissionDecision.REOPENED
            now = decisions.decide_submission(now.id, reopened, by=by, version=now.version)
        if rows and rows[-1].decision is not SubmissionDecision.REOPENED:
            last = rows[-1]
            grounds = grounds_of(session, last.id) if last.decision is SubmissionDecision.REJECTED else None
            now = decisions.decide_submission(
                now.id, last.decision, last.value, by=by, version=now.version, grounds=grounds
            )
    return now


# ------------------------------------------------------------------------------------------------------ what stands


def _standing(
    session: Session, submission: int, kinds: Collection[SubmissionDecision], without: Action | None = None
) -> list[SubmissionDecisionRow]:
    """Decisions on a submission as a whole that nobody took back, in order: those that took others back are none.

    ``without`` leaves out an action's own.
    """
    of_row = (
        exists()
        .where(StepRow.subject == StepSubject.WHOLE, StepRow.subject_id == SubmissionDecisionRow.id)
        .where(ActionRow.id == StepRow.action_id)
    )
    gone = ActionRow.taking_back | is_taken_back(ActionRow.id)
    if without is not None:
        gone |= ActionRow.id == without.id
    query = select(SubmissionDecisionRow).where(
        SubmissionDecisionRow.submission_id == submission,
        SubmissionDecisionRow.decision.in_(kinds),
        ~of_row.where(gone),
    )
    return list(session.scalars(query.order_by(SubmissionDecisionRow.id)))


def _duplicate_since(session: Session, action: Action, now: StoredSubmission) -> SubmissionDecisionRow | None:
    """What made the submission that this one was a duplicate of a duplicate of this one, since it was reopened."""
    before = _standing(session, now.id, _STATE, without=action)
    if not before or before[-1].decision is not SubmissionDecision.REJECTED:
        return None
    of = grounds_of(session, before[-1].id).duplicate_of
    if of is None or not leads_to(session, of, now.id):
        return None
    return _standing(session, of, _STATE)[-1]


def _stale(now: StoredSubmission, since: SubmissionDecisionRow | ActionRow) -> StaleEditError:
    return StaleEditError(now.number, mine=None, theirs=now.state.value, by=since.by, at=since.at)


def _latest_by_value(action: Action, now: StoredSubmission) -> list[tuple[StoredField, ActionStep]]:
    """The values that an action decided on or added, each with the last step on it."""
    latest = {step.field: step for step in action.steps if step.subject in {StepSubject.VALUE, StepSubject.OPINION}}
    return [(value, latest[value.id]) for value in now.values if value.id in latest]


def _decided_since(session: Session, value: StoredField, step: ActionStep, number: str) -> StaleEditError | None:
    in_force = value.verification
    if in_force is None or (step.subject is StepSubject.VALUE and in_force.number == step.record):
        return None
    if step.subject is StepSubject.VALUE and _is_undone(session, step.record):
        return None
    return StaleEditError(number, mine=None, theirs=value.value, by=in_force.by, at=in_force.at)


def _is_undone(session: Session, verification: int) -> bool:
    """Whether a decision was taken back by itself, by whomever."""
    query = select(VerificationRow.id).where(VerificationRow.undoes == verification)
    return session.scalar(query) is not None
