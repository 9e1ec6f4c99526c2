# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""Whether a page costs the same in a small and in a large intake: files repeated under new hashes, taken in at once.

What ``--sizes`` names is read with the real engines; what ``--replayed`` names gets the readings of the same pages, so
that all but reading is measured: looking at files, keeping them, the store, grouping, extraction.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.machine import OURS, machine, table, used
from benchmarks.replay import copy_name, database_mb, ingest, memory_mb, record
from ocr_intake.config import find_config_dir, list_consultations
from ocr_intake.intake import find_files, inspect
from ocr_intake.model.pages import SourceFile

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER: Final = 1_000
"""Files in one folder."""
_JPEG: Final = b"\xff\xd8"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_TIFF: Final = (b"II*\0", b"MM\0*")
_PNG_HEADER: Final = len(_PNG) + 25
"""Bytes up to the end of a PNG's header."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took to take one folder in."""

    pages: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    """Of the process that had most."""
    database_mb: float


def again(data: bytes, number: int) -> bytes:
    """The same picture in other bytes: a file with a comment more.

    Raises:
        ValueError: It is no JPEG, PNG, TIFF or PDF.
    """
    comment = f"copy {number}".encode()
    if data.startswith(_JPEG):
        return data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]
    if data.startswith(_PNG):
        chunk = b"tEXtComment\0" + comment
        whole = (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
        return data[:_PNG_HEADER] + whole + data[_PNG_HEADER:]
    if data.startswith(_TIFF):  # whatever stands behind its last picture is nobody's
        return data + comment
    if data.startswith(b"%PDF"):
        return data.rstrip(b"\r\n") + b"\n%" + comment + b"\n"
    raise ValueError("neither JPEG, PNG, TIFF nor PDF")


def multiply(originals: Sequence[tuple[Path, int]], pages: int, folder: Path) -> int:
    """Write copies of files, each in other bytes, until they have as many pages.

    Args:
        originals: files and how many pages each has.
        pages: at least so many.
        folder: a new one.

    Returns:
        How many pages they have.
    """
    made = 0
    for number, (path, has) in enumerate(cycle(originals)):
        if made >= pages:
            break
        copy = folder / f"{number // _FOLDER:04d}" / copy_name(number, path.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(again(path.read_bytes(), number))
        made += has
    return made


def read(folder: Path, workspace: Path, workers: int) -> Cost:
    """Take a folder in with the command, as a clerk does."""
    consultation = list_consultations(find_config_dir().path)[0]
    named = ["--consultation", consultation.id, "--channel", next(iter(consultation.channels))]
    taken = used([*OURS, "ingest", str(folder), *named, "--workspace", str(workspace), "--workers", str(workers)])
    return Cost(0, taken.seconds, taken.cpu_seconds, taken.peak_mb, database_mb(workspace))


def replayed(paths: Sequence[Path], workers: int, folder: Path, workspace: Path) -> Cost:
    """Take a folder in with the readings of the originals, in this process."""
    from ocr_intake.store import Workspace

    recording = record(paths, workers)
    wall, start = time.perf_counter(), time.process_time()
    with Workspace.create(workspace) as store:
        pages, _ = ingest(store, folder, recording, looks=True, extracts=True)
    seconds, cpu = time.perf_counter() - wall, time.process_time() - start
    return Cost(pages, seconds, cpu, memory_mb()[1], database_mb(workspace))


def rows(costs: Sequence[tuple[str, Cost]]) -> list[list[str]]:
    """Rows of the table, one a size."""
    return [
        [
            name,
            f"{cost.pages:,}",
            f"{cost.seconds:.0f}",
            f"{cost.cpu_seconds / cost.pages:.3f}",
            f"{cost.peak_mb:.0f}",
            f"{cost.database_mb * 1000 / cost.pages:.1f}",
        ]
        for name, cost in costs
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("samples")], help="files or folders")
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="pages that are really read")
    parser.add_argument("--replayed", type=int, nargs="*", default=[200, 2_000], help="pages with readings replayed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--inside", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(asdict(replayed(options.paths, options.workers, *options.inside))))
        return
    looked = [(path, inspect(path)) for path in find_files(options.paths)]
    originals = [(path, source.pages) for path, source in looked if isinstance(source, SourceFile)]
    costs = []
    for size, really in [*((size, True) for size in options.sizes), *((size, False) for size in options.replayed)]:
        with tempfile.TemporaryDirectory() as root:
            folder, workspace = Path(root) / "in", Path(root) / "workspace"
            pages = multiply(originals, size, folder)
            if really:
                cost = read(folder, workspace, options.workers)
            else:  # in a process of its own, so that its memory is its own
                again_here = [sys.executable, "-m", "benchmarks.flat", *map(str, options.paths)]
                inside = ["--workers", str(options.workers), "--inside", str(folder), str(workspace)]
                told = subprocess.run([*again_here, *inside], check=True, capture_output=True).stdout
                cost = Cost(**json.loads(told))
        done = Cost(pages, cost.seconds, cost.cpu_seconds, cost.peak_mb, cost.database_mb)
        costs.append(("read" if really else "replayed", done))
    print(machine())
    head = ("readings", "pages", "seconds", "processor seconds a page", "peak of a process, MiB", "database, kB a page")
    print(table(head, rows(costs)))


if __name__ == "__main__":
    main()
