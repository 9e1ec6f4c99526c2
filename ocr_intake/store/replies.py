"""The city's answers as they were typed into tables: kept cell by cell, with who and when; nothing typed is lost.

A cell is merged by what it was when its table was written: one that nobody touched in the table changes nothing, and
one that was changed elsewhere in the meantime is kept beside what holds, and told.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from ocr_intake.model.fields import FieldName
from ocr_intake.store import codec
from ocr_intake.store.audit import audit
from ocr_intake.store.opinion_group_tables import GroupActionRow, OpinionGroupRow
from ocr_intake.store.reply_records import NoReadingError, Recorded, ReplyCell, Subject, TypedCell, UnknownRowError
from ocr_intake.store.reply_tables import AnswerNumberRow, ReplyReadingRow, ReplyRow
from ocr_intake.store.tables import BatchRow, FieldRow, SourceFileRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database


class _Cell(NamedTuple):
    subject: Subject
    part: str


class _Past:
    """Every reading of a consultation with what it brought, and what held when."""

    def __init__(self, session: Session, consultation: str) -> None:
        query = select(ReplyReadingRow).where(ReplyReadingRow.consultation == consultation)
        self.readings = {row.id: row for row in session.scalars(query.order_by(ReplyReadingRow.id))}
        self._undone_by = {row.undoes: row.id for row in self.readings.values() if row.undoes is not None}
        self.rows: dict[_Cell, list[ReplyRow]] = defaultdict(list)
        replies = select(ReplyRow).join(ReplyReadingRow, ReplyReadingRow.id == ReplyRow.reading_id)
        for row in session.scalars(replies.where(ReplyReadingRow.consultation == consultation).order_by(ReplyRow.id)):
            self.rows[_Cell(Subject(row.group_id, row.field_id), row.part)].append(row)

    @property
    def last(self) -> int:
        return max(self.readings, default=0)

    def stands(self, reading: int, as_of: int | None = None) -> bool:
        """Whether a reading was made by then, and not taken back by then."""
        undone = self._undone_by.get(reading)
        if as_of is None:
            return undone is None
        return reading <= as_of and (undone is None or undone > as_of)

    def held(self, cell: _Cell, as_of: int | None = None) -> ReplyRow | None:
        """What held in a cell after the reading ``as_of``, or holds now."""
        rows = (row for row in reversed(self.rows.get(cell, ())) if not row.beside)
        return next((row for row in rows if self.stands(row.reading_id, as_of)), None)

    def beside(self, cell: _Cell) -> list[ReplyRow]:
        """What is kept beside a cell that nobody has written anew since, in a table that showed it."""
        held = self.held(cell)
        seen = 0 if held is None else held.as_of
        return [row for row in self.rows[cell] if row.beside and row.reading_id > seen and self.stands(row.reading_id)]

    def record(self, row: ReplyRow) -> ReplyCell:
        reading = self.readings[row.reading_id]
        return ReplyCell(row.id, Subject(row.group_id, row.field_id), row.part, row.value, reading.by, reading.at)


class Replies:
    """The answers to the opinions of consultations, and writing them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def of(self, consultation: str) -> tuple[ReplyCell, ...]:
        """What holds, one record a cell that somebody typed into."""
        with self._database.transaction(write=False) as session:
            past = _Past(session, consultation)
            held = (past.held(cell) for cell in past.rows)
            return tuple(past.record(row) for row in held if row is not None)

    def beside(self, consultation: str) -> tuple[ReplyCell, ...]:
        """What somebody typed that does not hold, since the cell was changed elsewhere, and that nobody settled yet."""
        with self._database.transaction(write=False) as session:
            past = _Past(session, consultation)
            return tuple(past.record(row) for cell in past.rows for row in past.beside(cell))

    def last(self, consultation: str) -> int:
        """Number of the last reading; 0 where there is none. What is written now says it (``TypedCell.as_of``)."""
        with self._database.transaction(write=False) as session:
            query = select(func.max(ReplyReadingRow.id)).where(ReplyReadingRow.consultation == consultation)
            return session.scalar(query) or 0

    def numbers(self, consultation: str) -> Mapping[Subject, int]:
        """The rows' numbers, of those that have one."""
        with self._database.transaction(write=False) as session:
            return _numbers(session, consultation)

    def number(self, consultation: str, subjects: Iterable[Subject]) -> Mapping[Subject, int]:
        """Give every row a number that has none yet, in that order, behind the last; all of them."""
        with self._database.transaction() as session:
            known = dict(_numbers(session, consultation))
            following = max(known.values(), default=0) + 1
            for subject in subjects:
                if subject not in known:
                    known[subject] = following
                    session.add(
                        AnswerNumberRow(
                            consultation=consultation,
                            number=following,
                            group_id=subject.group,
                            field_id=subject.opinion,
                        )
                    )
                    following += 1
            return known

    def record(self, consultation: str, cells: Sequence[TypedCell], *, place: str, by: str) -> Recorded:
        """Take over what was typed into a table since it was written.

        Args:
            consultation: Whose.
            cells: All cells of the table that people may type into.
            place: Digest of where the file lies: who reads the same file twice changes what they typed before.
            by: Who reads it.

        Raises:
            UnknownRowError: A cell is about something that the consultation does not have.
        """
        for cell in cells:
            codec.encode(cell.value, str | None)
        with self._database.transaction() as session:
            _check_known(session, consultation, {cell.subject for cell in cells})
            past = _Past(session, consultation)
            changed, conflicts = _merged(past, cells, place)
            kept = [
                typed
                for typed, _ in conflicts
                if typed.value is not None
                and all(row.value != typed.value for row in past.beside(_Cell(typed.subject, typed.part)))
            ]
            told = tuple((typed, None if row is None else past.record(row)) for typed, row in conflicts)
            if not changed and not kept:
                return Recorded(None, (), told)
            reading = ReplyReadingRow(consultation=consultation, place=place, by=by, at=self._clock())
            session.add(reading)
            session.flush()
            for typed in (*changed, *kept):
                session.add(_row(reading.id, typed, beside=typed in kept))
            session.flush()
            audit(
                session, reading.at, by, "answers.read", "reply_reading", reading.id,
                changed=len(changed), conflicts=len(conflicts),
            )  # fmt: skip
            return Recorded(reading.id, tuple(changed), told)

    def undo(self, consultation: str, *, by: str) -> int:
        """Take back the last reading of a consultation's table; how many cells it had changed.

        Raises:
            NoReadingError: There is none.
        """
        with self._database.transaction() as session:
            past = _Past(session, consultation)
            standing = [row.id for row in past.readings.values() if row.undoes is None and past.stands(row.id)]
            if not standing:
                raise NoReadingError
            last = past.readings[standing[-1]]
            row = ReplyReadingRow(consultation=consultation, place=last.place, by=by, at=self._clock(), undoes=last.id)
            session.add(row)
            session.flush()
            audit(session, row.at, by, "answers.undone", "reply_reading", last.id)
            return sum(each.reading_id == last.id for rows in past.rows.values() for each in rows)


def _merged(
    past: _Past, cells: Sequence[TypedCell], place: str
) -> tuple[list[TypedCell], list[tuple[TypedCell, ReplyRow | None]]]:
    """The cells that change what holds, and those that were changed elsewhere since their table was written."""
    changed: list[TypedCell] = []
    conflicts: list[tuple[TypedCell, ReplyRow | None]] = []
    for typed in cells:
        cell = _Cell(typed.subject, typed.part)
        then, now = past.held(cell, typed.as_of), past.held(cell)
        was = None if then is None else then.value
        holds = None if now is None else now.value
        if typed.value in {was, holds}:
            continue
        own = now is not None and past.readings[now.reading_id].place == place
        if holds == was or own:
            changed.append(typed)
        else:
            conflicts.append((typed, now))
    return changed, conflicts


def _row(reading: int, typed: TypedCell, *, beside: bool) -> ReplyRow:
    return ReplyRow(
        reading_id=reading,
        group_id=typed.subject.group,
        field_id=typed.subject.opinion,
        part=typed.part,
        value=typed.value,
        beside=beside,
        as_of=typed.as_of,
    )


def _numbers(session: Session, consultation: str) -> dict[Subject, int]:
    query = select(AnswerNumberRow).where(AnswerNumberRow.consultation == consultation)
    rows = session.scalars(query.order_by(AnswerNumberRow.number))
    return {Subject(row.group_id, row.field_id): row.number for row in rows}


def _check_known(session: Session, consultation: str, subjects: set[Subject]) -> None:
    """Whether a consultation has all the groups and opinions.

    Raises:
        UnknownRowError: It lacks one.
    """
    groups = select(OpinionGroupRow.id).join(GroupActionRow, GroupActionRow.id == OpinionGroupRow.action_id)
    opinions = (
        select(FieldRow.id)
        .join(SubmissionRow, SubmissionRow.id == FieldRow.submission_id)
        .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(FieldRow.name == FieldName.OPINION, BatchRow.consultation == consultation)
    )
    known = {Subject(group=each) for each in session.scalars(groups.where(GroupActionRow.consultation == consultation))}
    known.update(Subject(opinion=each) for each in session.scalars(opinions))
    if not subjects <= known:
        raise UnknownRowError
