"""What an office starts on its computers: one scheduler, and on each computer that reads a worker."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import urlsplit

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.pipeline.cluster import dask
from ocr_intake.pipeline.cluster.key import OtherKeyError, checked_address, make_key, security
from ocr_intake.pipeline.cluster.remote import end_reading
from ocr_intake.pipeline.scratch import scratch_without_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of the worker's own is made in it
"""Where a worker has its folder: in memory, since what people wrote is written to no disk but the workspace's."""

_AGAIN_S: Final = 2.0
"""Seconds after which a worker looks for its scheduler again."""


class CannotListenError(IntakeError):
    """The address is another program's, or not this computer's."""

    key: ClassVar[str] = "cluster.error.listen"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


async def run_scheduler(host: str, port: int, key: Path | None, ready: Callable[[str], None]) -> None:
    """Hand pages to workers until cancelled.

    Args:
        host: The address to listen at.
        port: The port; 0 for any.
        key: The cluster's key.
        ready: Told the address once workers can come.

    Raises:
        CannotListenError: The address cannot be listened at.
        ClusterKeyError: There is no key, or it cannot be used.
    """
    secured = security(key)
    try:
        scheduler = dask.Scheduler(host=host, port=port, protocol="tls", security=secured, dashboard=False)
        await scheduler
    except (OSError, RuntimeError, ValueError) as error:
        raise CannotListenError(host=host, port=port) from error
    try:
        ready(scheduler.address)
        await scheduler.finished()
    finally:
        await scheduler.close()


async def run_worker(
    address: str, port: int, key: Path | None, pages: int, ready: Callable[[str], None], lost: Callable[[str], None]
) -> None:
    """Read pages for a scheduler until cancelled; one that is away is waited for.

    Args:
        address: The scheduler's.
        port: The port to be reached at; 0 for any.
        key: The cluster's key.
        pages: How many are read at a time, each in a process of its own.
        ready: Told the scheduler's address each time that it was found.
        lost: Told it each time that it cannot be reached, once.

    Raises:
        BadClusterAddressError: The address is none.
        CannotListenError: The port is another program's.
        ClusterKeyError: There is no key, or it cannot be used.
        OtherKeyError: The scheduler has another one.
    """
    where, secured = checked_address(address), security(key)
    told = False
    with scratch_without_workspace(MEMORY) as folder:
        while True:
            host = await _host_towards(where, secured)
            if host is not None:
                worker = dask.Worker(
                    where,
                    host=host,
                    port=port,
                    nthreads=pages,
                    security=secured,
                    memory_limit=0,
                    local_directory=str(folder),
                )
                try:
                    if await _registered(worker, host, port):
                        ready(where)
                        told = False
                        await worker.finished()
                finally:
                    await worker.close(timeout=1)
                    end_reading()
            if not told:
                lost(where)
                told = True
            await asyncio.sleep(_AGAIN_S)


async def _host_towards(address: str, secured: dask.Security) -> str | None:
    """This computer's address on the way to a scheduler; None where there is none: a worker would wait silently."""
    parts = urlsplit(address)
    try:
        async with dask.rpc(address, connection_args=secured.get_connection_args("worker")) as scheduler:
            await scheduler.identity()
        way, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=(str(parts.hostname), parts.port or 0)
        )  # nothing is sent
    except dask.FatalCommClosedError as error:
        raise OtherKeyError(address=address) from error
    except (OSError, TimeoutError):
        return None
    try:
        return str(way.get_extra_info("sockname")[0])
    finally:
        way.close()


async def _registered(worker: dask.Worker, host: str, port: int) -> bool:
    """Whether a worker could begin; False where its scheduler has not noticed yet that the one before is gone.

    Raises:
        CannotListenError: The port is another program's.
    """
    try:
        await worker
    except RuntimeError as error:
        if isinstance(error.__cause__, OSError):
            raise CannotListenError(host=host, port=port) from error
        return False
    return True


@contextmanager
def running_here(pages: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """A scheduler and a worker inside this process, while the block runs.

    Args:
        pages: How many are read at a time.
        folder: For temporary files.

    Yields:
        The scheduler's address, and the key.
    """
    key = folder / "cluster.pem"
    make_key(key)
    options = {"host": "127.0.0.1", "protocol": "tls", "security": security(key)}
    reading = {"nthreads": pages, "memory_limit": 0, "local_directory": str(folder)}
    with dask.SpecCluster(
        scheduler={"cls": dask.Scheduler, "options": {**options, "port": 0, "dashboard": False}},
        workers={0: {"cls": dask.Worker, "options": options | reading}},
        security=options["security"],
    ) as cluster:
        yield cluster.scheduler_address, key
    end_reading()
