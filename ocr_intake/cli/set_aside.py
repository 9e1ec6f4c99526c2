"""``ocr-intake set-aside``: what could not be read, and what became of it, down to the last envelope."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_progress import place
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.show import NoSuchSubmissionError, submission_number
from ocr_intake.cli.wording import describe
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.store import SetAsideItem

app = App()

Folder = Annotated[Path | None, typer.Option("--workspace", metavar="DIR", help=t("status.option.workspace"))]
Item = Annotated[str, typer.Argument(metavar="ITEM", help=t("aside.option.item"))]


@app.command("list", help=t("aside.list.help"))
def list_items(
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    only_open: Annotated[bool, typer.Option("--open", help=t("aside.option.open"))] = False,
    workspace: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> ExitCode:
    """One line an item; exit 0 only when none waits for somebody."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        every = store.settlements.items(consultation)
    shown = [item for item in every if item.settlement is None or not only_open]
    waiting = sum(item.settlement is None for item in every)
    if as_json:
        say_json([item_record(item) for item in shown], indent=2)
    else:
        for item in shown:
            say(item_line(item))
        say(t("aside.list.count", count=len(every), waiting=waiting) if every else t("aside.list.none"))
    return ExitCode.ATTENTION if waiting else ExitCode.OK


@app.command("entered", help=t("aside.entered.help"))
def entered(
    item: Item,
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("aside.option.submission"))],
    workspace: Folder = None,
) -> None:
    """Say that it is in the workspace as a submission."""
    from ocr_intake.store import UnknownRecordError, Workspace

    number = submission_number(submission)
    with Workspace.open(workspace_folder(workspace)) as store:
        try:
            done = store.settlements.enter(store.settlements.find(item).id, number, by=login_name())
        except UnknownRecordError as error:
            raise NoSuchSubmissionError(number=f"S{number:04d}") from error
    say(item_line(done))


@app.command("settle", help=t("aside.settle.help"))
def settle(
    item: Item,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=t("aside.option.reason"))],
    workspace: Folder = None,
) -> None:
    """Say that nothing is left to do about it."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        done = store.settlements.settle(store.settlements.find(item).id, reason, by=login_name())
    say(item_line(done))


@app.command("undo", help=t("aside.undo.help"))
def undo(item: Item, workspace: Folder = None) -> None:
    """Let it wait for somebody again."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace)) as store:
        done = store.settlements.undo(store.settlements.find(item).id, by=login_name())
    say(item_line(done))


def item_line(item: SetAsideItem) -> str:
    """An item with why it could not be read, or what became of it."""
    said = {"item": item.id, "place": place(item.name, item.reason.page)}
    done = item.settlement
    if done is None:
        return t("aside.line.open", reason=describe(item.reason), **said)
    if done.submission is not None:
        return t("aside.line.entered", submission=done.submission, by=done.by, **said)
    return t("aside.line.settled", reason=done.reason, by=done.by, **said)


def item_record(item: SetAsideItem) -> dict[str, Any]:
    """An item as JSON."""
    done = item.settlement
    return {
        "item": item.id,
        "file": item.name,
        "sha256": item.sha256,
        "page": item.reason.page,
        "reason": item.reason.code,
        "entered_as": None if done is None else done.submission,
        "settled": None if done is None else done.reason,
    }
