"""Writing the dataset: what is verified, and nothing else unless the files themselves say so."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.errors import CannotWriteError, NotConfiguredError, OlderFilesError
from ocr_intake.dataset.exporters import EXPORTERS, exporter
from ocr_intake.dataset.report import SUFFIX, Search, report_text
from ocr_intake.dataset.rows import (
    COMMENTS,
    PEOPLE,
    REPORT,
    comment_rows,
    comments_table,
    personal_row,
    personal_table,
    report_rows,
    report_table,
    search,
    searched_rows,
    verified,
    withheld,
)
from ocr_intake.dataset.together import new_file, written_together
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from ocr_intake.config import Attribute, Consultation
    from ocr_intake.dataset.exporters.protocol import Exporter
    from ocr_intake.dataset.table import Row, Table
    from ocr_intake.store import StoredSubmission, Workspace


_UNVERIFIED: Final = "-unverified"
"""In the names of files that hold what waits for a person too."""


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
    """Names of exporters."""
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
    search: Search | None = None
    """What was found in the opinions, where personal data was looked for."""


def export(workspace: Workspace, folder: Path, profile: Profile, *, by: str) -> Exported:
    """Write comments, and personal data if the profile has it, to files in ``folder`` as of one moment.

    Submissions pass one after the other, so that memory does not grow with their number. The files are put in place
    together when all are whole. It is recorded who exported how much.

    Args:
        workspace: Where from.
        folder: Made when missing.
        profile: What, and how.
        by: Who exports.

    Raises:
        UnknownFormatError: There is no such format.
        OlderFilesError: Files of an earlier export would stand beside this one.
        NotConfiguredError: It cannot be told which opinions are not to be published.
        CellTooLongError: The format cannot hold one of the texts whole.
        TableTooLongError: The format cannot hold so many rows.
        CannotWriteError: The folder cannot be written.
    """
    forms = tuple(exporter(name) for name in profile.formats)
    names = [_file_name(table.name, profile, form.suffix) for form in forms for table in _tables(profile)]
    about = _file_name(REPORT, profile, SUFFIX)
    searching = profile.personal is Personal.NONE
    files = tuple(folder / name for name in (*names, *((about,) if searching else ())))
    older = _older(folder, files, profile)
    if older and not profile.replace:
        raise OlderFilesError(folder, tuple(path.name for path in older))
    done = Exported(files, older, search=Search() if searching else None)
    try:
        with written_together(folder, older) as part:
            _write(_counted(workspace, profile, done), part, forms, profile, done)
            if done.search is not None:
                with new_file(part / about) as stream:
                    stream.write(report_text(done.search).encode())
    except OSError as error:
        raise CannotWriteError(folder, error.strerror or type(error).__name__) from error
    workspace.audit(
        by,
        "export.written",
        format=",".join(form.name for form in forms),
        personal=profile.personal.value,
        submissions=done.submissions,
        opinions=done.opinions,
        unverified=done.unverified,
    )
    return done


def _tables(profile: Profile) -> tuple[Table, ...]:
    status, searched = profile.include_unverified, profile.personal is Personal.NONE
    comments = comments_table(status=status, searched=searched, attributes=profile.attributes)
    return comments, report_table() if searched else personal_table(status=status)


def _rows(made: StoredSubmission, profile: Profile, done: Exported) -> tuple[Iterable[Row], ...]:
    """The rows of one submission for each of ``_tables``."""
    status = profile.include_unverified
    if done.search is None:
        rows = comment_rows(made, status=status, attributes=profile.attributes)
        return rows, (personal_row(made, status=status),)
    opinions = search(made)
    done.search.count(opinions)
    rows = searched_rows(made, opinions, status=status, attributes=profile.attributes)
    return rows, report_rows(made, opinions)


def _counted(workspace: Workspace, profile: Profile, done: Exported) -> Iterator[StoredSubmission]:
    """The submissions to write, counted as they pass."""
    known, searching = {each.id: each for each in profile.consultations}, profile.personal is Personal.NONE
    for made in workspace.submissions(profile.consultation):
        sure = verified(made)
        if made.state is SubmissionState.REJECTED:
            done.rejected += 1
        elif not (sure or profile.include_unverified):
            done.waiting += 1
        else:
            done.submissions += 1
            done.opinions += len(made.final_opinions)
            done.individuals += made.kind is SubmitterKind.INDIVIDUAL
            done.organizations += made.kind is SubmitterKind.ORGANIZATION
            done.unverified += not sure
            if searching and made.attribute_values and made.consultation not in known:
                raise NotConfiguredError(made.consultation)
            if searching and made.attribute_values and withheld(made, known[made.consultation]):
                done.withheld += len(made.final_opinions)
            else:
                yield made


def _write(
    chosen: Iterable[StoredSubmission], part: Path, forms: Sequence[Exporter], profile: Profile, done: Exported
) -> None:
    """Every table in every format, row by row, into new files of a folder."""
    with ExitStack() as files:

        def begun(table: Table, form: Exporter) -> Callable[[Row], None]:
            stream = files.enter_context(new_file(part / _file_name(table.name, profile, form.suffix)))
            return files.enter_context(form.begin(table, stream))

        writers = [[begun(table, form) for form in forms] for table in _tables(profile)]
        for made in chosen:
            for rows, outs in zip(_rows(made, profile, done), writers, strict=True):
                for row in rows:
                    for write in outs:
                        write(row)


def _file_name(table: str, profile: Profile, suffix: str) -> str:
    return f"{table}{_UNVERIFIED if profile.include_unverified else ''}{suffix}"


def _older(folder: Path, files: Sequence[Path], profile: Profile) -> tuple[Path, ...]:
    """Files of an earlier export that this one would not replace, and that would be taken for part of it.

    Beside an export without personal data these are all of them: opinions as people wrote them, too. Beside another
    one it is the report, which says that there is none in the opinions.
    """
    tables = (COMMENTS, PEOPLE, REPORT) if profile.personal is Personal.NONE else (REPORT,)
    suffixes = dict.fromkeys([*(form.suffix for form in EXPORTERS), SUFFIX])
    known = (folder / f"{table}{mark}{end}" for table in tables for mark in ("", _UNVERIFIED) for end in suffixes)
    return tuple(path for path in known if path not in files and path.is_file())
