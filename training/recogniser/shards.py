"""Files of prepared lines: what the recogniser is trained and measured on, scaled as the program scales a line.

A shard is one compressed ``.npz``: the pixels of all lines side by side, their widths, texts and kinds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ocr_intake.readers.ppocr import LINE_HEIGHT, LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

NARROWEST = 8
"""Narrowest line that the program scales to, pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of writing and what it says."""

    pixels: NDArray[np.uint8]
    """``(48, width)`` grey, as the program scales a line; read-only."""
    text: str
    kind: str
    """How it was made, coarse to fine: ``hand/stroke``, ``print``, ``fax``."""

    def __post_init__(self) -> None:
        """Check the pixels, and keep them from being written to.

        Raises:
            ValueError: when the pixels are not ``(48, width)`` uint8.
        """
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 2 or self.pixels.shape[0] != LINE_HEIGHT:
            raise ValueError(f"a line is (48, width) uint8, not {self.pixels.shape} {self.pixels.dtype}")
        self.pixels.setflags(write=False)

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.pixels.shape[1])


def scaled(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A line image at the recogniser's input height, resized as ``Recogniser.posteriors`` does.

    Args:
        pixels: ``(height, width)`` grey.

    Returns:
        ``(48, width)`` uint8.
    """
    height, width = pixels.shape
    target = min(max(round(width * LINE_HEIGHT / height), NARROWEST), LONGEST)
    method = cv2.INTER_AREA if height > LINE_HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (target, LINE_HEIGHT), interpolation=method), dtype=np.uint8)


def write_shard(path: Path, lines: Iterable[Line]) -> None:
    """Write lines to a new file; it stands under its name only when it is whole.

    Args:
        path: ends in ``.npz``.
        lines: at least one.

    Raises:
        ValueError: when there are no lines, or the name has another ending.
        OSError: when the file cannot be written.
    """
    kept = tuple(lines)
    if path.suffix != ".npz":
        raise ValueError(f"a shard's name ends in .npz: {path.name}")
    if not kept:
        raise ValueError(f"no lines for {path.name}")
    unfinished = path.with_name(f"{path.stem}.unfinished.npz")
    np.savez_compressed(
        unfinished,
        pixels=np.concatenate([line.pixels for line in kept], axis=1),
        widths=np.array([line.width for line in kept], dtype=np.int32),
        texts=np.array([line.text for line in kept]),
        kinds=np.array([line.kind for line in kept]),
    )
    unfinished.replace(path)


def read_shard(path: Path) -> tuple[Line, ...]:
    """The lines of a file in the order in which they were written.

    Raises:
        ValueError: when the file's parts do not fit together.
        OSError: when the file cannot be read.
    """
    with np.load(path, allow_pickle=False) as stored:
        pixels, widths = stored["pixels"], stored["widths"]
        texts, kinds = stored["texts"].tolist(), stored["kinds"].tolist()
    if int(widths.sum()) != pixels.shape[1] or not len(widths) == len(texts) == len(kinds):
        raise ValueError(f"{path.name} is damaged: widths, texts and kinds do not fit its pixels")
    ends = np.cumsum(widths)
    return tuple(
        Line(np.ascontiguousarray(pixels[:, end - width : end]), str(text), str(kind))
        for end, width, text, kind in zip(ends, widths, texts, kinds, strict=True)
    )


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over files' bytes in the order given, hexadecimal.

    Raises:
        OSError: when a file cannot be read.
    """
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


def count(path: Path) -> int:
    """How many lines a file has, without reading their pixels.

    Raises:
        OSError: when the file cannot be read.
    """
    with np.load(path, allow_pickle=False) as stored:
        return len(stored["widths"])
