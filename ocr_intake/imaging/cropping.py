"""A part of a page with something around it, as a person is shown it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

    from ocr_intake.model.geometry import Box

_MARGIN: Final = 0.5
"""Around a crop, as a share of its smaller side."""
_LEAST_MARGIN: Final = 12
"""Pixels."""


def cropped(image: Image.Image, box: Box) -> Image.Image | None:
    """The part of an image that a box takes, with a margin; None where the box lies outside of it.

    Args:
        image: Of a page.
        box: In its pixels.
    """
    margin = max(_LEAST_MARGIN, int(_MARGIN * min(box.right - box.left, box.bottom - box.top, 60)))
    left, top = max(0, box.left - margin), max(0, box.top - margin)
    right, bottom = min(image.width, box.right + margin), min(image.height, box.bottom + margin)
    return None if left >= right or top >= bottom else image.crop((left, top, right, bottom))
