"""What an office starts on its computers: one scheduler, and on each computer that reads a worker."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import IntakeError
from ocr_intake.pipeline.cluster.dask import Scheduler, Worker
from ocr_intake.pipeline.cluster.key import checked_address, security
from ocr_intake.pipeline.cluster.remote import end_reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

_AGAIN_S: Final = 2.0
"""Seconds after which a worker looks for its scheduler again."""


class CannotListenError(IntakeError):
    """The address is another program's, or not this computer's."""

    key: ClassVar[str] = "cluster.error.listen"


async def run_scheduler(host: str, port: int, key: Path | None, ready: Callable[[str], None]) -> None:
    """Hand pages to workers until cancelled.

    Args:
        host: The address to listen at.
        port: The port; 0 for any.
        key: The cluster's key; without one only this computer's own address is listened at.
        ready: Told the address once workers can come.

    Raises:
        CannotListenError: The address cannot be listened at.
        ClusterNeedsKeyError: Others could come, and there is no key.
    """
    checked_address(f"{host}:{port or 1}", key)
    protocol = "tcp" if key is None else "tls"
    try:
        async with Scheduler(
            host=host, port=port, protocol=protocol, security=security(key), dashboard=False
        ) as scheduler:
            ready(scheduler.address)
            await scheduler.finished()
    except OSError as error:
        raise CannotListenError(host=host, port=port) from error


async def run_worker(
    address: str, key: Path | None, pages: int, ready: Callable[[str], None], lost: Callable[[str], None]
) -> None:
    """Read pages for a scheduler until cancelled; one that is away is waited for.

    Args:
        address: The scheduler's.
        key: The cluster's key.
        pages: How many are read at a time, each in a process of its own.
        ready: Told the scheduler's address each time that it was found.
        lost: Told it each time that it cannot be reached, once.

    Raises:
        ClusterKeyError: The key is none.
    """
    where = checked_address(address, key)
    secured = security(key)
    told = False
    with tempfile.TemporaryDirectory(prefix="ocr-intake-", ignore_cleanup_errors=True) as scratch:
        while True:
            try:
                worker = Worker(
                    where, nthreads=pages, security=secured, memory_limit=0, local_directory=scratch, dashboard=False
                )
                async with _closed(worker):
                    ready(where)
                    told = False
                    await worker.finished()
            except (OSError, TimeoutError):
                pass
            if not told:
                lost(where)
                told = True
            await asyncio.sleep(_AGAIN_S)


@asynccontextmanager
async def _closed(worker: Worker) -> AsyncIterator[None]:
    """A worker at work, which is closed in any case: one that never found its scheduler, too."""
    try:
        await worker
        yield
    finally:
        await worker.close(timeout=1)
        end_reading()
