"""Claims: which sitting has which submission before it, so that two people are not asked the same.

A claim is no decision. It ends by itself, and whoever decides without one is only refused where somebody else was
quicker (``Decisions``). It stands in the submission's row of the queue, and is taken in the transaction that picks it.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import ColumnElement, func, select, update

from ocr_intake.store.errors import DatabaseBusyError
from ocr_intake.store.queue import waiting
from ocr_intake.store.records import Waiting
from ocr_intake.store.submissions import load_submission
from ocr_intake.store.tables import WORST_FIRST, QueueRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from sqlalchemy import CursorResult
    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database
    from ocr_intake.store.records import StoredSubmission

_RENEWED: Final = 0.9
"""The share of its time that a claim must still have to be left as it is: quick answers write one claim, not ten."""
_ASKED: Final = 500
"""Numbers in one question to the database."""


class Claims:
    """What one sitting claims: one submission at a time. Two terminals of one person are two sittings."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], by: str, minutes: float, *, passed_on: bool = False
    ) -> None:
        """Begin a sitting.

        Args:
            database: Of the workspace.
            clock: What the time is.
            by: Who sits there.
            minutes: How long a claim lasts when nothing renews it.
            passed_on: Whether what waits for a supervisor is claimed, and nothing else.
        """
        self._database = database
        self._clock = clock
        self._by = by
        self._length = timedelta(minutes=minutes)
        self._passed_on = passed_on
        self._sitting = uuid.uuid4().hex

    @property
    def sitting(self) -> str:
        """What the sitting is called in the records (``Action.sitting``); no two are called the same."""
        return self._sitting

    def take(self, consultation: str | None, *, begun: int | None, without: Collection[int]) -> StoredSubmission | None:
        """The submission to go on with, claimed: the one that was begun, otherwise the worst that nobody else has.

        Any other claim of the sitting ends. None where nothing is left for it.

        Args:
            consultation: None means all of them.
            begun: The one to finish first, unless it is closed by now or somebody else has it.
            without: What not to pick.
        """
        begun = None if begun in without else begun
        if begun is not None:
            with self._database.transaction(write=False) as session:
                if self._still_good(session, begun):
                    return load_submission(session, begun)
        try:
            with self._database.transaction() as session:
                number = self._claim(session, consultation, begun, set(without))
                self._let_go(session, but=() if number is None else (number,))
                return None if number is None else load_submission(session, number)
        except DatabaseBusyError:
            # whoever keeps it busy keeps nobody from looking; without a claim somebody else may be asked the same
            with self._database.transaction(write=False) as session:
                number = self._pick(session, consultation, begun, without)
                return None if number is None else load_submission(session, number)

    def hold(self, numbers: Iterable[int], most: int) -> tuple[StoredSubmission, ...]:
        """The first of some submissions that wait and nobody else has, all of them claimed, in the order given.

        Any other claim of the sitting ends.

        Args:
            numbers: Of the submissions, the first wanted most.
            most: How many to claim.

        Raises:
            DatabaseBusyError: Somebody else keeps it busy; nothing was claimed.
        """
        held: list[int] = []
        with self._database.transaction() as session:
            for number in numbers:
                if len(held) == most:
                    break
                if self._claimed(session, number):
                    held.append(number)
            self._let_go(session, but=held)
            return tuple(load_submission(session, number) for number in held)

    def coming(self, consultation: str | None, without: Collection[int]) -> StoredSubmission | None:
        """The submission that ``take`` would give where nothing is begun, without claiming it."""
        with self._database.transaction(write=False) as session:
            number = self._pick(session, consultation, None, without)
            return None if number is None else load_submission(session, number)

    def release(self) -> None:
        """Let others have what the sitting has claimed."""
        with self._database.transaction() as session:
            self._let_go(session, but=())

    def held_by(self, submission: int) -> str | None:
        """Who has a submission in another sitting (it may be the same person); None for nobody."""
        query = select(QueueRow.claimed_by).where(QueueRow.submission_id == submission, self._held_by_others())
        with self._database.transaction(write=False) as session:
            by: str | None = session.scalar(query)
        return by

    def waiting(self, consultation: str | None, put_off: Collection[int]) -> Waiting:
        """How much waits for people; ``put_off`` names what this sitting has put off."""
        query = (
            select(QueueRow.flagged, func.count(), func.sum(QueueRow.undecided))
            .where(self._waiting(consultation))
            .group_by(QueueRow.flagged)
        )
        held = select(func.count()).where(
            self._waiting(consultation), QueueRow.sitting.is_not(None), self._held_by_others()
        )
        numbers = sorted(put_off)
        with self._database.transaction(write=False) as session:
            by_flag = {flagged: (count, undecided) for flagged, count, undecided in session.execute(query)}
            held_count = session.scalar(held) or 0
            off = 0
            for start in range(0, len(numbers), _ASKED):
                some = QueueRow.submission_id.in_(numbers[start : start + _ASKED])
                off += session.scalar(select(func.count()).where(self._waiting(consultation), some)) or 0
        return Waiting(
            submissions=sum(count for count, _ in by_flag.values()),
            flagged=by_flag.get(True, (0, 0))[0],
            values=sum(undecided for _, undecided in by_flag.values()),
            put_off=off,
            held=held_count,
        )

    # ------------------------------------------------------------------------------------------------------ conditions

    def _waiting(self, consultation: str | None) -> ColumnElement[bool]:
        return waiting(consultation, passed_on=self._passed_on)

    def _held_by_others(self) -> ColumnElement[bool]:
        """Whether another sitting's claim holds. A clock that was set back ends it, or lets it last twice as long."""
        now = self._clock()
        return (
            QueueRow.sitting.is_not(None)
            & (QueueRow.sitting != self._sitting)
            & (QueueRow.claimed_from <= now)
            & (QueueRow.claimed_until > now)
        )

    def _still_good(self, session: Session, number: int) -> bool:
        """Whether the sitting's claim on a submission that still waits needs no renewal."""
        now = self._clock()
        good = select(QueueRow.submission_id).where(
            QueueRow.submission_id == number,
            self._waiting(None),
            QueueRow.sitting == self._sitting,
            QueueRow.claimed_from <= now,
            QueueRow.claimed_until > now + self._length * _RENEWED,
        )
        return session.scalar(good) is not None

    # --------------------------------------------------------------------------------------------------------- writing

    def _pick(
        self, session: Session, consultation: str | None, begun: int | None, without: Collection[int]
    ) -> int | None:
        """What was begun, or the worst of what waits and nobody else has; its number."""
        free = select(QueueRow.submission_id).where(~self._held_by_others())
        first = free.where(self._waiting(None), QueueRow.submission_id == begun)
        if begun is not None and session.scalar(first) is not None:
            return begun
        found = session.scalars(free.where(self._waiting(consultation)).order_by(*WORST_FIRST).limit(len(without) + 1))
        return next((number for number in found if number not in without), None)

    def _claim(self, session: Session, consultation: str | None, begun: int | None, without: set[int]) -> int | None:
        """Claim what ``_pick`` finds; its number."""
        while True:
            number = self._pick(session, consultation, begun, without)
            if number is None or self._claimed(session, number):
                return number
            without.add(number)  # the clock was set back between the two looks, and somebody's claim holds again
            begun = None

    def _claimed(self, session: Session, number: int) -> bool:
        """Claim a submission, or renew the claim, if it waits and nobody else has it."""
        now = self._clock()
        free = (QueueRow.submission_id == number, self._waiting(None), ~self._held_by_others())
        claim = (
            update(QueueRow)
            .where(*free)
            .values(
                sitting=self._sitting,
                claimed_by=self._by,
                claimed_from=now - self._length,
                claimed_until=now + self._length,
            )
        )
        return self._changed(session, claim) == 1

    def _let_go(self, session: Session, *, but: Collection[int]) -> None:
        mine = update(QueueRow).where(QueueRow.sitting == self._sitting)
        if but:
            mine = mine.where(QueueRow.submission_id.not_in(but))
        self._changed(session, mine.values(sitting=None, claimed_by=None, claimed_from=None, claimed_until=None))

    @staticmethod
    def _changed(session: Session, statement: Any) -> int:  # noqa: ANN401 - an UPDATE of the queue
        """Rows that a statement changed."""
        result = session.execute(statement, execution_options={"synchronize_session": False})
        return cast("CursorResult[Any]", result).rowcount
