"""The lock that keeps a second ingest out of a workspace; reviewers and readers do not need it."""

from __future__ import annotations

import fcntl
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ocr_intake.store.atomic import PRIVATE
from ocr_intake.store.errors import IngestRunningError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_held: Final[set[Path]] = set()
_guard: Final = threading.Lock()


@contextmanager
def ingest_lock(folder: Path) -> Iterator[None]:
    """Hold the ingest lock of a workspace; the system gives it back when the process dies, however it dies.

    A record lock (``fcntl``), not ``flock``: worker processes that outlive a killed parent must not go on holding it.
    Record locks do not keep out the process that holds them, so this process keeps a list of its own.

    Raises:
        IngestRunningError: It is held already.
    """
    path = folder.resolve() / "ingest.lock"
    with _guard:
        if path in _held:
            raise IngestRunningError(folder)
        _held.add(path)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        try:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise IngestRunningError(folder) from error
            yield
        finally:
            os.close(descriptor)
    finally:
        with _guard:
            _held.discard(path)
