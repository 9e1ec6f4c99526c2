"""Writing the dataset: what is verified, and nothing else unless the files themselves say so."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.dataset.choices import Exported, Personal, Profile
from ocr_intake.dataset.errors import (
    CannotWriteError,
    NotConfiguredError,
    OlderFilesError,
    PersonalInPublicError,
    SameFileError,
)
from ocr_intake.dataset.profiles import FORMATS, PUBLIC, format_called
from ocr_intake.dataset.profiles.consumers import Consumer
from ocr_intake.dataset.profiles.protocol import Passing
from ocr_intake.dataset.report import SUFFIX, Search, report_text
from ocr_intake.dataset.rows import COMMENTS, PEOPLE, REPORT, search, verified, withheld
from ocr_intake.dataset.scratch import scratch_in
from ocr_intake.dataset.together import new_file, written_together
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ocr_intake.dataset.exporters.protocol import Exporter
    from ocr_intake.dataset.profiles.protocol import Content
    from ocr_intake.dataset.table import Row, Table
    from ocr_intake.store import StoredSubmission, Workspace

_UNVERIFIED: Final = "-unverified"
"""In the names of files that hold what waits for a person too."""


@dataclass(frozen=True, slots=True)
class _Output:
    """One file: a table of a content in a format."""

    name: str
    content: Content
    place: int
    """Of the table among the content's."""
    table: Table
    exporter: Exporter


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
        PersonalInPublicError: Personal data was asked for together with a format for the public.
        SameFileError: Two formats would be written to the same file.
        NotConfiguredError: It cannot be told which opinions are not to be published.
        OlderFilesError: Files of an earlier export would stand beside this one.
        CellTooLongError: The format cannot hold one of the texts whole.
        TableTooLongError: The format cannot hold so many rows.
        NotInEncodingError: The encoding lacks characters.
        OpinionTooLongError: Whoever takes the file takes no opinion that is so long.
        MissingLibraryError: A format needs a library that is not installed.
        CannotWriteError: The folder cannot be written.
    """
    outputs = _outputs(profile)
    about = _file_name(REPORT, profile, SUFFIX)
    searching = profile.personal is Personal.NONE
    files = tuple(folder / name for name in (*(each.name for each in outputs), *((about,) if searching else ())))
    older = _older(folder, files, profile)
    if older and not profile.replace:
        raise OlderFilesError(folder, tuple(path.name for path in older))
    done = Exported(files, older)
    if searching:
        done.search, done.decided = Search(), workspace.redactions.of(profile.consultation)
    try:
        with written_together(folder, older) as part, scratch_in(workspace) as scratch:
            _write(_passing(workspace, profile, done), part, scratch, outputs)
            if done.search is not None:
                with new_file(part / about) as stream:
                    stream.write(report_text(done.search).encode())
    except OSError as error:
        raise CannotWriteError(folder, error.strerror or type(error).__name__) from error
    workspace.audit(
        by,
        "export.written",
        format=",".join(profile.formats),
        personal=profile.personal.value,
        submissions=done.submissions,
        opinions=done.opinions,
        unverified=done.unverified,
    )
    return done


def _outputs(profile: Profile) -> tuple[_Output, ...]:
    formats = tuple(format_called(name) for name in profile.formats)
    if profile.personal is not Personal.NONE and (public := PUBLIC.intersection(profile.formats)):
        raise PersonalInPublicError(sorted(public))
    found: dict[str, _Output] = {}
    for form in formats:
        for place, table in enumerate(form.content.tables(profile)):
            name = _file_name(table.name, profile, form.exporter.suffix)
            if name not in found:
                found[name] = _Output(name, form.content, place, table, form.exporter)
            elif table.name != REPORT:  # which says the same whatever it stands beside
                raise SameFileError(name)
    return tuple(found.values())


def _passing(workspace: Workspace, profile: Profile, done: Exported) -> Iterator[tuple[Passing, bool]]:
    """Every submission, with whether it belongs to the dataset; those that do are counted as they pass."""
    contents = {format_called(name).content for name in profile.formats}
    known = {each.id: each for each in profile.consultations}
    for made in workspace.submissions(profile.consultation):
        sure = verified(made)
        taken = made.state is not SubmissionState.REJECTED and (sure or profile.include_unverified)
        found = None
        if taken:
            _count(made, done, sure=sure)
            if done.search is not None and made.attribute_values:
                if made.consultation not in known:
                    raise NotConfiguredError(made.consultation)
                taken = not withheld(made, known[made.consultation])
                done.withheld += 0 if taken else len(made.final_opinions)
            if done.search is not None and taken:
                found = search(made, done.decided)
                done.search.count(found)
                done.untaken += sum(each.untaken(found) for each in contents if isinstance(each, Consumer))
        elif made.state is SubmissionState.REJECTED:
            done.rejected += 1
        else:
            done.waiting += 1
        yield Passing(made, found, workspace, profile), taken


def _count(made: StoredSubmission, done: Exported, *, sure: bool) -> None:
    done.submissions += 1
    done.opinions += len(made.final_opinions)
    done.individuals += made.kind is SubmitterKind.INDIVIDUAL
    done.organizations += made.kind is SubmitterKind.ORGANIZATION
    done.unverified += not sure


def _write(
    submissions: Iterator[tuple[Passing, bool]], part: Path, scratch: Path | None, outputs: Sequence[_Output]
) -> None:
    """Every file, row by row, into a folder."""
    with ExitStack() as files:
        writers: dict[Content, list[tuple[int, Callable[[Row], None]]]] = {}
        for each in outputs:
            stream = files.enter_context(new_file(part / each.name))
            write = files.enter_context(each.exporter.begin(each.table, stream, scratch))
            writers.setdefault(each.content, []).append((each.place, write))
        for passing, taken in submissions:
            for content, outs in writers.items():
                if taken or content.every:
                    _write_rows(content, passing, outs)


def _write_rows(content: Content, passing: Passing, outs: Sequence[tuple[int, Callable[[Row], None]]]) -> None:
    for place, rows in enumerate(content.rows(passing)):
        wanted = [write for at, write in outs if at == place]
        for row in rows:
            for write in wanted:
                write(row)


def _file_name(table: str, profile: Profile, suffix: str) -> str:
    return f"{table}{_UNVERIFIED if profile.include_unverified else ''}{suffix}"


def _older(folder: Path, files: Sequence[Path], profile: Profile) -> tuple[Path, ...]:
    """Files of an earlier export that this one would not replace, and that would be taken for part of it.

    Beside an export without personal data these are all of them: opinions as people wrote them, too. Beside another
    one it is the report, which says that there is none in the opinions.
    """
    tables = (COMMENTS, PEOPLE, REPORT) if profile.personal is Personal.NONE else (REPORT,)
    suffixes = dict.fromkeys([*(form.exporter.suffix for form in FORMATS), SUFFIX])
    known = (folder / f"{table}{mark}{end}" for table in tables for mark in ("", _UNVERIFIED) for end in suffixes)
    return tuple(path for path in known if path not in files and path.is_file())
