# ruff: noqa: T201 - it prints figures
"""How long a task takes to open in a workspace of many submissions, and whether two clerks get in each other's way.

``python -m benchmarks.effort.large WORKSPACE --face web``: the workspace is one that ``benchmarks.scale --keep`` made;
it is copied, never changed.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.effort.__main__ import FACES, opened_face
from benchmarks.effort.clerk import Accept
from benchmarks.effort.pressing import ENTER
from benchmarks.effort.reading import copied
from benchmarks.effort.report import spread
from benchmarks.effort.together import sit_together
from ocr_intake.store import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.effort.faces import Face


def main() -> None:
    """Print both."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="effort-") as scratch:
        folder = copied(options.workspace, Path(scratch) / "workspace")
        draw_pages(folder, options.answers * 3)
        with closing(opened_face(options.face, folder)) as face:
            answer(face, options.answers)
            figures = spread(face.waits)
        print(
            f"{options.face}: the next question after {figures['median_ms']:.0f} ms (median), "
            f"95 % within {figures['p95_ms']:.0f} ms, {figures['count']:.0f} times; at most 200 ms: "
            f"{'kept' if figures['median_ms'] < 200 else 'missed'}"
        )
        names = ["係員B", "係員C"]
        with faces_of(options.face, folder, names) as clerks:
            both = sit_together(clerks, options.together)
        print(f"two clerks at once: {both.answers} answers, {both.refused} refused")


@contextmanager
def faces_of(face: str, folder: Path, names: Sequence[str]) -> Iterator[list[Callable[[], Face]]]:
    """A face for each clerk, to be opened; on the web all of them come to one server."""
    if face != "web":
        yield [partial(opened_face, face, folder, name) for name in names]
        return
    from benchmarks.effort.web import Server, Web

    server = Server(folder, *names)
    try:
        yield [partial(Web, folder, name, server) for name in names]
    finally:
        server.close()


def answer(face: Face, most: int) -> None:
    """Accept what is asked, so many times."""
    for _ in range(most):
        task = face.question()
        if task is None:
            break
        face.answer(None if task.field is None else Accept(), (ENTER,))


def draw_pages(folder: Path, most: int) -> None:
    """Give the submissions that are asked about first a page to show, as large as a scan of 200 dpi."""
    from PIL import Image, ImageDraw

    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    for y in range(100, 2200, 60):
        for x in range(100, 1500, 45):
            draw.line((x, y, x + 30, y + 35), fill=0, width=4)
            draw.rectangle((x, y, x + 28, y + 30), outline=60, width=3)
    with Workspace.open(folder) as workspace:
        numbers = [outline.id for outline in workspace.outlines(None, most)]
        paths = [workspace.files.page_image(workspace.submission(number).sha256, 1) for number in numbers]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        page.save(path, "PNG")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effort.large", description=__doc__)
    parser.add_argument("workspace", type=Path, metavar="WORKSPACE")
    parser.add_argument("--face", choices=FACES, default="web")
    parser.add_argument("--answers", type=int, default=100, help="of one clerk, timed")
    parser.add_argument("--together", type=int, default=200, help="answers of two clerks at once")
    return parser.parse_args()


if __name__ == "__main__":
    main()
