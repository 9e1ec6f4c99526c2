# ruff: noqa: INP001 - a script is run, not imported
"""What ``ocr-intake learn`` brings: lines of one group of writers are learnt from, others are read before and after.

A group writes the letters of one face that no weights are trained on, each writer in a style of their own. Sheets are
written, sent through scanners and fax machines, and cut into lines by the program (``training.recogniser``). Measured
are other lines of the same writers, lines of new writers of the group and of people who write other faces, and print:
what is gained, and what is lost. A sheet stands for a submission; the decision is the program's own rule
(``pipeline.acceptance``).
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.model.reading import Direction, LineImage, Reading
from ocr_intake.pipeline.acceptance import Trial, compared
from ocr_intake.pipeline.adaptation import UNLIKELY
from ocr_intake.pipeline.certain_text import letters_of
from ocr_intake.pipeline.verified_lines import SURE_LINE
from ocr_intake.readers.adapting import FeatureReader, Sample, fit
from ocr_intake.readers.ppocr import Recogniser, TextDetector
from training.damage import PROFILES
from training.dice import Dice
from training.fonts import GROUPS, HANDWRITING, PRINT, faces
from training.hands import FaceHand, style
from training.recogniser.cutting import lines_of
from training.recogniser.draft import Means
from training.recogniser.shards import Line, read_shard, write_shard
from training.recogniser.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from training.fonts import Face

_SHARES: Final = {"clean300": 0.2, "scan200": 0.4, "fax_fine": 0.25, "fax_std": 0.15}
"""Of sheets, by how they arrive."""
_TRIED: Final = (("map", "columns"), ("map",), ("columns",))


@dataclass(frozen=True, slots=True)
class Set:
    """Lines that are used together."""

    name: str
    lines: tuple[Line, ...]
    """Kinds begin with the number of the sheet."""
    print: tuple[Line, ...] = ()
    """Print on the same sheets."""


def main() -> None:
    """Draw, learn, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--face", default="AoyagiKouzanT.ttf", choices=HANDWRITING["held-out"])
    parser.add_argument("--lines", type=int, default=300, help="lines that are learnt from")
    parser.add_argument("--measured", type=int, default=240, help="lines of each set that is measured")
    parser.add_argument("--writers", type=int, default=6, help="writers that are learnt from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the lines, which are not drawn again")
    asked = parser.parse_args()
    hands = {face.name: face for face in faces(HANDWRITING, GROUPS)}
    own = hands[asked.face]
    others = [face for name, face in hands.items() if name in HANDWRITING["held-out"] and face != own]
    learnt = _set(asked, "learnt", asked.lines, [own], asked.writers)
    same = _set(asked, "same", asked.measured, [own], asked.writers)
    new, rest = (_set(asked, name, asked.measured, hands) for name, hands in (("new", [own]), ("others", others)))
    measured = (
        Set("other lines of the same writers", same.lines),
        Set("new writers of the group", new.lines),
        Set("writers of other faces", rest.lines),
        Set("print", (*same.print, *new.print, *rest.print)[: asked.measured]),
    )
    recogniser = Recogniser.load()
    sys.stdout.write(f"{asked.face}, {len(learnt.lines)} lines of {_sheets(learnt)} sheets\n{recogniser.version}\n")
    for parts in _TRIED:
        _try(recogniser, learnt, measured, parts)


def _try(recogniser: Recogniser, learnt: Set, measured: Sequence[Set], parts: Collection[str]) -> None:
    """Learn with some parts of the last layer, and print a table."""
    began = time.monotonic()
    reader = FeatureReader(recogniser)
    samples: dict[bool, list[Sample]] = {False: [], True: []}
    for line in learnt.lines:
        if reader.can_say(line.text):
            apart = int(line.kind.split("/")[0]) % 6 == 0
            samples[apart] += (s for s in reader.samples(_image(line), line.text) if reader.loss(s) < UNLIKELY)
    for line in learnt.print:
        (answer,) = recogniser.read([_image(line)])
        if isinstance(answer, Reading) and answer.lowest >= SURE_LINE and reader.can_say(answer.text):
            samples[False] += reader.samples(_image(line), answer.text)
    course = fit(samples[False], samples[True], reader.head, recogniser.weights, parts=parts)
    taught = Recogniser.load(learnt=replace(course.learnt, base=recogniser.source.sha256(), date="2026-01-01"))
    seconds = time.monotonic() - began
    sys.stdout.write(f"\n{' and '.join(parts)}: {seconds:.0f} s, round {course.chosen} of {len(course.losses)}\n")
    for each in measured:
        figures = compared([_trial(line, recogniser, taught) for line in each.lines], [])
        before, after = (wrong / figures.characters for wrong in (figures.wrong_before, figures.wrong_after))
        verdict = f", {figures.verdict} (chance {figures.chance:.4f})" if each in measured[:2] else ""
        sys.stdout.write(
            f"  {each.name}: {figures.lines} lines, wrong characters {before:.2%} to {after:.2%}, "
            f"wrong lines {figures.lines_before} to {figures.lines_after} ({figures.broken} that were right){verdict}\n"
        )


def _trial(line: Line, before: Recogniser, after: Recogniser) -> Trial:
    truth = letters_of(line.text)
    wrong = (Levenshtein.distance(truth, letters_of(_read(line, each))) for each in (before, after))
    return Trial(int(line.kind.split("/")[0]), len(truth), *wrong)


def _read(line: Line, recogniser: Recogniser) -> str:
    (answer,) = recogniser.read([_image(line)])
    return answer.text if isinstance(answer, Reading) else ""


def _image(line: Line) -> LineImage:
    return LineImage(line.pixels, Direction.HORIZONTAL)


def _sheets(lines: Set) -> int:
    return len({line.kind.split("/")[0] for line in lines.lines})


# ------------------------------------------------------------------------------------------------------------- drawing


def _set(asked: argparse.Namespace, name: str, count: int, hands: Sequence[Face], writers: int | None = None) -> Set:
    """Lines by hand and the print on the same sheets: of so many writers in turn, or each sheet another writer's."""
    kept = asked.keep and asked.keep / f"{asked.face}-{asked.seed}-{name}-{count}.npz"
    found = list(read_shard(kept)) if kept and kept.is_file() else []
    drawn = _drawn(f"learning/{asked.face}/{asked.seed}", name, hands, writers)
    while len(_of_kind(found, "font")) < count:
        found += next(drawn)
    if kept and not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_shard(kept, found)
    return Set(name, _of_kind(found, "font")[:count], _of_kind(found, "print"))


def _of_kind(lines: Sequence[Line], kind: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.kind.split("/")[1] == kind)


def _drawn(seed: str, name: str, hands: Sequence[Face], writers: int | None) -> Iterator[list[Line]]:
    """The lines of one sheet after the other, the number of the sheet in front of their kinds."""
    detector = TextDetector.load()
    printed = faces(PRINT, ("held-out",))
    number = 0
    while True:
        who = f"{seed}/writer {number % writers}" if writers else f"{seed}/{name}/{number}"
        writer, dice = Dice(who), Dice(f"{seed}/{name}/{number}/sheet")
        profile = dice.weighted({each: _SHARES[each.name] for each in PROFILES if each.name in _SHARES})
        hand = FaceHand((writer.pick(hands), *hands, *printed), style(writer, who), writer.choice((-1, 0, 1)))
        clean = sheet(dice, Means(hand, "font", (dice.pick(printed), *printed)), profile.scale)
        scanned = profile.apply(dice, clean.pixels)
        suffix = "tif" if scanned.bilevel else "png"
        found = lines_of(scanned, suffix, clean.pieces, detector, vertical=False, kind=profile.name)
        yield [replace(line, kind=f"{number}/{line.kind}") for line in found]
        number += 1


if __name__ == "__main__":
    main()
