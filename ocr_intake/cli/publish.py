"""``ocr-intake publish``: the result of a consultation as files that a city puts on its pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_consultation
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.dataset.publish import Published


def publish(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    *,
    consultation: Annotated[str, typer.Option(metavar="ID", help=t("publish.option.consultation"))],
    out: Annotated[Path, typer.Option(metavar="DIR", help=t("publish.option.out"))] = Path("results"),
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("publish.option.workspace"))] = None,
    draft: Annotated[bool, typer.Option("--draft", help=t("publish.option.draft"))] = False,
    replace: Annotated[bool, typer.Option("--replace", help=t("publish.option.replace"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=t("publish.option.json"))] = False,
) -> ExitCode:
    """Write the files; exit 0 only when they are no draft and no row is left to look at."""
    from ocr_intake.dataset.publish import Asked
    from ocr_intake.dataset.publish import publish as write
    from ocr_intake.store import Workspace

    configured = load_consultation(ctx.ensure_object(State).config_dir.path, consultation)
    with Workspace.open(workspace_folder(workspace), write=False) as opened:
        done = write(opened, configured, out, Asked(draft=draft), replace=replace, by=login_name())
        purged = opened.purged(consultation)
    if as_json:
        say_json(_record(done, purged), indent=2)
    else:
        _tell(done, purged, configured.other_channels)
    return ExitCode.ATTENTION if draft or done.to_look_at else ExitCode.OK


def _tell(done: Published, purged: int, elsewhere: Sequence[str]) -> None:
    for path in done.removed:
        say(t("publish.told.removed", path=path))
    for path in done.files:
        say(t("publish.told.file", path=path))
    say(t("publish.told.counts", received=done.result.received, rows=len(done.result.rows)))
    if elsewhere:
        say(t("publish.told.elsewhere", ways=t("publish.and").join(t(f"publish.way.{way}") for way in elsewhere)))
    if done.to_look_at:
        say(t("publish.told.look", numbers=", ".join(f"No.{number}" for number in done.to_look_at)))
    if purged:
        say(t("publish.told.purged", count=purged))
    say(t("publish.told.draft") if done.result.draft else t("publish.told.read"))


def _record(done: Published, purged: int) -> dict[str, Any]:
    total = done.result.counts.total
    return {
        "files": [str(path) for path in done.files],
        "removed": [str(path) for path in done.removed],
        "draft": done.result.draft,
        "opinions": total.opinions,
        "individuals": total.individuals,
        "organizations": total.organizations,
        "rows": len(done.result.rows),
        "categories": {each.code: each.rows for each in done.result.categories},
        "waiting": done.result.waiting,
        "to_look_at": list(done.to_look_at),
        "purged": purged,
    }
