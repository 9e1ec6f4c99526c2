"""The locks that keep a second ingest, learning, backup or purge out of a workspace; reviewers need none."""

from __future__ import annotations

import fcntl
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ocr_intake.store.atomic import PRIVATE
from ocr_intake.store.errors import (
    IngestRunningError,
    LearningRunningError,
    MaintenanceRunningError,
    WorkspaceError,
    WorkspaceUnwritableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

_held: Final[set[Path]] = set()
_guard: Final = threading.Lock()


def ingest_lock(folder: Path) -> AbstractContextManager[None]:
    """Hold the ingest lock of a workspace.

    Raises:
        IngestRunningError: It is held already.
    """
    return _held_alone(folder.resolve() / "ingest.lock", IngestRunningError(folder))


def learning_lock(folder: Path) -> AbstractContextManager[None]:
    """Hold the learning lock of a workspace; an ingest goes on beside it.

    Raises:
        LearningRunningError: It is held already.
    """
    return _held_alone(folder.resolve() / "learning.lock", LearningRunningError(folder))


def maintenance_lock(folder: Path) -> AbstractContextManager[None]:
    """Keep backups and purges of a workspace apart; ingest and review go on beside it.

    Raises:
        MaintenanceRunningError: It is held already.
    """
    return _held_alone(folder.resolve() / "maintenance.lock", MaintenanceRunningError(folder))


@contextmanager
def _held_alone(path: Path, refusal: WorkspaceError) -> Iterator[None]:
    """Hold a lock; the system gives it back when the process dies, however it dies.

    A record lock (``fcntl``), not ``flock``: worker processes that outlive a killed parent must not go on holding it.
    Record locks do not keep out the process that holds them, so this process keeps a list of its own.

    Raises:
        WorkspaceError: The refusal, where it is held already.
        WorkspaceUnwritableError: The lock cannot be made.
    """
    with _guard:
        if path in _held:
            raise refusal
        _held.add(path)
    try:
        descriptor = _opened(path)
        try:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise refusal from error
            yield
        finally:
            os.close(descriptor)
    finally:
        with _guard:
            _held.discard(path)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    except OSError as error:
        raise WorkspaceUnwritableError(path.parent, error) from error
