"""The one door to Dask: imported as it must be here, without its files in the user's home and without its disk cache.

Dask writes a configuration into ``~/.config/dask`` and workers that are short of memory write what they hold, which
is what people wrote to the city, to disk. Both are kept from it.
"""

from __future__ import annotations

import logging
import os
from typing import Final

os.environ["DASK_CONFIG"] = os.devnull  # nothing is read from it, and nothing can be written below it

import dask
from distributed import Client, KilledWorker, LocalCluster, Scheduler, Security, Worker, get_worker
from distributed.client import FutureCancelledError

__all__ = [
    "Client",
    "FutureCancelledError",
    "KilledWorker",
    "LocalCluster",
    "Scheduler",
    "Security",
    "Worker",
    "get_worker",
]

_SETTINGS: Final = {
    "distributed.admin.large-graph-warning-threshold": "10 GiB",  # a file is part of the graph, and may be large
    "distributed.comm.timeouts.connect": "10s",
    "distributed.diagnostics.nvml": False,
    "distributed.scheduler.allowed-failures": 2,  # computers that may go away over a page before it is given up
    "distributed.scheduler.work-stealing": False,  # it takes no account of who is not trusted
    "distributed.scheduler.worker-ttl": "60s",  # a computer that says nothing for so long is gone
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
}
dask.config.set(_SETTINGS)
logging.getLogger("distributed").setLevel(logging.CRITICAL)  # its messages name keys and addresses, and help no clerk
