"""``ocr-intake backup`` and ``restore``: a workspace to a safe place while people work with it, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.verify import told
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t


def backup(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help=t("backup.option.target"))],
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("backup.option.workspace"))] = None,
    without_images: Annotated[bool, typer.Option("--without-images", help=t("backup.option.without_images"))] = False,
) -> ExitCode:
    """Make a backup that is whole or not there; exit 0 only when everything is in it."""
    from ocr_intake.store import Workspace, back_up

    with Workspace.open(workspace_folder(workspace)) as store:
        done = back_up(store, target, by=login_name(), images=not without_images)
    made = done.manifest
    say(t("backup.made", path=target, files=len(made.files), originals=done.originals, linked=done.linked))
    say(t("verify.head", head=made.head))
    if made.missing:
        say(t("backup.missing", count=len(made.missing)))
        for sha256 in made.missing:
            say("  - " + t("store.imbalance.original_damaged", subject=sha256[:12]))
    return ExitCode.ATTENTION if made.missing else ExitCode.OK


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help=t("backup.option.source"))],
    *,
    workspace: Annotated[Path, typer.Option(metavar="DIR", help=t("backup.option.into"))],
    database: Annotated[str | None, typer.Option(metavar="URL", help=t("backup.option.database"))] = None,
) -> ExitCode:
    """Bring a backup back and look at all of it; exit 0 only when all of it is intact."""
    from ocr_intake.store import restore as bring_back

    done = bring_back(source, workspace, by=login_name(), database_url=database)
    say(t("backup.restored", path=workspace, files=len(done.manifest.files), made=done.manifest.made[:10]))
    for line in told(done.integrity):
        say(line)
    if not done.manifest.images:
        say(t("backup.no_images"))
    return ExitCode.ATTENTION if done.integrity.damages else ExitCode.OK
