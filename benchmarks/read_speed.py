# ruff: noqa: INP001 - a script is run, not imported
"""Pages a minute and peak memory of ``ocr-intake read``, for one or several numbers of workers.

Linux only: memory is read from ``/proc``. The command runs as a clerk would run it, in a process of its own; engines
are loaded inside the time that is measured, so give it enough pages (fifty or more) for that not to count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ocr_intake.intake import find_files, inspect
from ocr_intake.model.pages import SourceFile

_SAMPLE_S = 0.2
"""Seconds between two looks at memory."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    workers: int
    pages: int
    submissions: int
    seconds: float
    pages_per_minute: float
    cpu_seconds: float
    """User and system time of all processes."""
    first_line_s: float
    """Until the first submission was printed: how long a clerk looks at nothing."""
    peak_tree_mb: float
    """The most that all processes used together; shared memory counted once (PSS)."""
    peak_process_mb: float
    """The most that one of them used (VmHWM)."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("samples")], help="files or folders")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, len(os.sched_getaffinity(0))])
    parser.add_argument("--readers", default="ppocr,tesseract")
    parser.add_argument("--json", action="store_true", help="one JSON object a run")
    args = parser.parse_args()
    sources = (inspect(path) for path in find_files(args.paths))
    pages = sum(source.pages for source in sources if isinstance(source, SourceFile))
    for workers in dict.fromkeys(args.workers):
        measured = measure(args.paths, workers, args.readers, pages)
        plain = "  ".join(f"{name} {value:.4g}" for name, value in asdict(measured).items())
        sys.stdout.write((json.dumps(asdict(measured)) if args.json else plain) + "\n")
        sys.stdout.flush()


def measure(paths: list[Path], workers: int, readers: str, pages: int) -> Measured:
    """Run the command once."""
    command = [sys.executable, "-m", "ocr_intake", "read", *map(str, paths), "--json", "--readers", readers]
    before = os.times()
    started = time.monotonic()
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen([*command, "--workers", str(workers)], stdout=subprocess.PIPE, stderr=complaints) as process,
    ):
        memory = _Memory(process.pid)
        memory.start()
        stamps = [time.monotonic() - started for _ in process.stdout or ()]
        process.wait()
        seconds = time.monotonic() - started
        memory.ended.set()
        memory.join()
        complaints.seek(0)
        if process.returncode not in {0, 3}:
            sys.exit(complaints.read().decode())
    after = os.times()
    cpu = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    first = stamps[0] if stamps else float("nan")
    return Measured(
        workers, pages, len(stamps), seconds, pages * 60 / seconds, cpu, first, memory.tree_mb, memory.process_mb
    )


class _Memory(threading.Thread):
    """Looks at the memory of a process and its descendants until told that they have ended."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.tree_mb = 0.0
        self.process_mb = 0.0
        self._root = root

    def run(self) -> None:
        """Sample."""
        while not self.ended.wait(_SAMPLE_S):
            family = list(_family(self._root))
            self.tree_mb = max(self.tree_mb, sum(_kilobytes(pid, "smaps_rollup", "Pss:") for pid in family) / 1e3)
            peaks = (_kilobytes(pid, "status", "VmHWM:") / 1e3 for pid in family)
            self.process_mb = max(self.process_mb, *peaks, 0.0)


def _family(root: int) -> Iterator[int]:
    yield root
    try:
        for thread in Path(f"/proc/{root}/task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))
    except OSError:
        return


def _kilobytes(pid: int, file: str, key: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(key)), 0)


if __name__ == "__main__":
    main()
