"""``ocr-intake letter``: a letter to whoever sent something, from a template of the configuration."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from ocr_intake.cli.console import complain, console, say
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.show import NoSuchSubmissionError, submission_number
from ocr_intake.cli.state import State
from ocr_intake.config import load_consultation, load_letter
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t


class LetterExistsError(IntakeError):
    """There is a file of that name already."""

    key: ClassVar[str] = "letter.error.exists"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class LetterUnwritableError(IntakeError):
    """The letter cannot be written there."""

    key: ClassVar[str] = "letter.error.unwritable"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


def letter(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("submission.argument.submission"))],
    *,
    template: Annotated[str, typer.Option(metavar="NAME", help=t("letter.option.template"))] = "hosei",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help=t("letter.option.output"))] = None,
    as_html: Annotated[bool, typer.Option("--html", help=t("letter.option.html"))] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=t("letter.option.overwrite"))] = False,
    missing: Annotated[str | None, typer.Option(metavar="TEXT", help=t("letter.option.missing"))] = None,
    deadline: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=t("letter.option.deadline"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("status.option.workspace"))] = None,
) -> ExitCode:
    """Write it where the clerk says, or print it; who wrote one about which submission is recorded."""
    from ocr_intake.review.letters import as_page, make_letter
    from ocr_intake.store import UnknownRecordError, Workspace

    number, folder = submission_number(submission), ctx.ensure_object(State).config_dir.path
    chosen = load_letter(folder, template)
    with Workspace.open(workspace_folder(workspace), write=False) as opened:
        try:
            stored = opened.submission(number)
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error
        consultation = load_consultation(folder, stored.consultation)
        until = None if deadline is None else deadline.date()
        today = date.today()  # noqa: DTZ011 - the day that it is in the office
        made = make_letter(chosen, stored, consultation, today=today, deadline=until, missing=missing)
        text = as_page(made) if as_html else made.text
        if output is not None:
            _write(output, text, overwrite=overwrite)
        opened.audit(login_name(), "letter.written", template=chosen.name, submission=stored.number)
    if output is None:
        console().print(text, end="")
    else:
        say(t("letter.written", path=output))
        complain(t("letter.personal"))
    return ExitCode.OK


def _write(target: Path, text: str, *, overwrite: bool) -> None:
    """A file that nobody but its owner reads.

    Raises:
        LetterExistsError: There is one of that name, and it is not to be overwritten.
        LetterUnwritableError: It cannot be written.
    """
    from ocr_intake.store import atomic_file

    try:
        if overwrite:
            with atomic_file(target) as stream:
                stream.write(text.encode())
            return
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode())
    except FileExistsError as error:
        raise LetterExistsError(path=target) from error
    except OSError as error:
        raise LetterUnwritableError(path=target, reason=error.strerror or type(error).__name__) from error
