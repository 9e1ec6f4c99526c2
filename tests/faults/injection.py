"""Faults at chosen steps of whatever a process does to disk and database; for processes that were forked for it."""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Engine, event

from ocr_intake.errors import IntakeError

WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


OURS: Final = ("/dev/null", "/given", "/acknowledged")
"""What the tests write down for themselves never fails."""


class Fault(StrEnum):
    """What goes wrong."""

    KILL = "kill"
    """SIGKILL: nothing after it happens."""
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    """The disk turns read-only, as it does when its controller finds errors."""
    BUSY = "busy"
    """Somebody else holds the database for longer than anybody waits."""


_OS_ERRORS: Final = {Fault.DISK_FULL: errno.ENOSPC, Fault.READ_ONLY: errno.EROFS}
_DATABASE_ERRORS: Final = {
    Fault.DISK_FULL: "database or disk is full",
    Fault.READ_ONLY: "attempt to write a readonly database",
    Fault.BUSY: "database is locked",
}
_READING: Final = ("SELECT", "PRAGMA", "BEGIN")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child came to its end."""

    killed: bool
    steps: int
    """That it took; 0 where it was killed."""
    error: str = ""
    """Class of the error that it ended with, "" for none."""
    explained: bool = True
    """A person is told what is wrong: the error is one of ours."""


class _Steps:
    """Counts what is done to disk and database; from the step whose turn has come on, it fails."""

    def __init__(self, fault: Fault, at: int | None) -> None:
        self.count = 0
        self._fault = fault
        self._at = at

    def _due(self) -> bool:
        here, self.count = self.count, self.count + 1
        if self._at is None or here < self._at:
            return False
        if self._fault is Fault.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    def disk(self) -> None:
        """A step on the disk."""
        if self._due() and self._fault in _OS_ERRORS:
            number = _OS_ERRORS[self._fault]
            raise OSError(number, os.strerror(number))

    def database(self, _cursor: object, statement: str, *_: object) -> None:
        """A step in the database: what only reads goes on when a disk is full or read-only."""
        due = self._due()
        if due and self._fault in _DATABASE_ERRORS and not statement.lstrip().upper().startswith(_READING):
            raise sqlite3.OperationalError(_DATABASE_ERRORS[self._fault])

    def watch(self) -> None:
        """From now on every step of this process counts."""
        event.listen(Engine, "do_execute", self.database)
        event.listen(Engine, "do_executemany", self.database)
        event.listen(Engine, "commit", lambda _: self._due())
        os.fsync = self._instead_of(os.fsync)
        for name in ("replace", "rename", "link", "mkdir"):
            setattr(os, name, self._instead_of(getattr(os, name)))
        if self._fault is not Fault.DISK_FULL:  # nothing is too full to remove something
            for name in ("unlink", "rmdir"):
                setattr(os, name, self._instead_of(getattr(os, name)))
        sys.addaudithook(self._opened)

    def _instead_of(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the step takes
            self.disk()
            return step(*args, **kwargs)

        return counted

    def _opened(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "open" and isinstance(args[2], int) and args[2] & WRITING and not str(args[0]).endswith(OURS):
            self.disk()


def forked(work: Callable[[], object], fault: Fault = Fault.KILL, at: int | None = None) -> Ended:
    """Run ``work`` in a fork, failing from step ``at`` on; never, where that is None."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        said: dict[str, Any] = {}
        steps = _Steps(fault, at)
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            steps.watch()
            work()
        except IntakeError as error:
            said = {"error": type(error).__name__}
        except BaseException as error:  # noqa: BLE001 - told to the parent
            said = {"error": type(error).__name__, "explained": False}
        finally:
            os.write(into, json.dumps(said | {"killed": False, "steps": steps.count}).encode())
            os._exit(0)
    os.close(into)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(out, "rb") as stream:
        told = stream.read()
    return Ended(**json.loads(told)) if os.WIFEXITED(status) and told else Ended(killed=True, steps=0)
