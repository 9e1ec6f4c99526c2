"""``ocr-intake review``: a person looks at what was read and decides, in the terminal."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.ingest_tools import check_consultation, login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_settings
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t


class Picture(StrEnum):
    """What ``--picture`` takes: the names of ``terminal.Graphics``, which brings the database along."""

    KITTY = "kitty"
    SIXEL = "sixel"
    ITERM = "iterm"
    BLOCKS = "blocks"
    BRAILLE = "braille"
    NONE = "none"


def review(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("review.option.workspace"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("review.option.consultation"))] = None,
    reviewer: Annotated[str | None, typer.Option(metavar="NAME", help=t("review.option.reviewer"))] = None,
    open_pages: Annotated[bool, typer.Option("--open", help=t("review.option.open"))] = False,
    picture: Annotated[Picture | None, typer.Option(help=t("review.option.picture"))] = None,
    passed_on: Annotated[bool, typer.Option("--passed-on", help=t("review.option.passed_on"))] = False,
    plain: Annotated[bool, typer.Option("--plain", help=t("review.option.plain"))] = False,
) -> ExitCode:
    """Ask until nothing is left or the person stops; exit 0 only when nothing is left."""
    from ocr_intake.review import Review
    from ocr_intake.store import Workspace
    from ocr_intake.terminal import Graphics, Options, review_in_terminal

    settings = load_settings(ctx.ensure_object(State).config_dir.path).review
    known, minutes = settings.known_answers, settings.claim_minutes
    options = Options(None if picture is None else Graphics(picture.value), plain, open_pages)
    with Workspace.open(workspace_folder(workspace)) as opened:
        check_consultation(ctx.ensure_object(State), opened, consultation)
        name = (reviewer or "").strip() or login_name()
        sitting = Review(opened, name, consultation, known_answers=known, claim_minutes=minutes, passed_on=passed_on)
        if known:
            say(t("review.known_answers"))
        tally = review_in_terminal(sitting, options)
        waiting = sitting.progress().submissions
    say(t("review.goodbye", values=tally.values, accepted=tally.accepted, rejected=tally.rejected, waiting=waiting))
    if waiting:
        say(t("review.go_on"))
    return ExitCode.ATTENTION if waiting else ExitCode.OK
