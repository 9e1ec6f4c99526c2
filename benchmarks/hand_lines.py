# ruff: noqa: INP001 - a script is run, not imported
"""Character error rate on single lines of handwriting, by source: the program's reading against the bare recogniser.

``TRUTH.jsonl`` has one line a picture: ``{"file", "text", "level": "line" | "line-vertical", "source"}``; other levels
are left out. The bare recogniser is PP-OCR's best path without a prior, a column lying on its side.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from ocr_intake.extract.fields.opinion import tidy
from ocr_intake.extract.rescoring import rescored
from ocr_intake.extract.segment import whole_line
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import Direction, Line, LineImage, Reading
from ocr_intake.readers import ctc
from ocr_intake.readers.ppocr import Recogniser


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--lines", action="store_true", help="print every line, too")
    arguments = parser.parse_args()
    reader = Recogniser.load()
    errors: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in arguments.truth.read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        if entry["level"] not in {"line", "line-vertical"}:
            continue
        pixels = cv2.imread(str(arguments.truth.parent / entry["file"]), cv2.IMREAD_GRAYSCALE)
        if pixels is None:
            sys.exit(f"{entry['file']}: not a picture")
        grey = np.asarray(pixels, dtype=np.uint8)
        vertical = entry["level"] == "line-vertical"
        ours, bare = _ours(reader, grey, vertical=vertical), _bare(reader, grey, vertical=vertical)
        truth = _plain(entry["text"])
        counts = (Levenshtein.distance(truth, _plain(ours)), Levenshtein.distance(truth, _plain(bare)), len(truth))
        errors[entry["source"].split("@")[0]].append(counts)
        if arguments.lines:
            sys.stdout.write(f"{truth}\n  {ours}\n  {bare}\n")
    errors["all"] = [counts for listed in list(errors.values()) for counts in listed]
    for source, listed in errors.items():
        mine, theirs, length = (sum(column) for column in zip(*listed, strict=True))
        sys.stdout.write(f"{source}: {len(listed)} lines, ours {mine / length:.1%}, bare {theirs / length:.1%}\n")


def _ours(reader: Recogniser, grey: np.ndarray, *, vertical: bool) -> str:
    line = LineImage(grey, Direction.VERTICAL if vertical else Direction.HORIZONTAL)
    (answer,) = reader.read([line])
    if not isinstance(answer, Reading):
        return ""
    height, width = grey.shape
    (segment,) = rescored([whole_line(1, 0, Line(Box(0, 0, width, height), line.direction, (answer,)))])
    return tidy(segment.text)


def _bare(reader: Recogniser, grey: np.ndarray, *, vertical: bool) -> str:
    row = np.ascontiguousarray(np.rot90(grey)) if vertical else grey
    return ctc.decode(reader.posteriors(row), reader.characters, np.ones_like(reader.weights)).text


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


if __name__ == "__main__":
    main()
