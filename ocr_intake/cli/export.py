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
    """What ``--format`` takes: ``dataset.FORMATS``, which brings the database along."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    EXCEL = "excel"
    PARQUET = "parquet"
    REGISTER = "register"
    KOUCHOU_AI = "kouchou-ai"
    TTTC = "tttc"
    THEMEFINDER = "themefinder"


class Encoding(StrEnum):
    """What ``--encoding`` takes."""

    UTF_8 = "utf-8"
    UTF_8_SIG = "utf-8-sig"
    CP932 = "cp932"


_ENDS = {Encoding.UTF_8: "", Encoding.UTF_8_SIG: "-excel", Encoding.CP932: "-cp932"}
"""Of the names of the formats that come in several encodings."""


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
    encoding: Annotated[Encoding | None, typer.Option(help=t("export.option.encoding"))] = None,
    personal: Annotated[PersonalData | None, typer.Option(help=t("export.option.personal"))] = None,
    include_unverified: Annotated[
        bool, typer.Option("--include-unverified", help=t("export.option.include_unverified"))
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help=t("export.option.replace"))] = False,
) -> ExitCode:
    """Write every format; exit 0 only when nothing waits to be verified or looked at."""
    from ocr_intake.dataset import PUBLIC, Personal, Profile
    from ocr_intake.dataset import export as write
    from ocr_intake.store import Workspace

    if encoding is None and (excel or load_settings(ctx.ensure_object(State).config_dir.path).export.excel_bom):
        encoding = Encoding.UTF_8_SIG
    names = tuple(_name(each, encoding) for each in dict.fromkeys(formats or [Format.CSV]))
    if personal is None:
        personal = PersonalData.NONE if PUBLIC.intersection(names) else PersonalData.SEPARATE
    declared = list_consultations(ctx.ensure_object(State).config_dir.path)
    profile = Profile(names, Personal(personal.value), include_unverified, consultation, replace, declared)
    with Workspace.open(workspace_folder(workspace), write=False) as opened:
        check_consultation(ctx.ensure_object(State), opened, consultation)
        done = write(opened, out, profile, by=login_name())
        purged, unrecorded = opened.purged(consultation), opened.read_only
    _tell(done, frozenset(names))
    if purged:
        say(t("export.purged", count=purged))
    if unrecorded:
        say(t("export.unrecorded"))
    look = done.search is not None and done.search.opinions
    return ExitCode.ATTENTION if done.waiting or done.unverified or look else ExitCode.OK


def _name(form: Format, encoding: Encoding | None) -> str:
    """What a format is called in ``dataset.FORMATS``."""
    if form is Format.CSV:
        return form.value + _ENDS[encoding or Encoding.UTF_8]
    return form.value + (_ENDS[encoding or Encoding.UTF_8_SIG] if form is Format.REGISTER else "")


def _tell(done: Exported, names: frozenset[str]) -> None:
    for path in done.removed:
        say(t("export.removed", path=path))
    for path in done.files:
        say(t("export.file", path=path))
    registers = {name for name in names if name.startswith(Format.REGISTER.value)}
    if registers:
        say(t("export.told.register", count=done.submissions + done.waiting + done.rejected))
    if registers != names:
        _tell_opinions(done)


def _tell_opinions(done: Exported) -> None:
    from ocr_intake.dataset import MASK

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
    if done.untaken:
        say(t("export.told.untaken", count=done.untaken))
    if done.search is None:
        say(t("export.personal"))
        return
    say(t("export.masked", count=done.search.masked.total(), mark=MASK))
    if done.search.opinions:
        say(t("export.to_look_at", opinions=done.search.opinions, count=done.search.to_look_at.total()))
    say(t("export.not_sought", path=done.files[-1]))
