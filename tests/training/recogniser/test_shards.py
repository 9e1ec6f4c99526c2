"""Files of prepared lines: what is written comes back, and lines are scaled as the program scales them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from ocr_intake.readers.ppocr import LINE_HEIGHT, LONGEST
from training.recogniser.shards import Line, count, digest, read_shard, scaled, write_shard

if TYPE_CHECKING:
    from pathlib import Path


def line(width: int, text: str = "歩道", kind: str = "print") -> Line:
    pixels = np.random.default_rng(width).integers(0, 256, (LINE_HEIGHT, width)).astype(np.uint8)
    return Line(pixels, text, kind)


def test_lines_come_back_as_they_were_written(tmp_path: Path) -> None:
    lines = (line(100, "𠮷野家 "), line(8, "、", "hand/stroke"), line(640, "広くしてほしい。", "fax"))
    write_shard(tmp_path / "a.npz", lines)
    back = read_shard(tmp_path / "a.npz")
    assert [(one.text, one.kind) for one in back] == [(one.text, one.kind) for one in lines]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(lines, back, strict=True))
    assert count(tmp_path / "a.npz") == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_the_digest_is_that_of_the_files_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / "a.npz", tmp_path / "b.npz"]
    for width, path in enumerate(paths, start=20):
        write_shard(path, [line(width)])
    assert digest(paths) == digest(list(paths))
    assert digest(paths) != digest(paths[::-1])


def test_no_lines_are_no_shard(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no lines"):
        write_shard(tmp_path / "a.npz", [])
    with pytest.raises(ValueError, match=r"\.npz"):
        write_shard(tmp_path / "a.npy", [line(20)])


def test_a_line_is_grey_and_of_the_readers_height() -> None:
    with pytest.raises(ValueError, match="48"):
        Line(np.zeros((40, 100), dtype=np.uint8), "", "print")
    with pytest.raises(ValueError, match="read-only"):
        line(20).pixels[0, 0] = 1


@pytest.mark.parametrize(
    ("shape", "width"), [((96, 400), 200), ((24, 100), 200), ((48, 333), 333), ((40, 40_000), LONGEST), ((200, 6), 8)]
)
def test_lines_are_scaled_to_the_readers_height(shape: tuple[int, int], width: int) -> None:
    assert scaled(np.full(shape, 200, dtype=np.uint8)).shape == (LINE_HEIGHT, width)
