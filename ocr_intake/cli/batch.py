"""``ocr-intake batch``: the intake runs of a workspace, and correcting what was said of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.dates import received_on
from ocr_intake.cli.ingest_progress import place
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_consultation
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.pages import Channel

if TYPE_CHECKING:
    from ocr_intake.store import BatchCorrection, BatchFacts, BatchOutline, Workspace

app = App()

Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("status.option.workspace"))]
Number = Annotated[int, typer.Argument(metavar="BATCH", min=1, help=t("batch.option.number"))]
AsJson = Annotated[bool, typer.Option("--json", help=t("status.option.json"))]


class NoSuchBatchError(IntakeError):
    """The workspace has no batch with that number."""

    key: ClassVar[str] = "batch.error.no_such_batch"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class NothingToCorrectError(IntakeError):
    """It was not said what is to be corrected."""

    key: ClassVar[str] = "batch.error.nothing_to_correct"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class NothingToUndoError(IntakeError):
    """The batch was not corrected, or all corrections were taken back."""

    key: ClassVar[str] = "batch.error.nothing_to_undo"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


@app.command("list", help=t("batch.list.help"))
def list_batches(
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("batch.option.of"))] = None,
    workspace: Folder = None,
    as_json: AsJson = False,
) -> None:
    """One line a batch."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        every = store.batches.all(consultation)
    if as_json:
        say_json([_record(each) for each in every], indent=2)
        return
    for each in every:
        say(_line(each))
    if not every:
        say(t("batch.list.none"))


@app.command("show", help=t("batch.show.help"))
def show(number: Number, workspace: Folder = None, as_json: AsJson = False) -> None:
    """Its files, its submissions, and every correction."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        outline = _outline(store, number)
        files, submissions = store.batches.files(number), store.batches.submissions(number)
    names = [f"S{each:04d}" for each in submissions]
    if as_json:
        told = [{"file": name, "state": state.value} for name, state in files]
        say_json(_record(outline) | {"source_files": told, "submission_numbers": names}, indent=2)
        return
    say(_line(outline))
    for name, state in files:
        say("  - " + t(f"batch.file.{state.value}", file=place(name, None)))
    if names:
        say(t("batch.show.submissions", numbers=", ".join(names)))
    for each in outline.corrections:
        say(_correction(each))


@app.command("correct", help=t("batch.correct.help"))
def correct(
    ctx: typer.Context,
    number: Number,
    *,
    channel: Annotated[Channel | None, typer.Option(help=t("ingest.option.channel"))] = None,
    received: Annotated[str | None, typer.Option(metavar="DATE", help=t("batch.option.received"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("ingest.option.consultation"))] = None,
    workspace: Folder = None,
) -> None:
    """Say otherwise how it came; submissions, queue, lateness, exports and ledger follow."""
    from ocr_intake.pipeline.correcting import correct_batch
    from ocr_intake.store import BatchFacts, Workspace

    if channel is None and received is None and consultation is None:
        raise NothingToCorrectError
    with Workspace.open(workspace_folder(workspace)) as store:
        seen = _outline(store, number).facts
        wanted_for = load_consultation(ctx.ensure_object(State).config_dir.path, consultation or seen.consultation)
        day = received_on(received or (seen.received.isoformat() if consultation else None), wanted_for)
        wanted = BatchFacts(wanted_for.id, channel or seen.channel, day or seen.received)
        made = correct_batch(store, number, seen, wanted, wanted_for, by=login_name())
    for line in _done(made, "batch.correct.done", other_consultation=wanted.consultation != seen.consultation):
        say(line)


@app.command("undo", help=t("batch.undo.help"))
def undo(ctx: typer.Context, number: Number, workspace: Folder = None) -> None:
    """Take its last correction back."""
    from ocr_intake.pipeline.correcting import undo_correction
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        outline = _outline(store, number)
        last = outline.last_correction
        if last is None:
            raise NothingToUndoError(number=number)
        consultation = load_consultation(ctx.ensure_object(State).config_dir.path, last.before.consultation)
        made = undo_correction(store, number, last, consultation, by=login_name())
    for line in _done(made, "batch.undo.done", other_consultation=False):
        say(line)


def _outline(store: Workspace, number: int) -> BatchOutline:
    from ocr_intake.store import UnknownRecordError

    try:
        return store.batches.outline(number)
    except UnknownRecordError as error:
        raise NoSuchBatchError(number=number) from error


def _done(made: BatchOutline, key: str, *, other_consultation: bool) -> Iterator[str]:
    yield t(key, number=made.batch.id, facts=_facts(made.facts), submissions=made.submissions)
    if made.accepted:
        yield t("batch.correct.accepted", count=made.accepted)
    if made.waiting:
        yield t("batch.correct.waiting", count=made.waiting)
    if other_consultation and made.submissions:
        yield t("batch.correct.read_for_another")


def _line(outline: BatchOutline) -> str:
    batch = outline.batch
    line = t(
        "batch.line",
        number=batch.id,
        facts=_facts(outline.facts),
        operator=batch.operator,
        files=outline.files,
        submissions=outline.submissions,
        accepted=outline.accepted,
    )
    return line + (t("batch.unfinished") if batch.ended_at is None else "")


def _facts(facts: BatchFacts) -> str:
    channel = t(f"show.channel.{facts.channel.value}")
    return t("batch.facts", consultation=facts.consultation, channel=channel, received=facts.received)


def _correction(each: BatchCorrection) -> str:
    key = "batch.show.correction" if each.undoes is None else "batch.show.undone"
    at = each.at.astimezone().date()
    return t(key, before=_facts(each.before), after=_facts(each.after), by=each.by, date=at)


def _record(outline: BatchOutline) -> dict[str, Any]:
    batch = outline.batch
    return {
        "batch": batch.id,
        **_json(outline.facts),
        "operator": batch.operator,
        "started_at": batch.started_at.isoformat(),
        "ended_at": None if batch.ended_at is None else batch.ended_at.isoformat(),
        "files": outline.files,
        "waiting": outline.waiting,
        "submissions": outline.submissions,
        "accepted": outline.accepted,
        "corrections": [
            {
                "correction": each.id,
                "before": _json(each.before),
                "after": _json(each.after),
                "by": each.by,
                "at": each.at.isoformat(),
                "undoes": each.undoes,
            }
            for each in outline.corrections
        ],
    }


def _json(facts: BatchFacts) -> dict[str, str]:
    return {
        "consultation": facts.consultation,
        "channel": facts.channel.value,
        "received": facts.received.isoformat(),
    }
