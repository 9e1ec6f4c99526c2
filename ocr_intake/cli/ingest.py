"""``ocr-intake ingest``: take a stack of files in, read them, keep everything in a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ocr_intake.cli.console import say
from ocr_intake.cli.dates import received_on
from ocr_intake.cli.ingest_tools import Desk, files_of, login_name, stopping, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t
from ocr_intake.model.pages import Channel


def ingest(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=t("ingest.option.paths"))],
    *,
    consultation: Annotated[str, typer.Option(metavar="ID", help=t("ingest.option.consultation"))],
    channel: Annotated[Channel, typer.Option(help=t("ingest.option.channel"))],
    received: Annotated[str | None, typer.Option(metavar="DATE", help=t("ingest.option.received"))] = None,
    operator: Annotated[str | None, typer.Option(metavar="NAME", help=t("ingest.option.operator"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("ingest.option.workspace"))] = None,
    error_budget: Annotated[str | None, typer.Option(metavar="1/N", help=t("trust.option.error_budget"))] = None,
    readers: Annotated[str | None, typer.Option(metavar="NAMES", help=t("ingest.option.readers"))] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, metavar="N", help=t("ingest.option.workers"))] = None,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help=t("cluster.option.cluster"))] = None,
    cluster_key: Annotated[Path | None, typer.Option(metavar="FILE", help=t("cluster.option.key"))] = None,
) -> ExitCode:
    """Take everything in, tell what came of it, and what to do about the rest."""
    from ocr_intake.cli.ingest_summary import summary, verdict
    from ocr_intake.intake import path_key
    from ocr_intake.pipeline import batch

    desk = Desk(ctx.ensure_object(State), readers, workers, error_budget, cluster=cluster, key=cluster_key)
    day = received_on(received, desk.check_channel(consultation, channel))
    folder = workspace_folder(workspace)
    files = files_of(sorted(paths, key=path_key), without=folder)
    delivery = batch.Delivery(consultation, channel, operator or login_name(), day)
    with desk.opened(folder) as store, stopping() as stop, desk.tools(store, stop, consultation) as tools:
        report = batch.ingest(store, paths, dict.fromkeys(files), delivery, tools)
    for line in summary(report):
        say(line)
    return verdict(report)
