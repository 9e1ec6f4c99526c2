"""How the program fails: exit codes and the base of its errors. Each cause's own class lives where the cause lives."""

from __future__ import annotations

import logging
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from ocr_intake.i18n import t

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
R = TypeVar("R")

_log: Final = logging.getLogger(__name__)


class ExitCode(IntEnum):
    """What the command tells the shell; scripts build on it, so a number never changes its meaning."""

    OK = 0
    """Done, and nothing needs a person."""
    FAILURE = 1
    """Something went wrong that has no code of its own."""
    USAGE = 2
    """The command line was wrong (typer and click use this number)."""
    ATTENTION = 3
    """Done, but a person must look: something was set aside or flagged."""
    CONFIG = 4
    """The configuration is wrong; the message names file, key and what was expected."""
    MISSING_TOOL = 5
    """A program, language data or library that the work needs is not installed."""
    INPUT = 6
    """Nothing readable was given: no such file, or none that holds pages."""
    WORKSPACE = 7
    """The workspace cannot be used: missing, locked, or of another version."""
    INTERRUPTED = 130
    """Ctrl-C (128 + SIGINT, as shells count)."""


class IntakeError(Exception):
    """Base of every error that a person is told about.

    A subclass stands for one cause: it names the text (``key``, looked up when the message is shown, so it is in the
    language of whoever reads it) and the exit code. The text says what is wrong and what can be done about it. Values
    are for the text's placeholders; they never carry anything read from a submission.
    """

    key: ClassVar[str]
    exit_code: ClassVar[ExitCode] = ExitCode.FAILURE

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def __str__(self) -> str:
        return t(self.key, **self.values)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders, and keyword arguments do not survive the default way of doing that."""
        return _rebuild, (type(self), self.values)


def _rebuild(kind: type[IntakeError], values: dict[str, object]) -> IntakeError:
    """The error again on the other side of a process border, whatever its own ``__init__`` takes."""
    error = kind.__new__(kind)
    IntakeError.__init__(error, **values)
    return error


class MissingLibraryError(IntakeError):
    """An optional library that the command needs is not installed: ``library``, which the ``extra`` brings."""

    key: ClassVar[str] = "core.missing_library"
    exit_code: ClassVar[ExitCode] = ExitCode.MISSING_TOOL


MACHINE_FAULTS: Final = (IntakeError, OSError, ImportError, MemoryError)
"""What fails for a reason that is not on the paper: the next paper would fail as well, so it is never contained."""


def contained(work: Callable[[], T], otherwise: Callable[[Exception], R]) -> T | R:
    """What ``work`` returns, or ``otherwise`` where it trips over something on the paper: a fault costs no neighbour.

    Raises:
        Exception: ``MACHINE_FAULTS`` pass through.
    """
    try:
        return work()
    except MACHINE_FAULTS:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a mistake of ours raises
        _log.debug("a fault was contained: %s", type(error).__name__)
        return otherwise(error)
