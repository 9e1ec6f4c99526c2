"""``ocr-intake verify``: whether a workspace or a backup is what the program wrote, and what to do where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ocr_intake.cli.console import complain, say
from ocr_intake.cli.ingest_tools import workspace_folder
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.store import Damage, Integrity

_TOLD: Final = 100
"""Lines; a database that is damaged all over would fill the screen."""

_REMEDIES: Final = {
    "original_damaged": "original",
    "purge_unfinished": "purge",
    "head_unknown": "head",
    "queue_differs": "queue",
}
"""What to do about it where that is not to bring back a backup, by the code of the damage."""


def verify(
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("verify.option.workspace"))] = None,
    head: Annotated[str | None, typer.Option(metavar="HASH", help=t("verify.option.head"))] = None,
    rebuild_queue: Annotated[bool, typer.Option("--rebuild-queue", help=t("verify.option.rebuild_queue"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> ExitCode:
    """Compare everything and write nothing (but the queue, where told to); exit 0 only when all of it is intact."""
    from ocr_intake.store import BackupNeedsServerError, Workspace, check_dumped

    folder = workspace_folder(workspace)
    if rebuild_queue:
        with Workspace.open(folder) as store:
            store.rebuild_queue()
    try:
        with Workspace.open_read_only(folder) as store:
            complain(t("verify.begin"))
            found = store.check_integrity(head.strip().lower() if head else None)
    except BackupNeedsServerError:
        complain(t("verify.only_files"))
        found = check_dumped(folder)
    if as_json:
        say(json.dumps(asdict(found) | {"intact": not found.damages}, ensure_ascii=False, indent=2))
    else:
        for line in told(found):
            say(line)
    return ExitCode.ATTENTION if found.damages else ExitCode.OK


def told(found: Integrity) -> Iterator[str]:
    """What was found, in sentences: each damage, then what to do about such."""
    if not found.damages:
        yield t("verify.intact" if found.links else "verify.intact_files", records=found.records, links=found.links)
        yield t("verify.head", head=found.head)
        return
    yield t("verify.damaged", count=len(found.damages))
    yield from ("  - " + _sentence(damage) for damage in found.damages[:_TOLD])
    if len(found.damages) > _TOLD:
        yield t("verify.more", count=len(found.damages) - _TOLD)
    for remedy in dict.fromkeys(_REMEDIES.get(damage.code, "restore") for damage in found.damages):
        yield t(f"verify.remedy.{remedy}")


def _sentence(damage: Damage) -> str:
    if damage.counts:
        return t(f"store.imbalance.{damage.code}", subject=damage.subject)
    table = t(f"store.table.{damage.table}") if damage.table else ""
    return t(f"store.damage.{damage.code}", subject=damage.subject, table=table)
