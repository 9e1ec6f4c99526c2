"""``ocr-intake submission``: submissions are split and joined, and the last thing that somebody did is undone."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final

import typer

from ocr_intake.cli.arranging_tools import Folder, Json, Operator, arranging, told, undo_last
from ocr_intake.cli.commands import App
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

app = App()

_MOST: Final = 9999
"""The highest number of a page that is understood."""


class NoPagesError(IntakeError):
    """What was typed names no pages."""

    key: ClassVar[str] = "arrange.error.pages"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


@app.command("split", help=t("arrange.split"))
def split(
    ctx: typer.Context,
    submission: Annotated[str, typer.Argument(metavar="SUBMISSION", help=t("arrange.option.submission"))],
    *,
    pages: Annotated[list[str], typer.Option(metavar="PAGES", help=t("arrange.option.pages"))],
    operator: Operator = None,
    as_json: Json = False,
    workspace: Folder = None,
) -> None:
    """Split a submission."""
    groups = [pages_named(text) for text in pages]
    with arranging(ctx, workspace, operator) as desk:
        done = desk.pages.split(desk.submission(submission), groups, by=desk.by)
    told(done, as_json=as_json)


@app.command("join", help=t("arrange.join"))
def join(
    ctx: typer.Context,
    submissions: Annotated[list[str], typer.Argument(metavar="SUBMISSION", help=t("arrange.option.submissions"))],
    *,
    operator: Operator = None,
    as_json: Json = False,
    workspace: Folder = None,
) -> None:
    """Join submissions."""
    with arranging(ctx, workspace, operator) as desk:
        done = desk.pages.join([desk.submission(each) for each in submissions], by=desk.by)
    told(done, as_json=as_json)


@app.command("undo", help=t("arrange.undo"))
def undo(*, operator: Operator = None, as_json: Json = False, workspace: Folder = None) -> None:
    """Undo the last thing that somebody did, whatever it was."""
    undo_last(workspace, operator, as_json=as_json)


def pages_named(text: str) -> list[int]:
    """The pages that ``1-2`` or ``1,3`` names, in that order.

    Raises:
        NoPagesError: It names none.
    """
    found: list[int] = []
    for part in text.replace("、", ",").split(","):
        match = re.fullmatch(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?", part)
        if match is None:
            raise NoPagesError(text=text)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= _MOST:
            raise NoPagesError(text=text)
        found += range(first, last + 1)
    return found
