"""``ocr-intake status``: the ledger of a workspace, and whether everything that came in is accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocr_intake.cli.console import say, say_json
from ocr_intake.cli.ingest_tools import check_consultation, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.store import Ledger, SetAsideItem


def status(
    ctx: typer.Context,
    *,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("status.option.consultation"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("status.option.workspace"))] = None,
    deep: Annotated[bool, typer.Option("--deep", help=t("status.option.deep"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> ExitCode:
    """Count, say what was set aside, and fail where something is not accounted for."""
    from ocr_intake.store import Workspace

    with Workspace.open(workspace_folder(workspace), write=False) as store:
        check_consultation(ctx.ensure_object(State), store, consultation)
        ledger, aside = store.ledger(consultation, deep=deep), store.set_aside(consultation)
    if as_json:
        say_json(_record(ledger, aside), indent=2)
    else:
        for line in _told(ledger, aside):
            say(line)
    return ExitCode.OK if ledger.balances else ExitCode.FAILURE


def _told(ledger: Ledger, aside: Iterable[SetAsideItem]) -> Iterable[str]:
    from ocr_intake.cli.ingest_summary import blank_lines
    from ocr_intake.cli.set_aside import item_line

    yield from _counted(ledger)
    for number, item in enumerate(aside):
        if number == 0:
            yield t("status.aside")
        yield f"  - {item_line(item)}"
    if ledger.aside.total:
        yield t("status.aside_counts", **asdict(ledger.aside))
    if ledger.blanks:
        yield t("status.blank")
        yield from blank_lines((blank.file, blank.page) for blank in ledger.blanks)
    if ledger.balances:
        yield t("status.balances")
        return
    yield t("status.out_of_balance")
    for imbalance in ledger.imbalances:
        yield "  - " + t(f"store.imbalance.{imbalance.code}", subject=imbalance.subject)


def _counted(ledger: Ledger) -> Iterable[str]:
    for name in ("files", "pages", "submissions", "opinions"):
        yield t(f"status.{name}", **asdict(getattr(ledger, name)))
    if ledger.submissions.rejected:
        yield t("status.grounds", **asdict(ledger.submissions.grounds))
    if ledger.submissions.passed_on:
        yield t("status.passed_on", count=ledger.submissions.passed_on)
    if ledger.files.purged:
        yield t("status.purged", count=ledger.files.purged)
    if ledger.files.entered:
        yield t("status.entered", count=ledger.files.entered)


def _record(ledger: Ledger, aside: Iterable[SetAsideItem]) -> dict[str, Any]:
    from ocr_intake.cli.set_aside import item_record

    items = [item_record(item) for item in aside]
    return asdict(ledger) | {"balances": ledger.balances, "set_aside": items}
