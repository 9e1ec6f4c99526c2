"""``ocr-intake submission``: decisions on a submission as a whole, and opinions that are several or one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.show import NoSuchSubmissionError, submission_number
from ocr_intake.cli.submission import app
from ocr_intake.cli.wording import grounds_in_words
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.review import Ground, Grounds
    from ocr_intake.review import Review, ReviewTask
    from ocr_intake.store import StoredField, StoredSubmission

Number = Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("submission.argument.submission"))]
Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("status.option.workspace"))]
By = Annotated[str | None, typer.Option("--reviewer", metavar="NAME", help=t("review.option.reviewer"))]
AsJson = Annotated[bool, typer.Option("--json", help=t("status.option.json"))]


class OneGroundError(IntakeError):
    """None of the options says on what grounds, or several do."""

    key: ClassVar[str] = "submission.error.one_ground"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class OnePlaceError(IntakeError):
    """Neither ``--at`` nor ``--before`` says where, or both do."""

    key: ClassVar[str] = "submission.error.one_place"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NoSuchOpinionError(IntakeError):
    """The submission has no opinion with that number."""

    key: ClassVar[str] = "submission.error.no_such_opinion"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class NotOnceError(IntakeError):
    """What ``--before`` gives does not stand in the opinion, or stands there more than once."""

    key: ClassVar[str] = "submission.error.not_once"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


@app.command("duplicates", help=t("submission.help.duplicates"))
def duplicates(submission: Number, workspace: Folder = None, as_json: AsJson = False) -> ExitCode:
    """Name what it may be a duplicate of, the likeliest first."""
    from ocr_intake.review.wording import why_likely

    with _asking(submission, workspace, None, write=False) as (review, task):
        found = review.likely_duplicates(task.submission.id)
    if as_json:
        say_json({"submission": task.submission.number, "likely": [asdict(each) for each in found]}, indent=2)
        return ExitCode.OK
    for each in found:
        state = t(f"show.state.{each.state}")
        say(t("submission.likely", number=each.number, state=state, why=why_likely(each)))
    if not found:
        say(t("submission.no_likely", submission=task.submission.number))
    return ExitCode.OK


@app.command("reject", help=t("submission.help.reject"))
def reject(  # noqa: PLR0913 - one parameter an option
    submission: Number,
    *,
    duplicate_of: Annotated[
        str | None, typer.Option("--duplicate-of", metavar="SUBMISSION", help=t("submission.option.duplicate_of"))
    ] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help=t("submission.option.withdrawn"))] = False,
    not_a_comment: Annotated[bool, typer.Option("--not-a-comment", help=t("submission.option.not_a_comment"))] = False,
    incomplete: Annotated[bool, typer.Option("--incomplete", help=t("submission.option.incomplete"))] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=t("submission.option.reason"))] = "",
    reopen: Annotated[bool, typer.Option("--reopen", help=t("submission.option.reopen"))] = False,
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Keep a submission out of the dataset, on one of the grounds."""
    from ocr_intake.model.review import Ground

    chosen = {Ground.WITHDRAWN: withdrawn, Ground.NOT_A_COMMENT: not_a_comment, Ground.INCOMPLETE: incomplete}
    grounds = _grounds([ground for ground, meant in chosen.items() if meant], duplicate_of, reason)
    with _asking(submission, workspace, reviewer) as (review, task):
        review.reject_submission(task, reason, grounds, reopened=reopen)
    say(t("submission.rejected", submission=task.submission.number, grounds=grounds_in_words(grounds)))
    return ExitCode.OK


@app.command("pass-on", help=t("submission.help.pass_on"))
def pass_on(
    submission: Number,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=t("submission.option.note"))],
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Ask a supervisor."""
    with _asking(submission, workspace, reviewer) as (review, task):
        review.pass_on(task, note)
    say(t("submission.passed_on", submission=task.submission.number))
    return ExitCode.OK


@app.command("hand-back", help=t("submission.help.hand_back"))
def hand_back(
    submission: Number,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=t("submission.option.answer"))] = "",
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Give a submission that was passed on back to the clerks."""
    with _asking(submission, workspace, reviewer) as (review, task):
        review.hand_back(task, note)
    say(t("submission.handed_back", submission=task.submission.number))
    return ExitCode.OK


@app.command("passed-on", help=t("submission.help.passed_on"))
def passed_on(
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    workspace: Folder = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Name what waits for a supervisor, with what is asked."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        numbers = [outline.id for outline in store.outlines(consultation, passed_on=True)]
        found = [made for number in sorted(numbers) if (made := store.submission(number)).passed_on is not None]
    if as_json:
        say_json([_passed(made) for made in found], indent=2)
        return ExitCode.OK
    for made in found:
        said = _passed(made)
        say(t("submission.waits", number=said["number"], by=said["by"], at=said["at"], note=said["note"] or ""))
    if not found:
        say(t("submission.none_waits"))
    return ExitCode.OK


@app.command("split-opinion", help=t("submission.help.split"))
def split_opinion(
    submission: Number,
    opinion: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help=t("submission.argument.opinion"))],
    at: Annotated[int | None, typer.Option("--at", metavar="N", min=1, help=t("submission.option.at"))] = None,
    before: Annotated[str | None, typer.Option("--before", metavar="TEXT", help=t("submission.option.before"))] = None,
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Make two opinions of one."""
    if (at is None) == (before is None):
        raise OnePlaceError
    with _asking(submission, workspace, reviewer) as (review, task):
        chosen = _opinion(task.submission, opinion)
        place = at if at is not None else _place(chosen, before or "")
        now = review.split_opinion_at(review.task(task.submission.id, chosen.id), place)
        count = len(review.task(now.id).submission.final_opinions)
    say(t("submission.split", submission=task.submission.number, count=count))
    return ExitCode.OK


@app.command("join-opinions", help=t("submission.help.join"))
def join_opinions(
    submission: Number,
    opinions: Annotated[list[int], typer.Argument(metavar="NUMBER", help=t("submission.argument.opinions"))],
    reviewer: By = None,
    workspace: Folder = None,
) -> ExitCode:
    """Make one opinion of several."""
    with _asking(submission, workspace, reviewer) as (review, task):
        now = review.join_opinions(task, [_opinion(task.submission, number).id for number in opinions])
    say(t("submission.joined", submission=task.submission.number, count=len(now.final_opinions)))
    return ExitCode.OK


# ------------------------------------------------------------------------------------------------------------- shared


@contextmanager
def _asking(
    submission: str, workspace: Path | None, reviewer: str | None, *, write: bool = True
) -> Iterator[tuple[Review, ReviewTask]]:
    """A sitting, and the question about a submission as a whole.

    Raises:
        NoSuchSubmissionError: There is no submission with that number.
    """
    from ocr_intake.review import Review
    from ocr_intake.store import UnknownRecordError, Workspace

    number = submission_number(submission)
    with Workspace.open(workspace_folder(workspace), write=write) as opened:
        review = Review(opened, (reviewer or "").strip() or login_name())
        try:
            task = review.task(number)
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error
        yield review, task


def _grounds(chosen: list[Ground], duplicate_of: str | None, reason: str) -> Grounds:
    """The grounds that the options name: one of them, or a reason alone.

    Raises:
        OneGroundError: None of them does, or several do.
    """
    from ocr_intake.model.review import Ground, Grounds

    if len(chosen) + (duplicate_of is not None) > 1 or not (chosen or duplicate_of or reason.strip()):
        raise OneGroundError
    if duplicate_of is not None:
        return Grounds(Ground.DUPLICATE, submission_number(duplicate_of))
    return Grounds(chosen[0] if chosen else Ground.OTHER)


def _opinion(submission: StoredSubmission, number: int) -> StoredField:
    """An opinion by its number, as ``show`` prints it.

    Raises:
        NoSuchOpinionError: There is none with that number.
    """
    if not 1 <= number <= len(submission.opinions):
        raise NoSuchOpinionError(submission=submission.number, number=number, count=len(submission.opinions))
    return submission.opinions[number - 1]


def _place(opinion: StoredField, text: str) -> int:
    """Where a text stands in an opinion, in characters.

    Raises:
        NotOnceError: It stands there not once.
    """
    said = opinion.value or ""
    if not text or said.count(text) != 1:
        raise NotOnceError
    return said.index(text)


def _passed(submission: StoredSubmission) -> dict[str, str | None]:
    asked = submission.passed_on
    if asked is None:
        raise ValueError("the submission is not passed on")
    at = asked.at.astimezone().strftime("%Y-%m-%d %H:%M")
    return {"number": submission.number, "note": asked.note, "by": asked.by, "at": at}
