"""``ocr-intake show``: the submissions of a workspace with their fields, confidence and reasons to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import typer

from ocr_intake.cli.console import console, say
from ocr_intake.cli.ingest_tools import check_consultation, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.submission import number_of

if TYPE_CHECKING:
    from ocr_intake.store import StoredSubmission, Workspace


_WIDEST: Final = 100
"""Columns; longer lines are hard to read."""


class NotASubmissionNumberError(IntakeError):
    """What was typed is no submission's number."""

    key: ClassVar[str] = "show.error.not_a_number"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NoSuchSubmissionError(IntakeError):
    """The workspace holds no submission with that number."""

    key: ClassVar[str] = "show.error.no_such_submission"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


def show(
    ctx: typer.Context,
    submissions: Annotated[
        list[str] | None, typer.Argument(metavar="SUBMISSION", help=t("show.option.submissions"))
    ] = None,
    *,
    flagged: Annotated[bool, typer.Option("--flagged", help=t("show.option.flagged"))] = False,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("status.option.workspace"))] = None,
) -> ExitCode:
    """Print them one after the other, by number or in the order in which they were named."""
    from rich.text import Text

    from ocr_intake.cli.show_text import page_of, record_page, waits_for_a_look
    from ocr_intake.review.record import record_of
    from ocr_intake.store import SubmissionState, Workspace

    numbers = [submission_number(each) for each in submissions or ()]
    shown = to_look_at = 0
    screen = console()
    width = min(screen.width, _WIDEST)
    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        for submission in _chosen(store, numbers, consultation, flagged=flagged):
            waiting = waits_for_a_look(submission)
            if flagged and not waiting:
                continue
            replaced = submission.state is SubmissionState.REPLACED
            became = store.arrangements().became(submission.id) if replaced else ()
            # all of a workspace is told in brief, a submission that was named with everything that is known of it
            told = (
                record_page(record_of(store, submission.id), width, became)
                if numbers
                else page_of(submission, width, became)
            )
            screen.print(Text("\n").join((*told, Text())))
            shown, to_look_at = shown + 1, to_look_at + waiting
    say(t("show.total", shown=shown, flagged=to_look_at) if shown else t("show.nothing"))
    return ExitCode.OK


def submission_number(text: str) -> int:
    """``S0012``, as people call a submission, or ``12``.

    Raises:
        NotASubmissionNumberError: It is neither.
    """
    number = number_of(text)
    if number is None:
        raise NotASubmissionNumberError(text=text)
    return number


def _chosen(
    store: Workspace, numbers: Sequence[int], consultation: str | None, *, flagged: bool
) -> Iterator[StoredSubmission]:
    """Those that were named, as named; otherwise all, or those that wait for a look.

    Raises:
        NoSuchSubmissionError: One that was named is not there.
    """
    from ocr_intake.store import UnknownRecordError

    if not numbers:
        yield from store.submissions(consultation, flagged=flagged)
    for number in numbers:
        try:
            yield store.submission(number)
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error
