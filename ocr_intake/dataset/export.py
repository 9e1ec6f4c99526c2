"""Writing the dataset: what is verified, and nothing else unless the files themselves say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ocr_intake.dataset.errors import CannotWriteError
from ocr_intake.dataset.exporters import exporter
from ocr_intake.dataset.rows import comments_table, personal_table, verified
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import SubmissionState, atomic_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ocr_intake.dataset.exporters.protocol import Exporter
    from ocr_intake.dataset.table import Table
    from ocr_intake.store import StoredSubmission, Workspace


class Personal(StrEnum):
    """What becomes of names, addresses and telephone numbers. They never stand beside the opinions."""

    SEPARATE = "separate"
    """In a file of their own, joined by the submission's number."""
    NONE = "none"
    """Left out."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What to export, and how."""

    format: str = "csv"
    """Name of an exporter."""
    personal: Personal = Personal.SEPARATE
    include_unverified: bool = False
    """What waits for a person too; the files' names and a first column in them say so."""
    consultation: str | None = None
    """None means all."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what was not."""

    files: tuple[Path, ...]
    submissions: int
    """Whose opinions were written, verified or not."""
    opinions: int
    individuals: int
    organizations: int
    unverified: int
    """Of the submissions written, the ones that nobody has verified."""
    waiting: int
    """Submissions that were not written because nobody has verified them yet."""
    rejected: int
    """Submissions that were not written because a person decided that they do not count."""


def export(workspace: Workspace, folder: Path, profile: Profile, *, by: str) -> Exported:
    """Write comments, and personal data if the profile has it, to files in ``folder`` as of one moment.

    A file is replaced as a whole or not at all. It is recorded who exported how much.

    Args:
        workspace: Where from.
        folder: Made when missing.
        profile: What, and how.
        by: Who exports.

    Raises:
        UnknownFormatError: There is no such format.
        CellTooLongError: The format cannot hold one of the texts whole.
        CannotWriteError: The folder cannot be written.
    """
    form = exporter(profile.format)
    everything = tuple(workspace.submissions(profile.consultation))
    standing = [made for made in everything if made.state is not SubmissionState.REJECTED]
    chosen = standing if profile.include_unverified else [made for made in standing if verified(made)]
    tables = [comments_table(chosen, status=profile.include_unverified)]
    if profile.personal is Personal.SEPARATE:
        tables.append(personal_table(chosen, status=profile.include_unverified))
    files = _write(tables, folder, form, mark="-unverified" if profile.include_unverified else "")
    done = Exported(
        files,
        submissions=len(chosen),
        opinions=len(tables[0].rows),
        individuals=_of_kind(chosen, SubmitterKind.INDIVIDUAL),
        organizations=_of_kind(chosen, SubmitterKind.ORGANIZATION),
        unverified=sum(not verified(made) for made in chosen),
        waiting=len(standing) - len(chosen),
        rejected=len(everything) - len(standing),
    )
    workspace.audit(
        by,
        "export.written",
        format=form.name,
        personal=profile.personal.value,
        submissions=done.submissions,
        opinions=done.opinions,
        unverified=done.unverified,
    )
    return done


def _of_kind(submissions: Sequence[StoredSubmission], kind: SubmitterKind) -> int:
    return sum(made.kind is kind for made in submissions)


def _write(tables: list[Table], folder: Path, form: Exporter, *, mark: str) -> tuple[Path, ...]:
    files = tuple(folder / f"{table.name}{mark}{form.suffix}" for table in tables)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, table in zip(files, tables, strict=True):
            with atomic_file(path) as stream:
                form.write(table, stream)
    except OSError as error:
        raise CannotWriteError(folder, error.strerror or type(error).__name__) from error
    return files
