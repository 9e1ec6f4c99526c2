"""Answers that are no decision yet, in a transaction that somebody else has begun: written, taken back, read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from ocr_intake.model.review import Decision, Keying
from ocr_intake.model.written import PlaceAnswer
from ocr_intake.store.actions import note
from ocr_intake.store.answer_tables import KeyingRow, PlaceAnswerRow
from ocr_intake.store.audit import audit
from ocr_intake.store.records import StepSubject
from ocr_intake.store.tables import FieldRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from ocr_intake.store.records import StoredField

    Row = TypeVar("Row", PlaceAnswerRow, KeyingRow)


def add_place(session: Session, stored: StoredField, row: PlaceAnswerRow) -> None:
    """Record what stands in a place of a text.

    Raises:
        ValueError: The text has no such place.
    """
    doubts = () if stored.proposal.written is None else stored.proposal.written.doubts
    if not 0 <= row.first < row.last <= len(doubts):
        raise ValueError("no such doubtful place")
    row.field_id = stored.id
    session.add(row)
    session.flush()
    note(session, StepSubject.PLACE, row.id, submission=stored.submission_id, by=row.by, at=row.at)
    audit(session, row.at, row.by, "field.place_answered", "field", stored.id)


def add_keying(session: Session, stored: StoredField, row: KeyingRow) -> None:
    """Record what one person typed from the paper alone."""
    row.field_id = stored.id
    session.add(row)
    session.flush()
    note(session, StepSubject.KEYING, row.id, submission=stored.submission_id, by=row.by, at=row.at)
    audit(session, row.at, row.by, "field.keyed", "field", stored.id)


def take_back_place(session: Session, number: int, row: PlaceAnswerRow) -> None:
    """Take an answer to a place back; the one before it holds again, or none."""
    before = session.get_one(PlaceAnswerRow, number)
    row.field_id, row.first, row.last, row.undoes = before.field_id, before.first, before.last, number
    session.add(row)
    session.flush()
    audit(session, row.at, row.by, "field.place_undone", "field", row.field_id)


def take_back_keying(session: Session, number: int, row: KeyingRow) -> None:
    """Take back what somebody typed; they are asked again."""
    row.field_id, row.undoes = session.get_one(KeyingRow, number).field_id, number
    session.add(row)
    session.flush()
    audit(session, row.at, row.by, "field.keying_undone", "field", row.field_id)


def place_answers(session: Session, submissions: Sequence[int]) -> dict[int, tuple[PlaceAnswer, ...]]:
    """The answers in force to places of texts, by value, in the order in which they were given."""
    query = select(PlaceAnswerRow).join(FieldRow, FieldRow.id == PlaceAnswerRow.field_id)
    rows = session.scalars(query.where(FieldRow.submission_id.in_(submissions)).order_by(PlaceAnswerRow.id))
    return {
        field: tuple(PlaceAnswer(row.first, row.last, row.text) for row in standing if row.text is not None)
        for field, standing in _standing(rows).items()
    }


def keyings(session: Session, submissions: Sequence[int]) -> dict[int, tuple[Keying, ...]]:
    """What people typed from the paper alone and did not take back, by value, in the order in which they did."""
    query = select(KeyingRow).join(FieldRow, FieldRow.id == KeyingRow.field_id)
    rows = session.scalars(query.where(FieldRow.submission_id.in_(submissions)).order_by(KeyingRow.id))
    return {
        field: tuple(Keying(field, row.decision, row.value, row.by, row.at) for row in standing)
        for field, standing in _standing(rows).items()
    }


def _standing(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """By value, the rows that were not taken back, in their order."""
    made: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        made[row.field_id].append(row)
    undone = {row.undoes for each in made.values() for row in each}
    return {field: [row for row in each if row.undoes is None and row.id not in undone] for field, each in made.items()}


def keyed_row(decision: Decision, value: str | None) -> KeyingRow:
    """What one person says of a value: a text, that there is none, or that nobody can read it.

    Raises:
        ValueError: It is none of the three.
    """
    if decision not in {Decision.EDITED, Decision.ABSENT, Decision.ILLEGIBLE}:
        raise ValueError("keyed is a text, that there is none, or that nobody can read it")
    if (value is not None) != (decision is Decision.EDITED):
        raise ValueError("what was typed needs a text, the others none")
    return KeyingRow(decision=decision, value=value)
