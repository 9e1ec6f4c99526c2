"""The table of what was imported: by what a row is known again when the same form is exported once more."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.store.table_base import Base


class ImportedRow(Base):
    """A row of a table, or a message, that is kept as a source file of its own.

    ``key`` says which row of the form it is, ``content`` what stood in its columns; both are hashes. ``origin`` is the
    SHA-256 of the file that it came in, ``row`` its place there.
    """

    __tablename__ = "imported_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_files.id"), unique=True)
    key: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(64))
    row: Mapped[int]

    __table_args__ = (UniqueConstraint("key", "content"),)
