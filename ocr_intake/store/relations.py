"""How submissions belong together, as people chose: appended, taken back by appending, and never counted twice.

What does not count is a rejection on the ground of being a duplicate, whoever makes it and where: choosing 再送 or 差替
rejects the one that does not count (and reopens it before, where it was accepted), and a rejection as a duplicate in a
review is a 再送. The row beside a rejection only says of which kind it is: it holds as long as the rejection does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from ocr_intake.model.relation import ONE_COUNTS, ONE_SUBMITTER, Link, Relation, RelationKind, components
from ocr_intake.model.review import Ground, Grounds, SubmissionDecision
from ocr_intake.store.audit import audit
from ocr_intake.store.decisions import Decisions
from ocr_intake.store.records import StepSubject, SubmissionState
from ocr_intake.store.relation_errors import (
    AlreadyRelatedError,
    ChoiceUndoneError,
    NoChoiceError,
    NothingChosenError,
    RelatedCircleError,
    RelatedContraryError,
    RelatedElsewhereError,
    RelatedRejectedError,
    SelfRelatedError,
    UnknownRelatedError,
)
from ocr_intake.store.relation_tables import ChoiceRow, RelationRow
from ocr_intake.store.tables import QueueRow, StepRow
from ocr_intake.store.whole import DuplicateOf, duplicates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database

_CHUNK: Final = 500
"""Numbers asked for at a time: databases bound the parameters of a query."""


class Relations:
    """What people chose, and choosing."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def of(self, consultation: str | None = None) -> tuple[Relation, ...]:
        """What holds, of one consultation or all, in the order in which it was chosen."""
        with self._database.transaction(write=False) as session:
            return _in_force(session, consultation)

    def last(self, by: str) -> int | None:
        """The number of the last choice of somebody's that nobody took back; None where there is none."""
        with self._database.transaction(write=False) as session:
            return _last_of(session, by)

    def choose(self, links: Sequence[Link], *, by: str) -> int:
        """Say how submissions belong together, all of it or nothing.

        What holds already is passed over.

        Args:
            links: At least one.
            by: Who says so.

        Returns:
            The number of the choice, to take it back by.

        Raises:
            SelfRelatedError: A submission would belong to itself.
            UnknownRelatedError: One of two is not there, or its pages were put into others.
            RelatedElsewhereError: Two were sent to different consultations.
            AlreadyRelatedError: All that is said holds already, or two belong together in another way.
            RelatedCircleError: One would be the later of what is later than it.
            RelatedContraryError: Two would be of one submitter and of two.
            RelatedRejectedError: The one that would not count does not count for another reason.
            SubmissionPurgedError: The one that would not count was purged.
        """
        with self._database.transaction() as session:
            consultation = _checked(session, links)
            held = [relation.link for relation in _in_force(session, consultation)]
            new = [link for link in dict.fromkeys(links) if link not in held]
            if not new:
                raise AlreadyRelatedError(links[0])
            _check_all(held, new)
            at = self._clock()
            choice = ChoiceRow(by=by, at=at)
            session.add(choice)
            session.flush()
            decisions = Decisions(self._database, self._clock, session=session)
            for link in new:
                row = RelationRow(choice_id=choice.id, kind=link.kind, later_id=link.later, earlier_id=link.earlier)
                session.add(row)
                of = f"S{link.earlier:04d}"
                audit(session, at, by, f"relation.{link.kind}", "submission", link.later, of=of, choice=choice.id)
                _reject(decisions, link, by)
            return choice.id

    def undo(self, choice: int | None = None, *, by: str) -> tuple[Link, ...]:
        """Take a choice back, all of it or nothing: the last of one's own that holds where none is named.

        What it rejected is as it was before; what was decided in a review since stays.

        Returns:
            What no longer holds.

        Raises:
            NoChoiceError: There is no such choice.
            NothingChosenError: Somebody has chosen nothing that still holds.
            ChoiceUndoneError: It was taken back already.
            StaleEditError: Somebody decided since on what it rejected.
        """
        with self._database.transaction() as session:
            number = choice or _last_of(session, by)
            if number is None:
                raise NothingChosenError
            row = session.get(ChoiceRow, number)
            if row is None or row.undoes is not None:
                raise NoChoiceError(number)
            if session.scalar(select(ChoiceRow.id).where(ChoiceRow.undoes == number)) is not None:
                raise ChoiceUndoneError(number)
            rows = session.scalars(select(RelationRow).where(RelationRow.choice_id == number).order_by(RelationRow.id))
            links = [_link(each) for each in rows]
            at = self._clock()
            made = ChoiceRow(by=by, at=at, undoes=number)
            session.add(made)
            session.flush()
            rejected = duplicates(session)
            decisions = Decisions(self._database, self._clock, session=session)
            for link in reversed(links):
                of = f"S{link.earlier:04d}"
                audit(session, at, by, "relation.undone", "submission", link.later, of=of, choice=number)
                if link.without is not None and _holds(link, rejected):
                    decisions.take_back(_action_of(session, rejected[link.without].decision), by=by)
            return tuple(links)


def _last_of(session: Session, by: str) -> int | None:
    undoing = aliased(ChoiceRow)
    query = (
        select(ChoiceRow.id)
        .where(ChoiceRow.by == by, ChoiceRow.undoes.is_(None), ~exists().where(undoing.undoes == ChoiceRow.id))
        .order_by(ChoiceRow.id.desc())
        .limit(1)
    )
    number: int | None = session.scalar(query)
    return number


# ---------------------------------------------------------------------------------------------------------- what holds


def _in_force(session: Session, consultation: str | None) -> tuple[Relation, ...]:
    undoing, later, earlier = aliased(ChoiceRow), aliased(QueueRow), aliased(QueueRow)
    query = (
        select(RelationRow, ChoiceRow)
        .join(ChoiceRow, ChoiceRow.id == RelationRow.choice_id)
        .join(later, later.submission_id == RelationRow.later_id)
        .join(earlier, earlier.submission_id == RelationRow.earlier_id)
        .where(~exists().where(undoing.undoes == ChoiceRow.id))
        # pages that were put into other submissions: nothing of it counts, and nothing belongs to it
        .where(later.state != SubmissionState.REPLACED, earlier.state != SubmissionState.REPLACED)
        .order_by(RelationRow.id)
    )
    if consultation is not None:
        query = query.where(later.consultation == consultation)
    rejected = duplicates(session, consultation)
    found: list[Relation] = []
    told: set[int | None] = set()
    for row, choice in session.execute(query):
        link = _link(row)
        if _holds(link, rejected):
            found.append(Relation(row.id, row.kind, row.later_id, row.earlier_id, choice.by, choice.at, choice.id))
            told.add(link.without)
    for number, of in rejected.items():
        if number not in told:
            found.append(Relation(0, RelationKind.RESENT, number, of.counts, of.by, of.at))
    return tuple(found)


def _link(row: RelationRow) -> Link:
    return Link(row.kind, row.later_id, row.earlier_id)


def _holds(link: Link, rejected: Mapping[int, DuplicateOf]) -> bool:
    """Whether a link that nobody took back holds: where one does not count, that is what its rejection says."""
    if link.without is None:
        return True
    of = rejected.get(link.without)
    return of is not None and of.counts == link.counting


# ------------------------------------------------------------------------------------------------------------ checking


def _checked(session: Session, links: Sequence[Link]) -> str:
    """The consultation that all of some links are about."""
    for link in links:
        if link.later == link.earlier:
            raise SelfRelatedError(link)
    numbers = sorted({number for link in links for number in (link.later, link.earlier)})
    found: dict[int, tuple[str, SubmissionState]] = {}
    for start in range(0, len(numbers), _CHUNK):
        query = select(QueueRow.submission_id, QueueRow.consultation, QueueRow.state)
        some = query.where(QueueRow.submission_id.in_(numbers[start : start + _CHUNK]))
        found |= {row.submission_id: (row.consultation, row.state) for row in session.execute(some)}
    for link in links:
        for number in (link.later, link.earlier):
            if number not in found or found[number][1] is SubmissionState.REPLACED:
                raise UnknownRelatedError(link)
        if len({found[link.later][0], found[link.earlier][0], found[links[0].later][0]}) > 1:
            raise RelatedElsewhereError(link)
    return found[links[0].later][0]


def _check_all(held: Iterable[Link], new: Iterable[Link]) -> None:
    """Whether some links can hold beside those that do."""
    told = {frozenset((link.later, link.earlier)) for link in held}
    above: dict[int, set[int]] = {}
    said = list(held)
    for link in said:
        above.setdefault(link.later, set()).add(link.earlier)
    for link in new:
        pair = frozenset((link.later, link.earlier))
        if pair in told:
            raise AlreadyRelatedError(link)
        if _reaches(above, link.earlier, link.later):
            raise RelatedCircleError(link)
        told.add(pair)
        above.setdefault(link.later, set()).add(link.earlier)
        said.append(link)
    whose = components(said, ONE_SUBMITTER)
    for link in said:
        apart = link.kind is RelationKind.SAME_TEXT
        if apart and whose.get(link.later, link.later) == whose.get(link.earlier, link.earlier):
            raise RelatedContraryError(link)


def _reaches(above: Mapping[int, set[int]], start: int, end: int) -> bool:
    seen, left = {start}, [start]
    while left:
        for number in above.get(left.pop(), set()) - seen:
            if number == end:
                return True
            seen.add(number)
            left.append(number)
    return False


# ----------------------------------------------------------------------------------------------------------- rejecting


def _reject(decisions: Decisions, link: Link, by: str) -> None:
    """Keep the one that does not count out of the dataset, as a duplicate of the one that does."""
    if link.kind not in ONE_COUNTS or link.without is None:
        return
    now = decisions.submission(link.without)
    if now.state is SubmissionState.REJECTED:
        raise RelatedRejectedError(link)
    if now.state is SubmissionState.ACCEPTED:
        now = decisions.decide_submission(now.id, SubmissionDecision.REOPENED, by=by, version=now.version)
    grounds = Grounds(Ground.DUPLICATE, link.counting)
    decisions.decide_submission(now.id, SubmissionDecision.REJECTED, by=by, version=now.version, grounds=grounds)


def _action_of(session: Session, decision: int) -> int:
    """The action that a decision on a submission as a whole was part of."""
    query = select(StepRow.action_id).where(StepRow.subject == StepSubject.WHOLE, StepRow.subject_id == decision)
    return session.scalars(query).one()
