"""How much of this machine one file may take; what a file asks for is compared with these before it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

from ocr_intake.intake.sniff import WEBP

MEMORY_BYTES: Final = 1_200_000_000
"""Memory that a worker process takes while it reads the largest pages; a fifth of a gigabyte to a third are engines."""
DATA_BYTES: Final = 1_400_000_000
"""Memory that a worker may ask for. The system counts what was asked for, and some 0.2 gigabytes are never touched."""
WEBP_MEGAPIXELS: Final = 30.0
WHOLE_MEGAPIXELS: Final = 50.0
"""Images with more pixels have both sides halved while they become an array: A3 at 600 dpi has 300 afterwards."""
KEPT_MEGAPIXELS: Final = 36.0
"""Pages with more pixels are made smaller: A3 at 400 dpi has 31, and nothing is read at more than 330 dpi."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one source file and one of its pages."""

    max_file_mb: float = 500.0
    """Megabytes (10⁶ bytes) of one file; a 600-dpi colour stack of some hundred pages stays below."""
    max_pages: int = 1000
    """Pages of one file."""
    max_megapixels: float = 80.0
    """Pixels of one page, in millions, before it is decoded and once more after its aspect is made true.

    A4 at 900 dpi and A3 at 600 dpi pass. A page in colour takes four bytes a pixel while it is decoded, and more than
    `WHOLE_MEGAPIXELS` are halved on the way; what is kept are `KEPT_MEGAPIXELS` at most. Of WebP, whose decoder takes
    eighteen, no more than `WEBP_MEGAPIXELS` are decoded, whatever this says. So a worker that reads the largest pages
    of every kind stays below `MEMORY_BYTES`. One that would not (a limit set higher, a file made for it) has its page
    set aside as `too_much_memory`.
    """
    pdf_timeout_s: int = 20
    """Seconds for one page of a PDF, over all calls of poppler that it takes."""

    def __post_init__(self) -> None:
        """Refuse limits that cannot be kept.

        Raises:
            ValueError: a limit is not positive, or above what Pillow itself allows to open.
        """
        if min(self.max_file_mb, self.max_pages, self.max_megapixels, self.pdf_timeout_s) <= 0:
            raise ValueError(f"limits must be positive: {self}")
        if self.max_pixels > 2 * (Image.MAX_IMAGE_PIXELS or self.max_pixels):
            raise ValueError(f"max_megapixels must be at most {2 * (Image.MAX_IMAGE_PIXELS or 0) / 1e6:.0f}: {self}")

    @property
    def max_bytes(self) -> int:
        """Bytes of one file."""
        return int(self.max_file_mb * 1e6)

    @property
    def max_pixels(self) -> int:
        """Pixels of one page."""
        return int(self.max_megapixels * 1e6)

    @property
    def kept_pixels(self) -> int:
        """Pixels of one page once it is decoded, and of a page that is drawn rather than decoded."""
        return int(min(self.max_megapixels, KEPT_MEGAPIXELS) * 1e6)

    @property
    def whole_pixels(self) -> int:
        """Pixels of an image up to which it becomes an array as it is."""
        return int(WHOLE_MEGAPIXELS * 1e6)

    def pixels_of(self, media_type: str) -> int:
        """Pixels of one page of a file of that type, before it is decoded."""
        return int(min(self.max_megapixels, WEBP_MEGAPIXELS) * 1e6) if media_type == WEBP else self.max_pixels


DEFAULT_LIMITS = Limits()
