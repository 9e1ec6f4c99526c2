# ruff: noqa: INP001, T201 - a script is run, not imported, and prints
"""The same pages read by this program, by OCRmyPDF and by RapidOCR, taking turns within one run.

Each gets the pages in the form that it takes: this program the files as they came, OCRmyPDF one PDF of all pages as
they were decoded, RapidOCR a picture of each. It alone extracts anything; the others find and read lines.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.machine import OURS, machine, table, used

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.machine import Used
    from ocr_intake.model.pages import Page

OURSELVES: Final = "ocr-intake"
_PAPER_IN: Final = 11.69
"""Inches of A4's longer side: a page that does not say how large it is."""


def pages_of(paths: Sequence[Path]) -> Iterator[Page]:
    """The pages of files, one at a time."""
    from ocr_intake.intake import decode, find_files, inspect
    from ocr_intake.model.pages import SetAside, SourceFile

    for path in find_files(paths):
        source = inspect(path)
        if isinstance(source, SourceFile):
            for number in range(1, source.pages + 1):
                page = decode(path, source, number)
                if not isinstance(page, SetAside):
                    yield page


def prepare(paths: Sequence[Path], pictures: Path, whole: Path) -> int:
    """Write each page as a picture, and all of them as one PDF.

    Args:
        paths: files or folders.
        pictures: a folder.
        whole: the PDF.

    Returns:
        How many pages there are.
    """
    import pikepdf
    from PIL import Image

    made = 0
    with pikepdf.new() as joined:
        for made, page in enumerate(pages_of(paths), 1):
            dpi = page.dpi or max(page.pixels.shape[:2]) / _PAPER_IN
            picture = Image.fromarray(page.pixels)
            picture = picture.convert("1") if page.bilevel else picture
            picture.save(pictures / f"{made:04d}.png", dpi=(dpi, dpi))
            single = pictures / f"{made:04d}.pdf"
            picture.save(single, resolution=dpi)
            with pikepdf.open(single) as one:
                joined.pages.extend(one.pages)
            single.unlink()
        joined.save(whole)
    return made


def rapidocr(folder: Path) -> None:
    """Read each picture of a folder with RapidOCR as it comes."""
    from rapidocr import RapidOCR

    engine = RapidOCR()
    for path in sorted(folder.glob("*.png")):
        engine(path)


def commands(
    paths: Sequence[Path], pictures: Path, whole: Path, ocrmypdf: Path | None, workers: int
) -> dict[str, list[str]]:
    """Command lines by name, in the order of their turns."""
    found = {OURSELVES: [*OURS, "read", *map(str, paths), "--json", "--workers", str(workers)]}
    if ocrmypdf is not None:
        options = ["-l", "jpn", "--jobs", str(workers), "--force-ocr"]
        found["ocrmypdf"] = [str(ocrmypdf), *options, str(whole), str(whole.with_name("read.pdf"))]
    found["rapidocr"] = [sys.executable, "-m", "benchmarks.beside", "--rapidocr", str(pictures)]
    return found


def rows(measured: Mapping[str, Sequence[Used]], pages: int) -> list[list[str]]:
    """Rows of the table: the middle of all turns, and how it compares with this program in the same turn."""
    ours = measured[OURSELVES]
    return [
        [
            name,
            f"{median(pages * 60 / run.seconds for run in runs):.1f}",
            f"{median(run.cpu_seconds / pages for run in runs):.2f}",
            f"{median(run.peak_mb for run in runs):.0f}",
            f"{median(run.seconds / own.seconds for run, own in zip(runs, ours, strict=True)):.2f}",
            f"{median(run.cpu_seconds / own.cpu_seconds for run, own in zip(runs, ours, strict=True)):.2f}",
        ]
        for name, runs in measured.items()
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("samples")], help="files or folders")
    parser.add_argument("--ocrmypdf", type=Path, help="its command, in an environment of its own")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rapidocr", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rapidocr:
        rapidocr(options.rapidocr)
        return
    with tempfile.TemporaryDirectory() as root:
        pictures, whole = Path(root) / "pictures", Path(root) / "all.pdf"
        pictures.mkdir()
        pages = prepare(options.paths, pictures, whole)
        asked = commands(options.paths, pictures, whole, options.ocrmypdf, options.workers)
        measured: dict[str, list[Used]] = {name: [] for name in asked}
        for _ in range(options.turns):
            for name, command in asked.items():
                measured[name].append(used(command, environment={"TMPDIR": root}))
    print(f"{pages} pages, {options.turns} turns, {machine()}")
    head = ("program", "pages a minute", "processor seconds a page", "peak of a process, MiB")
    print(table((*head, "times as long", "times the processor"), rows(measured, pages)))


if __name__ == "__main__":
    main()
