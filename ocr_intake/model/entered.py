"""Paper that a person read and typed in, because there is no file of it that the program could read."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind


@dataclass(frozen=True, slots=True)
class EnteredPaper:
    """What a person typed of one submission on paper."""

    fields: tuple[tuple[FieldName, str], ...]
    """What the paper has, each field once, in the order of ``FieldName``; never ``opinion``."""
    opinions: tuple[str, ...]

    @property
    def kind(self) -> SubmitterKind:
        """An organisation where one is named."""
        named = FieldName.ORGANIZATION in dict(self.fields)
        return SubmitterKind.ORGANIZATION if named else SubmitterKind.INDIVIDUAL
