"""``ocr-intake page``: a page is moved, set aside, taken up again or turned; the pages themselves stay as they came."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ocr_intake.cli.arranging_tools import Folder, Json, Operator, arranging, told
from ocr_intake.cli.commands import App
from ocr_intake.cli.show import submission_number
from ocr_intake.i18n import t

app = App()

Submission = Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("arrange.option.submission"))]
Number = Annotated[int, typer.Argument(metavar="PAGE", min=1, help=t("arrange.option.number"))]


class Degrees(StrEnum):
    """What ``--by`` takes."""

    QUARTER = "90"
    HALF = "180"
    THREE_QUARTERS = "270"


@app.command("move", help=t("arrange.move"))
def move(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    submission: Submission,
    page: Number,
    *,
    to: Annotated[str, typer.Option(metavar="SUBMISSION", help=t("arrange.option.to"))],
    operator: Operator = None,
    as_json: Json = False,
    workspace: Folder = None,
) -> None:
    """Move a page to another submission."""
    with arranging(ctx, workspace, operator) as desk:
        done = desk.pages.move(desk.submission(submission), page, desk.submission(to), by=desk.by)
    told(done, as_json=as_json)


@app.command("aside", help=t("arrange.aside"))
def aside(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    submission: Submission,
    page: Number,
    *,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=t("arrange.option.reason"))],
    operator: Operator = None,
    as_json: Json = False,
    workspace: Folder = None,
) -> None:
    """Set a page aside."""
    with arranging(ctx, workspace, operator) as desk:
        done = desk.pages.set_aside(desk.submission(submission), page, reason, by=desk.by)
    told(done, as_json=as_json)


@app.command("take-up", help=t("arrange.take_up"))
def take_up(
    ctx: typer.Context,
    paper: Annotated[str, typer.Argument(metavar="SUBMISSION|FILE", help=t("arrange.option.paper"))],
    page: Number,
    *,
    operator: Operator = None,
    as_json: Json = False,
    workspace: Folder = None,
) -> None:
    """Make a page that is in no submission a new one."""
    with arranging(ctx, workspace, operator) as desk:
        named = submission_number(paper) if paper[:1] in {"S", "s"} and paper[1:].isdecimal() else paper
        done = desk.pages.take_up(named, page, by=desk.by)
    told(done, as_json=as_json)


@app.command("turn", help=t("arrange.turn"))
def turn(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    submission: Submission,
    page: Number,
    *,
    by: Annotated[Degrees, typer.Option("--by", help=t("arrange.option.degrees"))],
    operator: Operator = None,
    as_json: Json = False,
    workspace: Folder = None,
) -> None:
    """Turn a page and read it again."""
    with arranging(ctx, workspace, operator) as desk:
        done = desk.pages.turn(desk.submission(submission), page, int(by.value), by=desk.by)
    told(done, as_json=as_json)
