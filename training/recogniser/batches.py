"""Lines to batches for training: like widths together, a little changed at every look.

All lines of a batch are stretched towards one width, so that hardly any padding is needed: padding moves the means over
a line's width that the backbone's gates take.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ocr_intake.readers.ppocr import LINE_HEIGHT, SHORTEST
from training.recogniser.characters import UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from training.recogniser.characters import Classes
    from training.recogniser.shards import Line

STRETCH: Final = 0.08
"""Most that a line is stretched or squeezed, share of its width."""
SHIFT: Final = 2
"""Most that a line is moved up or down, pixels."""
GAIN: Final = (0.75, 1.1)
"""Contrast, where it is changed."""
OFFSET: Final = 0.12
"""Most that brightness is changed, of -1…1."""
CHANGED: Final = 0.5
"""Share of batches that are stretched and of lines that are shifted or made lighter or darker."""
WIDE: Final = 800
"""Pixels a line up to which batches are full; wider ones have fewer lines, to bound memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A line and the classes that it should be read as."""

    line: Line
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Lines as the network takes them."""

    pixels: NDArray[np.float32]
    """``(lines, 3, 48, width)``, -1…1, padded on the right with 0."""
    frames: NDArray[np.int64]
    """``(lines,)``: how many frames belong to the line and not to its padding."""
    labels: NDArray[np.int64]
    """All lines' classes, one line after the other."""
    lengths: NDArray[np.int64]
    """``(lines,)``: how many classes each line has."""


def frames_of(width: int) -> int:
    """Frames that the network makes of a width in pixels: two strides of 2, rounded up, then a pool of 2."""
    return ((width + 1) // 2 + 1) // 2 // 2


def samples(lines: Iterable[Line], classes: Classes) -> tuple[tuple[Sample, ...], int]:
    """Lines with their labels, and how many were left out.

    Left out is what has no text, a character without a class, or more characters than frames (CTC puts a blank between
    two that are the same).
    """
    kept, out = [], 0
    for line in lines:
        try:
            labels = classes.labels(line.text.strip())
        except UnwritableError:
            labels = ()
        doubled = sum(a == b for a, b in pairwise(labels))
        if labels and len(labels) + doubled <= frames_of(line.width):
            kept.append(Sample(line, labels))
        else:
            out += 1
    return tuple(kept), out


def grouped(widths: Sequence[int], size: int, random: np.random.Generator) -> list[NDArray[np.intp]]:
    """Which lines make a batch: like widths together, batches in random order, each line once.

    Args:
        widths: of the lines, pixels.
        size: lines a batch; fewer where they are wider than ``WIDE``.
        random: source of chance.
    """
    order = np.lexsort((random.random(len(widths)), np.asarray(widths)))
    groups, start = [], 0
    while start < len(order):
        count = size
        while count > 1 and widths[order[min(start + count, len(order)) - 1]] * count > WIDE * size:
            count -= 1
        groups.append(order[start : start + count])
        start += count
    return [groups[i] for i in random.permutation(len(groups))]


def batch_of(chosen: Sequence[Sample], random: np.random.Generator) -> Batch:
    """A batch of samples, changed a little."""
    widths = np.array([sample.line.width for sample in chosen])
    wanted = widths
    if random.random() < CHANGED:
        common = np.median(widths) * random.uniform(1 - STRETCH, 1 + STRETCH)
        wanted = np.clip(common, np.ceil(widths * (1 - STRETCH)), np.floor(widths * (1 + STRETCH))).round().astype(int)
    canvas = max(int(wanted.max()), SHORTEST)
    grey = np.zeros((len(chosen), LINE_HEIGHT, canvas), dtype=np.float32)
    for row, (sample, width) in enumerate(zip(chosen, wanted.tolist(), strict=True)):
        grey[row, :, :width] = _changed(sample.line.pixels, width, random)
    frames = frames_of(canvas)
    return Batch(
        pixels=np.repeat(grey[:, None], 3, axis=1),
        # as the program cuts them off (Recogniser.posteriors)
        frames=np.minimum(frames, np.ceil(frames * wanted / canvas).astype(np.int64) + 1),
        labels=np.concatenate([sample.labels for sample in chosen]).astype(np.int64),
        lengths=np.array([len(sample.labels) for sample in chosen], dtype=np.int64),
    )


def _changed(pixels: NDArray[np.uint8], width: int, random: np.random.Generator) -> NDArray[np.float32]:
    """``(48, any)`` uint8 to ``(48, width)``, -1…1: stretched, and now and then shifted, lighter or darker."""
    out = np.asarray(pixels)
    if width != pixels.shape[1]:
        out = np.asarray(cv2.resize(out, (width, LINE_HEIGHT), interpolation=cv2.INTER_LINEAR))
    if random.random() < CHANGED:
        rows = np.arange(LINE_HEIGHT) + random.integers(-SHIFT, SHIFT + 1)
        out = out[rows.clip(0, LINE_HEIGHT - 1)]
    scaled = out.astype(np.float32) / 127.5 - 1.0
    if random.random() < CHANGED:
        scaled = (scaled * random.uniform(*GAIN) + random.uniform(-OFFSET, OFFSET)).clip(-1.0, 1.0)
    return np.asarray(scaled, dtype=np.float32)
