"""The one door to Dask: with the settings here and no others, without its files, its HTTP pages and its disk cache.

Dask reads and writes a configuration in the user's home, serves pages about its work to whoever asks, and workers that
are short of memory write what they hold, which is what people wrote to the city, to disk. All of that is kept from it.
"""

from __future__ import annotations

import logging
import os
import warnings
from typing import Final

os.environ["DASK_CONFIG"] = os.devnull  # nothing can be written below it

import dask

_SILENT: Final = {"level": logging.CRITICAL + 1, "handlers": ["none"], "propagate": False}
_SETTINGS: Final = {
    "distributed.admin.large-graph-warning-threshold": "10 GiB",  # a file is part of the graph, and may be large
    "distributed.admin.tick.interval": "1s",  # fifty times a second it would ask how busy it is
    "distributed.comm.timeouts.connect": "10s",
    "distributed.diagnostics.nvml": False,
    "distributed.scheduler.allowed-failures": 10,  # computers that may go away over a page: none does for its sake
    "distributed.scheduler.http.routes": [],
    "distributed.scheduler.work-stealing": False,  # it takes no account of who is not trusted
    "distributed.scheduler.worker-ttl": "60s",  # a computer that says nothing for so long is gone
    "distributed.worker.http.routes": [],
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "logging": {  # messages show what tasks are given, which is what people wrote
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"none": {"class": "logging.NullHandler"}},
        "loggers": dict.fromkeys(("asyncio", "distributed", "tornado"), _SILENT),
    },
}
dask.config.refresh(paths=[], env={})  # whatever a user has set up for other work of theirs is not ours
dask.config.set(_SETTINGS)

import distributed
from distributed import Client, KilledWorker, Security, SpecCluster, get_worker, rpc
from distributed.comm.core import FatalCommClosedError
from distributed.versions import VersionMismatchWarning

__all__ = [
    "Client",
    "FatalCommClosedError",
    "KilledWorker",
    "Scheduler",
    "Security",
    "SpecCluster",
    "Worker",
    "get_worker",
    "rpc",
]

warnings.simplefilter("ignore", VersionMismatchWarning)  # computers that differ are refused, see ``release``


class Scheduler(distributed.Scheduler):
    """Dask's, without pages over HTTP."""

    def start_http_server(self, *_: object, **__: object) -> None:
        """Open no port beside the one for workers."""


class Worker(distributed.Worker):
    """Dask's, without pages over HTTP."""

    def start_http_server(self, *_: object, **__: object) -> None:
        """Open no port beside the one for the scheduler and other workers."""
