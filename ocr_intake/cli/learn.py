"""``ocr-intake learn``: the recogniser learns from what was verified in a workspace, overnight, or goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.console import complain, say
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_settings
from ocr_intake.config.files import SETTINGS
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.pipeline.acceptance import Figures
    from ocr_intake.pipeline.adaptation import Attempt
    from ocr_intake.store import Workspace


class SwitchedOffError(IntakeError):
    """Learning is switched off in the settings, as it is unless a city switches it on."""

    key: ClassVar[str] = "learn.error.switched_off"
    exit_code: ClassVar[ExitCode] = ExitCode.CONFIG


class NothingBeforeError(IntakeError):
    """The weights as they are shipped are in force."""

    key: ClassVar[str] = "learn.error.nothing_before"


def learn(
    ctx: typer.Context,
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("learn.option.workspace"))] = None,
    back: Annotated[bool, typer.Option("--back", help=t("learn.option.back"))] = False,
    status: Annotated[bool, typer.Option("--status", help=t("learn.option.status"))] = False,
) -> ExitCode:
    """Learn, tell before and after, and put it in force where it reads better. Going back works switched off, too."""
    from ocr_intake.pipeline import adaptation
    from ocr_intake.store import Workspace

    folder = ctx.ensure_object(State).config_dir.path
    enabled = load_settings(folder).learning.enabled
    if not (enabled or back or status):
        raise SwitchedOffError(file=folder / SETTINGS)
    with Workspace.open(workspace_folder(workspace)) as store:
        if status:
            for line in _status(store, enabled=enabled):
                say(line)
            return ExitCode.OK
        with store.learning():
            if back:
                say(_go_back(store))
                return ExitCode.OK
            attempt = adaptation.learn(store, _Told())
            if isinstance(attempt, adaptation.NothingNew):
                say(t("learn.nothing_new", date=attempt.date))
                return ExitCode.OK
            number = adaptation.keep(store, attempt, login_name())
    for line in _outcome(attempt, number):
        say(line)
    return ExitCode.OK


def _go_back(store: Workspace) -> str:
    """Put the version before the one in force back.

    Raises:
        NothingBeforeError: There is none.
    """
    from ocr_intake.pipeline.adaptation import BACK

    before = store.learnt.before()
    if before is None:
        raise NothingBeforeError
    store.learnt.put_in_force(before)
    store.audit(login_name(), BACK, number=before)
    return t("learn.back", number=before) if before else t("learn.back_to_shipped")


class _Told:
    """Says how far it has come, on standard error."""

    def gathered(self, lines: int) -> None:
        if lines % 100 == 0:
            complain(t("learn.gathered", lines=lines))

    def epoch(self, number: int) -> None:
        complain(t("learn.epoch", number=number))


# -------------------------------------------------------------------------------------------------------- what is told


def _outcome(attempt: Attempt, number: int | None) -> Iterator[str]:
    yield t("learn.used", lines=attempt.lines, submissions=attempt.submissions, minutes=f"{attempt.seconds / 60:.1f}")
    if attempt.left_out:
        yield t("learn.left_out", count=attempt.left_out)
    yield from _comparison(attempt.figures)
    if number is not None:
        yield t("learn.verdict.accepted", number=number)
    else:
        yield t(f"learn.verdict.{attempt.verdict}", chance=_chance(attempt.figures))
        yield t("learn.stays")


def _comparison(figures: Figures) -> Iterator[str]:
    yield t("learn.held", lines=figures.lines, submissions=figures.submissions, characters=figures.characters)
    yield t(
        "learn.characters",
        before=figures.wrong_before,
        after=figures.wrong_after,
        share_before=_percent(figures.wrong_before / max(1, figures.characters)),
        share_after=_percent(figures.wrong_after / max(1, figures.characters)),
        chance=_chance(figures),
    )
    yield t("learn.lines", before=figures.lines_before, after=figures.lines_after, broken=figures.broken)
    yield t("learn.sure", lines=figures.sure, changed=figures.changed)


def _status(store: Workspace, *, enabled: bool) -> Iterator[str]:
    from ocr_intake.pipeline.adaptation import MADE, REFUSED, in_force
    from ocr_intake.readers.learnt import Learnt

    yield t("learn.status.on") if enabled else t("learn.status.off")
    now = in_force(store.learnt)
    if now is None:
        yield t("learn.status.shipped")
    else:
        yield t("learn.status.in_force", number=now.number, version=now.learnt.version)
        if not now.fits:
            yield t("learn.other_weights", number=now.number)
    for number in store.learnt.numbers():
        made = Learnt.from_bytes(store.learnt.content(number) or b"")
        told = {key: made.note.get(key, "-") for key in ("lines", "characters", "wrong_before", "wrong_after")}
        yield t("learn.status.version", number=number, date=made.date, digest=made.digest(), **told)
    last = next((each for each in reversed(store.audit_trail()) if each.action in {MADE, REFUSED}), None)
    if last is not None and last.action == REFUSED:
        told = dict(last.detail)
        day = f"{last.at.astimezone():%Y-%m-%d}"
        yield t("learn.status.refused", date=day, before=told.get("before", "-"), after=told.get("after", "-"))


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _chance(figures: Figures) -> str:
    return f"{figures.chance * 100:.2f}%"
