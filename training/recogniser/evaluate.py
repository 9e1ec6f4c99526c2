"""Says how well weights read lines: character error rate and whole lines right, by kind, side by side.

    python -m training.recogniser.evaluate (--shards SHARD... | --lines TRUTH.jsonl...) --weights A.onnx B.onnx ...

Lines are read by the program's own recogniser with its prior and its variants. A line of TRUTH.jsonl has ``file``
(beside it), ``text`` and ``level``, of which ``line`` and ``line-vertical`` are read; its picture is cut to the ink
with the margin that the program leaves. Texts are compared as values are: NFKC, no white space, one kind of dash.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from ocr_intake.evaluate.compare import compared, edits
from ocr_intake.imaging.light import even_light, ink_mask, without_specks
from ocr_intake.layout.line_images import cut_line
from ocr_intake.layout.lines import LineRegion
from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction, LineImage, Reading
from ocr_intake.readers.ppocr import Recogniser
from ocr_intake.readers.weights import Weights
from training.recogniser.shards import read_shard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_DIRECTIONS: Final = {"line": Direction.HORIZONTAL, "line-vertical": Direction.VERTICAL}
"""Levels that are read."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A line to read."""

    image: LineImage
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a line was read."""

    kind: str
    length: int
    """Of the truth as compared, characters."""
    edits: int
    """Characters to insert, delete or replace, at most ``length``."""
    read: str
    """As compared."""
    truth: str
    """As compared."""

    @property
    def right(self) -> bool:
        """The whole line is."""
        return self.read == self.truth


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of answers comes to."""

    lines: int
    right: int
    characters: int
    edits: int

    @property
    def cer(self) -> float:
        """Character error rate over all characters together, 0 to 1."""
        return self.edits / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class Paired:
    """Lines that only one of two weights read rightly."""

    first: int
    second: int

    @property
    def chance(self) -> float:
        """How likely a split at least as uneven is if both are equally good (McNemar's test, exact, two-sided)."""
        total = self.first + self.second
        tail = sum(math.comb(total, k) for k in range(min(self.first, self.second) + 1))
        return min(1.0, float(2 * tail / 2**total))


def from_shards(paths: Sequence[Path]) -> Iterator[Question]:
    """The lines of shards.

    Raises:
        OSError: when a file cannot be read.
    """
    for path in paths:
        for line in read_shard(path):
            yield Question(LineImage(line.pixels, Direction.HORIZONTAL), line.text, line.kind)


def from_truth(paths: Sequence[Path]) -> Iterator[Question]:
    """The lines that files of truth name, cut to their ink; their kind is ``kind``, or else their level.

    Raises:
        OSError: when a file cannot be read.
    """
    for path in paths:
        for written in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(written)
            if entry["level"] in _DIRECTIONS:
                pixels = cv2.imread(str(path.parent / entry["file"]), cv2.IMREAD_GRAYSCALE)
                if pixels is None:
                    raise OSError(f"no picture: {entry['file']}")
                image = cut_to_ink(np.asarray(pixels, dtype=np.uint8), _DIRECTIONS[entry["level"]])
                yield Question(image, entry["text"], entry.get("kind", entry["level"]))


def cut_to_ink(grey: NDArray[np.uint8], direction: Direction) -> LineImage:
    """A photographed line as the program would cut it from its page: light evened out, the usual margin.

    Args:
        grey: ``(height, width)``.
        direction: of the line.
    """
    clean = even_light(grey)
    rows, columns = np.nonzero(without_specks(ink_mask(clean)))
    if not len(rows):
        return LineImage(clean, direction)
    box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    return cut_line(clean, LineRegion(box, direction))


def answer(recogniser: Recogniser, question: Question) -> Answer:
    """Read one line and compare."""
    (reading,) = recogniser.read([question.image])
    truth = compared(FieldName.OPINION, question.text)
    read = compared(FieldName.OPINION, reading.text if isinstance(reading, Reading) else "")
    return Answer(question.kind, len(truth), edits(truth, read), read, truth)


def figures(answers: Sequence[Answer]) -> dict[str, Figures]:
    """Figures by kind, and of all together under ``total``, which is last."""
    by_kind: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        by_kind[one.kind].append(one)
    groups = {**{kind: by_kind[kind] for kind in sorted(by_kind)}, "total": answers}
    return {
        kind: Figures(len(some), sum(a.right for a in some), sum(a.length for a in some), sum(a.edits for a in some))
        for kind, some in groups.items()
    }


def paired(first: Sequence[Answer], second: Sequence[Answer]) -> Paired:
    """Compare two weights' answers to the same questions."""
    both = list(zip(first, second, strict=True))
    return Paired(sum(a.right and not b.right for a, b in both), sum(b.right and not a.right for a, b in both))


def report(weights: Sequence[Path], answers: Sequence[Sequence[Answer]]) -> dict[str, Any]:
    """Figures of each weights file, and how each two compare, as plain values."""
    names = [path.name for path in weights]
    found = {
        name: {
            kind: {"lines": f.lines, "right": f.right, "characters": f.characters, "edits": f.edits, "cer": f.cer}
            for kind, f in figures(own).items()
        }
        for name, own in zip(names, answers, strict=True)
    }
    pairs = []
    for (first, a), (second, b) in combinations(zip(names, answers, strict=True), 2):
        split = paired(a, b)
        pairs.append({"weights": (first, second), "only": (split.first, split.second), "chance": split.chance})
    return {"weights": found, "pairs": pairs}


def main() -> None:
    """Read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--shards", type=Path, nargs="+", metavar="SHARD")
    source.add_argument("--lines", type=Path, nargs="+", metavar="TRUTH")
    parser.add_argument("--weights", type=Path, nargs="+", required=True, metavar="ONNX")
    parser.add_argument("--errors", type=int, default=0, help="print so many misread lines of each")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    a = parser.parse_args()
    if len({path.name for path in a.weights}) < len(a.weights):
        parser.error("weights files need names of their own")
    questions = list(from_shards(a.shards) if a.shards else from_truth(a.lines))
    answers = []
    for path in a.weights:
        recogniser = Recogniser.load(Weights(path.stem, path, "training"))
        began = time.process_time()
        answers.append([answer(recogniser, question) for question in questions])
        print(f"{path.name}: {(time.process_time() - began) / max(1, len(questions)):.3f} processor seconds a line")
        for one in [one for one in answers[-1] if not one.right][: a.errors]:
            print(f"  {one.kind}\t{one.truth}\t{one.read}")
    told = report(a.weights, answers)
    for name, kinds in told["weights"].items():
        for kind, row in kinds.items():
            right = row["right"] / row["lines"] if row["lines"] else 0.0
            print(f"{name:28} {kind:16} {row['lines']:6} lines  CER {row['cer']:7.2%}  whole lines right {right:6.1%}")
    for pair in told["pairs"]:
        (first, second), (one, other) = pair["weights"], pair["only"]
        print(f"only {first} right: {one} lines, only {second}: {other}; by chance {pair['chance']:.2g}")
    if a.json:
        a.json.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
