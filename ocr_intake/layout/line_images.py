"""The pictures of single lines, as readers get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ocr_intake.model.reading import Direction, LineImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ocr_intake.layout.lines import LineRegion
    from ocr_intake.model.geometry import Box

WHITE = 255
MARGIN = 0.12
"""Share of a line's thickness left around it; from 0.02 to 0.28 readings differ by less than a point."""
BOX_INSET = 0.07
"""Share of a box's height that its lines and their blur take up."""


def cut_line(clean: NDArray[np.uint8], region: LineRegion) -> LineImage:
    """Cut a line out with the margin that readers like best; characters in boxes are set side by side without them."""
    if region.comb:
        return LineImage(_without_boxes(clean, region.comb), region.direction)
    height, width = clean.shape[:2]
    thickness = region.box.height if region.direction is Direction.HORIZONTAL else region.box.width
    margin = max(2, round(thickness * MARGIN))
    box = region.box.grown(margin, margin).clipped(width, height)
    return LineImage(np.ascontiguousarray(clean[box.top : box.bottom, box.left : box.right]), region.direction)


def _without_boxes(clean: NDArray[np.uint8], comb: tuple[Box, ...]) -> NDArray[np.uint8]:
    """The insides of boxes side by side."""
    high = max(box.height for box in comb)
    inset = max(2, round(high * BOX_INSET))
    parts = []
    for box in comb:
        inner = box.grown(-inset, -inset).clipped(clean.shape[1], clean.shape[0])
        part = clean[inner.top : inner.bottom, inner.left : inner.right]
        below = max(0, high - part.shape[0])
        parts.append(np.pad(part, ((0, below), (1, 1)), constant_values=WHITE))
    return np.ascontiguousarray(np.concatenate([part[:high] for part in parts], axis=1))
