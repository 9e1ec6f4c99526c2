"""``ocr-intake calibrate``: fit the confidences anew with what was verified in a workspace, or go back."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.console import console, say
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_settings
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.model.fields import FieldName
    from ocr_intake.store import Workspace
    from ocr_intake.trust.calibration import Figures
    from ocr_intake.trust.fitting import Fitted


class NothingBeforeError(IntakeError):
    """The calibration in force is the first: the one that came with the program."""

    key: ClassVar[str] = "trust.error.nothing_before"


def calibrate(
    ctx: typer.Context,
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("trust.option.workspace"))] = None,
    back: Annotated[bool, typer.Option("--back", help=t("trust.option.back"))] = False,
) -> ExitCode:
    """Fit, tell before and after, and put the new one in force."""
    from ocr_intake.cli.trust_text import promise_lines
    from ocr_intake.evaluate.calibrating import recalibrate
    from ocr_intake.store import Workspace
    from ocr_intake.trust.calibration import write
    from ocr_intake.trust.fitting import require_scikit_learn

    settings = load_settings(ctx.ensure_object(State).config_dir.path)
    with Workspace.open(workspace_folder(workspace)) as store:
        if back:
            say(_go_back(store))
            return ExitCode.OK
        require_scikit_learn()
        made = recalibrate(store, planted=settings.review.known_answers > 0)
        number = store.calibrations.keep(write(made.calibration))
        store.audit(login_name(), "calibration.made", number=number, values=made.values)
    say(t("trust.calibrate.used", values=made.values))
    if made.left_out:
        say(t("trust.calibrate.left_out", count=made.left_out))
    if made.unattended:
        say(t("trust.calibrate.unattended", count=made.unattended))
    _tell(made.fitted)
    for line in promise_lines(settings, made.calibration):
        say(line)
    say(t("trust.calibrate.done", number=number))
    return ExitCode.OK


def _go_back(store: Workspace) -> str:
    """Put the version before the one in force back.

    Raises:
        NothingBeforeError: There is none.
    """
    before = store.calibrations.before()
    if before is None:
        raise NothingBeforeError
    store.calibrations.put_in_force(before)
    store.audit(login_name(), "calibration.back", number=before)
    return t("trust.calibrate.back", number=before) if before else t("trust.calibrate.back_to_shipped")


def _tell(fitted: Mapping[FieldName, Fitted]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("field", "values", "wrong", "log_loss", "ece", "auroc"):
        justify = "left" if column == "field" else "right"
        table.add_column(t(f"trust.column.{column}"), no_wrap=True, justify=justify)  # type: ignore[arg-type]
    notes = []
    for field, one in fitted.items():
        name, figures = t(f"trust.field.{field}"), one.model.figures
        if one.kept:
            notes.append(f"{name}: {t('trust.calibrate.kept', count=one.values, wrong=one.wrong)}")
        elif figures is None or one.before is None:
            notes.append(f"{name}: {t('trust.calibrate.alike', count=one.values)}")
        else:
            table.add_row(name, str(figures.values), str(figures.wrong), *_change(one.before, figures))
    screen = console()
    if not sys.stdout.isatty():
        screen.width = 1000
    if table.row_count:
        screen.print(table)
    for note in notes:
        say(note)
    if table.row_count:
        say(t("trust.calibrate.legend"))


def _change(before: Figures, after: Figures) -> tuple[str, str, str]:
    def auroc(figures: Figures) -> str:
        return "-" if figures.auroc is None else f"{figures.auroc:.3f}"

    return (
        f"{before.log_loss:.3f} → {after.log_loss:.3f}",
        f"{before.ece:.3f} → {after.ece:.3f}",
        f"{auroc(before)} → {auroc(after)}",
    )
