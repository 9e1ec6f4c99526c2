"""Compares ``noise`` with the program: renders papers, reads them for real, reads the same pages by ``noise``.

``python -m training.noise_check FOLDER`` keeps the papers and their readings in the folder, so that a second run, with
other rates in ``noise_table``, takes seconds.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ocr_intake.cli.ingest_tools import Desk, files_of
from ocr_intake.cli.state import State
from ocr_intake.model.reading import Direction
from ocr_intake.pipeline.assemble import assemble
from ocr_intake.pipeline.files import read_files
from training.dice import Dice
from training.fonts import GROUPS
from training.layouts import FAMILIES
from training.noise import ReadLine, ReadPage, read
from training.noise_measure import UNSURE_BELOW, Figures, measure
from training.rendering import Studio, render_all
from training.strokes import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.knowledge import Knowledge
    from ocr_intake.model.pages import SetAside
    from ocr_intake.model.reading import Line, PageReading
    from ocr_intake.model.submission import FileOutcome
    from training.paper import Paper

KEPT: Final = "papers_and_readings.pkl"
HARD: Final = 0.1
OFTEN: Final = 8
"""A character is listed that is read wrong more often than this share, of at least so many."""
REPEATS: Final = 5
"""So many times each page is read by ``noise``."""


def read_pages(folder: Path) -> dict[str, list[PageReading]]:
    """Pages of every file in a folder as the program reads them, by the file's name."""
    desk = Desk(State(), None, None)
    knowledge = desk.knowledge(None)
    found: dict[str, list[PageReading]] = {}
    pages: list[PageReading] = []

    def keep(readings: Sequence[PageReading], aside: Sequence[SetAside], known: Knowledge) -> FileOutcome:
        pages.extend(readings)
        return assemble(readings, aside, known)

    with (
        tempfile.TemporaryDirectory() as scratch,
        desk.pool(Path(scratch), threading.Event(), None, pictures=False) as pool,
    ):
        for done in read_files(files_of([folder]), pool, knowledge, None, keep):
            found[done.path.name] = list(pages)
            pages.clear()
    return found


def as_read_page(page: PageReading, *, vertical: bool) -> ReadPage:
    """A page that the program has read, without tags; turned where columns are rows in training."""

    def turned(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        left, top, right, bottom = box
        return (top, page.width - right, bottom, page.width - left) if vertical else box

    size = (page.height, page.width) if vertical else (page.width, page.height)
    lines = tuple(
        ReadLine(line.text, (), sure, turned((line.box.left, line.box.top, line.box.right, line.box.bottom)), line.cell)
        for line in page.lines
        if line.text.strip() and not line.stamped and (sure := _probabilities(line))
    )
    cells = tuple(turned((cell.left, cell.top, cell.right, cell.bottom)) for cell in page.cells)
    return ReadPage(float(size[0]), float(size[1]), lines, cells, vertical)


def _probabilities(line: Line) -> tuple[float, ...]:
    characters = line.readings[0].characters
    if len(characters) != len(line.text):
        return (line.confidence,) * len(line.text)
    return tuple(character.probability for character in characters)


def compared(papers: dict[str, Paper], readings: dict[str, list[PageReading]]) -> tuple[Figures, Figures]:
    """Figures of the readings and of what ``noise`` makes of the same pages."""
    real, simulated = Figures(), Figures()
    dice = Dice(1)
    for name, paper in papers.items():
        pages = readings.get(name, [])
        if len(pages) != len(paper.pages):
            continue
        for page, reading in zip(paper.pages, pages, strict=True):
            upright = sum(len(line.text) for line in reading.lines if line.direction is Direction.VERTICAL)
            if (2 * upright > sum(len(line.text) for line in reading.lines)) is not page.vertical:
                continue
            measure(page, as_read_page(reading, vertical=page.vertical), real)
            for _ in range(REPEATS):
                measure(page, read(dice, page), simulated)
    return real, simulated


def rows(figures: Figures) -> list[tuple[str, str]]:
    """Names and values of the figures that are compared."""

    def share(part: float, whole: float) -> str:
        return f"{100 * part / whole:6.2f} %" if whole else "     –"

    def spread(values: list[float], scale: float = 100.0) -> str:
        marks: list[float] = np.quantile(values, (0.1, 0.25, 0.5, 0.75, 0.9)).tolist() if values else []
        return " ".join(f"{scale * value:.1f}" for value in marks)

    def kept(gaps: Counter[bool]) -> str:
        return share(gaps[True], gaps.total())

    right, wrong = np.array(figures.right), np.array(figures.wrong)
    out = [("pages", f"{figures.pages}"), ("lines a page", f"{figures.lines / max(1, figures.pages):.1f}")]
    for kind in ("print", "hand"):
        out.append((f"characters read wrong, {kind}", share(figures.errors[kind], figures.characters[kind])))
        whole = figures.lost[kind] + figures.characters[kind]
        out.append((f"characters on no line, {kind}", share(figures.lost[kind], whole)))
    out += [(f"errors: {kind}", share(n, figures.kinds.total())) for kind, n in sorted(figures.kinds.items())]
    out += [
        ("errors by page, 10–90 %", spread(figures.page_rates)),
        ("unsure by page, 10–90 %", spread(figures.page_unsure)),
        ("right below 0.98", share((right < UNSURE_BELOW).sum(), len(right))),
        ("right below 0.7", share((right < 0.7).sum(), len(right))),
        ("wrong below 0.7", share((wrong < 0.7).sum(), len(wrong))),
        ("wrong, 10–90 %", spread(figures.wrong)),
        ("runs on several lines", share(figures.runs_split, figures.runs)),
        ("lines on several runs", share(figures.lines_joined, figures.lines)),
        ("lines on no run", share(figures.lines_extra, figures.lines)),
        ("lines in a cell", share(figures.lines_in_cell, figures.lines)),
        ("ruled pages without cells", share(figures.pages_without_cells, figures.ruled_pages)),
        ("cells found on the others", share(figures.cells_found, figures.cells)),
        ("narrow gaps read as a space", kept(figures.narrow_gaps)),
        ("wide gaps read as a space", kept(figures.wide_gaps)),
    ]
    return out


def report(real: Figures, simulated: Figures, confusions: int = 0) -> str:
    """A table of both, and the commonest confusions of both where they are asked for."""
    lines = [f"{'':32}{'measured':>36}{'simulated':>36}"]
    other = dict(rows(simulated))
    lines += [f"{name:32}{value:>36}{other.get(name, '–'):>36}" for name, value in rows(real)]
    for title, figures in (("measured", real), ("simulated", simulated)):
        common = figures.confusions.most_common(confusions)
        if common:
            lines.append(f"{title}: " + "  ".join(f"{a or '∅'}→{b or '∅'} {count}" for (a, b), count in common))
        hard = _hard_characters(figures) if confusions else []
        if hard:
            lines.append(f"{title}, by character: " + "  ".join(hard))
    return "\n".join(lines)


def _hard_characters(figures: Figures) -> list[str]:
    """Characters that are often read wrong, with their share, how often they stand on paper, and what is read."""
    wrong: dict[str, Counter[str]] = {}
    for (char, read_as), count in figures.confusions.items():
        if len(char) == 1:
            wrong.setdefault(char, Counter())[read_as] += count
    found = [(others.total() / figures.written[char], char, others) for char, others in wrong.items()]
    return [
        f"{char} {share:.2f} of {figures.written[char]} ({''.join(other or '∅' for other, _ in others.most_common(4))})"
        for share, char, others in sorted(found, reverse=True)
        if share > HARD and figures.written[char] >= OFTEN
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare as the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.noise_check", description=__doc__)
    parser.add_argument("folder", type=Path, help="where papers and readings are kept")
    parser.add_argument("--papers", type=int, default=40, help="how many submissions to render")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strokes", type=Path, help="folder with pen strokes")
    parser.add_argument("--confusions", type=int, default=0, help="how many confusions to list")
    asked = parser.parse_args(arguments)
    kept = asked.folder / KEPT
    if not kept.exists():
        strokes = load(asked.strokes) if asked.strokes else ()
        sent = render_all(
            Studio(asked.folder / "files", GROUPS, strokes), asked.papers, 0, asked.seed, sorted(FAMILIES)
        )
        papers = {one.file: one.paper for one in sent}
        kept.write_bytes(pickle.dumps((papers, read_pages(asked.folder / "files"))))
    loaded: Any = pickle.loads(kept.read_bytes())  # noqa: S301 -- written by this script in the user's own folder
    sys.stdout.write(report(*compared(*loaded), asked.confusions) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
