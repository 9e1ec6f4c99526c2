"""Makes the lines that the recogniser is trained or measured on: sheets written, sent through machines, cut, kept.

    python -m training.recogniser.make OUT_FOLDER --lines 60000 --strokes FOLDER ... --fonts FOLDER [--seed 1]
    python -m training.recogniser.make OUT_FOLDER --lines 3000 --held-out --seed 900

With ``--held-out`` lines are written in the faces that nothing is trained on. A sheet's number is its seed: sheets of
one seed are the same as long as content and faces are. Shards that are there already are not made again.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ocr_intake.readers.ppocr import TextDetector
from training.damage import PROFILES, Scanned, jpeg
from training.dice import Dice
from training.drawing import NoFontError
from training.fonts import HANDWRITING, PRINT, Face, faces
from training.hands import FaceHand, StrokeHand, style
from training.recogniser.characters import UnwritableError, ours, shipped_characters
from training.recogniser.cutting import lines_of
from training.recogniser.draft import Means
from training.recogniser.shards import write_shard
from training.recogniser.sheets import sheet
from training.strokes import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from training.damage import Profile
    from training.recogniser.shards import Line
    from training.strokes import Strokes

_SHARES: Final = {
    "clean300": 0.1,
    "scan200": 0.38,
    "fax_fine": 0.19,
    "fax_std": 0.15,
    "fax_bad": 0.05,
    "photo": 0.06,
    "worn": 0.07,
}
"""Of sheets, by how they arrive. Sheets that lie the wrong way round teach a reader of lines nothing."""
_KINDS: Final = {"clean300": "scan", "scan200": "scan", "worn": "scan", "photo": "photo"}
_VERTICAL: Final = 0.11
"""Share of sheets written in columns; each of their lines counts twice, lying and side by side."""
_STROKES: Final = 0.62
"""Share of sheets written in strokes, where there are any."""
_LABELS: Final = 0.35
"""Share of short printed labels that is kept: they are many, and easy."""
_PER_SHARD: Final = 2000


@dataclass(frozen=True, slots=True)
class Studio:
    """What sheets are made with."""

    strokes: tuple[Strokes, ...]
    hand: tuple[Face, ...]
    print: tuple[Face, ...]

    def means(self, dice: Dice, number: str) -> Means:
        """A writer and a face of print."""
        printed = dice.pick(self.print)
        how = style(dice, number)
        face = FaceHand((dice.pick(self.hand), *self.hand), how, dice.choice((-2, -1, 0, 0, 0, 1, 2, 4)))
        if not self.strokes or not dice.chance(_STROKES):
            return Means(face, "font", (printed, *self.print))
        first = dice.pick(self.strokes)
        return Means(StrokeHand((first, *self.strokes), how, face), "stroke", (printed, *self.print))


def _profile(dice: Dice) -> Profile:
    return dice.weighted({profile: _SHARES[profile.name] for profile in PROFILES if profile.name in _SHARES})


def sheet_lines(studio: Studio, number: str, detector: TextDetector) -> Iterator[Line]:
    """The lines of one sheet.

    Args:
        studio: what it is made with.
        number: of the sheet, its seed.
        detector: the program's.
    """
    dice = Dice(f"recogniser/{number}")
    profile = _profile(dice)
    vertical = dice.chance(_VERTICAL)
    clean = sheet(dice, studio.means(dice, number), profile.scale, vertical=vertical)
    scanned = profile.apply(dice, clean.pixels)
    suffix = "tif" if scanned.bilevel else "png" if scanned.dpi else "jpg"
    if not scanned.bilevel and dice.chance(0.4):
        scanned = Scanned(jpeg(scanned.pixels, dice.randint(45, 90)), scanned.dpi)
    kind = _KINDS.get(profile.name, profile.name)
    known = ours(shipped_characters())
    for line in lines_of(scanned, suffix, clean.pieces, detector, vertical=vertical, kind=kind):
        if "/label/" in line.kind and not dice.chance(_LABELS):
            continue
        try:
            known.labels(line.text)
        except UnwritableError:
            continue
        yield line


def studio_of(a: argparse.Namespace) -> Studio:
    """What a command line asks for.

    Raises:
        NoFontError: where no print or no handwriting face is installed.
    """
    group = "held-out" if a.held_out else "trained"
    files = [path for folder in a.fonts for path in sorted(folder.rglob("*.?t?"))]
    extra = tuple(Face(str(path)) for path in files if path.name in HANDWRITING[group])
    printed, hand = faces(PRINT, (group,)), (*faces(HANDWRITING, (group,)), *extra)
    for kind, found in (("print", printed), ("handwriting", hand)):
        if not found:
            raise NoFontError(kind)
    return Studio(tuple(source for folder in a.strokes for source in load(folder)), hand, printed)


def _shard(work: tuple[argparse.Namespace, int]) -> tuple[int, Counter[str]]:
    """Make one shard; returns how many lines it has, by kind."""
    a, index = work
    os.environ.update({"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"})
    import cv2

    cv2.setNumThreads(1)
    studio, detector = studio_of(a), TextDetector.load()
    lines: list[Line] = []
    sheets = 0
    while len(lines) < min(_PER_SHARD, a.lines):
        lines += sheet_lines(studio, f"{a.seed}/{index}/{sheets}", detector)
        sheets += 1
    write_shard(a.out / f"lines-{a.seed}-{index:03d}.npz", lines)
    return sheets, Counter("/".join((line.kind.split("/")[0], line.kind.split("/")[-1])) for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make lines as the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.recogniser.make", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the shards")
    parser.add_argument("--lines", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strokes", type=Path, nargs="*", default=[], help="folders with pen strokes")
    parser.add_argument("--fonts", type=Path, nargs="*", default=[], help="folders with fonts beside the system's")
    parser.add_argument("--held-out", action="store_true", help="write in the faces that nothing is trained on")
    parser.add_argument("--processes", type=int, default=2)
    a = parser.parse_args(arguments)
    a.out.mkdir(parents=True, exist_ok=True)
    count = -(-a.lines // _PER_SHARD)
    wanted = [(a, i) for i in range(count) if not (a.out / f"lines-{a.seed}-{i:03d}.npz").exists()]
    with get_context("spawn").Pool(a.processes) as pool:
        for done, (sheets, kinds) in enumerate(pool.imap_unordered(_shard, wanted), start=1):
            told = ", ".join(f"{kind} {many}" for kind, many in sorted(kinds.items()))
            print(f"{done} of {len(wanted)} shards: {kinds.total()} lines of {sheets} sheets ({told})", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
