# ruff: noqa: INP001 - a script's helper, imported by scripts alone
"""What the benchmarks share: the machine in one line, and what a command took of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

OURS = (sys.executable, "-m", "ocr_intake")
"""The program's command as a clerk would start it."""
FINE = (0, 3)
"""Exit codes of a run that did its work: all right, and something for a person to look at."""


@dataclass(frozen=True, slots=True)
class Used:
    """What one command took, its child processes included."""

    seconds: float
    """By the clock on the wall."""
    cpu_seconds: float
    """User and system time; of other programs on the machine it depends little."""
    peak_mb: float
    """The most memory that a single one of its processes had (MiB); never less than whoever started it had by then."""


def machine() -> str:
    """Processor, cores this process may use, and how busy the machine is with everything that runs on it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    return f"{len(os.sched_getaffinity(0))} cores of {names[0] if names else 'a processor'}, load {load}"


def used(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    codes: Collection[int] = FINE,
) -> Used:
    """Run a command to its end, its output thrown away.

    Raises:
        RuntimeError: It ended with another exit code than those in ``codes``; the last of what it complained is shown.
    """
    with tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(command),
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=os.environ | (environment or {}),
        )
        _, status, resources = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            complaints.seek(0)
            told = complaints.read().decode(errors="replace")[-2_000:]
            raise RuntimeError(f"{command[:4]} ended with {process.returncode}: {told}")
    return Used(seconds, resources.ru_utime + resources.ru_stime, resources.ru_maxrss / 1024)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown: the first column to the left, figures to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
