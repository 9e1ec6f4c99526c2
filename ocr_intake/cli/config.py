"""``ocr-intake config``: where the configuration is, and whether it is in order."""

from __future__ import annotations

import typer

from ocr_intake.cli.commands import App
from ocr_intake.cli.console import complain, say
from ocr_intake.cli.state import State
from ocr_intake.config import ConfigError, check, list_consultations, load_forms
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

app = App()


@app.command("check", help=t("cli.config.check"))
def check_config(ctx: typer.Context) -> ExitCode:
    """Every mistake in every file at once."""
    from ocr_intake.readers.registry import READERS  # brings the engines along

    folder = ctx.ensure_object(State).config_dir.path
    if problems := check(folder, tuple(READERS)):
        raise ConfigError(problems)
    consultations = list_consultations(folder)
    say(t("config.ok", folder=folder, count=len(consultations)))
    for each in consultations:
        say(t("config.consultation", id=each.id, title=each.title, start=each.start, end=each.end))
    for form in load_forms(folder):
        say(t("config.form", id=form.id, title=form.title))
    return ExitCode.OK


@app.command("path", help=t("cli.config.path"))
def show_path(ctx: typer.Context) -> ExitCode:
    """The folder alone on standard output, for scripts; why that one on standard error."""
    found = ctx.ensure_object(State).config_dir
    say(str(found.path.absolute()))
    complain(t(f"config.origin.{found.origin}"))
    return ExitCode.OK
