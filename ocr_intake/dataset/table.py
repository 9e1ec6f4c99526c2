"""What is exported, before it has a format: named columns and rows of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from ocr_intake.i18n import t


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few fixed values: programs see its code, people its text (``dataset.word.CODE``)."""

    code: str

    @property
    def text(self) -> str:
        """In the language in force."""
        return t(f"dataset.word.{self.code}")


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands on the paper where a value was read. Only formats that hold pictures are given any."""

    WIDEST: ClassVar[int] = 420
    """Pixels."""
    HIGHEST: ClassVar[int] = 240
    """Pixels."""
    png: bytes
    width: int
    """Pixels."""
    height: int
    """Pixels."""


Cell: TypeAlias = str | bool | date | Word | Picture | tuple[int, ...] | tuple[Word, ...] | None
"""Tuples of int are page numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    """Stable name for programs; also the key of its heading, ``dataset.column.KEY``."""
    fixed: str | None = None
    """The heading that a consumer or a consultation asks for; None for the usual one."""
    picture: bool = False
    """Whether it holds pictures."""

    @property
    def heading(self) -> str:
        """What people see, in the language in force."""
        return t(f"dataset.column.{self.key}") if self.fixed is None else self.fixed


Row: TypeAlias = tuple[Cell, ...]
"""As long as there are columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that rows come under; the rows themselves pass by one after the other."""

    name: str
    """What it holds, also the first part of its file's name: ``comments`` or ``personal``."""
    columns: tuple[Column, ...]

    @property
    def key_place(self) -> int:
        """Which column says what a row is called by: the first, behind the one that says what is verified."""
        return int(self.columns[0].key == "status")


def cell_text(cell: Cell) -> str:
    """A cell as people read it; "" for nothing. Pages as ``p.1 p.2``, which no spreadsheet takes for a number."""
    match cell:
        case None | False | Picture():
            return ""
        case True:
            return t("dataset.word.yes")
        case str():
            return cell
        case date():
            return cell.isoformat()
        case Word():
            return cell.text
        case tuple():
            return " ".join(part.text if isinstance(part, Word) else f"p.{part}" for part in cell)
