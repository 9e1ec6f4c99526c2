"""Writing the table of answers to a file and reading it back, so that nothing that people typed is lost on the way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.answers.book import book
from ocr_intake.dataset.answers.errors import NotXlsxNameError, TableChangedError, TableOpenError, WouldBeLostError
from ocr_intake.dataset.answers.guard import file_bytes
from ocr_intake.dataset.answers.layout import owner
from ocr_intake.dataset.answers.reading import ReadTable, read_table
from ocr_intake.dataset.answers.rows import AnswerTable, answer_table
from ocr_intake.dataset.errors import CannotWriteError
from ocr_intake.dataset.together import new_file, written_together

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from ocr_intake.dataset.answers.rows import Leftover
    from ocr_intake.store import Workspace

SUFFIX: Final = ".xlsx"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that was changed elsewhere since the table was written: what was typed is kept beside it."""

    key: str
    part: str
    by: str
    """Who changed it elsewhere."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a table brought."""

    changed: int
    """Cells that hold something new now."""
    conflicts: tuple[Conflict, ...]
    missing: tuple[str, ...]
    """Rows that are not in the file, though they are in the table; nothing of them changed."""
    vanished: tuple[str, ...]
    """Rows that are in the file and no longer in the table: what was typed there is kept."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What was written."""

    rows: int
    new: tuple[str, ...]
    """Rows that were not in the file that was there; all of them where there was none."""
    leftovers: tuple[Leftover, ...]
    read: Reading | None
    """What was read from the file that was there, before it was written anew; None where there was none."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose answers: a consultation with its categories, and what of it counts (see ``answered_rows``)."""

    consultation: str
    categories: Mapping[str, str]
    left_out: Collection[int] = frozenset()
    submitters: Mapping[int, int] | None = None


def read_answers(workspace: Workspace, whose: Whose, path: Path, *, by: str) -> Reading:
    """Take over what people typed into a table.

    Raises:
        NoTableFileError: There is no such file.
        NotATableError: It is no table of answers of this workspace and consultation.
        TableProblemsError: Something in it must be put right first; nothing was taken over.
    """
    content = file_bytes(path)
    return _taken_over(workspace, whose, path, _read(workspace, whose, path, content), by)


def write_answers(workspace: Workspace, whose: Whose, path: Path, *, by: str) -> Writing:
    """Write the table to a file. One that is there is read before, so that what was typed into it stays.

    Raises:
        NotXlsxNameError: The name does not end as that of a spreadsheet.
        TableOpenError: A program for spreadsheets has it open.
        NotATableError: There is a file, and it is no table of answers of this workspace and consultation.
        TableProblemsError: What is there cannot be read.
        WouldBeLostError: It holds something outside of the table.
        TableChangedError: Somebody saved it in between.
        CannotWriteError: It cannot be written.
    """
    if path.suffix.lower() != SUFFIX:
        raise NotXlsxNameError(path)
    before = file_bytes(path) if path.exists() else None
    there: ReadTable | None = None
    reading: Reading | None = None
    if before is not None:
        _check_closed(path)
        there = _read(workspace, whose, path, before)
        if there.beyond:
            raise WouldBeLostError(path, there.beyond)
        reading = _taken_over(workspace, whose, path, there, by)
    table = _table(workspace, whose, keep_numbers=True)
    own = dict.fromkeys((*(() if there is None else there.own), *table.own))
    content = book(table, tuple(own), whose.categories, identity=workspace.identity, of=whose.consultation)
    _put(path, content, before)
    workspace.audit(by, "answers.written", rows=len(table.rows))
    known = set() if there is None else set(there.subjects)
    new = tuple(row.key for row in table.rows if row.subject not in known)
    return Writing(len(table.rows), new, table.leftovers, reading)


def _read(workspace: Workspace, whose: Whose, path: Path, content: bytes) -> ReadTable:
    return read_table(path, content, owner(workspace.identity, whose.consultation), whose.categories)


def _table(workspace: Workspace, whose: Whose, *, keep_numbers: bool = False) -> AnswerTable:
    return answer_table(
        workspace,
        whose.consultation,
        left_out=whose.left_out,
        submitters=whose.submitters,
        keep_numbers=keep_numbers,
    )


def _taken_over(workspace: Workspace, whose: Whose, path: Path, read: ReadTable, by: str) -> Reading:
    place = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    done = workspace.replies.record(whose.consultation, read.cells, place=place, by=by)
    table = _table(workspace, whose)
    keys = {row.subject: row.key for row in table.rows}
    there = set(read.subjects)
    gone = {each.subject: each.key for each in table.leftovers if each.vanished}
    return Reading(
        len(done.changed),
        tuple(
            Conflict(keys.get(cell.subject) or gone.get(cell.subject, ""), cell.part, held.by if held else "-")
            for cell, held in done.conflicts
        ),
        tuple(row.key for row in table.rows if row.subject not in there),
        tuple(dict.fromkeys(gone[subject] for subject in read.subjects if subject in gone)),
    )


def _check_closed(path: Path) -> None:
    """Whether a program for spreadsheets left its mark beside the file (Excel ``~$NAME``, LibreOffice ``.~lock``)."""
    if any((path.parent / name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#")):
        raise TableOpenError(path)


def _put(path: Path, content: bytes, before: bytes | None) -> None:
    """Put a file in place of what was read.

    Raises:
        TableChangedError: It is not what was read any more.
        CannotWriteError: It cannot be written.
    """
    try:
        with written_together(path.parent) as part:
            with new_file(part / path.name) as stream:
                stream.write(content)
            if (path.read_bytes() if path.exists() else None) != before:
                raise TableChangedError(path)
    except OSError as error:
        raise CannotWriteError(path, error.strerror or type(error).__name__) from error
