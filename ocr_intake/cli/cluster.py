"""``ocr-intake cluster``: several computers read pages together."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from ocr_intake.cli.cluster_tools import check_library, cluster_key
from ocr_intake.cli.commands import App
from ocr_intake.cli.console import complain, say
from ocr_intake.errors import ExitCode
from ocr_intake.i18n import t

app = App()

_Key = Annotated[Path | None, typer.Option(metavar="FILE", help=t("cluster.option.key"))]


@app.callback()
def cluster() -> None:
    """Several computers read pages together; an extra brings what that takes."""
    check_library()


@app.command("key", help=t("cluster.key"))
def key(path: Annotated[Path, typer.Argument(metavar="FILE", help=t("cluster.option.new_key"))]) -> ExitCode:
    """Make a key."""
    from ocr_intake.pipeline.cluster.key import make_key

    make_key(path)
    say(t("cluster.key_made", path=path))
    return ExitCode.OK


@app.command("scheduler", help=t("cluster.scheduler"))
def scheduler(
    *,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=t("cluster.option.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=t("cluster.option.port"))] = 8786,
    key: _Key = None,
) -> ExitCode:
    """Hand out pages until Ctrl-C."""
    from ocr_intake.pipeline.cluster.service import run_scheduler

    return _run(run_scheduler(host, port, cluster_key(key), lambda at: say(t("cluster.ready", address=at))))


@app.command("worker", help=t("cluster.worker"))
def worker(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help=t("cluster.option.address"))],
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help=t("cluster.option.worker_port"))] = 8787,
    workers: Annotated[int | None, typer.Option(min=1, max=256, metavar="N", help=t("ingest.option.workers"))] = None,
    key: _Key = None,
) -> ExitCode:
    """Read pages until Ctrl-C."""
    from ocr_intake.pipeline.cluster.service import run_worker
    from ocr_intake.pipeline.pool import default_workers

    pages = workers or default_workers()
    return _run(
        run_worker(
            address,
            port,
            cluster_key(key),
            pages,
            ready=lambda at: say(t("cluster.found", address=at, pages=pages)),
            lost=lambda at: complain(t("cluster.lost", address=at)),
        )
    )


def _run(work: Coroutine[None, None, None]) -> ExitCode:
    """Work until Ctrl-C or SIGTERM, which is how a service ends and so no failure."""
    try:
        asyncio.run(_until_told(work))
    except asyncio.CancelledError:
        say(t("cluster.ended"))
    return ExitCode.OK


async def _until_told(work: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    await task
