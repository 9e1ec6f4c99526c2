"""``ocr-intake doctor``: is everything there, and what to do about what is not. The probing itself is in ``probes``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from ocr_intake import __version__
from ocr_intake.cli.console import console, say, say_json
from ocr_intake.cli.doctor_promise import Holds, outlook_lines, outlook_of, outlook_record
from ocr_intake.cli.ingest_tools import workspace_folder
from ocr_intake.cli.probes import Finding, Health, probe_all, probe_learnt, probe_postgresql
from ocr_intake.cli.state import State
from ocr_intake.config import ConfigDir, Problem, check, load_settings
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

_STYLES = {Health.OK: "green", Health.MISSING: "bold red", Health.BROKEN: "bold red"}


def doctor(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=t("doctor.json"))] = False,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("doctor.workspace"))] = None,
) -> ExitCode:
    """Look at everything, tell it, and exit 0 only when nothing has to be done."""
    folder = ctx.ensure_object(State).config_dir
    findings, problems = probe_all(), check(folder.path)  # readers are not asked: a missing engine must not stop this
    settings = None if problems else load_settings(folder.path)
    outlook = trouble = None
    if settings is not None:
        if settings.learning.enabled:
            learnt = probe_learnt(workspace_folder(workspace))
            findings += (learnt,) if learnt else ()
        if settings.database.url:
            findings += probe_postgresql()
        try:
            outlook = outlook_of(workspace_folder(workspace), settings)
        except IntakeError as error:  # a damaged workspace does not keep all else from being told
            trouble = error
    told = None if outlook is None or settings is None else (outlook, settings)
    if as_json:
        promise = {"promise": outlook_record(*told) if told else None, "workspace": str(trouble) if trouble else None}
        say_json(_record(findings, folder, problems) | promise, indent=2)
    else:
        broken = (t("doctor.promise_broken"),) if outlook is not None and outlook.holds is Holds.NO else ()
        _show(
            findings,
            folder,
            (*problems, *([trouble] if trouble else []), *broken),
            outlook_lines(*told) if told else (),
        )
    if any(finding.health is not Health.OK for finding in findings):
        return ExitCode.MISSING_TOOL
    if problems or trouble is not None:
        return ExitCode.CONFIG if trouble is None else trouble.exit_code
    return ExitCode.ATTENTION if outlook is not None and outlook.holds is Holds.NO else ExitCode.OK


def _show(
    findings: tuple[Finding, ...],
    folder: ConfigDir,
    problems: tuple[Problem | IntakeError | str, ...],
    promise: Iterable[str],
) -> None:
    screen = console()
    screen.print(t("doctor.title", version=__version__))
    for finding in findings:
        line = Text("  ").append(t(f"doctor.health.{finding.health}"), style=_STYLES[finding.health])
        screen.print(line.append(f"  {t(f'doctor.name.{finding.name}')}  {finding.version}"))
        if finding.detail:
            screen.print(Text(f"        {finding.detail}", style="dim"))
    say(t("doctor.config", folder=folder.path, origin=t(f"config.origin.{folder.origin}")))
    for each in promise:
        say(each)
    advice = [t(f"doctor.advice.{finding.name}") for finding in findings if finding.health is not Health.OK]
    advice += [str(problem) for problem in problems]
    say(t("doctor.to_do") if advice else t("doctor.fine"))
    for each in dict.fromkeys(advice):
        say(f"- {each}")


def _record(findings: tuple[Finding, ...], folder: ConfigDir, problems: tuple[Problem, ...]) -> dict[str, Any]:
    return {
        "version": __version__,
        "findings": [asdict(finding) for finding in findings],
        "config": {
            "path": str(folder.path.absolute()),
            "origin": folder.origin,
            "problems": [str(problem) for problem in problems],
        },
    }
