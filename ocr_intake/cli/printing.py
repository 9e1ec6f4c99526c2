"""``ocr-intake print`` and ``ocr-intake open``: submissions on paper, and their pages in the desktop's viewer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

import typer

from ocr_intake.cli.console import complain, say
from ocr_intake.cli.ingest_tools import workspace_folder
from ocr_intake.cli.show import NoSuchSubmissionError, submission_number
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t


class NotHtmlError(IntakeError):
    """``--output`` names a file of another kind."""

    key: ClassVar[str] = "submission.printing.error.not_html"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class OutputExistsError(IntakeError):
    """The file is there already."""

    key: ClassVar[str] = "submission.printing.error.exists"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class UnwritableOutputError(IntakeError):
    """The file cannot be written."""

    key: ClassVar[str] = "submission.printing.error.unwritable"


def print_(
    submissions: Annotated[
        list[str], typer.Argument(metavar="SUBMISSION", help=t("submission.printing.option.submissions"))
    ],
    *,
    output: Annotated[Path, typer.Option(metavar="FILE", help=t("submission.printing.option.output"))],
    pages: Annotated[bool, typer.Option("--pages", help=t("submission.printing.option.pages"))] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=t("submission.printing.option.overwrite"))] = False,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("status.option.workspace"))] = None,
) -> ExitCode:
    """Write one file that only its owner may read."""
    from ocr_intake.store import UnknownRecordError, Workspace, atomic_file
    from ocr_intake.web.submission import printable

    if output.suffix.lower() not in {".html", ".htm"}:
        raise NotHtmlError
    if output.exists() and not overwrite:
        raise OutputExistsError(path=output)
    numbers = list(dict.fromkeys(submission_number(each) for each in submissions))
    with Workspace.open(workspace_folder(workspace), write=False) as store:
        for number in numbers:
            try:
                store.submission(number)
            except UnknownRecordError as error:
                raise NoSuchSubmissionError(number=f"S{number:04d}") from error
        text = printable(store, numbers, pages=pages)
    try:
        with atomic_file(output) as stream:
            stream.write(text.encode())
    except OSError as error:
        raise UnwritableOutputError(path=output, reason=error.strerror) from error
    say(t("submission.printing.done", path=output, count=len(numbers)))
    return ExitCode.OK


def open_(
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("show.option.submissions"))],
    *,
    link: Annotated[bool, typer.Option("--link", help=t("submission.opening.option.link"))] = False,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("status.option.workspace"))] = None,
) -> ExitCode:
    """Open every page, or say where it is; exit 6 where there is no picture."""
    from ocr_intake.review.record import page_images
    from ocr_intake.review.viewer import open_image
    from ocr_intake.store import UnknownRecordError, Workspace

    number = submission_number(submission)
    with Workspace.open(workspace_folder(workspace), write=False) as store:
        try:
            stored = store.submission(number)
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error
        images = [path.resolve() for _, path in page_images(store, stored)]
    if not images:
        complain(t("submission.opening.none", number=stored.number))
        return ExitCode.INPUT
    for path in images:
        if link or not open_image(path):
            say(path.as_uri())
    return ExitCode.OK
