"""What the table of answers looks like in a spreadsheet, and how a row says what it is about: shared by both ways.

A row carries a mark in a hidden column: what it is about, the last reading when it was written, and digests of the gist
and of what is computed. By it the row keeps its identity however it is sorted, and what was typed is told from what was
written. The heading of that column says whose table it is.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from ocr_intake.dataset.answers.rows import OWN, Part
from ocr_intake.i18n import LANGUAGES, catalogue, t
from ocr_intake.japanese.text import clean
from ocr_intake.store import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.dataset.answers.rows import TableRow


class Computed(StrEnum):
    """Columns that the program fills."""

    NUMBER = "number"
    OPINIONS = "opinions"
    COUNT = "count"
    SUBMITTERS = "submitters"


COLUMNS: Final[tuple[Computed | Part, ...]] = (
    Computed.NUMBER,
    Part.GIST,
    Computed.OPINIONS,
    Computed.COUNT,
    Computed.SUBMITTERS,
    Part.ANSWER,
    Part.CATEGORY,
)
"""In their order; columns of people's own stand behind them."""
WIDTHS: Final = {
    Computed.NUMBER: 6,
    Part.GIST: 60,
    Computed.OPINIONS: 14,
    Computed.COUNT: 8,
    Computed.SUBMITTERS: 8,
    Part.ANSWER: 60,
    Part.CATEGORY: 12,
}
"""In characters."""
LONGEST: Final = 32_000
"""Characters of a gist that is written, of 32,767 that a cell holds (Excel's specifications and limits)."""

_MARK: Final = "ocr-intake:answers:1"
_OUR_SHEET: Final = "ocr-intake:sheet:"
_ROW: Final = re.compile(r"(group|opinion):([0-9]{1,15}) ([0-9]{1,15}) ([0-9a-f]{12}) ([0-9a-f]{12})")


class Mark(NamedTuple):
    """What the hidden cell of a row says."""

    subject: Subject
    as_of: int
    gist: str
    """Digest of the gist as it was written."""
    computed: str
    """Digest of what the program computed."""

    @property
    def text(self) -> str:
        """As it stands in the cell."""
        kind, number = (
            ("group", self.subject.group) if self.subject.opinion is None else ("opinion", self.subject.opinion)
        )
        return f"{kind}:{number} {self.as_of} {self.gist} {self.computed}"


def parsed(text: str) -> Mark | None:
    """The mark that a hidden cell holds; None where it is none."""
    found = _ROW.fullmatch(text.strip())
    if found is None:
        return None
    kind, number, as_of, gist, computed = found.groups()
    subject = Subject(group=int(number)) if kind == "group" else Subject(opinion=int(number))
    return Mark(subject, int(as_of), gist, computed)


def mark_of(row: TableRow, as_of: int) -> Mark:
    """The mark of a row that is written now."""
    return Mark(row.subject, as_of, digest([written_gist(row)]), digest(map(str, computed_cells(row).values())))


def computed_cells(row: TableRow) -> dict[Computed, str | int]:
    """What the program fills into a row."""
    return {
        Computed.NUMBER: row.number,
        Computed.OPINIONS: " ".join(row.opinions),
        Computed.COUNT: len(row.opinions),
        Computed.SUBMITTERS: row.submitters,
    }


def written_gist(row: TableRow) -> str:
    """The gist as it fits a cell."""
    text = tidy(row.gist)
    return text if len(text) <= LONGEST // 2 else text[: LONGEST // 2] + t("answers.cut", key=row.key)


def tidy(text: str) -> str:
    """A text as it is written and compared: line ends are line feeds, none at its ends, no white space behind it."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n")).lstrip("\n").rstrip()


def digest(texts: Iterable[str]) -> str:
    """Short digest of some texts in their order."""
    return hashlib.sha256("\x00".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def owner(identity: str, consultation: str) -> str:
    """The heading of the hidden column: of which workspace and consultation the table is."""
    return f"{_MARK}:{identity}:{consultation}"


def is_owner(text: str) -> bool:
    """Whether a heading is one of a hidden column."""
    return text.startswith(_MARK)


def sheet_mark(texts: Iterable[str]) -> str:
    """What a sheet that only tells carries, so that anything typed into it is noticed."""
    return _OUR_SHEET + digest(texts)


def is_sheet_mark(text: str) -> bool:
    """Whether a cell holds such a mark."""
    return text.startswith(_OUR_SHEET)


def heading(column: Computed | Part) -> str:
    """Of a column, in the language in force."""
    return t(f"answers.column.{column}")


def headings() -> dict[str, Computed | Part]:
    """The columns by their headings, in every language: a table is read whatever language it was written in."""
    return {catalogue(each)[f"answers.column.{column}"]: column for each in LANGUAGES for column in COLUMNS}


def part_heading(part: str) -> str:
    """Of a column that people type into, be it one of their own."""
    return part.removeprefix(OWN) if part.startswith(OWN) else heading(Part(part))
