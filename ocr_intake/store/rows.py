"""Rows of the tables to records and back, and finding a row by what people call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from ocr_intake.model.fields import Candidate, FieldValue, Flag, FlagCode
from ocr_intake.model.geometry import Region
from ocr_intake.model.pages import SetAside
from ocr_intake.model.review import Verification
from ocr_intake.model.written import Written
from ocr_intake.store import codec
from ocr_intake.store.errors import UnknownRecordError
from ocr_intake.store.records import Batch
from ocr_intake.store.tables import BatchRow, DeliveryRow, FieldRow, PageRow, SourceFileRow, VerificationRow

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session


def file_row(session: Session, sha256: str) -> SourceFileRow:
    """The source file with that hash.

    Raises:
        UnknownRecordError: There is none.
    """
    row = session.scalar(select(SourceFileRow).where(SourceFileRow.sha256 == sha256))
    if row is None:
        raise UnknownRecordError("file", sha256[:12])
    return row


def batch_record(row: BatchRow, *, continued: bool = False) -> Batch:
    """A batch."""
    return Batch(
        row.id, row.consultation, row.channel, row.received, row.operator, row.started_at, row.ended_at, continued
    )


def reason_json(reason: SetAside | None) -> dict[str, Any] | None:
    """A reason, as a column keeps it."""
    return None if reason is None else cast("dict[str, Any]", codec.encode(reason, SetAside))


def reason_record(value: dict[str, Any] | None) -> SetAside | None:
    """The reason that ``reason_json`` took."""
    return None if value is None else codec.decode(value, SetAside)


def flags_record(value: list[Any]) -> tuple[Flag, ...]:
    """The flags of a column."""
    return codec.decode_all(value, Flag)


def evidence_json(value: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """Evidence, as a column keeps it."""
    return dict(value)


def evidence_record(value: dict[str, Any] | None) -> tuple[tuple[str, float], ...]:
    """The evidence of a column; nothing where an older program kept none."""
    pairs = tuple((value or {}).items())
    decoded: tuple[tuple[str, float], ...] = codec.decode([list(pair) for pair in pairs], tuple[tuple[str, float], ...])
    return decoded


def written_bytes(written: Written | None) -> bytes | None:
    """How a text stands on paper, as a column keeps it."""
    return None if written is None else codec.pack(written, Written)


def written_record(value: bytes | None) -> Written | None:
    """What ``written_bytes`` took."""
    return None if value is None else codec.unpack(value, Written)


def opinion_flags(flags: tuple[Flag, ...], *, doubtful: bool) -> tuple[Flag, ...]:
    """The flags of one opinion of several: those of all of them, less doubtful characters that are another one's."""
    return tuple(flag for flag in flags if doubtful or flag.code is not FlagCode.DOUBTFUL_CHARACTERS)


def proposal_record(row: FieldRow, opinion: FieldRow | None = None, *, alone: bool = False) -> FieldValue:
    """What the machine proposed.

    Args:
        row: The value's own row.
        opinion: For an opinion's row: that of the submission's ``opinion`` field, whose confidence, flags and source
            it shares.
        alone: The submission has this opinion only: the field's candidates are its candidates.
    """
    shared = row if opinion is None or row.added_by is not None else opinion
    flags = flags_record(shared.flags)
    return FieldValue(
        row.name,
        row.value,
        shared.confidence,
        flags if shared is row else opinion_flags(flags, doubtful=row.flagged),
        codec.decode_all(shared.candidates if shared is row or alone else [], Candidate),
        codec.decode_all(row.regions, Region),
        shared.source,
        evidence_record(shared.evidence),
        written_record(row.written),
    )


def verification_record(row: VerificationRow) -> Verification:
    """A person's decision on a value."""
    return Verification(row.field_id, row.decision, row.value, row.by, row.at, row.id, row.undoes)


def clean_text(name: Path | str) -> str:
    """A file name as text that can be stored: bytes that are no characters become replacement characters."""
    return str(name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def operator_of(session: Session, batch: int) -> str:
    """Who runs a batch.

    Raises:
        UnknownRecordError: There is no such batch.
    """
    row = session.get(BatchRow, batch)
    if row is None:
        raise UnknownRecordError("batch", batch)
    return row.operator


def page_row(session: Session, sha256: str, number: int) -> PageRow:
    """A page of the file with that hash.

    Raises:
        UnknownRecordError: There is none.
    """
    query = (
        select(PageRow)
        .join(SourceFileRow, PageRow.source_file_id == SourceFileRow.id)
        .where(SourceFileRow.sha256 == sha256, PageRow.number == number)
    )
    row = session.scalar(query)
    if row is None:
        raise UnknownRecordError("page", f"{sha256[:12]}:{number}")
    return row


def insert_delivery(  # noqa: PLR0913 - a row's worth of facts
    session: Session,
    path: Path,
    batch: int,
    at: datetime,
    source_file: int | None,
    *,
    duplicate: bool,
    reason: SetAside | None = None,
) -> int:
    """Write one arrival of a file; its number."""
    row = DeliveryRow(
        batch_id=batch,
        source_file_id=source_file,
        name=clean_text(path.name),
        path=clean_text(path.absolute()),
        duplicate=duplicate,
        reason=reason_json(reason),
        at=at,
    )
    session.add(row)
    session.flush()
    return row.id
