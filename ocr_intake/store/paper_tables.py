"""Tables about paper beside its images: what a batch was corrected to, and what became of what could not be read.

As those of ``tables``: their rows are inserted once, and triggers refuse to change them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.model.pages import Channel
from ocr_intake.store.table_base import Base


class BatchCorrectionRow(Base):
    """A correction of how a batch came: what was said before, and what is said since.

    ``late`` is the flag that the batch's papers have by it (``late``, ``late_by_post``), NULL where they came in time;
    the latest row of a batch is in force, whatever the submissions' own flags say. ``undoes`` names the correction that
    a row takes back.
    """

    __tablename__ = "batch_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    consultation_before: Mapped[str]
    consultation: Mapped[str]
    channel_before: Mapped[Channel]
    channel: Mapped[Channel]
    received_before: Mapped[date]
    received: Mapped[date]
    late: Mapped[str | None] = mapped_column(String(32))
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("batch_corrections.id"), unique=True)


class SettlementRow(Base):
    """What a person did about a file, a page or a delivery that could not be read: one of the three.

    Of a page its file is named as well. It was entered by hand (``submission_id``), or nothing was left to do
    (``reason``); a row that takes one back has neither.
    """

    __tablename__ = "settlements"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("source_files.id"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("settlements.id"), unique=True)
