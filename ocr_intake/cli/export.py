"""``ocr-intake export``: the verified comments as files that a city works with."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.ingest_tools import login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_settings
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.dataset import Exported


class Format(StrEnum):
    """What ``--format`` takes: ``dataset.EXPORTERS``, which brings the database along."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


class PersonalData(StrEnum):
    """What ``--personal`` takes: the values of ``dataset.Personal``."""

    SEPARATE = "separate"
    NONE = "none"


def export(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    *,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("export.option.workspace"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("export.option.consultation"))] = None,
    formats: Annotated[list[Format] | None, typer.Option("--format", help=t("export.option.format"))] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help=t("export.option.out"))] = Path("export"),
    excel: Annotated[bool, typer.Option("--excel", help=t("export.option.excel"))] = False,
    personal: Annotated[PersonalData, typer.Option(help=t("export.option.personal"))] = PersonalData.SEPARATE,
    include_unverified: Annotated[
        bool, typer.Option("--include-unverified", help=t("export.option.include_unverified"))
    ] = False,
) -> ExitCode:
    """Write every format; exit 0 only when nothing waits to be verified."""
    from ocr_intake.dataset import Personal, Profile
    from ocr_intake.dataset import export as write
    from ocr_intake.store import Workspace

    excel = excel or load_settings(ctx.ensure_object(State).config_dir.path).export.excel_bom
    done = []
    with Workspace.open(workspace_folder(workspace), write=False) as opened:
        for each in dict.fromkeys(formats or [Format.CSV]):
            name = "csv-excel" if each is Format.CSV and excel else each.value
            profile = Profile(name, Personal(personal.value), include_unverified, consultation)
            done.append(write(opened, out, profile, by=login_name()))
        purged, unrecorded = opened.purged(consultation), opened.read_only
    _tell(done, personal)
    if purged:
        say(t("export.purged", count=purged))
    if unrecorded:
        say(t("export.unrecorded"))
    return ExitCode.ATTENTION if done[-1].waiting or done[-1].unverified else ExitCode.OK


def _tell(done: list[Exported], personal: PersonalData) -> None:
    for path in (path for exported in done for path in exported.files):
        say(t("export.file", path=path))
    last = done[-1]
    say(
        t(
            "export.counts",
            submissions=last.submissions,
            individuals=last.individuals,
            organizations=last.organizations,
            opinions=last.opinions,
        )
    )
    for name in ("unverified", "waiting", "rejected"):
        if count := getattr(last, name):
            say(t(f"export.{name}", count=count))
    if personal is PersonalData.SEPARATE:
        say(t("export.personal"))
