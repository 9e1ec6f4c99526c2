"""What a consultation asks beside the usual fields, as it is kept beside each answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocr_intake.model.fields import FieldValue


class AttributeKind(StrEnum):
    """What an answer may be."""

    CHOICE = "choice"
    """One of the choices: the value, or one of its candidates."""
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class AttributeMark:
    """Which attribute a value is of."""

    id: str
    kind: AttributeKind
    label: str

    def __str__(self) -> str:
        """As it stands beside the value."""
        return f"{self.id} {self.kind} {self.label}"

    @classmethod
    def parsed(cls, text: str) -> AttributeMark:
        """The mark that ``str`` made the text of."""
        name, kind, label = text.split(" ", 2)
        return cls(name, AttributeKind(kind), label)


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """An answer as it is proposed."""

    mark: AttributeMark
    value: FieldValue
    """Of the name ``ATTRIBUTE``; where there are choices, the others are its candidates."""


@dataclass(frozen=True, slots=True)
class AskedAttribute:
    """What a consultation asks, as paper is searched for the answer."""

    mark: AttributeMark
    labels: tuple[str, ...]
    """Wordings of the label."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each as it is recorded, with all of its wordings."""
