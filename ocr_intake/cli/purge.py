"""``ocr-intake purge``: removes who sent what when its time is over; opinions and counts stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.dates import day_of
from ocr_intake.cli.ingest_tools import check_consultation, login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.store import PurgePlan

_NAMED: Final = 20
"""Submissions; there may be thousands."""


class NoScopeError(IntakeError):
    """It was not said what is to be purged."""

    key: ClassVar[str] = "purge.error.no_scope"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def purge(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    *,
    before: Annotated[str | None, typer.Option(metavar="DATE", help=t("purge.option.before"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("purge.option.consultation"))] = None,
    include_undecided: Annotated[
        bool, typer.Option("--include-undecided", help=t("purge.option.include_undecided"))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("purge.option.dry_run"))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=t("purge.option.yes"))] = False,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("purge.option.workspace"))] = None,
) -> ExitCode:
    """Say what would go, ask, and do it; exit 0 only when nothing of that time is left."""
    from ocr_intake.store import PurgeScope, Workspace

    if before is None and consultation is None:
        raise NoScopeError
    scope = PurgeScope(day_of("--before", before) if before else None, consultation, include_undecided)
    with Workspace.open(workspace_folder(workspace)) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        plan = store.plan_purge(scope)
        for line in _plan(plan):
            say(line)
        if not dry_run:
            if plan.files and not yes:
                typer.confirm(t("purge.sure"), abort=True)
            plan = store.purge(scope, by=login_name())
            say(t("purge.done", files=len(plan.files), submissions=plan.submissions))
            say(t("purge.backups"))
    return ExitCode.ATTENTION if plan.left else ExitCode.OK


def _plan(plan: PurgePlan) -> Iterator[str]:
    yield t("purge.plan", files=len(plan.files), submissions=plan.submissions)
    if plan.left:
        yield t("purge.left", count=plan.left)
    if plan.left_open:
        named = ", ".join(plan.left_open[:_NAMED])
        yield t("purge.left_open", submissions=named + (" …" if len(plan.left_open) > _NAMED else ""))
