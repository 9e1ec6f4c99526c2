"""The tables of the workspace database, as SQLAlchemy sees them; how they came to be is in ``migrations``.

What a machine read or a person decided is inserted once: triggers (see the migrations) refuse to change or delete it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName
from ocr_intake.model.pages import Channel, PageRole
from ocr_intake.model.review import Decision, KnownAnswer, SubmissionDecision
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store.records import FileState, PageState, StepSubject, SubmissionState
from ocr_intake.store.table_base import Base


class IdentityRow(Base):
    """Which workspace the database belongs to: one row, the UUID that ``workspace.toml`` has too."""

    __tablename__ = "identity"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)


class BatchRow(Base):
    """One intake run; it goes on, over interruptions, until everything it brought is read."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    consultation: Mapped[str] = mapped_column(index=True)
    channel: Mapped[Channel]
    received: Mapped[date]
    operator: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ux_batches_key_open",
            "key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class SourceFileRow(Base):
    """Bytes that came in, once however often they came; ``batch_id`` is the batch that they count for."""

    __tablename__ = "source_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str | None]
    page_count: Mapped[int]
    state: Mapped[FileState]
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    registered_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """One arrival of a file; without a source file where its bytes could not even be copied."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("source_files.id"), index=True)
    name: Mapped[str]
    path: Mapped[str]
    duplicate: Mapped[bool]
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("batch_id", "path", "source_file_id"),)


class PageRow(Base):
    """One page; ``reading`` is the packed ``PageReading``, written once."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_files.id"))
    number: Mapped[int]
    state: Mapped[PageState]
    role: Mapped[PageRole | None]
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[str | None] = mapped_column(String(64))
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    __table_args__ = (UniqueConstraint("source_file_id", "number"),)


class SubmissionRow(Base):
    """What the program proposed as one submission; only ``state`` and ``version`` change."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_files.id"))
    ordinal: Mapped[int]
    kind: Mapped[SubmitterKind]
    flags: Mapped[list[Any]]
    state: Mapped[SubmissionState] = mapped_column(index=True)
    version: Mapped[int]

    __table_args__ = (UniqueConstraint("source_file_id", "ordinal"),)


class SubmissionPageRow(Base):
    """Which submission a page belongs to: one at most."""

    __tablename__ = "submission_pages"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True, autoincrement=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    position: Mapped[int]

    __table_args__ = (UniqueConstraint("submission_id", "position"),)


class FieldRow(Base):
    """One proposed value. Ordinal 0 are the fields; opinions are ``opinion`` rows with ordinals from 1.

    ``position`` orders the opinions (one that a person adds goes between two). ``flagged`` says whether ``flags`` holds
    any; of an opinion, which shares them with the others, whether it has doubtful characters of its own. ``added_by``
    names the person where not the program but a person found the opinion. Attributes are ``attribute`` rows with
    ordinals from 1, each with its ``AttributeMark`` for a marker. ``evidence`` is what the confidence was
    judged by, ``written`` how a long text stands on paper; both NULL where an older program read it.
    """

    __tablename__ = "field_values"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    name: Mapped[FieldName]
    ordinal: Mapped[int]
    position: Mapped[float]
    marker: Mapped[str]
    value: Mapped[str | None]
    confidence: Mapped[float]
    flagged: Mapped[bool]
    flags: Mapped[list[Any]]
    candidates: Mapped[list[Any]]
    regions: Mapped[list[Any]]
    source: Mapped[str]
    added_by: Mapped[str | None]
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    written: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("submission_id", "name", "ordinal"),)


class VerificationRow(Base):
    """A person's decision on a value; ``undoes`` names the decision that an ``undone`` takes back."""

    __tablename__ = "verifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_values.id"), index=True)
    decision: Mapped[Decision]
    value: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("verifications.id"), unique=True)


class KnownAnswerRow(Base):
    """What a reviewer said to a value that was wrong on purpose: once a value, and never a decision on it."""

    __tablename__ = "known_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("field_values.id"), unique=True)
    shown: Mapped[str]
    outcome: Mapped[KnownAnswer]
    by: Mapped[str]
    at: Mapped[datetime]


class SubmissionDecisionRow(Base):
    """A person's decision on a submission as a whole; ``value`` is the reason or the new kind."""

    __tablename__ = "submission_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    decision: Mapped[SubmissionDecision]
    value: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class ActionRow(Base):
    """What one person did to one submission in one transaction (see ``actions``).

    ``taking_back`` says that it took something back, and is nothing to take back itself; ``undoes`` names the action
    that it took back as a whole.
    """

    __tablename__ = "actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]
    sitting: Mapped[str | None] = mapped_column(String(32))
    taking_back: Mapped[bool]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("actions.id"), unique=True)

    __table_args__ = (Index(None, "by", "id"),)


class StepRow(Base):
    """A record that an action wrote, by its number; in one action at most."""

    __tablename__ = "action_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id"), index=True)
    subject: Mapped[StepSubject]
    subject_id: Mapped[int]

    __table_args__ = (UniqueConstraint("subject", "subject_id"),)


class AuditRow(Base):
    """Who did what when; subjects by number, never by anything read from them."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "subject", "subject_id"),)


class AccountRow(Base):
    """Somebody who may sign in at the web page; ``password`` is a hash. Name and beginning never change."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    password: Mapped[str]
    disabled: Mapped[bool]
    created_at: Mapped[datetime]
    version: Mapped[int]


class PurgeRow(Base):
    """A file whose submitters' data was removed when its time was over; what triggers look at to let that through."""

    __tablename__ = "purges"

    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_files.id"), primary_key=True, autoincrement=False)
    by: Mapped[str]
    at: Mapped[datetime]


class SealRow(Base):
    """One link of the chain over everything that was written (see ``seals``); a purge takes some of the salts away."""

    __tablename__ = "seals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    records: Mapped[str]
    salts: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class QueueRow(Base):
    """What ordering and counting take of one submission: an index of the records, made anew whenever they change.

    Who has the submission before them stands here too (see ``claims``): a claim holds while the clock is between
    ``claimed_from`` and ``claimed_until``. It is no decision, and nothing is lost with it.
    """

    __tablename__ = "queue"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True, autoincrement=False)
    consultation: Mapped[str]
    state: Mapped[SubmissionState]
    flagged: Mapped[bool]
    urgency: Mapped[float]
    undecided: Mapped[int]
    opinions: Mapped[int]
    passed_on: Mapped[bool] = mapped_column(server_default=false())
    sitting: Mapped[str | None] = mapped_column(String(32))
    claimed_by: Mapped[str | None]
    claimed_from: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_queue_sitting",
            "sitting",
            sqlite_where=text("sitting IS NOT NULL"),
            postgresql_where=text("sitting IS NOT NULL"),
        ),
    )


WORST_FIRST = (QueueRow.flagged.desc(), QueueRow.urgency, QueueRow.undecided.desc(), QueueRow.submission_id)
"""The most urgent flagged values first, then the submissions flagged as a whole, then those without a flag."""
Index("ix_queue_of_one", QueueRow.consultation, QueueRow.state, QueueRow.passed_on, *WORST_FIRST)
Index("ix_queue_of_all", QueueRow.state, QueueRow.passed_on, *WORST_FIRST)
Index("ix_pages_roles", PageRow.role, PageRow.state, PageRow.source_file_id)
