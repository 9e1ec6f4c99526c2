"""``ocr-intake read``: read files and print what is in them. Nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ocr_intake.cli.console import console, say_json
from ocr_intake.cli.ingest_progress import shown
from ocr_intake.cli.ingest_tools import Desk, files_of, stopping
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t


def read(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=t("ingest.option.paths"))],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=t("ingest.option.json"))] = False,
    consultation: Annotated[
        str | None, typer.Option(metavar="ID", help=t("ingest.option.consultation_for_read"))
    ] = None,
    error_budget: Annotated[str | None, typer.Option(metavar="1/N", help=t("trust.option.error_budget"))] = None,
    readers: Annotated[str | None, typer.Option(metavar="NAMES", help=t("ingest.option.readers"))] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, metavar="N", help=t("ingest.option.workers"))] = None,
) -> ExitCode:
    """Print each submission as soon as its file is done, in the order of the files."""
    from ocr_intake.cli.read_output import record, table, unread
    from ocr_intake.pipeline.files import read_files
    from ocr_intake.pipeline.scratch import scratch_without_workspace
    from ocr_intake.trust.calibration import shipped

    desk = Desk(ctx.ensure_object(State), readers, workers, error_budget)
    knowledge = desk.knowledge(consultation)
    desk.tell_promises(shipped())
    files = files_of(paths)
    screen = console()
    attention, found = False, False
    with (
        scratch_without_workspace() as scratch,
        stopping() as stop,
        shown(bar=not screen.is_terminal) as progress,
        desk.pool(scratch, stop, consultation, pictures=False) as pool,
    ):
        for done in read_files(files, pool, knowledge, progress):
            for submission in done.outcome.submissions:
                if as_json:
                    say_json(record(done.path.name, submission))
                else:
                    screen.print(table(done.path.name, submission))
                attention |= submission.flagged
            for message in unread(done):
                progress.say(message)
            attention |= done.reason is not None or any(page.reason for page in done.outcome.pages)
            found |= done.reason is None
    if stop.is_set():
        return ExitCode.INTERRUPTED
    if not found:
        return ExitCode.INPUT
    return ExitCode.ATTENTION if attention else ExitCode.OK
