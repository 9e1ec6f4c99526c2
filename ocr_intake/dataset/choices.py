"""What an export is asked for, and what it says of itself afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ocr_intake.config import Attribute, Consultation
    from ocr_intake.dataset.report import Search
    from ocr_intake.model.redaction import Redaction


class Personal(StrEnum):
    """What becomes of names, addresses and telephone numbers. They never stand beside the opinions."""

    SEPARATE = "separate"
    """In a file of their own, joined by the submission's number; opinions are as people wrote them."""
    NONE = "none"
    """Left out, and looked for in the opinions: what is found for certain is masked there."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What to export, and how."""

    formats: tuple[str, ...] = ("csv",)
    """Names in ``dataset.profiles.FORMATS``."""
    personal: Personal = Personal.SEPARATE
    include_unverified: bool = False
    """What waits for a person too; the files' names and a first column in them say so."""
    consultation: str | None = None
    """None means all."""
    replace: bool = False
    """Whether files of an earlier export that would stand beside this one are removed."""
    consultations: tuple[Consultation, ...] = ()
    """As they are configured: what they declare has columns of its own, and what is not to be published stays in."""

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """What has columns, each once; without personal data those that may be published."""
        chosen = (each for each in self.consultations if self.consultation in {None, each.id})
        declared = {attribute.id: attribute for each in chosen for attribute in each.attributes}
        return tuple(each for each in declared.values() if each.published or self.personal is not Personal.NONE)


@dataclass(slots=True)
class Exported:
    """What was written, and what was not."""

    files: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    """Files of an earlier export."""
    submissions: int = 0
    """Whose opinions were written, verified or not."""
    opinions: int = 0
    individuals: int = 0
    organizations: int = 0
    unverified: int = 0
    """Of the submissions written, the ones that nobody has verified."""
    waiting: int = 0
    """Submissions that were not written because nobody has verified them yet."""
    rejected: int = 0
    """Submissions that were not written because a person decided that they do not count."""
    withheld: int = 0
    """Of the opinions, those that were not written because whoever sent them does not want them published."""
    untaken: int = 0
    """Opinions that a format leaves out because who takes it takes none of that kind: empty, or of two characters."""
    search: Search | None = None
    """What was found in the opinions, where personal data was looked for."""
    decided: Mapping[int, Sequence[Redaction]] = field(default_factory=dict)
    """What people decided on it, by opinion."""
