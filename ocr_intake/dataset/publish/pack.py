"""The pack of files that a city publishes: the same result as a web page, a workbook, a document and a table.

They are written together or not at all, and the same dataset gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from ocr_intake.dataset.errors import CannotWriteError, OlderFilesError
from ocr_intake.dataset.exporters import EXPORTERS
from ocr_intake.dataset.publish.document import write_document
from ocr_intake.dataset.publish.gather import Asked, gather
from ocr_intake.dataset.publish.spreadsheet import write_csv, write_workbook
from ocr_intake.dataset.publish.web_page import write_web_page
from ocr_intake.dataset.rows import COMMENTS, PEOPLE, REPORT
from ocr_intake.dataset.scratch import scratch_in
from ocr_intake.dataset.together import new_file, written_together

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ocr_intake.config import Consultation
    from ocr_intake.dataset.publish.result import Result
    from ocr_intake.store import Workspace

_NAME: Final = "results"
_DRAFT: Final = "-draft"
_WRITERS: Final[dict[str, Callable[[Result, BinaryIO, Path | None], None]]] = {
    ".html": write_web_page,
    ".xlsx": write_workbook,
    ".docx": write_document,
    ".csv": write_csv,
}


@dataclass(frozen=True, slots=True)
class Published:
    """What was written."""

    files: tuple[Path, ...]
    removed: tuple[Path, ...]
    """Earlier files."""
    result: Result
    to_look_at: tuple[int, ...]
    """Numbers of the rows that may hold personal data."""


def publish(
    workspace: Workspace,
    consultation: Consultation,
    folder: Path,
    asked: Asked | None = None,
    *,
    replace: bool = False,
    by: str,
) -> Published:
    """Write the result of a consultation into a folder. It is recorded who published how much.

    Args:
        workspace: Where from.
        consultation: Whose result.
        folder: Made when missing.
        asked: Rows with answers, relations, what is withheld; by default none of it, and no draft.
        replace: Whether earlier files that must not stand beside these are removed.
        by: Who publishes.

    Raises:
        NotBalancedError: Something that came in is not accounted for.
        NotReadyError: People have something left to do, and no draft is asked for.
        OlderFilesError: A draft, or files with personal data, would stand beside the result.
        CellTooLongError: A text is longer than a cell of a workbook holds.
        CannotWriteError: The folder cannot be written.
    """
    asked = asked or Asked()
    result, to_look_at = gather(workspace, consultation, asked)
    files = {folder / f"{_NAME}{_DRAFT if asked.draft else ''}{suffix}": write for suffix, write in _WRITERS.items()}
    older = _older(folder, files)
    if older and not replace:
        raise OlderFilesError(folder, tuple(path.name for path in older))
    try:
        with written_together(folder, older) as part, scratch_in(workspace) as scratch:
            for path, write in files.items():
                with new_file(part / path.name) as stream:
                    write(result, stream, scratch)
    except OSError as error:
        raise CannotWriteError(folder, error.strerror or type(error).__name__) from error
    workspace.audit(
        by,
        "results.published",
        consultation=consultation.id,
        draft=int(asked.draft),
        rows=len(result.rows),
        opinions=result.counts.total.opinions,
    )
    return Published(tuple(files), older, result, to_look_at)


def _older(folder: Path, files: dict[Path, Callable[[Result, BinaryIO, Path | None], None]]) -> tuple[Path, ...]:
    """A draft beside a result or the other way round, and files of exports, which hold more than is published."""
    of_results = [folder / f"{_NAME}{mark}{suffix}" for mark in ("", _DRAFT) for suffix in _WRITERS]
    suffixes = dict.fromkeys([*(form.suffix for form in EXPORTERS), ".txt"])
    of_exports = [
        folder / f"{table}{mark}{suffix}"
        for table in (COMMENTS, PEOPLE, REPORT)
        for mark in ("", "-unverified")
        for suffix in suffixes
    ]
    return tuple(path for path in (*of_results, *of_exports) if path not in files and path.is_file())
