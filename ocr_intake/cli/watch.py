"""``ocr-intake watch``: take in what a scanner or fax server drops into a folder, until Ctrl-C or SIGTERM."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocr_intake.cli.console import complain, say
from ocr_intake.cli.ingest_tools import (
    Desk,
    check_source,
    login_name,
    stopping,
    workspace_folder,
)
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t
from ocr_intake.model.pages import Channel, SetAside

if TYPE_CHECKING:
    from ocr_intake.pipeline.batch import Report


def watch(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("ingest.option.folder"))],
    *,
    consultation: Annotated[str, typer.Option(metavar="ID", help=t("ingest.option.consultation"))],
    channel: Annotated[Channel, typer.Option(help=t("ingest.option.channel"))],
    operator: Annotated[str | None, typer.Option(metavar="NAME", help=t("ingest.option.operator"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("ingest.option.workspace"))] = None,
    error_budget: Annotated[str | None, typer.Option(metavar="1/N", help=t("trust.option.error_budget"))] = None,
    readers: Annotated[str | None, typer.Option(metavar="NAMES", help=t("ingest.option.readers"))] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, metavar="N", help=t("ingest.option.workers"))] = None,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help=t("cluster.option.cluster"))] = None,
    cluster_key: Annotated[Path | None, typer.Option(metavar="FILE", help=t("cluster.option.key"))] = None,
) -> ExitCode:
    """Look, take in what has arrived, look again. To be stopped is how a watch ends, so that is no failure."""
    from ocr_intake.intake import NoSuchPathError
    from ocr_intake.pipeline.batch import Delivery
    from ocr_intake.pipeline.watching import Watching

    desk = Desk(ctx.ensure_object(State), readers, workers, error_budget, cluster=cluster, key=cluster_key)
    desk.check_channel(consultation, channel)
    if not folder.is_dir():
        raise NoSuchPathError(path=folder)
    delivery = Delivery(consultation, channel, operator or login_name())
    place_of_work = workspace_folder(workspace)
    check_source(folder, place_of_work)
    with desk.opened(place_of_work) as store, stopping() as stop:
        say(t("ingest.watch.begin", folder=folder))
        tools = partial(desk.tools, store, stop, consultation)
        look = partial(desk.look, stop)
        Watching(folder, store, delivery, tools, look=look, listener=_Told(), stop=stop).run()
    say(t("ingest.watch.end"))
    return ExitCode.OK


class _Told:
    """Says what came of each batch."""

    def taken_in(self, report: Report) -> None:
        """The summary of a batch."""
        from ocr_intake.cli.ingest_summary import summary

        for line in summary(report):
            say(line)

    def unreachable(self, reason: SetAside) -> None:
        """That the folder cannot be reached."""
        from ocr_intake.cli.wording import describe

        complain(describe(reason))
