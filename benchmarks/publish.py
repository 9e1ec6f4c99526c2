# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""What publishing and each format of an export cost: processor time and memory, by the number of verified comments.

The workspace is ``benchmarks.scale``'s, with every submission verified. Some pages are pictures, so that the workbook
with a picture beside each value has something to show; how many is said with the figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from PIL import Image

from benchmarks import scale
from ocr_intake.store import SubmissionState, Workspace

_PAGE: Final = (1654, 2339)
"""Pixels of A4 at 200 dpi."""
_PERSONAL: Final = frozenset({"kouchou-ai", "tttc", "themefinder"})


def make(folder: Path, size: int, pictures: int) -> None:
    """A workspace of ``size`` verified submissions, some with a page that is a picture."""
    scale._STATES = (SubmissionState.ACCEPTED,) * 3  # type: ignore[misc] # noqa: SLF001 - its own states are a day's
    scale._closed = _accepted(scale._closed)  # noqa: SLF001
    scale.make(folder, size)
    with Workspace.open(folder) as workspace:
        for made in islice(workspace.submissions(), pictures):
            image = Image.new("1", _PAGE, 1)
            image.paste(Image.effect_noise((400, 60), 90).convert("1"), (80, 90))  # where the values were read
            path = workspace.files.page_image(made.sha256, 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            image.save(path, "PNG")


def _accepted(closed: Any) -> Any:  # noqa: ANN401
    return lambda number, _state: closed(number, SubmissionState.ACCEPTED)


def inside(folder: Path, out: Path, what: str) -> dict[str, float]:
    """Seconds of the processor and the most memory in MiB of one export or publication, and MiB that it wrote."""
    import resource

    start = time.process_time()
    with Workspace.open(folder) as workspace:
        _do(workspace, out, what)
    seconds = time.process_time() - start
    written = sum(path.stat().st_size for path in out.iterdir())
    return {
        "seconds": seconds,
        "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "written": written / 2**20,
    }


def _do(workspace: Workspace, out: Path, what: str) -> None:
    from ocr_intake.dataset import Personal, Profile, export
    from ocr_intake.dataset.publish import Asked, publish

    if what == "nothing":
        out.mkdir()
    elif what == "publish":
        publish(workspace, _consultation(), out, Asked(draft=True), by="係員A")
    else:
        personal = Personal.NONE if what in _PERSONAL else Personal.SEPARATE
        export(workspace, out, Profile((what,), personal), by="係員A")


def _consultation() -> Any:  # noqa: ANN401
    from ocr_intake.config import Consultation

    return Consultation(
        id=scale.CONSULTATION,
        title="見本計画(案)",
        city="見本市",
        start=date(2021, 8, 1),
        end=date(2021, 9, 30),
        postmark_counts=True,
        channels=["post"],
        telephone_opinions=False,
        required=[["name"]],
        categories={"A": "盛り込むもの"},
    )


def main() -> None:
    """Print a table: one row a format, three columns a size."""
    formats = ("csv", "csv-cp932", "jsonl", "xlsx", "parquet", "register-excel", *sorted(_PERSONAL), "excel")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 7_500], help="submissions")
    parser.add_argument("--pictures", type=int, default=500, help="pages that are pictures")
    parser.add_argument("--only", nargs="+", choices=[*formats, "publish"], help="what is measured")
    parser.add_argument("--inside", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(Path(options.inside[0]), Path(options.inside[1]), options.inside[2])))
        return
    found: dict[str, list[str]] = {}
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for size in options.sizes:
            folder = root / str(size)
            maker = get_context("spawn").Process(target=make, args=(folder, size, options.pictures))
            maker.start()
            maker.join()
            if maker.exitcode:
                raise RuntimeError("the workspace could not be made")
            for what in ("nothing", *(options.only or (*formats, "publish"))):
                out = root / f"{size}-{what}"
                command = [sys.executable, "-m", "benchmarks.publish", "--inside", str(folder), str(out), what]
                figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                cells = (f"{figures['seconds']:.1f}", f"{figures['MiB']:.0f}", f"{figures['written']:.1f}")
                found.setdefault(what, []).extend(cells)
    print("| |" + "".join(f" {size:,}: s | MiB | written, MiB |" for size in options.sizes))
    print("|---|" + "---:|" * 3 * len(options.sizes))
    for what, cells in found.items():
        print(f"| {what} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
