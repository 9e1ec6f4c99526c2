"""Tables about submissions as a whole, beside their decisions."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ocr_intake.model.review import Ground
from ocr_intake.store.table_base import Base


class GroundsRow(Base):
    """On what grounds a decision rejects a submission; ``duplicate_of`` names the one that counts in its place."""

    __tablename__ = "rejection_grounds"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("submission_decisions.id"), primary_key=True, autoincrement=False
    )
    ground: Mapped[Ground]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
