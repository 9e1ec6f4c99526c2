"""What is exported, before it has a format: named columns and rows of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ocr_intake.i18n import t


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few fixed values: programs see its code, people its text (``dataset.word.CODE``)."""

    code: str

    @property
    def text(self) -> str:
        """In the language in force."""
        return t(f"dataset.word.{self.code}")


Cell: TypeAlias = str | bool | date | Word | tuple[int, ...] | tuple[Word, ...] | None
"""Tuples of int are page numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    """Stable name for programs; also the key of its heading, ``dataset.column.KEY``, where it has no label."""
    label: str = ""
    """The heading of what a consultation declares itself."""

    @property
    def heading(self) -> str:
        """What people see, in the language in force."""
        return self.label or t(f"dataset.column.{self.key}")


Row: TypeAlias = tuple[Cell, ...]
"""As long as there are columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that rows come under; the rows themselves pass by one after the other."""

    name: str
    """What it holds, also the first part of its file's name: ``comments`` or ``personal``."""
    columns: tuple[Column, ...]


def cell_text(cell: Cell) -> str:
    """A cell as people read it; "" for nothing. Pages as ``p.1 p.2``, which no spreadsheet takes for a number."""
    match cell:
        case None | False:
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
