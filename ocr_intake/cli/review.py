"""``ocr-intake review``: a person looks at what was read and decides, in the terminal."""

from __future__ import annotations

import threading
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, NamedTuple

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.ingest_tools import Desk, check_consultation, login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import list_consultations, load_settings
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from ocr_intake.review.carpet import Terms
    from ocr_intake.store import Workspace
    from ocr_intake.terminal import Means, Options


class Picture(StrEnum):
    """What ``--picture`` takes: the names of ``terminal.Graphics``, which brings the database along."""

    KITTY = "kitty"
    SIXEL = "sixel"
    ITERM = "iterm"
    BLOCKS = "blocks"
    BRAILLE = "braille"
    NONE = "none"


_MOST: Final = 10
"""Confusions that are told."""


class OneOfTwoError(IntakeError):
    """By field and by character were both asked for."""

    key: ClassVar[str] = "review.lines.one_of_two"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class Wanted(NamedTuple):
    """What is to be looked at side by side."""

    field: FieldName | None
    character: str | None
    """One character, or ``frequent``."""


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
    by_field: Annotated[FieldName | None, typer.Option(metavar="FIELD", help=t("review.option.by_field"))] = None,
    by_character: Annotated[str | None, typer.Option(metavar="CHAR", help=t("review.option.by_character"))] = None,
) -> ExitCode:
    """Ask until nothing is left or the person stops; exit 0 only when nothing is left."""
    from ocr_intake.review import Review
    from ocr_intake.review.carpet import Terms
    from ocr_intake.review.office import keying_rule
    from ocr_intake.store import Workspace
    from ocr_intake.terminal import Graphics, Options, review_in_terminal

    config_dir = ctx.ensure_object(State).config_dir.path
    settings = load_settings(config_dir).review
    known, minutes = settings.known_answers, settings.claim_minutes
    keying = keying_rule(list_consultations(config_dir))
    options = Options(None if picture is None else Graphics(picture.value), plain, open_pages)
    with Workspace.open(workspace_folder(workspace)) as opened:
        check_consultation(ctx.ensure_object(State), opened, consultation)
        name = (reviewer or "").strip() or login_name()
        if by_field is not None or by_character is not None:
            terms = Terms(settings.at_once, known, minutes, keying)
            return _side_by_side(opened, name, consultation, Wanted(by_field, by_character), terms, options)
        sitting = Review(
            opened,
            name,
            consultation,
            known_answers=known,
            claim_minutes=minutes,
            passed_on=passed_on,
            keying=keying,
        )
        if known:
            say(t("review.known_answers"))
        tally = review_in_terminal(sitting, options, _means(ctx, opened, name, consultation))
        waiting = sitting.progress().submissions
    say(t("review.goodbye", values=tally.values, accepted=tally.accepted, rejected=tally.rejected, waiting=waiting))
    if waiting:
        say(t("review.go_on"))
    return ExitCode.ATTENTION if waiting else ExitCode.OK


def _means(ctx: typer.Context, opened: Workspace, name: str, consultation: str | None) -> Means:
    """What is needed for more than the questions; models are looked for when the first page is arranged."""
    from ocr_intake.terminal import Means

    state = ctx.ensure_object(State)
    desk, never = cache(lambda: Desk(state, None, None)), threading.Event()
    known = list_consultations(state.config_dir.path)
    return Means(opened, name, lambda sitting: desk().arranging_until(never, opened, sitting), consultation, known)


def _side_by_side(
    opened: Workspace, name: str, consultation: str | None, wanted: Wanted, terms: Terms, options: Options
) -> ExitCode:
    """By field, or by character; exit 0 only when nothing of it is left."""
    from ocr_intake.review.by_character import ByCharacter, confusions
    from ocr_intake.review.by_field import ByField
    from ocr_intake.terminal import side_by_side
    from ocr_intake.terminal.rows import Fields, Places

    if wanted.field is not None and wanted.character is not None:
        raise OneOfTwoError
    told = t("review.known_answers") if terms.known_answers else ""
    screens: list[Fields | Places] = []
    if told:
        say(told)
    if wanted.field is not None:
        screens = [Fields(ByField(opened, name, wanted.field, consultation, terms))]
    elif wanted.character == "frequent":
        found = confusions(opened, consultation)
        say(t("review.lines.confusions"))
        for each in found[:_MOST]:
            one, other = each.characters
            say(t("review.lines.confusion", one=one, other=other, count=each.places))
        characters = dict.fromkeys(each.characters[0] for each in found)
        screens = [Places(ByCharacter(opened, name, each, consultation, terms)) for each in characters]
    else:
        screens = [Places(ByCharacter(opened, name, wanted.character or "", consultation, terms))]
    done = side_by_side(screens, options, told)
    waiting = sum(each.waiting for each in screens)
    say(t("review.lines.goodbye", done=done))
    return ExitCode.ATTENTION if waiting else ExitCode.OK
