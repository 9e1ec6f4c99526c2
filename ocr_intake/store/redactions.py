"""What people decided on personal data in opinions: appended, tied to what they saw, taken back by a new row."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar, Final

from sqlalchemy import select

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.model.fields import FieldName
from ocr_intake.model.redaction import Choice, PersonalKind, Redaction, Why, carried
from ocr_intake.store.audit import audit
from ocr_intake.store.errors import UnknownRecordError
from ocr_intake.store.redaction_tables import RedactionRow
from ocr_intake.store.submissions import for_consultation, in_force
from ocr_intake.store.tables import BatchRow, FieldRow, SourceFileRow, SubmissionRow, VerificationRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ocr_intake.store.database import Database

_UNDONE: Final = "undone"


class OpinionChangedError(IntakeError):
    """The opinion is not what the person saw any more."""

    key: ClassVar[str] = "store.error.opinion_changed"

    def __init__(self, submission: int) -> None:
        super().__init__(submission=f"S{submission:04d}")


class NoSuchRedactionError(IntakeError):
    """There is no decision of that number, or it was taken back."""

    key: ClassVar[str] = "store.error.no_redaction"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class Redactions:
    """Decisions on personal data in opinions."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def of(self, consultation: str | None = None) -> Mapping[int, tuple[Redaction, ...]]:
        """The decisions that hold in the opinions of a consultation (or all), by the opinion's field, in their order.

        One on a text that was changed since holds where the place and what touches it are the same as before.
        """
        with self._database.transaction(write=False) as session:
            chosen = (
                select(RedactionRow)
                .join(FieldRow, FieldRow.id == RedactionRow.field_id)
                .join(SubmissionRow, SubmissionRow.id == FieldRow.submission_id)
                .join(SourceFileRow, SourceFileRow.id == SubmissionRow.source_file_id)
                .join(BatchRow, BatchRow.id == SourceFileRow.batch_id)
                .where(for_consultation(consultation))
                .order_by(RedactionRow.id)
            )
            return _holding(session, session.scalars(chosen))

    def of_submission(self, number: int) -> Mapping[int, tuple[Redaction, ...]]:
        """As ``of``, of one submission."""
        with self._database.transaction(write=False) as session:
            query = select(RedactionRow).join(FieldRow, FieldRow.id == RedactionRow.field_id)
            return _holding(
                session, session.scalars(query.where(FieldRow.submission_id == number).order_by(RedactionRow.id))
            )

    def decide(  # noqa: PLR0913 - what a decision says
        self,
        field: int,
        place: tuple[int, int],
        choice: Choice,
        *,
        kind: PersonalKind,
        why: Why,
        seen: str,
        by: str,
    ) -> int:
        """Record what becomes of a place of an opinion; the decision's number.

        Args:
            field: The opinion.
            place: Start and end, in ``seen``.
            choice: What becomes of it.
            kind: What stands there.
            why: Why it was found.
            seen: The opinion's text as the person saw it.
            by: Who decides.

        Raises:
            UnknownRecordError: There is no such opinion.
            OpinionChangedError: Its text is another one by now.
            ValueError: It has no such place.
        """
        with self._database.transaction() as session:
            row = session.get(FieldRow, field)
            if row is None or row.name is not FieldName.OPINION:
                raise UnknownRecordError("opinion", field)
            version, text = _now(session, [field])[field]
            if text != seen:
                raise OpinionChangedError(row.submission_id)
            first, last = place
            if not 0 <= first < last <= len(seen):
                raise ValueError("no such place in the opinion")
            made = RedactionRow(
                field_id=field,
                verification_id=version,
                first=first,
                last=last,
                choice=choice.value,
                kind=kind.value,
                why=why.value,
                by=by,
                at=self._clock(),
            )
            session.add(made)
            session.flush()
            action = f"redaction.{'masked' if choice is Choice.MASK else 'kept'}"
            audit(session, made.at, by, action, "field", field, redaction=made.id, why=why.value)
            return made.id

    def undo(self, number: int, *, by: str) -> None:
        """Take a decision back: what was found there waits for somebody again, or is masked as it would be by itself.

        Raises:
            NoSuchRedactionError: There is none of that number, or it was taken back.
        """
        with self._database.transaction() as session:
            before = session.get(RedactionRow, number)
            taken = session.scalar(select(RedactionRow.id).where(RedactionRow.undoes == number))
            if before is None or before.choice == _UNDONE or taken is not None:
                raise NoSuchRedactionError
            made = RedactionRow(
                **{name: getattr(before, name) for name in ("field_id", "verification_id", "first", "last")},
                choice=_UNDONE,
                kind=before.kind,
                why=before.why,
                by=by,
                at=self._clock(),
                undoes=number,
            )
            session.add(made)
            session.flush()
            audit(session, made.at, by, "redaction.undone", "field", before.field_id, redaction=number)


def _holding(session: Session, rows: Iterable[RedactionRow]) -> dict[int, tuple[Redaction, ...]]:
    """By field, what was not taken back and still has its place."""
    made = list(rows)
    gone = {row.undoes for row in made}
    standing = [row for row in made if row.undoes is None and row.id not in gone]
    now = _now(session, {row.field_id for row in standing})
    then = _texts(session, standing)
    found: dict[int, list[Redaction]] = defaultdict(list)
    for row in standing:
        _, text = now[row.field_id]
        before = then[row.field_id, row.verification_id]
        if text is None or before is None or (place := carried(before, text, row.first, row.last)) is None:
            continue
        choice, kind, why = Choice(row.choice), PersonalKind(row.kind), Why(row.why)
        found[row.field_id].append(Redaction(row.id, row.field_id, choice, kind, why, *place, row.by, row.at))
    return {field: tuple(each) for field, each in found.items()}


def _now(session: Session, fields: Iterable[int]) -> dict[int, tuple[int | None, str | None]]:
    """By field, the decision in force on it (None for none) and its text."""
    wanted = sorted(fields)
    found: dict[int, tuple[int | None, str | None]] = {}
    for at in range(0, len(wanted), _CHUNK):
        part = wanted[at : at + _CHUNK]
        proposed = session.execute(select(FieldRow.id, FieldRow.value).where(FieldRow.id.in_(part)))
        found |= {field: (None, value) for field, value in proposed}
        made = session.scalars(
            select(VerificationRow).where(VerificationRow.field_id.in_(part)).order_by(VerificationRow.id)
        )
        for field, decided in in_force(made).items():
            if decided.row is not None:
                found[field] = (decided.row.id, decided.row.value)
    return found


def _texts(session: Session, rows: Iterable[RedactionRow]) -> dict[tuple[int, int | None], str | None]:
    """The texts that people saw, by opinion and decision; None for one that a purge took."""
    keys = sorted({(row.field_id, row.verification_id) for row in rows}, key=lambda key: (key[0], key[1] or 0))
    found: dict[tuple[int, int | None], str | None] = {}
    for at in range(0, len(keys), _CHUNK):
        part = keys[at : at + _CHUNK]
        fields = select(FieldRow.id, FieldRow.value).where(FieldRow.id.in_([field for field, _ in part]))
        proposed = dict(session.execute(fields).all())
        numbers = [number for _, number in part if number is not None]
        query = select(VerificationRow.id, VerificationRow.value).where(VerificationRow.id.in_(numbers))
        decided = dict(session.execute(query).all())
        found |= {
            (field, number): proposed.get(field) if number is None else decided.get(number) for field, number in part
        }
    return found


_CHUNK: Final = 500
