"""What arranging pages goes by and makes: frozen records. They know nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocr_intake.model.fields import FieldName
    from ocr_intake.model.reading import PageReading
    from ocr_intake.model.review import Decision
    from ocr_intake.model.submission import Submission, SubmitterKind
    from ocr_intake.store.records import StoredSubmission


class ArrangementKind(StrEnum):
    """What was done; stable, also the keys of the texts: ``arrange.kind.CODE``."""

    MOVED = "moved"
    SPLIT = "split"
    JOINED = "joined"
    SET_ASIDE = "set_aside"
    TAKEN_UP = "taken_up"
    TURNED = "turned"
    UNDONE = "undone"
    """It takes another one back."""


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page where it stands now, and the page of an arrival that it is."""

    row: int
    """Number of its record."""
    original: int
    """Number of the record of the page that came in: the same where nobody has moved it."""
    sha256: str
    """Of the file or binding that it stands in."""
    number: int
    """1-based, there."""
    file_sha256: str
    """Of the file that it came in."""
    file_name: str
    file_page: int
    """1-based, in that file."""
    turned: int
    """Degrees clockwise by which people turned it."""
    reading: PageReading


@dataclass(frozen=True, slots=True)
class AsidePage:
    """A page that is to be set aside."""

    page: PlacedPage
    submission: int
    """The one that it is in."""
    reason: str


@dataclass(frozen=True, slots=True)
class CarriedDecision:
    """A decision on a value of a submission that is replaced, as it is made again on a value of the new one."""

    name: FieldName
    ordinal: int
    """0 for a field; an opinion's place from 1."""
    decision: Decision
    value: str | None
    verification: int
    """Number of the decision that is carried over."""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What people had decided that holds for a new submission."""

    decisions: tuple[CarriedDecision, ...] = ()
    """In the order in which they are made: the last one on a value is in force."""
    opinions: tuple[str, ...] = ()
    """Texts of opinions that the program does not propose on these pages: added as a person's own."""
    kind: SubmitterKind | None = None
    """What people said the submitter is; None where they said nothing."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page of a new submission."""

    page: PlacedPage
    reading: PageReading
    """Numbered as in the new submission."""
    png: bytes | None
    """Its upright image; None where there is none."""
    turned: int
    """Degrees clockwise by which people turned it."""


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """A submission that a person put together."""

    key: str
    """What tells its binding from any other."""
    pages: tuple[NewPage, ...]
    proposal: Submission
    """What the program reads on them, pages from 1."""
    carried: CarriedOver


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Submissions replaced by others, pages set aside or taken up: what one operation comes to."""

    kind: ArrangementKind
    before: tuple[StoredSubmission, ...]
    """As the person saw them."""
    made: tuple[NewSubmission, ...]
    aside: tuple[AsidePage, ...] = ()
    taken_up: tuple[PlacedPage, ...] = ()
    """Pages that are in no submission before it."""
