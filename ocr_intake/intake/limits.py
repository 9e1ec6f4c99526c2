"""How much of this machine one file may take; what a file asks for is compared with these before it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

from ocr_intake.intake.sniff import WEBP

MEMORY_BYTES: Final = 1_200_000_000
"""Memory that a worker process may hold while it reads a page, engines included: about 0.2 gigabytes are theirs."""
LOOK_BYTES: Final = 600_000_000
"""Memory that a worker may hold while it looks what a file is: nothing is decoded then."""
WEBP_MEGAPIXELS: Final = 40.0
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

    A colour page takes seven bytes a pixel while it is decoded; A4 at 900 dpi and A3 at 600 dpi pass. Of WebP, whose
    decoder takes eighteen, no more than `WEBP_MEGAPIXELS` are decoded, whatever this says. What is kept of a page are
    `KEPT_MEGAPIXELS` at most. So a worker that reads the largest pages of every kind stays below `MEMORY_BYTES`; one
    that would not (a limit set higher, a file made for it) has its page set aside as `too_much_memory`.
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

    def pixels_of(self, media_type: str) -> int:
        """Pixels of one page of a file of that type, before it is decoded."""
        return int(min(self.max_megapixels, WEBP_MEGAPIXELS) * 1e6) if media_type == WEBP else self.max_pixels


DEFAULT_LIMITS = Limits()
