"""What could not be read, and what people did about it: entered by hand, or settled. Each can be undone."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from ocr_intake.model.pages import PageRole
from ocr_intake.store import codec
from ocr_intake.store.arranged_ledger import set_aside_by_people
from ocr_intake.store.audit import audit
from ocr_intake.store.errors import (
    AlreadySettledError,
    NotSetAsideError,
    NotSettledError,
    ReasonRefusedError,
    SeveralSetAsideError,
    UnknownRecordError,
)
from ocr_intake.store.paper import AsideCounts, SetAsideItem, Settlement
from ocr_intake.store.paper_tables import SettlementRow
from ocr_intake.store.records import FileState
from ocr_intake.store.rows import reason_record
from ocr_intake.store.submissions import for_consultation
from ocr_intake.store.tables import BatchRow, DeliveryRow, PageRow, SourceFileRow, SubmissionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database

LONGEST_REASON: Final = 300
"""Characters of a reason."""
_SHORTEST_HASH: Final = 6
"""Hexadecimal digits that are taken for the beginning of a hash."""
_HASH: Final = re.compile(rf"[0-9a-f]{{{_SHORTEST_HASH},64}}")


class Subject(NamedTuple):
    """What a settlement is about, by the columns that name it."""

    source_file_id: int | None = None
    page_id: int | None = None
    delivery_id: int | None = None


class Settlements:
    """What could not be read, and doing something about it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def items(self, consultation: str | None = None) -> tuple[SetAsideItem, ...]:
        """Files and pages that could not be read, of a consultation or all, in the order in which they came."""
        with self._database.transaction(write=False) as session:
            return tuple(item for _, item in set_aside_items(session, consultation))

    def find(self, text: str) -> SetAsideItem:
        """The item that somebody means by its number (``F12``), the beginning of a hash, or the name of a file.

        Of several with the same name the one that is open.

        Raises:
            NotSetAsideError: There is none.
            SeveralSetAsideError: There are several.
        """
        items, said = self.items(), text.strip()
        found = [item for item in items if item.id == said.upper()]
        if not found and _HASH.fullmatch(said.lower()):
            found = [item for item in items if item.sha256 is not None and item.sha256.startswith(said.lower())]
        found = found or [item for item in items if item.name and item.name == said]
        if len(found) > 1:
            found = [item for item in found if item.settlement is None] or found
        if not found:
            raise NotSetAsideError(said)
        if len(found) > 1:
            raise SeveralSetAsideError(said, [item.id for item in found])
        return found[0]

    def enter(self, item: str, submission: int, *, by: str) -> SetAsideItem:
        """Say that something was entered by hand as a submission.

        Raises:
            NotSetAsideError: There is no such item.
            UnknownRecordError: There is no such submission.
            AlreadySettledError: Something was done about it already.
        """
        with self._database.transaction() as session:
            return enter(session, item, submission, by=by, at=self._clock())

    def settle(self, item: str, reason: str, *, by: str) -> SetAsideItem:
        """Say that nothing is left to do about something, and why.

        Raises:
            NotSetAsideError: There is no such item.
            AlreadySettledError: Something was done about it already.
            ReasonRefusedError: The reason is empty, or longer than ``LONGEST_REASON``.
        """
        reason = reason.strip()
        if not 0 < len(reason) <= LONGEST_REASON:
            raise ReasonRefusedError(LONGEST_REASON)
        codec.encode(reason, str)
        with self._database.transaction() as session:
            row = SettlementRow(**_open(session, item)._asdict(), reason=reason, by=by, at=self._clock())
            return _written(session, item, row, "aside.settled")

    def undo(self, item: str, *, by: str, settlement: int | None = None) -> SetAsideItem:
        """Take back what was done about something: it waits for somebody again.

        Args:
            item: What.
            by: Who takes it back.
            settlement: What was done, as the person saw it; None for whatever it is.

        Raises:
            NotSetAsideError: There is no such item.
            NotSettledError: Nothing was done about it, or not that any more.
        """
        with self._database.transaction() as session:
            subject, found = _item(session, item)
            if found.settlement is None or not found.settlement.id or settlement not in {None, found.settlement.id}:
                raise NotSettledError(item)
            row = SettlementRow(**subject._asdict(), by=by, at=self._clock(), undoes=found.settlement.id)
            return _written(session, item, row, "aside.reopened")


def enter(session: Session, item: str, submission: int, *, by: str, at: datetime) -> SetAsideItem:
    """As ``Settlements.enter``, as a part of a transaction."""
    if session.get(SubmissionRow, submission) is None:
        raise UnknownRecordError("submission", submission)
    row = SettlementRow(**_open(session, item)._asdict(), submission_id=submission, by=by, at=at)
    return _written(session, item, row, "aside.entered")


def counts(session: Session, consultation: str | None) -> AsideCounts:
    """How many of what could not be read were entered or settled, and how many wait."""
    made: Counter[str] = Counter()
    for _, item in set_aside_items(session, consultation):
        if item.settlement is None:
            made["open"] += 1
        else:
            made["settled" if item.settlement.submission is None else "entered"] += 1
    return AsideCounts(made.total(), **made)


def is_settled(subject: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether something was done about what a condition on ``SettlementRow`` names, as part of a question."""
    return exists().where(subject, _in_force())


def set_aside_items(session: Session, consultation: str | None) -> Iterator[tuple[Subject, SetAsideItem]]:
    """Files and pages that the program could not read, in the order in which they came, then what people set aside."""
    settled = _settlements(session)
    unreadable = (
        select(DeliveryRow.id, DeliveryRow.name, DeliveryRow.reason)
        .join(BatchRow, BatchRow.id == DeliveryRow.batch_id)
        .where(DeliveryRow.source_file_id.is_(None), for_consultation(consultation))
    )
    for number, name, reason in session.execute(unreadable.order_by(DeliveryRow.id)):
        yield from _aside(Subject(delivery_id=number), f"D{number}", (name, None, reason), settled)
    of_file = (SourceFileRow.id, SourceFileRow.name, SourceFileRow.sha256)
    whole = (
        select(*of_file, SourceFileRow.reason)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(SourceFileRow.state == FileState.SET_ASIDE, for_consultation(consultation))
    )
    for number, *said in session.execute(whole.order_by(SourceFileRow.id)):
        yield from _aside(Subject(source_file_id=number), f"F{number}", said, settled)
    pages = (
        select(*of_file, PageRow.reason, PageRow.id, PageRow.number)
        .join(PageRow, PageRow.source_file_id == SourceFileRow.id)
        .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
        .where(PageRow.role == PageRole.SET_ASIDE, for_consultation(consultation))
    )
    for number, *said, page, place in session.execute(pages.order_by(SourceFileRow.id, PageRow.number)):
        yield from _aside(Subject(number, page), f"F{number}-{place}", said, settled)
    for number, page, item in set_aside_by_people(session, consultation):
        yield Subject(number, page), item


def _aside(
    subject: Subject, number: str, said: Iterable[object], settled: dict[Subject, Settlement]
) -> Iterator[tuple[Subject, SetAsideItem]]:
    name, sha256, value = said
    reason = reason_record(value)  # type: ignore[arg-type]
    if reason is not None:
        yield subject, SetAsideItem(number, name, sha256, reason, settled.get(subject))  # type: ignore[arg-type]


def _settlements(session: Session) -> dict[Subject, Settlement]:
    """What is in force, by what it is about."""
    return {
        Subject(row.source_file_id, row.page_id, row.delivery_id): Settlement(
            row.id, None if row.submission_id is None else f"S{row.submission_id:04d}", row.reason, row.by, row.at
        )
        for row in session.scalars(select(SettlementRow).where(_in_force()).order_by(SettlementRow.id))
    }


def _in_force() -> ColumnElement[bool]:
    undoing = aliased(SettlementRow)
    return SettlementRow.undoes.is_(None) & ~exists().where(undoing.undoes == SettlementRow.id)


def _item(session: Session, number: str) -> tuple[Subject, SetAsideItem]:
    """An item by its number.

    Raises:
        NotSetAsideError: There is none.
    """
    for subject, item in set_aside_items(session, None):
        if item.id == number:
            return subject, item
    raise NotSetAsideError(number)


def _open(session: Session, number: str) -> Subject:
    subject, item = _item(session, number)
    if item.settlement is not None:
        raise AlreadySettledError(number)
    return subject


def _written(session: Session, number: str, row: SettlementRow, action: str) -> SetAsideItem:
    session.add(row)
    session.flush()
    audit(session, row.at, row.by, action, "settlement", row.id)
    return _item(session, number)[1]
