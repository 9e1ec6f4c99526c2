"""``ocr-intake export``: the verified comments as files that a city works with."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.ingest_tools import check_consultation, login_name, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import list_consultations, load_settings
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
    replace: Annotated[bool, typer.Option("--replace", help=t("export.option.replace"))] = False,
) -> ExitCode:
    """Write every format; exit 0 only when nothing waits to be verified or looked at."""
    from ocr_intake.dataset import Personal, Profile
    from ocr_intake.dataset import export as write
    from ocr_intake.store import Workspace

    excel = excel or load_settings(ctx.ensure_object(State).config_dir.path).export.excel_bom
    wanted = dict.fromkeys(formats or [Format.CSV])
    names = tuple("csv-excel" if each is Format.CSV and excel else each.value for each in wanted)
    declared = list_consultations(ctx.ensure_object(State).config_dir.path)
    profile = Profile(names, Personal(personal.value), include_unverified, consultation, replace, declared)
    with Workspace.open(workspace_folder(workspace), write=False) as opened:
        check_consultation(ctx.ensure_object(State), opened, consultation)
        done = write(opened, out, profile, by=login_name())
        purged, unrecorded = opened.purged(consultation), opened.read_only
    _tell(done)
    if purged:
        say(t("export.purged", count=purged))
    if unrecorded:
        say(t("export.unrecorded"))
    look = done.search is not None and done.search.opinions
    return ExitCode.ATTENTION if done.waiting or done.unverified or look else ExitCode.OK


def _tell(done: Exported) -> None:
    from ocr_intake.dataset import MASK

    for path in done.removed:
        say(t("export.removed", path=path))
    for path in done.files:
        say(t("export.file", path=path))
    say(
        t(
            "export.counts",
            submissions=done.submissions,
            individuals=done.individuals,
            organizations=done.organizations,
            opinions=done.opinions,
        )
    )
    for name in ("withheld", "unverified", "waiting", "rejected"):
        if count := getattr(done, name):
            say(t(f"export.{name}", count=count))
    if done.search is None:
        say(t("export.personal"))
        return
    say(t("export.masked", count=done.search.masked.total(), mark=MASK))
    if done.search.opinions:
        say(t("export.to_look_at", opinions=done.search.opinions, count=done.search.to_look_at.total()))
    say(t("export.not_sought", path=done.files[-1]))
