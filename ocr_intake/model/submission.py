"""Submissions and opinions as the program proposes them, and the outcome of reading a whole source file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from ocr_intake.model.attributes import AttributeValue
from ocr_intake.model.fields import FieldName, FieldValue, Flag
from ocr_intake.model.geometry import Region
from ocr_intake.model.pages import PageRole, SetAside
from ocr_intake.model.written import Written


class SubmitterKind(StrEnum):
    """Who submits: the city counts the two apart."""

    INDIVIDUAL = "individual"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion of a submission."""

    text: str
    """Without its list marker."""
    marker: str = ""
    """The list marker as written (``①``, ``(1)``, ``・``), or ""."""
    regions: tuple[Region, ...] = ()
    written: Written | None = None
    """How ``text`` stands on paper, and its doubtful places; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The pages that one person or organisation sent, with what was read from them."""

    pages: tuple[int, ...]
    """1-based pages of the source file, in order; never empty."""
    kind: SubmitterKind
    fields: tuple[FieldValue, ...]
    """One of each ``FieldName``, in the order of that enum."""
    opinions: tuple[Opinion, ...] = ()
    flags: tuple[Flag, ...] = ()
    """Reasons to look at the submission as a whole."""
    attributes: tuple[AttributeValue, ...] = ()
    """What the consultation asks beside the fields, in the order in which it declares them."""

    def field(self, name: FieldName) -> FieldValue:
        """The value of one field."""
        return next(value for value in self.fields if value.name is name)

    @property
    def flagged(self) -> bool:
        """Whether anything of it is flagged."""
        asked = (*self.fields, *(each.value for each in self.attributes))
        return bool(self.flags) or any(value.flagged for value in asked)


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of one page of a file."""

    number: int
    role: PageRole
    reason: SetAside | None = None
    """Given when the role is ``SET_ASIDE``."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """A source file once read: every page is accounted for."""

    submissions: tuple[Submission, ...]
    pages: tuple[PageOutcome, ...]


def number_of(text: str) -> int | None:
    """The submission that people mean by ``S0012`` or ``12``, in whatever width; None for anything else."""
    found = re.fullmatch(r"[Ss]?([0-9]{1,9})", unicodedata.normalize("NFKC", text).strip())
    return None if found is None else int(found[1])
